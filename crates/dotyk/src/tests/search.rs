//! One search over everything, and that nothing hidden shows itself through any face of it.

use crate::testing::Cast;

#[test]
fn everything_is_found_in_the_words_people_use() {
    let cast = Cast::sample("2026-06-01T09:00:00Z");
    let visitor = cast.visitor();
    for (words, found) in [
        ("iнновацiйного", "Інноваційного кластера Луганської області"),
        ("Інноваційного", "Інноваційного кластера Луганської області"),
        ("Sievierodonetsk", "м. Сіверськодонецьк"),
        ("Сіверськодонецьк", "м. Сіверськодонецьк"),
        ("Сєвєродонецьк", "м. Сіверськодонецьк"),
        ("IT", "ІТ-кластер"),
        ("ІТ", "ІТ-кластер"),
        ("квартир", "Квартири для переселенців у Кремінній"),
        ("UA44120010020096222", "м. Золоте"),
        ("USAID", "USAID"),
    ] {
        visitor.get(&format!("/uk/search?q={words}")).is(200).shows(found);
    }
    visitor.get("/uk/search?q=ghjtrn").is(200).shows("проект");
    visitor.get("/uk/search?q=ыыыыщщщ").is(200).shows("Нічого не знайдено");
    visitor.get("/en/search?q=mobile&kind=project").is(200).shows("What it is");
    let offers = visitor.get("/uk/suggest.json?q=Мобі").is(200).json();
    assert!(offers["items"].as_array().is_some_and(|items| !items.is_empty()), "{offers}");
    visitor.get("/uk/search?from=x").is(400);
}

#[test]
fn a_secret_word_of_a_draft_is_in_no_face_of_the_search() {
    let cast = Cast::new();
    let (olena, ivan, visitor) = (cast.olena(), cast.ivan(), cast.visitor());
    let fields = [
        ("title_uk", "Таємничиця"),
        ("title_en", "Secretissimo"),
        ("about_uk", "потаємнослово"),
        ("direction", "health"),
        ("stages.0.stage", "idea"),
        ("places.0.place", crate::testing::STEPOVA),
    ];
    olena.post("/uk/projects", &fields).is(303);
    let step = [("subject", "project:secretissimo"), ("what_uk", "Таємнокрок"), ("state.0.state", "planned")];
    olena.post("/uk/steps", &step).is(303);
    olena.get("/uk/search?q=Таємничиця").is(200).shows("Таємничиця");
    olena.get("/uk/search?q=Таємнокрок").is(200).shows("Таємнокрок");
    for hidden in [&visitor, &ivan] {
        for path in [
            "/uk/search?q=Таємничиця",
            "/uk/search?q=Таємничиц",
            "/uk/search?q=потаємнослово",
            "/uk/search.json?q=Secretissimo",
            "/uk/search?q=Таємничицю",
            "/uk/suggest.json?q=Таєм",
            "/uk/projects?q=Таємничиця",
            "/uk/projects.json",
            "/uk/projects?direction=health",
            "/uk/steps",
            "/uk/steps.json",
            "/uk/search?q=Таємнокрок",
            "/uk/",
            "/uk/figures.json?measure=flats",
            "/uk/sources/report-2020.json",
            "/uk/projects.json?as-of=2021-03-31",
            "/uk/search",
            "/uk/search.json?kind=project&direction=health",
        ] {
            let seen = hidden.get(path).is(200);
            for word in ["Таємничиця</a>", "Таємнокрок</a>", "\"label\":\"Таєм", "\"Secretissimo", "проєкт (1)", "(1)"]
            {
                assert!(!seen.text.contains(word), "{word} at {path}: {}", seen.plain());
            }
        }
        // Nor in what is taken away whole.
        for path in [
            "/uk/projects.csv",
            "/uk/projects.csv?as-of=2021-03-31",
            "/uk/projects.csv?q=Таємничиця",
            "/uk/projects.geojson",
            "/uk/projects.geojson?as-of=2021-03-31",
            "/uk/steps.csv",
            "/uk/figures.csv",
            "/uk/search.csv",
            "/uk/search.csv?q=потаємнослово",
            "/uk/new",
            "/uk/new.json",
            "/uk/new.atom",
            "/uk/openapi.json",
        ] {
            let seen = hidden.get(path).is(200);
            for word in ["Таємничиця\",", "Таємничиця,", "Таємнокрок", "secretissimo", "Secretissimo", "потаємнослово</"]
            {
                assert!(!seen.text.contains(word), "{word} at {path}: {}", seen.text);
            }
        }
        for path in
            ["/uk/projects.xlsx", "/uk/projects.xlsx?as-of=2021-03-31", "/uk/steps.xlsx", "/uk/figures.xlsx", "/uk/search.xlsx"]
        {
            let rows = format!("{:?}", hidden.get(path).is(200).xlsx("data"));
            assert!(!rows.contains("Таєм") && !rows.to_lowercase().contains("secretissimo"), "{path}: {rows}");
        }
        // Not even as a word that was meant.
        hidden.get("/uk/search?q=Таємничицз").is(200).hides("Таємничиця");
        assert_eq!(hidden.get("/uk/search.json?q=Таємничиця").json()["total"], 0);
    }
}

#[test]
fn what_is_written_is_found_at_once_and_by_another_node() {
    let cast = Cast::new();
    let olena = cast.olena();
    olena.get("/uk/search?q=Криниця").is(200).shows("Нічого не знайдено");
    olena.post("/uk/projects", &[("title_uk", "Криниця в селі"), ("direction", "health"), ("stages.0.stage", "idea")]).is(303);
    olena.get("/uk/search?q=криниці").is(200).shows("Криниця в селі");
    let slug = olena.get("/uk/search.json?q=криниці").json()["items"][0]["url"].as_str().expect("an address").to_owned();
    cast.visitor().get("/uk/search?q=криниці").is(200).hides("Криниця в селі");
    olena.post(&format!("{slug}/publication"), &[]).is(303);
    cast.visitor().get("/uk/search?q=криниці").is(200).shows("Криниця в селі");
    olena.post(&format!("{slug}/publication"), &[("state", "draft")]).is(303);
    cast.visitor().get("/uk/search?q=криниці").is(200).hides("Криниця в селі");
}
