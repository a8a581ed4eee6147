//! Ranks the funders of a history for each query:
//! `cargo run --release -p dotyk-match --example rank -- history.jsonl.gz queries.jsonl.gz > ranking.jsonl`.
//!
//! Both are lines of JSON, packed or not. A ranking is `{"id": …, "funders": [best first]}` by the
//! public function and the default weights. `--without SIGNAL` silences a signal, for ablation;
//! `--most N` gives more than ten; `--why ID` says on the error stream why, for one query.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::time::Instant;

use dotyk_match::points::{About, Activity, Ranker, Signal, Weights};
use flate2::read::MultiGzDecoder;
use serde_json::{Value, json};

type Failure = Box<dyn std::error::Error>;

fn lines(path: &str) -> Result<Vec<Value>, Failure> {
    let file = File::open(path).map_err(|error| format!("{path}: {error}"))?;
    let bytes: Box<dyn Read> = if path.ends_with(".gz") { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
    let lines = BufReader::new(bytes).lines().zip(1..);
    lines
        .filter(|(line, _)| line.as_ref().map_or(true, |line| !line.trim().is_empty()))
        .map(|(line, at)| serde_json::from_str(&line?).map_err(|error| format!("{path}, line {at}: {error}").into()))
        .collect()
}

fn text(record: &Value, name: &str) -> String {
    record[name].as_str().unwrap_or_default().to_owned()
}

fn list(record: &Value, name: &str) -> Vec<Value> {
    record[name].as_array().cloned().unwrap_or_default()
}

fn about(record: &Value) -> About {
    let sectors = list(record, "sectors").into_iter();
    About {
        title: text(record, "title"),
        body: text(record, "description"),
        sectors: sectors.map(|s| (s[0].as_str().unwrap_or_default().to_owned(), s[1].as_f64().unwrap_or(0.0) as f32)).collect(),
        countries: list(record, "countries").iter().filter_map(|code| code.as_str().map(str::to_owned)).collect(),
        places: Vec::new(),
        amount: record["amount"].as_f64(),
    }
}

/// The number in the file is its key: an id is echoed and never looked at.
fn activity((number, record): (usize, &Value)) -> Activity {
    Activity {
        key: number.to_string(),
        kind: "project".into(),
        about: about(record),
        year: record["start"].as_str().and_then(|start| start.get(..4)?.parse().ok()),
        supporters: list(record, "funders").iter().map(|funder| text(funder, "key")).collect(),
    }
}

fn main() -> Result<(), Failure> {
    let (mut paths, mut weights, mut most, mut why) = (Vec::new(), Weights::default(), 10, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut next = || arguments.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--without" => {
                let name = next()?;
                let signal = Signal::named(&name).ok_or(format!("there is no signal {name}"))?;
                weights.support[signal] = 0.0;
                weights.alike[signal] = 0.0;
            }
            "--most" => most = next()?.parse()?,
            "--why" => why = Some(next()?),
            _ => paths.push(argument),
        }
    }
    let [history, queries] = paths.as_slice() else {
        return Err("usage: rank HISTORY.jsonl.gz QUERIES.jsonl.gz [--without SIGNAL] [--most N] [--why ID]".into());
    };
    let activities: Vec<Activity> = lines(history)?.iter().enumerate().map(activity).collect();
    let queries = lines(queries)?;
    let start = Instant::now();
    let mut ranker = Ranker::new();
    activities.into_iter().for_each(|activity| {
        ranker.put(activity);
    });
    eprintln!("{} activities in {:.2} s, {} MB", ranker.len(), start.elapsed().as_secs_f64(), ranker.memory() / 1_000_000);

    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut times = Vec::new();
    for query in &queries {
        let need = about(query);
        let start = Instant::now();
        let ranked = ranker.rank(&need, &weights, most);
        times.push(start.elapsed().as_secs_f64() * 1000.0);
        if why.as_deref() == query["id"].as_str() {
            eprintln!("{ranked:#?}");
        }
        let funders: Vec<String> = ranked.into_iter().map(|ranked| ranked.key).collect();
        writeln!(out, "{}", json!({"id": query["id"], "funders": funders}))?;
    }
    out.flush()?;
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times.get(times.len().saturating_sub(1) * share / 100).copied().unwrap_or(0.0);
    eprintln!("{} queries, p50 {:.2} ms, p95 {:.2} ms", times.len(), at(50), at(95));
    Ok(())
}
