//! Thirty needs as communities write them, in Ukrainian, and the programmes they should meet, which speak English: they have
//! hardly a word in common, so it is the sectors that bring them together.

use dotyk_match::points::{About, Activity, Ranker, Weights};

/// A programme by its key: what it is called, and its DAC sectors.
const PROGRAMMES: [(&str, &str, &[&str]); 27] = [
    ("hospitals", "Equipment for hospitals and emergency care", &["12191", "12230"]),
    ("covid", "COVID-19 response: protection and tests", &["12264"]),
    ("primary", "Stronger primary health care in rural communities", &["12220", "12250"]),
    ("mental", "Mental health and psychosocial support for families", &["12340"]),
    ("tuberculosis", "Ending tuberculosis", &["12263"]),
    ("schools", "Safe schools: renovation, buses and classrooms", &["11120", "11220", "11320"]),
    ("preschool", "Early childhood in the community", &["11240"]),
    ("skills", "Skills for jobs: modern vocational schools", &["11330"]),
    ("universities", "Support to higher education on the move", &["11420"]),
    ("water", "Water and sanitation networks", &["14020", "14030"]),
    ("waste", "Cleaner towns: sorting and recycling", &["14050"]),
    ("governance", "Decentralisation and services close to people", &["15112"]),
    ("women", "Against violence towards women and girls", &["15180"]),
    ("mines", "Humanitarian mine action", &["15250"]),
    ("inclusion", "Inclusion and social services", &["16010"]),
    ("housing", "Housing for displaced persons", &["16030", "72010"]),
    ("culture", "Culture and creative communities", &["16061"]),
    ("roads", "Roads and bridges of the region", &["21020"]),
    ("digital", "Digital communities", &["22040"]),
    ("efficiency", "Energy efficiency of public buildings", &["23183"]),
    ("solar", "Solar energy for municipalities", &["23230"]),
    ("heating", "Modern district heating", &["23620"]),
    ("grid", "Reliable electricity", &["23630"]),
    ("farming", "Agriculture and small farms", &["31120"]),
    ("forests", "Forests after fire", &["31220"]),
    ("enterprise", "Small and medium enterprise", &["32130"]),
    ("disasters", "Disaster preparedness and civil protection", &["74020"]),
];

/// One of the programmes must be first; all must be among the first three.
const NEEDS: [(&str, &[&str]); 30] = [
    ("Кисневі концентратори для лікарні", &["hospitals"]),
    ("Потрібен автомобіль швидкої допомоги", &["hospitals"]),
    ("Апарати ШВЛ та засоби індивідуального захисту для боротьби з коронавірусом", &["hospitals", "covid"]),
    ("Обладнання для сільської амбулаторії та ФАПу", &["primary"]),
    ("Холодильники для вакцин", &["primary"]),
    ("Психологічна допомога дітям, які пережили обстріли", &["mental"]),
    ("Ліки для хворих на туберкульоз", &["tuberculosis"]),
    ("Шкільний автобус для опорної школи", &["schools"]),
    ("Меблі та іграшки для дитячого садка", &["preschool"]),
    ("Комп'ютери для ліцею", &["schools", "digital"]),
    ("Майстерня для професійно-технічного училища", &["skills"]),
    ("Гуртожиток переміщеного університету", &["universities", "housing"]),
    ("Капітальний ремонт водогону", &["water"]),
    ("Свердловини й очищення питної води у селах", &["water"]),
    ("Сміттєвоз і контейнери для сортування сміття", &["waste"]),
    ("Відкриття ЦНАПу в об'єднаній громаді", &["governance"]),
    ("Притулок для жінок, що постраждали від домашнього насильства", &["women", "housing"]),
    ("Розмінування полів", &["mines"]),
    ("Пандус для людей з інвалідністю та обладнання територіального центру", &["inclusion"]),
    ("Житло для внутрішньо переміщених осіб", &["housing"]),
    ("Ремонт будинку культури і бібліотеки", &["culture"]),
    ("Ремонт дороги та мосту через Айдар", &["roads"]),
    ("Сонячні панелі на даху школи", &["solar", "schools"]),
    ("Утеплення фасаду та заміна вікон у лікарні", &["efficiency", "hospitals"]),
    ("Реконструкція котельні й тепломережі", &["heating"]),
    ("Генератори на час відключень електропостачання", &["grid"]),
    ("Трактор і насіння для фермерів", &["farming"]),
    ("Гранти для малого бізнесу переселенців", &["enterprise", "housing"]),
    ("Відновлення лісів після пожеж: саджанці", &["forests"]),
    ("Пожежний автомобіль для гасіння лісових пожеж", &["disasters"]),
];

fn about(title: &str, sectors: &[&str]) -> About {
    About {
        title: title.into(),
        sectors: sectors.iter().map(|code| ((*code).to_owned(), 0.0)).collect(),
        countries: vec!["UA".into()],
        ..About::default()
    }
}

#[test]
fn needs_meet_their_programmes() {
    let mut ranker = Ranker::new();
    for (key, title, sectors) in PROGRAMMES {
        ranker.put(Activity { key: key.into(), kind: "programme".into(), about: about(title, sectors), ..Activity::default() });
    }
    let mut wrong = Vec::new();
    for (need, expected) in NEEDS {
        let found = ranker.alike(&about(need, &[]), &["programme"], &Weights::default(), 3);
        let keys: Vec<&str> = found.iter().map(|one| one.key.as_str()).collect();
        let first = keys.first().is_some_and(|key| expected.contains(key));
        if !first || !expected.iter().all(|key| keys.contains(key)) {
            wrong.push(format!("{need}: {expected:?}, but {keys:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
