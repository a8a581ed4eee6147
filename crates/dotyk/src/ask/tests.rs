//! Questions asked over HTTP: the exam of the 58 facts, unseen paraphrases, and what must not come of a question.

use serde::Deserialize;
use serde_json::Value;

use crate::testing::{Cast, Client};

/// After everything that the sample knows.
const TODAY: &str = "2026-06-01T09:00:00Z";

/// How many of the 58 must be right in all four texts.
const ENOUGH: usize = 57;

/// Among so many of the first records what is looked for must be.
const FIRST: usize = 5;

#[derive(Deserialize)]
struct Exam {
    question: Vec<Expected>,
}

/// A question of the exam: four texts, and what is to come of each.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    fact: String,
    uk: [String; 2],
    en: [String; 2],
    #[serde(default)]
    parts: Vec<String>,
    #[serde(default)]
    records: Vec<String>,
    #[serde(default)]
    figures: Vec<String>,
    #[serde(default)]
    not_known: Option<String>,
    #[serde(default)]
    gap: Option<String>,
}

fn exam() -> Exam {
    toml::from_str(include_str!("../../../../demo/luhansk-2020/questions.toml")).expect("the questions")
}

fn ask(visitor: &Client, lang: &str, question: &str) -> Value {
    let query: String = form_urlencoded::byte_serialize(question.as_bytes()).collect();
    visitor.get(&format!("/{lang}/ask.json?q={query}")).is(200).json()
}

fn rows<'a>(answer: &'a Value, name: &str) -> &'a [Value] {
    answer[name].as_array().map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

/// The first records and their steps as the exam names them: kind and the last part of the address.
fn records(answer: &Value) -> Vec<String> {
    let key = |item: &Value| format!("{}:{}", text(item, "kind"), text(item, "url").rsplit('/').next().unwrap_or_default());
    rows(answer, "items").iter().take(FIRST).chain(rows(answer, "steps").iter().take(FIRST)).map(key).collect()
}

/// What of the expected did not come.
fn missing(answer: &Value, expected: &Expected) -> Vec<String> {
    let parts: Vec<String> =
        rows(answer, "parts").iter().map(|part| format!("{}:{}", text(part, "what"), text(part, "value"))).collect();
    let figures: Vec<String> = rows(answer, "figures")
        .iter()
        .map(|figure| format!("{} {} {}", text(figure, "measure"), text(figure, "qualifier"), text(figure, "value")))
        .collect();
    let gaps: Vec<&str> = rows(answer, "gaps").iter().map(|gap| text(gap, "gap")).collect();
    let records = records(answer);
    let mut missing: Vec<String> = expected.parts.iter().filter(|part| !parts.contains(part)).cloned().collect();
    missing.extend(expected.records.iter().filter(|record| !records.contains(record)).cloned());
    missing.extend(expected.figures.iter().filter(|figure| !figures.contains(figure)).cloned());
    missing.extend(expected.gap.iter().filter(|gap| !gaps.contains(&gap.as_str())).cloned());
    if !missing.is_empty() {
        missing.push(format!("came: {parts:?} {records:?} {figures:?} {gaps:?}"));
    }
    missing
}

/// Asks a question in all its texts, and says what went wrong.
fn wrong(visitor: &Client, expected: &Expected) -> Vec<String> {
    let texts = expected.uk.iter().map(|text| ("uk", text)).chain(expected.en.iter().map(|text| ("en", text)));
    let asked = texts.filter_map(|(lang, question)| {
        let missing = missing(&ask(visitor, lang, question), expected);
        (!missing.is_empty()).then(|| format!("{} «{question}»: {}", expected.fact, missing.join("; ")))
    });
    asked.collect()
}

#[test]
fn the_questions_of_the_facts_are_understood_and_answered() {
    let cast = Cast::sample(TODAY);
    let visitor = cast.visitor();
    let exam = exam();
    assert_eq!(exam.question.len(), 58);
    let mut right = 0;
    for (nth, expected) in exam.question.iter().enumerate() {
        assert_eq!(expected.fact, format!("F{:02}", nth + 1));
        assert!(!expected.records.is_empty() || expected.not_known.is_some(), "{} expects nothing", expected.fact);
        let wrong = wrong(&visitor, expected);
        right += usize::from(wrong.is_empty());
        wrong.iter().for_each(|line| println!("{line}"));
    }
    println!("{right} of 58");
    assert!(right >= ENOUGH, "{right} of 58 are right in all four texts");
}

/// Asked after the rules were written, and never used to write them.
#[test]
fn questions_that_were_not_seen_before_are_answered_too() {
    let cast = Cast::sample(TODAY);
    let visitor = cast.visitor();
    let unseen = [
        ("uk", "Чи вже полагодили дитячий садок «Світлячок»?", "project:kindergarten-svitliachok"),
        ("uk", "Хто заплатив за мобільний центр послуг у Попасній?", "project:mobile-tsnap-popasna"),
        ("uk", "Що планують зробити з бельгійською лікарнею в Лисичанську?", "project:belgian-heritage"),
        ("uk", "Скільки охочих змагалося в конкурсі малюнків про тварин?", "project:animal-symbols-contest"),
        ("uk", "Про що домовилися Енсхеде з Сєвєродонецьком?", "agreement:memorandum-enschede-sievierodonetsk"),
        ("en", "Has the city of Kreminna got its EV charger?", "project:ev-charging-kreminna"),
        ("en", "How many homes for displaced families are in Novoaidar?", "project:idp-flats-novoaidar"),
        ("en", "Which money helps forestry after the blaze?", "project:forestry-grants"),
        ("en", "What is the IT cluster for?", "cluster:it-cluster"),
        ("en", "Who does the city exchange with Winterswijk?", "project:city-partnership"),
    ];
    let asked = unseen.iter().map(|(lang, question, record)| (question, record, records(&ask(&visitor, lang, question))));
    let wrong: Vec<_> = asked.filter(|(_, record, came)| !came.contains(&(**record).to_owned())).collect();
    wrong.iter().for_each(|line| println!("{line:?}"));
    assert!(wrong.len() <= 2, "{wrong:?}");
}

/// A question, as of which day, its parts, the first records, and what the answer in short says first; nothing where there must
/// be no answer in short.
type Paraphrase =
    (&'static str, &'static str, &'static str, &'static [&'static str], &'static [&'static str], Option<&'static str>);

/// How things stand, who pays, what is denied, when it was: each in words that nobody wrote rules for.
#[rustfmt::skip]
const PARAPHRASES: &[Paraphrase] = &[
    ("uk", "Які квартири зараз ремонтуються?", "2021-03-31", &["state:going", "measure:apartments"], &["project:idp-flats-sievierodonetsk", "project:idp-flats-novoaidar"], Some("31 квартира")),
    ("uk", "Скільки квартир у ремонті?", "2021-03-31", &["state:going"], &["project:idp-flats-novoaidar"], Some("31 квартира")),
    ("en", "How many flats are under renovation?", "2021-03-31", &["state:going"], &["project:idp-flats-novoaidar"], Some("31 apartments")),
    ("en", "How many apartments have been handed over?", "2021-03-31", &["state:finished"], &["project:idp-flats-kreminna"], Some("4 apartments")),
    ("uk", "Скільки квартир ще не передали?", "2021-03-31", &["state:open"], &["project:idp-flats-novoaidar"], Some("31 квартира")),
    ("uk", "Які квартири ще ремонтують?", "", &["state:going"], &[], Some("Записів «триває» немає")),
    ("en", "How many brands are still in the works?", "", &["state:going"], &["project:hromada-brands"], Some("6 brands")),
    ("uk", "Скільки брендів уже створено?", "", &["state:finished"], &["project:hromada-brands"], Some("7 брендів")),
    ("uk", "Які угоди ще не підписано?", "", &["kind:agreement", "not state:signed"], &["agreement:agreement-kvemo-kartli-2021"], Some("1 угода")),
    ("uk", "Які непідписані угоди?", "", &["not state:signed"], &["agreement:agreement-kvemo-kartli-2021"], Some("1 угода")),
    ("uk", "Які проєкти не фінансує Канада?", "", &["not role:funder", "country:CA"], &["project:hromada-brands"], Some("35 проєктів")),
    ("en", "Which projects have no donor?", "", &["not role:funder"], &["project:ita-coordination"], Some("17 projects")),
    ("en", "Which project had the most participants?", "", &[], &[], None),
    ("uk", "Скільки угод підписано після 2020 року?", "", &[], &[], None),
    ("uk", "Скільки проєктів завершено торік?", "", &[], &[], None),
    ("uk", "Скільки угод підписано у 2018–2020 роках?", "", &["day:2018/2020"], &["agreement:memorandum-era-osa", "agreement:memorandum-it-cluster"], Some("2 угоди")),
    ("uk", "Скільки угод діє?", "", &["state:going"], &["agreement:memorandum-era-osa"], Some("5 угод")),
    ("en", "Which agreements are in force?", "", &["state:going"], &["agreement:memorandum-era-osa"], Some("5 agreements")),
    ("en", "Which steps are planned for April 2021?", "", &["kind:step", "day:2021-04"], &["step:re-sign-kvemo-kartli"], Some("1 record")),
    ("uk", "Скільки подій відбулося у 2020 році?", "", &["kind:event", "day:2020"], &["event:city-forum-2020"], Some("2 події")),
    ("uk", "Що профінансував USAID?", "", &["role:funder"], &["project:usaid-era"], Some("4 записи")),
    ("en", "Who does not pay for RESPONSE?", "", &[], &[], None),
    ("uk", "Які школи без огорожі?", "", &[], &[], None),
    ("en", "Which apartments in Lysychansk are ready?", "", &["state:finished"], &[], None),
    ("uk", "Скільки лікарів у Новоайдарі?", "", &["ask:count"], &[], None),
    ("en", "How many brands does Kreminna have?", "", &["measure:brands"], &[], None),
    ("uk", "Які збитки від лісових пожеж?", "", &["measure:loss"], &["emergency:forest-fires-2020"], Some("не менше 4 млрд грн")),
    ("uk", "Скільки проєктів фінансує Канада?", "", &["role:funder", "country:CA"], &["project:mobile-tsnap"], Some("8 проєктів")),
    ("uk", "Хто фінансує УФСІ VI?", "", &["role:funder"], &["project:usif-vi"], Some("Донор")),
    ("uk", "Які меморандуми підписали у березні 2021?", "", &["form:memorandum", "day:2021-03"], &["agreement:memorandum-enschede-sievierodonetsk"], Some("3 угоди")),
    ("en", "Which memoranda were signed in 2018?", "", &["form:memorandum", "day:2018"], &["agreement:memorandum-era-osa"], Some("1 agreement")),
    ("uk", "Скільки договорів підписано 2020 року?", "", &["kind:agreement", "day:2020"], &["agreement:memorandum-it-cluster"], Some("1 угода")),
    ("en", "What was signed on 12 March 2021?", "", &["day:2021-03-12"], &["agreement:memorandum-innovation-cluster"], Some("1 record")),
    ("en", "Which events were held in August 2020?", "", &["kind:event", "day:2020-08"], &["event:city-forum-2020"], Some("1 event")),
    ("en", "Which agreement is to be re-signed?", "", &["state:renewal"], &["agreement:agreement-kvemo-kartli-2021"], Some("1 agreement")),
    ("en", "How many projects are there?", "", &["ask:count", "kind:project"], &["project:response"], Some("43 projects")),
    ("en", "Anything overdue?", "", &["state:overdue"], &["step:re-sign-kvemo-kartli"], Some("1 record")),
    ("uk", "Підкажіть, будь ласка, дату першого форуму партнерства міст", "", &["ask:when", "kind:event"], &["event:city-forum-2020"], Some("Перший Форум партнерства міст")),
    ("uk", "Яка кількість дітей взяла участь у конкурсі Тварини-символи?", "", &["ask:count", "measure:participants"], &["project:animal-symbols-contest"], Some("понад 1200 учасників")),
    ("en", "Who won the Animal Symbols contest?", "", &["ask:who", "measure:winners"], &["project:animal-symbols-contest"], Some("14 winners")),
    ("en", "Where could the contest works be seen on display?", "", &["ask:where"], &["project:animal-symbols-exhibition"], Some("Exhibition Animal Symbols")),
    ("uk", "Де можна буде зарядити електромобіль і з якого часу?", "", &["ask:where", "ask:when"], &["project:ev-charging-kreminna"], Some("Зарядна станція")),
    ("uk", "Що зараз із зарядною станцією в Кремінній?", "", &["ask:state"], &["project:ev-charging-kreminna"], Some("Зарядна станція")),
    ("en", "How far along is the charging station in Kreminna?", "", &["ask:state"], &["project:ev-charging-kreminna"], Some("Charging station")),
    ("en", "Is the Enschede memorandum with Severodonetsk still valid?", "", &["ask:state", "place:UA44120110010072887"], &["agreement:memorandum-enschede-sievierodonetsk"], Some("Memorandum of cooperation: Enschede")),
    ("en", "How many apartments for IDPs in Severodonetsk?", "", &["ask:count", "place:UA44120110010072887"], &["project:idp-flats-sievierodonetsk"], Some("19 apartments")),
    ("en", "Is the forest fire analysis public?", "", &["ask:state"], &["project:fires-analysis"], Some("Analysis of ecological")),
    ("en", "Is there a fence around the building yet?", "", &["ask:state"], &["step:install-fence"], Some("Put a fence")),
    ("uk", "Чи є вже паркан довкола будівлі?", "", &["ask:state"], &["step:install-fence"], Some("Поставити паркан")),
    ("uk", "Яка сума проєкту Горизонт 2020?", "", &["ask:money"], &["project:response"], Some("19 820 169 євро")),
    ("en", "How big is the budget of the Horizon 2020 project?", "", &["ask:money"], &["project:response"], Some("EUR 19,820,169")),
    ("en", "How many mobile service centre vans did the hromadas get?", "", &["ask:count", "measure:vehicles"], &["project:mobile-tsnap"], Some("5 vehicles")),
    ("uk", "Почім одне авто мобільного ЦНАПу?", "", &["ask:money"], &["project:mobile-tsnap"], Some("близько 190 тис. дол. США")),
    ("uk", "На скільки відвідувачів розрахований мобільний ЦНАП?", "", &["ask:count", "measure:visitors"], &["project:mobile-tsnap"], Some("до 4 відвідувачів")),
    ("en", "How many visitors can a mobile service centre serve at the same time?", "", &["ask:count", "measure:visitors"], &["project:mobile-tsnap"], Some("up to 4 visitors")),
    ("en", "What is the Belgian Heritage building going to become?", "", &[], &["project:belgian-heritage"], Some("2 records")),
    ("uk", "Коли відкриють дитячий садок Сонечко?", "", &["ask:when", "state:open"], &["project:kindergarten-sonechko"], Some("Завершити капітальний ремонт")),
    ("en", "Who in the oblast administration is responsible for international technical assistance?", "", &["ask:who"], &["organisation:department"], Some("5 records")),
    ("uk", "Чи підписано нову угоду з Квемо-Картлі?", "", &["state:signed", "ask:state"], &["agreement:agreement-kvemo-kartli-2021"], None),
    ("uk", "Хто входить до ІТ-кластера?", "", &["ask:who", "kind:cluster"], &["organisation:it-cluster"], Some("")),
    ("uk", "Скільки підприємців у Кремінній?", "", &["ask:count"], &[], None),
];

#[test]
fn questions_of_states_payers_denials_and_days_are_answered_or_not_at_all() {
    let cast = Cast::sample(TODAY);
    let visitor = cast.visitor();
    let mut wrong = Vec::new();
    for (lang, question, day, parts, expected, first) in PARAPHRASES {
        let query: String = form_urlencoded::byte_serialize(question.as_bytes()).collect();
        let answer = visitor.get(&format!("/{lang}/ask.json?q={query}&as-of={day}")).is(200).json();
        let came: Vec<String> = rows(&answer, "parts")
            .iter()
            .map(|part| {
                let not = if part["denied"] == true { "not " } else { "" };
                format!("{not}{}:{}", text(part, "what"), text(part, "value"))
            })
            .collect();
        let all: Vec<String> = rows(&answer, "items")
            .iter()
            .map(|item| format!("{}:{}", text(item, "kind"), text(item, "url").rsplit('/').next().unwrap_or_default()))
            .collect();
        let said = rows(&answer, "answer").first().and_then(Value::as_str).map(str::to_owned);
        let right = parts.iter().all(|part| came.contains(&(*part).to_owned()))
            && expected.iter().all(|record| all.contains(&(*record).to_owned()))
            && match (first, &said) {
                (None, None) => true,
                (Some(first), Some(said)) => said.replace('\u{a0}', " ").starts_with(first),
                _ => false,
            };
        if !right {
            wrong.push(format!("«{question}»: {came:?} {all:?} {said:?} {}", answer["gaps"]));
        }
    }
    wrong.iter().for_each(|line| println!("{line}"));
    assert!(wrong.is_empty(), "{} of {}", wrong.len(), PARAPHRASES.len());
}

#[test]
fn a_payer_who_is_named_binds_what_is_listed_and_one_who_is_asked_for_is_of_it_alone() {
    let cast = Cast::sample(TODAY);
    let visitor = cast.visitor();
    let answer = ask(&visitor, "uk", "Які проєкти фінансує Німеччина?");
    let all: Vec<&str> =
        rows(&answer, "items").iter().map(|item| text(item, "url").rsplit('/').next().unwrap_or_default()).collect();
    assert!(all.contains(&"usif-vi") && !all.contains(&"response"), "{all:?}");
    assert_eq!(rows(&answer, "roles").len(), 0, "who pays was no question");
    let answer = ask(&visitor, "en", "Who pays for RESPONSE?");
    let names = rows(&answer, "roles")[0]["organisations"].to_string();
    assert!(names.contains("European Union") && !names.contains("UN Recovery"), "{names}");
}

#[test]
fn what_is_late_is_found_by_its_state() {
    let cast = Cast::sample(TODAY);
    let answer = ask(&cast.visitor(), "en", "Which steps are overdue?");
    assert!(records(&answer).contains(&"step:re-sign-kvemo-kartli".to_owned()), "{answer}");
    let done = rows(&answer, "items").iter().find(|item| item["state"] == "done");
    assert_eq!(done, None);
}

#[test]
fn a_question_becomes_filters_that_can_be_dropped() {
    let cast = Cast::sample(TODAY);
    let visitor = cast.visitor();
    let answer = ask(&visitor, "en", "What did Canada fund in Popasna?");
    let parts: Vec<&str> = rows(&answer, "parts").iter().map(|part| text(part, "what")).collect();
    for part in ["role", "country", "place"] {
        assert!(parts.contains(&part), "{parts:?}");
    }
    assert!(records(&answer).iter().any(|key| key == "project:mobile-tsnap-popasna"), "{answer}");
    let whole = visitor.get("/en/ask.json?q=What+did+Canada+fund+in+Popasna%3F&place=-").is(200).json();
    assert!(whole["total"].as_u64() > answer["total"].as_u64(), "{whole}");
    visitor.get("/en/ask?q=What+did+Canada+fund+in+Popasna%3F").is(200).shows("How the question was understood").shows("Popasna");
}

#[test]
fn each_kind_that_a_question_may_mean_can_be_chosen() {
    let cast = Cast::sample(TODAY);
    let page = cast.visitor().get("/en/ask?q=Which+memoranda+were+signed%3F").is(200);
    assert!(page.text.contains("<option value=\"agreement\" selected>"), "what was understood stands in its choice");
    let kinds = include_str!("words.txt").lines().filter_map(|line| line.strip_prefix("kind ")?.split(':').next());
    for kind in kinds.filter(|kind| crate::access::Kind::parse(kind).is_some()) {
        assert!(page.text.contains(&format!("<option value=\"{kind}\"")), "{kind} cannot be chosen");
    }
}

#[test]
fn what_was_stated_stays_what_was_stated() {
    let cast = Cast::sample(TODAY);
    let visitor = cast.visitor();
    let page = visitor.get("/uk/ask?q=скільки+підприємств+отримали+користь").is(200);
    page.shows("понад 130 підприємств");
    let answer = ask(&visitor, "uk", "у яких громадах утілено «Вироблено на Луганщині»");
    let gap = rows(&answer, "gaps").iter().find(|gap| gap["gap"] == "members").expect("not all are named");
    assert!(text(gap, "text").contains("7\u{a0}громад"), "{gap}");
}

#[test]
fn what_is_not_understood_is_said() {
    let cast = Cast::sample(TODAY);
    let visitor = cast.visitor();
    let answer = ask(&visitor, "uk", "Скільки фламінго у Кремінній?");
    assert_eq!(rows(&answer, "unknown"), [Value::from("фламінго")]);
    let nothing = ask(&visitor, "en", "xyzzy plugh");
    assert_eq!((nothing["total"].as_u64(), text(&rows(&nothing, "gaps")[0], "gap")), (Some(0), "nothing"));
}

#[test]
fn a_draft_answers_nobody_who_may_not_see_it() {
    let cast = Cast::new();
    let olena = cast.olena();
    olena.post("/uk/projects", &[("title_uk", "Таємний водогін"), ("direction", "education")]);
    let seen = |client: &Client| ask(client, "uk", "де водогін?")["total"].clone();
    assert_eq!(seen(&cast.visitor()), Value::from(0));
}

#[test]
fn a_hostile_or_endless_question_does_no_harm() {
    let cast = Cast::new();
    let visitor = cast.visitor();
    for question in ["<script>alert(1)</script>", "' OR 1=1 --", "%%%___***", "\u{202e}\u{0}хто", "???", "- - -"] {
        let query: String = form_urlencoded::byte_serialize(question.as_bytes()).collect();
        visitor.get(&format!("/uk/ask?q={query}")).is(200).hides("<script>alert");
    }
    visitor.get(&format!("/uk/ask?q={}", "a".repeat(301))).is(400).shows("Запитання задовге");
    visitor.get("/uk/ask").is(200).shows("З чого почати");
}
