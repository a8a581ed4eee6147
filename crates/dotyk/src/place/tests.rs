//! Stories of places.

use super::store;
use super::{Format, Match, commands::ImportError, commands::put, parse};
use crate::access::{Actor, Owner};
use crate::journal::{Clock, Moment, Write};
use crate::testing::{Cast, LISOVA, LISOVE, STEPOVA};

const RAION: &str = "UA01020000000000002";

/// Imports a table, as the command would.
fn import(cast: &Cast, csv: &str) -> Result<super::commands::Imported, ImportError> {
    let parsed = parse(csv.as_bytes(), Format::Csv).map_err(ImportError::Cells)?;
    let moment = Moment { now: Clock::System.now(), ids: cast.state.ids.clone() };
    cast.db.write_blocking(|tx| {
        let mut write = Write::begin(tx, "test", moment)?;
        let done = put(&mut write, &Actor::command("test", "place import"), parsed)?;
        write.finish()?;
        Ok(done)
    })
}

#[test]
fn a_visitor_finds_a_place_and_what_lies_in_it() {
    let cast = Cast::new();
    let visitor = cast.visitor();
    visitor.get("/uk/places").is(200).shows("Лісова громада").shows("Тестова область");
    visitor.get("/uk/places?level=raion").is(200).shows("Лісостеповий район").hides("Степова громада");
    visitor.get(&format!("/uk/places?q={STEPOVA}")).is(200).shows("Степова громада").hides("Лісова громада");
    visitor.get("/en/places?q=stepova").is(200).shows("Stepova Hromada");
    visitor.get("/uk/places?q=немає").is(200).shows("Нічого не знайдено");
    visitor.get("/uk/places?level=planet").is(400);
    visitor.get("/uk/places?after=~zz").is(400);
    let list = visitor.get(&format!("/uk/places.json?parent={RAION}")).is(200).json();
    assert_eq!(list["total"], 2);
    assert_eq!(list["items"][0]["label"], "Лісова громада");
    assert_eq!(list["items"][0]["children"], 1);
    let card = visitor
        .get(&format!("/uk/places/{LISOVE}"))
        .is(200)
        .shows("м. Лісове")
        .shows("Лісова громада")
        .shows("UA0102001001")
        .shows("3000 жителів");
    assert!(card.plain().find("Тестова область") < card.plain().find("Лісова громада"), "{}", card.plain());
    visitor.get(&format!("/uk/places/{LISOVE}")).hides("/edit");
    let card = visitor.get(&format!("/en/places/{LISOVE}.json")).is(200).json();
    assert_eq!(
        (&card["place"]["kind"], &card["place"]["id"], &card["parents"][1]["label"]),
        (&"place".into(), &LISOVE.into(), &"Lisostepovyi Raion".into())
    );
    visitor.get("/uk/places/UA99999999999999999").is(404);
}

#[test]
fn only_staff_edit_a_place() {
    let cast = Cast::new();
    let (path, edit) = (format!("/uk/places/{LISOVA}"), format!("/uk/places/{LISOVA}/edit"));
    cast.visitor().get(&edit).is(303);
    cast.ivan().get(&edit).is(403);
    cast.vira().post(&path, &[("version", "1"), ("name.0.name_uk", "Інша")]).is(403);
    cast.olena().get(&edit).is(200).shows("Назви за часом");
    let fields = [
        ("version", "1"),
        ("name.0.name_uk", "Лісова"),
        ("name.0.name_en", "Lisova"),
        ("name.1.name_uk", "Нова"),
        ("name.1.valid_from", "2021-03-01"),
        ("population", "5 100"),
        ("population_year", "2021"),
        ("lat", "48,5"),
        ("lon", "38.25"),
    ];
    cast.olena().post(&path, &fields).is(303);
    cast.visitor().get(&path).is(200).shows("Нова громада").shows("5100 жителів").shows("48,5; 38,25");
    cast.visitor().get(&format!("{path}?as-of=2020-12-31")).is(200).shows("Лісова громада").shows("Тепер: Нова громада");
    cast.visitor().get("/uk/places?q=лісова").is(200).shows("Нова громада");
}

#[test]
fn what_is_wrong_is_said_beside_its_field() {
    let cast = Cast::new();
    let path = format!("/uk/places/{LISOVA}");
    let fields = [("version", "1"), ("name.0.name_uk", "А"), ("name.1.name_uk", "Б"), ("lat", "сто"), ("population", "багато")];
    let seen = cast
        .olena()
        .post(&path, &fields)
        .is(422)
        .shows("Вкажіть, відколи чинна назва «Б»")
        .shows("«сто» не є градусами")
        .shows("«багато»");
    assert!(seen.text.contains("href=\"#name.1.valid_from\"") && seen.text.contains("value=\"багато\""), "{}", seen.text);
    cast.olena().post(&path, &[("version", "1")]).is(422).shows("Залиште принаймні одну назву");
}

#[test]
fn two_editors_lose_nothing() {
    let cast = Cast::new();
    let path = format!("/uk/places/{LISOVA}");
    let names = [("version", "1"), ("name.0.name_uk", "Лісова"), ("name.0.name_en", "Lisova")];
    let with = |more: &[(&'static str, &'static str)]| [&names[..], more].concat();
    cast.olena().post(&path, &with(&[("population", "6000"), ("population_year", "2021")])).is(303);
    let seen = cast
        .marta()
        .post(&path, &with(&[("population", "5000"), ("population_year", "2021"), ("lat", "48.5"), ("lon", "38.5")]))
        .is(409);
    assert!(seen.text.contains("value=\"6000\"") && seen.text.contains("value=\"48.5\""), "{}", seen.text);
    let seen =
        cast.marta().post(&path, &with(&[("population", "7000"), ("population_year", "2021")])).is(409).shows("у них: 6000");
    assert!(seen.text.contains("value=\"7000\""), "{}", seen.text);
}

#[test]
fn an_import_is_all_or_nothing_and_twice_is_once() {
    let cast = Cast::new();
    let head = "code,parent,level,category,pcode,name_uk,name_en,name_uk_now,now_from,population,population_year\n";
    let good = format!(
        "{head}UA01020030010000006,{STEPOVA},settlement,C,,Степове,Stepove,,,,\n{STEPOVA},{RAION},hromada,H,,Степова,Stepova,,,4500,2022\n"
    );
    let done = import(&cast, &good).unwrap();
    assert_eq!((done.put.added, done.put.changed, done.put.same), (1, 1, 0));
    let again = import(&cast, &good).unwrap();
    assert_eq!((again.put.added, again.put.changed, again.put.same), (0, 0, 2));
    let points = "code,lat,lon,source\nUA01020030010000006,48.1,38.1,osm-node\n";
    assert_eq!(import(&cast, points).unwrap().put.changed, 1);
    // A table without points takes none away.
    assert_eq!(import(&cast, &good).unwrap().put.same, 2);
    let orphan = format!(
        "{head}UA01020030020000007,UA01020050000000009,settlement,C,,Нове,Nove,,,,\nUA01020030030000008,{STEPOVA},settlement,C,,Інше,Inshe,,,,\n"
    );
    let Err(ImportError::Cells(wrong)) = import(&cast, &orphan) else { panic!("an orphan was taken in") };
    assert_eq!((wrong[0].row, wrong[0].column.as_str()), (2, "parent"));
    cast.visitor().get("/uk/places/UA01020030030000008").is(404);
    let Err(ImportError::Cells(wrong)) = import(&cast, "code,lat,lon,source\nUA01020030090000001,48,38,osm\n") else {
        panic!("a point of nowhere")
    };
    assert_eq!(wrong[0].column, "code");
    let report = crate::app::verify(&cast.db, "test", [7; 32], None).unwrap();
    assert_eq!(report.findings, []);
}

#[test]
fn a_name_finds_a_place_when_only_one_has_it() {
    let cast = Cast::new();
    let head = "code,parent,level,category,pcode,name_uk,name_en,name_uk_now,now_from,population,population_year\n";
    import(&cast, &format!("{head}UA01020030010000006,{STEPOVA},settlement,C,,Лісове,Lisove,Дубове,2023/2025,,\n")).unwrap();
    let texts: Vec<String> = [LISOVE, "Лісова громада", "lisova", "м. Лісове", "Дубове", "Лісове", "Ніде", "", "Testova Oblast"]
        .map(str::to_owned)
        .to_vec();
    let found = cast.db.read_blocking(|tx| store::resolve(tx, "test", jiff::civil::date(2021, 3, 31), &texts)).unwrap();
    assert_eq!(found[LISOVE], Match::Found(LISOVE.into()));
    assert_eq!(found["Лісова громада"], Match::Found(LISOVA.into()));
    assert_eq!(found["lisova"], Match::Found(LISOVA.into()));
    assert_eq!(found["Дубове"], Match::Found("UA01020030010000006".into()));
    assert_eq!((&found["Ніде"], &found[""]), (&Match::Missing, &Match::Missing));
    assert_eq!(found["Testova Oblast"], Match::Found("UA01000000000000001".into()));
    let Match::Ambiguous(candidates) = &found["Лісове"] else { panic!("{:?}", found["Лісове"]) };
    assert_eq!(candidates.len(), 2);
    assert_eq!(candidates[0].uk.as_deref(), Some("м. Лісове, Лісова громада"));
}

#[test]
fn what_lies_in_a_hromada_is_its_contributors_own() {
    let cast = Cast::new();
    let codes = [LISOVE.to_owned(), STEPOVA.to_owned()];
    let (above, owners) = cast
        .db
        .read_blocking(|tx| {
            Ok::<_, dotyk_db::Error>((store::ancestors(tx, "test", &codes)?, store::owners(tx, "test", &codes[..1])?))
        })
        .unwrap();
    assert_eq!(above[LISOVE], [LISOVA, RAION, "UA01000000000000001"]);
    assert_eq!(above[STEPOVA], [RAION, "UA01000000000000001"]);
    assert!(owners.contains(&Owner::Place(LISOVA.into())) && owners.contains(&Owner::Place(LISOVE.into())));
}

/// Squares over Lisova and Stepova, side by side, and the codes in their properties.
fn squares(first: &str) -> String {
    let square = |code: &str, west: f64| {
        let (east, south, north) = (west + 0.5, 48.5, 49.0);
        serde_json::json!({"type": "Feature", "properties": {"katotth": code}, "geometry": {"type": "Polygon", "coordinates": [[
            [west, south], [west + 0.25, south], [east, south], [east, north], [west, north], [west, south]]]}})
    };
    serde_json::json!({"type": "FeatureCollection", "features": [square(first, 38.0), square(STEPOVA, 38.5)]}).to_string()
}

/// Takes areas in, as the command would.
fn bound(cast: &Cast, geojson: &str, attribution: &str) -> Result<super::commands::Bounded, ImportError> {
    let drawn = super::boundaries::parse(geojson.as_bytes()).map_err(ImportError::Features)?;
    let moment = Moment { now: Clock::System.now(), ids: cast.state.ids.clone() };
    cast.db.write_blocking(|tx| {
        let mut write = Write::begin(tx, "test", moment)?;
        let done = super::commands::put_drawn(&mut write, &Actor::command("test", "place boundaries"), drawn, attribution)?;
        write.finish()?;
        Ok(done)
    })
}

fn verified(cast: &Cast) -> Vec<crate::journal::Finding> {
    crate::app::verify(&cast.db, "test", [7; 32], None).expect("a check").findings
}

#[test]
fn areas_are_taken_in_once_and_journaled() {
    let cast = Cast::new();
    let first = bound(&cast, &squares(LISOVA), super::commands::OSM).expect("two areas");
    assert_eq!((first.put.added, first.put.changed, first.before, first.after), (2, 0, 10, 8), "the straight corners go");
    let again = bound(&cast, &squares(LISOVA), super::commands::OSM).expect("the same");
    assert_eq!((again.put.added, again.put.changed, again.put.same), (0, 0, 2));
    assert_eq!(verified(&cast), []);
    let card = cast.visitor().get(&format!("/uk/places/{LISOVA}.json")).json();
    assert_eq!(card["place"]["version"], 2);
    assert_eq!(card["place"]["boundary"]["attribution"], super::commands::OSM);
    cast.visitor().get(&format!("/uk/places/{LISOVA}")).is(200).shows(super::commands::OSM).shows("На карті");
    cast.visitor().get(&format!("/uk/places/{LISOVE}")).is(200).hides("figure class");
    // Another owner of the data is a change; an edit of the place keeps its area; a table of places too.
    let other = bound(&cast, &squares(LISOVA), "© Громада").expect("the same areas");
    assert_eq!(other.put.changed, 2);
    let fields = [("version", "3"), ("name.0.name_uk", "Лісова"), ("name.0.name_en", "Lisova"), ("population", "5200")];
    cast.olena().post(&format!("/uk/places/{LISOVA}"), &fields).is(303);
    import(&cast, "code,lat,lon,source\nUA01020010000000003,48.7,38.2,osm-node\n").expect("a point");
    assert_eq!(verified(&cast), []);
    cast.olena().get(&format!("/uk/journal?kind=place&id={LISOVA}")).is(200).shows("Межі").shows("© Громада");
}

#[test]
fn areas_of_unknown_places_are_refused_as_a_whole() {
    let cast = Cast::new();
    let refused = bound(&cast, &squares("UA99999999999999999"), super::commands::OSM).unwrap_err().to_string();
    assert!(refused.contains("feature 1 (UA99999999999999999): the register has no place"), "{refused}");
    assert!(cast.visitor().get(&format!("/uk/places/{STEPOVA}.json")).json()["place"]["boundary"].is_null());
    assert!(matches!(bound(&cast, &squares(LISOVA), " "), Err(ImportError::Attribution)));
}

#[test]
fn a_ring_that_was_altered_is_found() {
    let cast = Cast::new();
    bound(&cast, &squares(LISOVA), super::commands::OSM).expect("two areas");
    cast.db.write_blocking(|tx| tx.run(hand::ALTER, &["test".into(), LISOVA.into()])).expect("a hand in the database");
    let found = verified(&cast);
    assert!(
        matches!(&found[..], [crate::journal::Finding::Differs(record, fields)] if record.id == LISOVA && fields == &["boundary"]),
        "{found:?}"
    );
}

/// What somebody with the database in hand could do.
#[allow(dead_code)]
mod hand {
    dotyk_db::statements!(pub const ALTER = "UPDATE place_boundary SET rings = '38000000 48500000 1 0 0 1' WHERE office = $1 AND code = $2";);
}
