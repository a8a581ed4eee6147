//! Two processes over one database: what one writes, the other knows at its next question. There is nothing to wait
//! for: each question looks at the journal's head first, and sessions are looked up each time.

use crate::app;
use crate::testing::Cast;

#[test]
fn what_one_process_writes_the_other_finds() {
    let cast = Cast::new();
    let other = cast.second_process();
    let (olena, there) = (cast.olena(), cast.olena().at(&other));
    // Both indexes are made before anything is written, so that only the journal can bring it over.
    for client in [&olena, &there] {
        client.get("/uk/search?q=Водогін").is(200).shows("Нічого не знайдено");
    }
    let form = [("title_uk", "Водогін"), ("title_en", "Water main"), ("direction", "health"), ("stages.0.stage", "idea")];
    olena.post("/uk/projects", &form).is(303);
    there.get("/uk/search?q=Водогін").is(200).hides("Нічого не знайдено").shows("Водогін");
    there.get("/uk/projects/water-main").is(200).shows("Водогін");
    assert_eq!(there.get("/uk/projects.json?q=Водогін").json()["total"], 1);
    there.get("/uk/suggest.json?q=Водо").is(200).shows("Водогін");

    // And the other way: published there, found here by the public; taken back there, gone here.
    let visitor = cast.visitor();
    visitor.get("/uk/search?q=Водогін").is(200).shows("Нічого не знайдено");
    there.post("/uk/projects/water-main/publication", &[("state", "public")]).is(303);
    visitor.get("/uk/search?q=Водогін").is(200).hides("Нічого не знайдено");
    there.post("/uk/projects/water-main/publication", &[("state", "draft")]).is(303);
    visitor.get("/uk/search?q=Водогін").is(200).shows("Нічого не знайдено");

    // An edit made from what the other process has changed meanwhile is merged or shown, never lost: as within one.
    let journal = olena.get("/uk/journal.json").is(200).json();
    assert_eq!(journal, there.get("/uk/journal.json").is(200).json());
    assert_eq!(app::verify(&cast.db, "test", [7; 32], None).expect("a report").findings, []);
}

#[test]
fn a_session_is_good_at_both_and_ends_at_both() {
    let cast = Cast::new();
    let other = cast.second_process();
    let vira = cast.vira();
    vira.at(&other).get("/uk/session").is(200).shows("vira");
    vira.post("/uk/session/end", &[]).is(303);
    vira.at(&other).get("/uk/session").is(303);
    // What an account may do is looked up too.
    let ivan = cast.ivan();
    ivan.at(&other).get("/uk/session").is(200).shows("ivan");
    cast.marta().post("/uk/accounts/acc-ivan/disabling", &[]).is(303);
    ivan.at(&other).get("/uk/session").is(303);
}

#[test]
fn two_processes_write_one_journal() {
    let cast = Cast::new();
    let other = cast.second_process();
    let (olena, marta) = (cast.olena(), cast.marta().at(&other));
    std::thread::scope(|scope| {
        for (client, name) in [(&olena, "Тут"), (&marta, "Там")] {
            scope.spawn(move || {
                for number in 0..10 {
                    let title = format!("{name} {number}");
                    client
                        .post("/uk/projects", &[("title_uk", &title), ("direction", "health"), ("stages.0.stage", "idea")])
                        .is(303);
                }
            });
        }
    });
    for client in [&olena, &marta] {
        assert_eq!(client.get("/uk/projects.json").json()["total"], 20);
        assert_eq!(client.get("/uk/search.json?q=Тут&kind=project").json()["total"], 10);
    }
    let report = app::verify(&cast.db, "test", [7; 32], None).expect("a report");
    assert!(report.findings.is_empty() && report.lines >= 20, "{report}");
}
