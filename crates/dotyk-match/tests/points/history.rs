//! The ranking measured on a real history, where it is there: `shared/match` in a folder above.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

use dotyk_match::points::{About, Activity, Ranker, Weights};
use serde_json::Value;

fn material() -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("shared/match")).find(|f| f.is_dir());
    if found.is_none() {
        println!("SKIPPED the_ranking_is_as_good_as_promised: there is no folder shared/match above the crate");
    }
    found
}

fn lines(path: &Path) -> Vec<Value> {
    let mut text = String::new();
    let file = std::fs::File::open(path).expect("the file is there");
    flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text).expect("it can be unpacked");
    text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

fn about(record: &Value) -> About {
    let text = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
    let sectors = record["sectors"].as_array().into_iter().flatten();
    About {
        title: text("title"),
        body: text("description"),
        sectors: sectors.map(|s| (s[0].as_str().unwrap_or_default().into(), s[1].as_f64().unwrap_or(0.0) as f32)).collect(),
        countries: texts(&record["countries"]),
        places: Vec::new(),
        amount: record["amount"].as_f64(),
    }
}

fn activity((at, record): (usize, &Value)) -> Activity {
    let funders = record["funders"].as_array().into_iter().flatten();
    Activity {
        key: at.to_string(),
        kind: "project".into(),
        about: about(record),
        year: record["start"].as_str().and_then(|day| day.get(..4)?.parse().ok()),
        supporters: funders.filter_map(|funder| Some(funder["key"].as_str()?.to_owned())).collect(),
    }
}

/// One query in so many is asked, and what recall and reciprocal rank must be. Unoptimised, a part
/// must do; fewer queries meet fewer of the rare funders, so more is found of those they meet.
const ASKED: (usize, f64, f64) = if cfg!(debug_assertions) { (5, 0.68, 0.82) } else { (1, 0.60, 0.80) };

/// Macro recall among the first ten by funder, and the mean reciprocal rank by query.
#[test]
fn the_ranking_is_as_good_as_promised() {
    let Some(folder) = material() else { return };
    let mut ranker = Ranker::new();
    let mut known = BTreeSet::new();
    for activity in lines(&folder.join("history.jsonl.gz")).iter().enumerate().map(activity) {
        known.extend(activity.supporters.iter().cloned());
        ranker.put(activity);
    }
    let truth = lines(&folder.join("dev-truth.jsonl.gz"));
    let truth: BTreeMap<&str, Vec<String>> =
        truth.iter().filter_map(|line| Some((line["id"].as_str()?, texts(&line["funders"])))).collect();
    let (one_in, least_recall, least_reciprocal) = ASKED;
    let (mut found, mut reciprocal, mut queries) = (BTreeMap::<&str, (u32, u32)>::new(), 0.0, 0);
    for query in lines(&folder.join("dev-queries.jsonl.gz")).iter().step_by(one_in) {
        let wanted = truth.get(query["id"].as_str().unwrap_or_default());
        let wanted: Vec<&str> = wanted.into_iter().flatten().map(String::as_str).filter(|key| known.contains(*key)).collect();
        if wanted.is_empty() {
            continue;
        }
        let ranked = ranker.rank(&about(query), &Weights::default(), 10);
        for key in &wanted {
            let (hits, all) = found.entry(key).or_default();
            *hits += u32::from(ranked.iter().any(|ranked| ranked.key == *key));
            *all += 1;
        }
        let first = ranked.iter().position(|ranked| wanted.contains(&ranked.key.as_str()));
        reciprocal += first.map_or(0.0, |at| 1.0 / (at + 1) as f64);
        queries += 1;
    }
    let recall = found.values().map(|(hits, all)| f64::from(*hits) / f64::from(*all)).sum::<f64>() / found.len() as f64;
    let reciprocal = reciprocal / f64::from(queries);
    println!("{queries} queries, {} funders: macro recall@10 {recall:.3}, micro MRR@10 {reciprocal:.3}", found.len());
    assert!(recall >= least_recall, "macro recall@10 is {recall:.3}");
    assert!(reciprocal >= least_reciprocal, "micro MRR@10 is {reciprocal:.3}");
}
