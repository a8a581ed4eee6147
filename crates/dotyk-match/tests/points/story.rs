//! Ten activities of five supporters, and what must come of them.

use dotyk_match::points::*;
use proptest::prelude::*;

fn about(title: &str, sector: &str, country: &str, amount: f64) -> About {
    About {
        title: title.into(),
        sectors: vec![(sector.into(), 100.0)],
        countries: vec![country.into()],
        amount: Some(amount),
        ..About::default()
    }
}

fn activity(key: &str, about: About, year: u16, supporters: &[&str]) -> Activity {
    let supporters = supporters.iter().map(|key| (*key).to_owned()).collect();
    Activity { key: key.into(), kind: "project".into(), about, year: Some(year), supporters }
}

/// Health and water in Ukraine, schools in Moldova, roads everywhere; one supporter of everything.
fn ten() -> Vec<Activity> {
    vec![
        activity("a1", about("Oxygen for the district hospital", "12191", "UA", 8_000.0), 2018, &["HEALTH"]),
        activity("a2", about("Equipment for a rural clinic", "12220", "UA", 6_500.0), 2017, &["HEALTH"]),
        activity("a3", about("Hospital ventilators and monitors", "12191", "UA", 9_000.0), 2019, &["HEALTH", "GIANT"]),
        activity("a4", about("Drinking water for villages", "14030", "UA", 120_000.0), 2016, &["WATER"]),
        activity("a5", about("Boreholes and water treatment", "14030", "UA", 90_000.0), 2020, &["WATER"]),
        activity("a6", about("School furniture", "11120", "MD", 5_000.0), 2019, &["SCHOOL"]),
        activity("a7", about("Repair of the road to the border", "21020", "MD", 2_000_000.0), 2015, &["GIANT"]),
        activity("a8", about("Repair of a bridge", "21020", "UA", 3_000_000.0), 2016, &["GIANT"]),
        activity("a9", about("Bus lanes", "21020", "GE", 1_500_000.0), 2017, &["GIANT"]),
        activity("a10", about("Vocational school workshop", "11330", "MD", 40_000.0), 2021, &["SCHOOL", "SMALL"]),
    ]
}

fn ranker(activities: impl IntoIterator<Item = Activity>) -> Ranker {
    let mut ranker = Ranker::new();
    activities.into_iter().for_each(|activity| {
        ranker.put(activity);
    });
    ranker
}

fn keys(ranked: &[Ranked]) -> Vec<&str> {
    ranked.iter().map(|ranked| ranked.key.as_str()).collect()
}

fn reason(ranked: &Ranked, signal: Signal) -> &Reason {
    ranked.reasons.iter().find(|reason| reason.signal == signal).expect("the signal speaks")
}

fn seen(what: What, count: u32, of: u32, last: u16) -> Evidence {
    Evidence { what, count, of, last: Some(last) }
}

#[test]
fn a_hospital_is_led_to_who_paid_for_hospitals() {
    let ranker = ranker(ten());
    let need = about("Oxygen concentrators for the city hospital", "12191", "UA", 7_000.0);
    let ranked = ranker.rank(&need, &Weights::default(), 10);
    assert_eq!(keys(&ranked)[..2], ["HEALTH", "GIANT"]);
    assert_eq!(ranked.len(), 5, "each supporter once, those without a common point last");

    let best = &ranked[0];
    assert_eq!(reason(best, Signal::Sector).evidence, [seen(What::Sector("12191".into()), 2, 3, 2019)]);
    assert_eq!(reason(best, Signal::SectorGroup).evidence, [seen(What::Sector("121".into()), 2, 3, 2019)]);
    assert_eq!(reason(best, Signal::Country).evidence, [seen(What::Country("UA".into()), 3, 3, 2019)]);
    assert_eq!(reason(best, Signal::Region).evidence, [seen(What::Region("151", "Eastern Europe"), 3, 3, 2019)]);
    assert_eq!(reason(best, Signal::Amount).evidence[0], seen(What::Amount(5_000.0, 10_000.0), 3, 3, 2019));
    assert_eq!(reason(best, Signal::Experience).evidence, [seen(What::All, 3, 3, 2019)]);
    let words = &reason(best, Signal::Words).evidence;
    assert!(words.contains(&seen(What::Word("hospital".into()), 2, 3, 2019)), "{words:?}");
    let near = &reason(best, Signal::Nearest).evidence;
    assert_eq!(near[0], seen(What::Activity("a1".into()), 1, 1, 2018), "oxygen, hospital, sector and country");
}

#[test]
fn a_score_is_the_sum_of_its_reasons() {
    let ranker = ranker(ten());
    let need = about("Water for the school of a village", "14030", "MD", 60_000.0);
    let (by_support, by_likeness) =
        (ranker.rank(&need, &Weights::default(), 10), ranker.alike(&need, &["project"], &Weights::default(), 10));
    assert_eq!((by_support.len(), by_likeness.len()), (5, 10));
    for ranked in by_support.iter().chain(&by_likeness) {
        let sum: f32 = ranked.reasons.iter().map(|reason| reason.weight * reason.value).sum();
        assert!((sum - ranked.score).abs() < 1e-4, "{} {sum} {ranked:?}", ranked.score);
        let parts: Vec<f32> = ranked.reasons.iter().map(|reason| reason.weight * reason.value).collect();
        assert!(parts.is_sorted_by(|a, b| a >= b), "what adds most comes first");
    }
}

#[test]
fn weights_show_their_effect() {
    let ranker = ranker(ten());
    let need = about("Road to the hospital", "12191", "MD", 7_000.0);
    let mut weights = Weights::default();
    assert_eq!(ranker.rank(&need, &weights, 1)[0].key, "HEALTH");
    for signal in Signal::ALL {
        weights.support[signal] = 0.0;
    }
    weights.support[Signal::Country] = 1.0;
    let ranked = ranker.rank(&need, &weights, 2);
    assert_eq!(ranked[0].key, "SCHOOL", "both of its projects were there");
    assert!(ranked[0].reasons.iter().all(|reason| reason.signal == Signal::Country), "a silent signal gives no reason");
    assert_eq!(Signal::ALL.map(|signal| Signal::named(signal.name())), Signal::ALL.map(Some));
}

#[test]
fn a_ukrainian_need_meets_an_english_programme() {
    let mut ranker = ranker(ten());
    let programme =
        |key: &str, about: About| Activity { key: key.into(), kind: "programme".into(), about, ..Activity::default() };
    ranker.put(programme("hospitals", about("Medical equipment for communities", "12191", "UA", 50_000.0)));
    ranker.put(programme("schools", about("Better classrooms", "11120", "UA", 50_000.0)));
    ranker.put(programme("roads", about("Roads to nowhere", "21020", "UA", 50_000.0)));
    let need =
        About {
            title: "Кисневі концентратори для районної лікарні".into(), countries: vec!["UA".into()], ..About::default()
        };
    let found = ranker.alike(&need, &["programme"], &Weights::default(), 10);
    assert_eq!(keys(&found)[0], "hospitals");
    assert_eq!(found.len(), 3);
    let why = reason(&found[0], Signal::Sector);
    assert_eq!(why.evidence, [Evidence { what: What::Sector("12191".into()), count: 1, of: 1, last: None }]);
    assert_eq!(ranker.rank(&need, &Weights::default(), 1)[0].key, "HEALTH", "by the sector read from the words");
    assert!(ranker.alike(&need, &["call"], &Weights::default(), 10).is_empty());
}

#[test]
fn a_neighbour_is_nearer_than_the_country() {
    let at = |raion: &str| About {
        places: vec!["UA44".into(), raion.into()], ..about("Ремонт школи", "11220", "UA", 300_000.0)
    };
    let ranker = ranker([
        activity("b1", at("UA4404"), 2018, &["NEAR"]),
        activity("b2", at("UA4404"), 2019, &["NEAR"]),
        activity("b3", at("UA4406"), 2019, &["FAR"]),
        activity("b4", at("UA4408"), 2020, &["FAR"]),
    ]);
    let ranked = ranker.rank(&at("UA4404"), &Weights::default(), 10);
    assert_eq!(keys(&ranked), ["NEAR", "FAR"]);
    let places = &reason(&ranked[0], Signal::Place).evidence;
    assert_eq!(places[..], [seen(What::Place("UA44".into()), 2, 2, 2019), seen(What::Place("UA4404".into()), 2, 2, 2019)]);
    let speaks = |signal| ranked[0].reasons.iter().any(|reason| reason.signal == signal);
    assert!(!speaks(Signal::Language) && !speaks(Signal::Country), "what all have says nothing");
    assert_eq!(keys(&ranker.alike(&at("UA4406"), &["project"], &Weights::default(), 1)), ["b3"]);
}

#[test]
fn nothing_is_known_and_nothing_is_asked() {
    let empty = Ranker::new();
    let need = about("Road", "21020", "UA", 1.0);
    assert!(empty.rank(&need, &Weights::default(), 10).is_empty());
    assert!(empty.alike(&need, &["project"], &Weights::default(), 10).is_empty());
    let ranker = ranker(ten());
    assert_eq!(ranker.rank(&About::default(), &Weights::default(), 10).len(), 5);
    assert!(ranker.rank(&need, &Weights::default(), 0).is_empty());
    assert!(ranker.alike(&need, &["project"], &Weights::default(), 0).is_empty());
    let odd = About { amount: Some(f64::NAN), sectors: vec![("ї".into(), f32::NAN)], ..About::default() };
    assert_eq!(ranker.rank(&odd, &Weights::default(), 10).len(), 5);
}

#[test]
fn a_replaced_activity_speaks_no_more() {
    let mut ranker = ranker(ten());
    let need = about("Hospital", "12191", "UA", 7_000.0);
    assert!(ranker.put(activity("a3", about("Parks", "43030", "GE", 1.0), 2010, &["SMALL"])));
    let best = ranker.rank(&need, &Weights::default(), 1).remove(0);
    assert_eq!(
        reason(&best, Signal::Sector).evidence,
        [seen(What::Sector("12191".into()), 1, 2, 2018)],
        "the last year goes too"
    );
    assert!(ranker.remove("a1") && ranker.remove("a2") && !ranker.remove("a1"));
    assert!(!keys(&ranker.rank(&need, &Weights::default(), 10)).contains(&"HEALTH"));
    assert_eq!(ranker.len(), 8);
}

fn any_activity() -> impl Strategy<Value = (u8, Activity)> {
    let words = prop::sample::subsequence(vec!["water", "school", "лікарня", "road", "of", "AID 123", "COVID-19"], 0..5);
    let sectors = prop::sample::subsequence(vec![("12191", 60.0), ("11220", 40.0), ("140", 0.0)], 0..3);
    let countries = prop::sample::subsequence(vec!["UA", "MD", "XX"], 0..3);
    let amount = prop::sample::select(vec![None, Some(0.0), Some(-5.0), Some(700.0), Some(9e9)]);
    let supporters = prop::sample::subsequence(vec!["A", "B", "C", "D"], 0..3);
    (0u8..12, words, sectors, countries, amount, supporters, 2010u16..2014).prop_map(
        |(key, words, sectors, countries, amount, supporters, year)| {
            let about = About {
                title: words.join(" "),
                body: words.iter().rev().copied().collect::<Vec<_>>().join(" "),
                sectors: sectors.into_iter().map(|(code, share)| (code.to_owned(), share)).collect(),
                countries: countries.into_iter().map(str::to_owned).collect(),
                places: Vec::new(),
                amount,
            };
            (key, activity(&format!("k{key}"), about, year, &supporters))
        },
    )
}

fn same(one: &[Ranked], other: &[Ranked]) -> Result<(), TestCaseError> {
    prop_assert_eq!(keys(one), keys(other));
    for (one, other) in one.iter().zip(other) {
        prop_assert!((one.score - other.score).abs() < 1e-3, "{:?} {:?}", one, other);
        let plain = |ranked: &Ranked| {
            let reasons = ranked.reasons.iter().filter(|reason| reason.signal != Signal::Nearest);
            let mut all: Vec<_> = reasons.map(|reason| (reason.signal, format!("{:?}", reason.evidence))).collect();
            all.sort();
            all
        };
        prop_assert_eq!(plain(one), plain(other));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// What was replaced or taken out leaves nothing behind.
    #[test]
    fn a_ranker_is_what_it_holds(puts in prop::collection::vec((any_activity(), any::<bool>()), 1..40), (_, need) in any_activity()) {
        let mut lived = Ranker::new();
        let mut held: std::collections::BTreeMap<String, Activity> = std::collections::BTreeMap::new();
        for ((_, activity), keep) in puts {
            prop_assert_eq!(lived.put(activity.clone()), held.insert(activity.key.clone(), activity.clone()).is_some());
            if !keep {
                prop_assert!(lived.remove(&activity.key));
                held.remove(&activity.key);
            }
        }
        prop_assert_eq!(lived.len(), held.len());
        let fresh = ranker(held.into_values());
        let weights = Weights::default();
        // What two supporters have in common may differ in the last bit, by the order of adding.
        let apart = |ranked: &[Ranked]| ranked.windows(2).all(|pair| pair[0].score - pair[1].score > 1e-3);
        let (one, other) = (lived.rank(&need.about, &weights, 10), fresh.rank(&need.about, &weights, 10));
        if apart(&one) {
            same(&one, &other)?;
        }
        let (one, other) = (lived.alike(&need.about, &["project"], &weights, 20), fresh.alike(&need.about, &["project"], &weights, 20));
        if apart(&one) {
            same(&one, &other)?;
        }
    }
}

/// More than a thousand replaced: the lists are swept, and nothing is lost.
#[test]
fn a_sweep_changes_no_answer() {
    let mut lived = ranker(ten());
    for turn in 0..1_500 {
        lived.put(activity(&format!("x{}", turn % 3), about("Passing", "43040", "AM", 10.0), 2000, &["WATER"]));
    }
    (0..3).for_each(|at| assert!(lived.remove(&format!("x{at}"))));
    let fresh = ranker(ten());
    let need = about("Water for the hospital", "14030", "UA", 7_000.0);
    let (one, other) = (lived.rank(&need, &Weights::default(), 10), fresh.rank(&need, &Weights::default(), 10));
    assert_eq!(one, other);
    assert_eq!(
        lived.alike(&need, &["project"], &Weights::default(), 10),
        fresh.alike(&need, &["project"], &Weights::default(), 10)
    );
}
