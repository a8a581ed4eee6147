//! How fast and how large: `cargo run --release --example match-speed [titles] [documents] [activities]`;
//! 0 leaves a part out.
//!
//! Synthetic titles in Ukrainian and English from a few hundred words, unevenly used, with places,
//! numbers and names of their own. Prints `name value unit` lines.

use std::hint::black_box;
use std::time::Instant;

use dotyk_match::points::{About, Activity, Ranker, Weights};
use dotyk_match::{Document, Index, Query, Viewer, Visibility};

const DEEDS: [&str; 24] = [
    "Капітальний ремонт",
    "Будівництво",
    "Реконструкція",
    "Відновлення",
    "Придбання обладнання для",
    "Облаштування",
    "Утеплення",
    "Модернізація",
    "Встановлення сонячних панелей для",
    "Створення",
    "Розвиток",
    "Підтримка",
    "Оснащення",
    "Навчання працівників",
    "Поточний ремонт",
    "Проєктування",
    "Закупівля автомобіля для",
    "Відкриття",
    "Цифровізація",
    "Забезпечення водою",
    "Розширення",
    "Обстеження",
    "Благоустрій території",
    "Заміна вікон",
];
const DEEDS_EN: [&str; 8] =
    ["Repair of", "Construction of", "Support to", "Equipment for", "Recovery of", "Training for", "Development of", "Supply of"];
const THINGS: [(&str, &str); 24] = [
    ("школи", "school"),
    ("лікарні", "hospital"),
    ("дитячого садка", "kindergarten"),
    ("бібліотеки", "library"),
    ("водогону", "water pipe"),
    ("котельні", "boiler house"),
    ("центру надання адміністративних послуг", "service centre"),
    ("будинку культури", "house of culture"),
    ("амбулаторії", "clinic"),
    ("ліцею", "lyceum"),
    ("житла для переселенців", "housing"),
    ("мосту", "bridge"),
    ("дороги", "road"),
    ("парку", "park"),
    ("кооперативу", "cooperative"),
    ("молодіжного простору", "youth hub"),
    ("пожежної частини", "fire station"),
    ("музею", "museum"),
    ("стадіону", "stadium"),
    ("гуртожитку", "dormitory"),
    ("очисних споруд", "treatment plant"),
    ("ринку", "market"),
    ("університету", "university"),
    ("інноваційного хабу", "innovation hub"),
];
const SYLLABLES: [&str; 20] = [
    "кра", "сно", "ми", "рів", "ста", "ро", "біл", "овод", "сєв", "єро", "дон", "луг", "пол", "та", "вер", "хня", "нов", "ай",
    "дар", "щас",
];
const ENDS: [&str; 5] = ["ськ", "ка", "не", "івка", "ове"];

/// Small, fast, and the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) as usize) % n
    }

    /// Small numbers much more often, as words are used.
    fn uneven(&mut self, n: usize) -> usize {
        let (a, b) = (self.below(n), self.below(n));
        a * b / n
    }

    fn place(&mut self) -> String {
        let mut name: String = (0..2 + self.below(2)).map(|_| SYLLABLES[self.uneven(20)]).collect();
        name.push_str(ENDS[self.below(5)]);
        let first: String = name.chars().take(1).flat_map(char::to_uppercase).collect();
        first + &name.chars().skip(1).collect::<String>()
    }
}

fn document(number: usize, dice: &mut Dice, words: usize, vocabulary: &[String]) -> Document {
    let thing = THINGS[dice.uneven(24)];
    let place = dice.place();
    let title = format!("{} {} № {} {place}", DEEDS[dice.uneven(24)], thing.0, 1 + dice.uneven(200));
    let english = format!("{} {} {}", DEEDS_EN[dice.uneven(8)], thing.1, dotyk_uk::transliterate(&place));
    let mut body = String::new();
    for at in 0..words {
        body.push_str(if at % 12 == 11 { ". " } else { " " });
        body.push_str(&vocabulary[dice.uneven(vocabulary.len()) * (1 + dice.below(2)) % vocabulary.len()]);
    }
    let facet = |name: &str, value: String| (name.to_owned(), value);
    Document {
        key: format!("0193{number:028x}"),
        kind: ["project", "organisation", "place", "source"][dice.uneven(4)].into(),
        title_uk: Some(title),
        title_en: (dice.below(3) == 0).then_some(english),
        names: if dice.below(10) == 0 { vec![format!("UA-{number:08}")] } else { Vec::new() },
        body,
        facets: vec![
            facet("stage", format!("stage-{}", dice.uneven(9))),
            facet("direction", format!("direction-{}", dice.uneven(25))),
            facet("funder", format!("funder-{}", dice.uneven(300))),
        ],
        places: vec![format!("UA{:02}", dice.below(25)), format!("UA{:04}", dice.below(140))],
        boost: dice.below(3000) as i64,
        visibility: if dice.below(20) == 0 {
            Visibility::only([format!("org:{}", dice.below(50))])
        } else {
            Visibility::public()
        },
        ..Document::default()
    }
}

/// Some thousands of words in forms, for bodies.
fn vocabulary(dice: &mut Dice) -> Vec<String> {
    let mut all: Vec<String> = THINGS.iter().flat_map(|(uk, en)| uk.split(' ').chain(en.split(' '))).map(str::to_owned).collect();
    for _ in 0..12_000 {
        let mut word: String = (0..2 + dice.below(3)).map(|_| SYLLABLES[dice.below(20)]).collect();
        word.push_str(["а", "и", "ами", "ий", "ого", "ання", "ості"][dice.below(7)]);
        all.push(word);
    }
    all
}

/// Processor time of all threads so far in seconds, from Linux; what other programs do is not in it.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<f64> =
        stat.rsplit(')').next().unwrap_or_default().split(' ').filter_map(|field| field.parse().ok()).collect();
    // After the state: the 11th and 12th number are user and system time in hundredths.
    fields.get(10).unwrap_or(&0.0) / 100.0 + fields.get(11).unwrap_or(&0.0) / 100.0
}

/// p50 and p95 of asking each of `queries` some times, in milliseconds.
fn ask(name: &str, index: &Index, queries: &[Query]) {
    let mut times = Vec::new();
    for _ in 0..(400 / queries.len()).max(5) {
        for query in queries {
            let start = Instant::now();
            black_box(index.search(black_box(query)));
            times.push(start.elapsed().as_secs_f64() * 1000.0);
        }
    }
    report(name, times);
}

fn report(name: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    println!("{name}_p50 {:.3} ms", times[times.len() / 2]);
    println!("{name}_p95 {:.3} ms", times[times.len() * 95 / 100]);
}

fn text(text: &str) -> Query {
    Query { text: text.into(), ..Query::default() }
}

fn questions(index: &Index) {
    let faceted = |query: Query| Query { facets: ["kind", "stage", "direction", "place"].map(String::from).to_vec(), ..query };
    // Words that are there; what is not found is timed under typo and keyboard.
    let mix = [
        "школа краснорівка",
        "ліцей № 12",
        "UA-00001230",
        "ремонт дороги краснорівка",
        "hospital Krasnomyivka",
        "верхняове",
        "музеї краснорівка",
        "будівництво мосту 7",
        "лікарень краснорівське",
        "Krasnostaivka",
        "бібліотеки дар",
        "сонячні панелі лікарні 120",
    ];
    ask("top20_mix", index, &mix.map(text));
    ask("broad_word", index, &["ремонт", "школи", "будівництво"].map(text));
    ask("broad_word_with_facets", index, &["ремонт", "школи", "будівництво"].map(|word| faceted(text(word))));
    ask("broad_pair_with_facets", index, &[faceted(text("ремонт школи"))]);
    ask("everything_with_facets", index, &[faceted(text(""))]);
    let filters = vec![
        ("stage".to_owned(), vec!["stage-1".to_owned(), "stage-2".to_owned()]),
        ("direction".to_owned(), vec!["direction-3".to_owned()]),
        ("kind".to_owned(), vec!["project".to_owned()]),
    ];
    ask("list_three_filters_with_facets", index, &[faceted(Query { filters: filters.clone(), ..Query::default() })]);
    let own = Viewer::with(["org:7", "org:8"]);
    ask("viewer_with_tokens", index, &[Query { viewer: own, ..text("школа краснорівка") }]);
    ask("prefix_of_one_letter", index, &["п", "с"].map(text));
    ask("prefix_of_two_letters", index, &["шк", "бу"].map(text));
    ask("typo", index, &["шкоал", "біблоітека", "будвництво"].map(text));
    ask("keyboard", index, &["ghjtrn", "kbrfhyz"].map(text));
    let mut times = Vec::new();
    for prefix in ["ш", "шк", "шко", "кап", "капітальний рем", "Krasno", "п", "b"].iter().cycle().take(400)
    {
        let start = Instant::now();
        black_box(index.suggest(black_box(prefix), None, &Viewer::public(), 8));
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    report("suggest", times);
}

fn build(name: &str, count: usize, words: usize) -> Index {
    let mut dice = Dice(2020);
    let vocabulary = vocabulary(&mut dice);
    let documents: Vec<Document> = (0..count).map(|number| document(number, &mut dice, words, &vocabulary)).collect();
    let (start, used) = (Instant::now(), cpu());
    let mut index = Index::new();
    index.extend(documents);
    println!("{name}_build {:.2} s", start.elapsed().as_secs_f64());
    println!("{name}_build_cpu {:.2} s", cpu() - used);
    println!("{name}_memory {} MB", index.memory() / 1_000_000);
    println!("{name}_words {} words", index.words());
    resident();
    let mut times = Vec::new();
    for number in 0..200 {
        let again = document(number, &mut dice, words, &vocabulary);
        let start = Instant::now();
        index.put(again);
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    report(&format!("{name}_put"), times);
    index
}

const SECTORS: [&str; 24] = [
    "72010", "43010", "72050", "15150", "12264", "12250", "72040", "16050", "12220", "12110", "15160", "73010", "74020", "15220",
    "16010", "51010", "15110", "41010", "14030", "13020", "43040", "12240", "32130", "31120",
];
const COUNTRIES: [&str; 12] = ["UA", "MD", "GE", "AM", "SY", "YE", "KE", "ML", "BD", "CO", "HT", "PH"];

/// An activity as a history has them: most of few funders, half without sectors or countries.
fn activity(number: usize, dice: &mut Dice, vocabulary: &[String]) -> Activity {
    let thing = THINGS[dice.uneven(24)].1;
    let words = |count: usize, dice: &mut Dice| {
        let all: Vec<&str> = (0..count).map(|_| vocabulary[dice.uneven(vocabulary.len())].as_str()).collect();
        all.join(" ")
    };
    let title = format!("{} {thing} {}", DEEDS_EN[dice.uneven(8)], words(4, dice));
    let body = words(24, dice);
    let sectors = (0..dice.below(4)).map(|_| (SECTORS[dice.uneven(24)].to_owned(), 0.0)).collect();
    let countries = (0..dice.below(3)).map(|_| COUNTRIES[dice.uneven(12)].to_owned()).collect();
    let amount = Some((1 + dice.uneven(1000)) as f64 * 10f64.powi(dice.below(5) as i32));
    let funder = dice.uneven(900) * dice.uneven(900) / 900;
    Activity {
        key: format!("{number:08x}"),
        kind: "project".into(),
        about: About { title, body, sectors, countries, places: Vec::new(), amount },
        year: Some(2010 + dice.below(15) as u16),
        supporters: vec![format!("funder-{funder}")],
    }
}

/// Ranking supporters and documents for needs of the same make.
fn points(count: usize) {
    let mut dice = Dice(2020);
    let vocabulary = vocabulary(&mut dice);
    let mut ranker = Ranker::new();
    let mut elapsed = 0.0;
    for number in 0..count {
        let next = activity(number, &mut dice, &vocabulary);
        let start = Instant::now();
        ranker.put(next);
        elapsed += start.elapsed().as_secs_f64();
    }
    println!("rank_build {elapsed:.2} s");
    println!("rank_memory {} MB", ranker.memory() / 1_000_000);
    resident();
    let mut times = [Vec::new(), Vec::new(), Vec::new()];
    for number in 0..400 {
        let again = activity(number, &mut dice, &vocabulary);
        let need = About { body: String::new(), ..activity(number, &mut dice, &vocabulary).about };
        let mut note = |at: usize, start: Instant| times[at].push(start.elapsed().as_secs_f64() * 1000.0);
        let start = Instant::now();
        ranker.put(again);
        note(0, start);
        let start = Instant::now();
        black_box(ranker.rank(black_box(&need), &Weights::default(), 10));
        note(1, start);
        let start = Instant::now();
        black_box(ranker.alike(black_box(&need), &["project"], &Weights::default(), 10));
        note(2, start);
    }
    for (name, times) in ["rank_put", "rank", "rank_alike"].into_iter().zip(times) {
        report(name, times);
    }
}

/// What the system says is in use.
fn resident() {
    if let Ok(status) = std::fs::read_to_string("/proc/self/status")
        && let Some(line) = status.lines().find(|line| line.starts_with("VmRSS"))
    {
        eprintln!("  {line}");
    }
}

fn main() {
    let mut sizes = std::env::args().skip(1).filter_map(|size| size.parse().ok());
    let mut next = |usual: usize| sizes.next().unwrap_or(usual);
    let (titles, documents, activities) = (next(1_000_000), next(100_000), next(1_000_000));
    if titles > 0 {
        println!("titles {titles} documents");
        questions(&build("titles", titles, 0));
    }
    if documents > 0 {
        println!("full {documents} documents of 150 words");
        questions(&build("full", documents, 150));
    }
    if activities > 0 {
        println!("rank {activities} activities of 30 words");
        points(activities);
    }
}
