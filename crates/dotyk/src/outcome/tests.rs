//! Stories of what came of what.

use crate::testing::{Cast, Client, LISOVA, STEPOVA};

fn project(who: &Client, title: &str) -> String {
    let fields = [("title_uk", title), ("direction", "health"), ("stages.0.stage", "idea"), ("stages.0.date", "2020")];
    let path = who.post("/uk/projects", &fields).is(303).location;
    path.rsplit('/').next().expect("an address").to_owned()
}

fn publish(who: &Client, slugs: &[&str]) {
    for slug in slugs {
        who.post(&format!("/uk/projects/{slug}/publication"), &[]).is(303);
    }
}

fn tie(who: &Client, from: &str, to: &str) -> u16 {
    who.post("/uk/outcomes", &[("from", from), ("to", to)]).status
}

/// What stands in a chain, in its columns.
fn columns(who: &Client, path: &str) -> Vec<(String, i64)> {
    let seen = who.get(&format!("{path}.json")).is(200).json();
    let records = seen["chain"]["records"].as_array().expect("records").iter();
    let mut columns: Vec<(String, i64)> = records
        .map(|one| (one["label"].as_str().expect("a label").to_owned(), one["column"].as_i64().expect("a column")))
        .collect();
    columns.sort();
    columns
}

#[test]
fn a_chain_is_tied_on_the_cards_and_traced_from_any_end() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let (forum, deal, clinic) = (project(&olena, "Форум"), project(&olena, "Угода"), project(&olena, "Клініка"));
    publish(&olena, &[&forum, &deal, &clinic]);
    olena.get(&format!("/uk/projects/{forum}")).shows("Додати, що з цього вийшло");
    visitor.get(&format!("/uk/projects/{forum}")).hides("Що з чого вийшло");

    // An address is copied as it stands in the browser, with a note and its source.
    olena.post("/uk/sources", &[("kind", "web"), ("title_uk", "Новина"), ("title_en", "News")]).is(303);
    olena.post("/uk/sources/news/publication", &[]).is(303);
    let said = [
        ("from", format!("https://office.example/uk/projects/{forum}?x=1")),
        ("to", format!("project:{deal}")),
        ("note_uk", "Домовилися на форумі".to_owned()),
        ("source", "news".to_owned()),
        ("locator", "с. 2".to_owned()),
    ];
    let said: Vec<(&str, &str)> = said.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let chain = olena.post("/uk/outcomes", &said).is(303).location;
    assert_eq!(chain, format!("/uk/chains/project/{forum}"));
    assert_eq!(tie(&olena, &format!("project:{deal}"), "клініка"), 303, "a title that only one has is enough");

    let whole = [("Клініка".to_owned(), 2), ("Угода".to_owned(), 1), ("Форум".to_owned(), 0)];
    for slug in [&forum, &deal, &clinic] {
        assert_eq!(columns(&visitor, &format!("/uk/chains/project/{slug}")), whole, "{slug}");
    }
    let seen = visitor.get(&chain).is(200).shows("Домовилися на форумі").shows("Новина, с. 2").shows("ідея");
    assert_eq!(seen.text.matches("<rect ").count(), 3);
    assert_eq!(seen.text.matches("class=\"way\"").count(), 2);
    // The picture leaves alone, with its looks in it.
    let picture = visitor.get(&format!("{chain}.svg")).is(200);
    assert_eq!(picture.headers["content-type"], "image/svg+xml; charset=utf-8");
    assert_eq!((picture.text.matches("rx=\"8\"").count(), picture.text.matches("class=").count()), (3, 0));
    assert!(picture.text.contains("Клініка") && !picture.text.contains("href"), "{}", picture.text);
    visitor.get(&format!("/uk/projects/{deal}")).shows("Вийшло з").shows("Форум").shows("З цього вийшло").shows("Клініка");
    let card = visitor.get(&format!("/en/projects/{clinic}.json")).json();
    assert_eq!(card["thread"]["before"][0]["label"], "Угода");
    assert_eq!(card["thread"]["after"].as_array().map(Vec::len), Some(0));

    // What is removed is gone from both cards, and the two may be tied anew.
    let id = olena.get(&format!("/uk/projects/{deal}.json")).json()["thread"]["after"][0]["outcome"]
        .as_str()
        .expect("an id")
        .to_owned();
    visitor.post(&format!("/uk/outcomes/{id}/removal"), &[]).is(303);
    olena.post(&format!("/uk/outcomes/{id}/removal"), &[]).is(303);
    olena.post(&format!("/uk/outcomes/{id}/removal"), &[]).is(400).shows("уже забрали");
    visitor.get(&format!("/uk/projects/{clinic}")).hides("Що з чого вийшло");
    assert_eq!(columns(&visitor, &chain).len(), 2);
    assert_eq!(tie(&olena, &format!("project:{deal}"), &format!("project:{clinic}")), 303);
    cast.marta().get(&format!("/uk/journal?kind=outcome&id={id}")).is(200).shows("Забрано");
}

#[test]
fn what_makes_no_sense_is_refused_with_its_reason() {
    let cast = Cast::new();
    let olena = cast.olena();
    let slugs = ["Перший", "Другий", "Третій"].map(|title| format!("project:{}", project(&olena, title)));
    let [first, second, third] = slugs.each_ref().map(String::as_str);
    assert_eq!((tie(&olena, first, second), tie(&olena, second, third)), (303, 303));
    for (from, to, why) in [
        (first, first, "сам із себе"),
        (first, second, "уже записано"),
        (second, first, "коло"),
        (third, first, "коло"),
        ("", second, "Впишіть адресу запису"),
        (first, "project:nowhere", "не знайдено"),
        (first, "школа", "не знайдено"),
        (first, &format!("place:{LISOVA}"), "З такого запису нічого не виходить"),
    ] {
        let seen = olena.post("/uk/outcomes", &[("from", from), ("to", to), ("note_uk", "як є")]).is(422).shows(why);
        assert!(seen.text.contains("як є"), "what was typed is lost: {}", seen.text);
    }
    olena.post("/uk/outcomes", &[("from", first), ("to", third), ("source", "nowhere")]).is(422).shows("не знайдено");
    olena.get("/uk/chains/place/nowhere").is(404);
    olena.get("/uk/chains/cheese/first").is(404);
}

#[test]
fn nobody_ties_what_they_may_not_edit_or_sees_past_what_is_hidden() {
    let cast = Cast::new();
    let (olena, ivan, visitor) = (cast.olena(), cast.ivan(), cast.visitor());
    let need = |who: &Client, title: &str, place: &str| {
        let fields = [
            ("title_uk", title),
            ("place", place),
            ("lines.0.item_uk", "Ліжка"),
            ("lines.0.quantity", "3"),
            ("lines.0.unit", "piece"),
        ];
        let path = who.post("/uk/needs", &fields).is(303).location;
        olena.post(&format!("{path}/publication"), &[]).is(303);
        format!("need:{}", path.rsplit('/').next().expect("an address"))
    };
    let (own, foreign) = (need(&ivan, "Ліжка лікарні", LISOVA), need(&olena, "Чужа потреба", STEPOVA));
    let (secret, clinic) = (project(&olena, "Чернетка угоди"), project(&olena, "Клініка"));
    publish(&olena, &[&clinic]);
    let clinic = format!("project:{clinic}");

    // Of Ivan's need came the office's project: he may say so. Of a foreign need he may not, and of a draft he knows nothing.
    assert_eq!(tie(&ivan, &own, &clinic), 303);
    assert_eq!(tie(&ivan, &foreign, &clinic), 403);
    assert_eq!(tie(&ivan, &own, &format!("project:{secret}")), 422);
    assert_eq!(tie(&cast.vira(), &own, &clinic), 403);

    // need → draft → foreign need: the public sees neither the draft nor what hangs behind it.
    assert_eq!(tie(&olena, &own, &format!("project:{secret}")), 303);
    assert_eq!(tie(&olena, &format!("project:{secret}"), &foreign), 303);
    let path = format!("/uk/chains/{}", own.replace(':', "/"));
    assert_eq!(columns(&olena, &path).len(), 4);
    let seen: Vec<String> = columns(&visitor, &path).into_iter().map(|(label, _)| label).collect();
    assert_eq!(seen, ["Клініка", "Ліжка лікарні"]);
    visitor.get(&path).hides("Чернетка угоди").hides("Чужа потреба");
    visitor.get(&format!("{path}.svg")).is(200).hides("Чернетка угоди").hides("Чужа потреба");
    visitor.get(&format!("/uk/chains/project/{secret}")).is(404);
    let card = visitor.get(&format!("/uk/needs/{}.json", foreign.trim_start_matches("need:"))).json();
    assert_eq!(card["thread"]["chain"], serde_json::Value::Null, "{card}");
}
