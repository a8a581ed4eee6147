//! Measures checking and reading:
//! `cargo run --release --example iati-speed -- FILE[.gz] [MB] [SCHEMA.xsd]`
//!
//! The file's activities are repeated, each time with another suffix on the identifiers, until
//! the given size (300 MB) is reached; then the whole is checked, alone and two files at once,
//! read into the model, and for comparison tokenized by quick-xml alone. Where a schema is given
//! and `xmllint` is there, it validates the same file in turn with our check, one round each, so
//! that both meet the same machine. Best and middle of five, by the clock and (on Linux) by the
//! time on the core; memory is the most that was held at once.

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use dotyk_iati::{Options, Reader, check};
use quick_xml::events::Event;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("usage: iati-speed FILE[.gz] [MB] [SCHEMA.xsd]")?;
    let megabytes: usize = args.next().map_or(Ok(300), |n| n.parse())?;
    let large = repeated(Path::new(&path), megabytes * 1_000_000)?;
    let size = fs::metadata(&large)?.len() as f64 / 1e6;
    println!("{size:.0} MB");
    let options = Options::new("2026-11-22T00:00:00Z".parse()?);
    measure("check, all rules", size, || {
        let mut findings = 0u64;
        let summary = check(File::open(&large)?, &options, &mut |_| findings += 1);
        Ok(format!("{} activities, {findings} findings", summary.items))
    })?;
    println!("    most memory held so far: {}", peak_memory("self"));
    two_at_once(&large, size, &options)?;
    println!("    most memory held so far: {}", peak_memory("self"));
    if let Some(schema) = args.next() {
        beside_xmllint(&large, size, &options, &schema)?;
    }
    measure("read into the model", size, || {
        let mut transactions = 0;
        for item in Reader::new(File::open(&large)?)? {
            if let dotyk_iati::Item::Activity(activity) = item? {
                transactions += activity.transactions.len();
            }
        }
        Ok(format!("{transactions} transactions"))
    })?;
    measure("quick-xml, events and attributes only", size, || {
        let mut reader = quick_xml::Reader::from_reader(BufReader::with_capacity(1 << 17, File::open(&large)?));
        let (mut buffer, mut events) = (Vec::new(), 0u64);
        loop {
            match reader.read_event_into(&mut buffer)? {
                Event::Eof => break,
                Event::Start(tag) | Event::Empty(tag) => {
                    for attribute in tag.attributes() {
                        events += u64::from(!attribute?.value.is_empty());
                    }
                }
                _ => events += 1,
            }
            buffer.clear();
        }
        Ok(format!("{events} events"))
    })?;
    fs::remove_file(&large)?;
    Ok(())
}

/// Checks the file twice at the same time, as `dotyk iati check` does with two files.
fn two_at_once(large: &Path, size: f64, options: &Options) -> Result<()> {
    let mut wall = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        std::thread::scope(|scope| -> Result<()> {
            let run = || scope.spawn(|| File::open(large).map(|file| check(file, options, &mut |_| {}).items));
            for one in [run(), run()] {
                one.join().map_err(|_| "a check failed")??;
            }
            Ok(())
        })?;
        wall.push(start.elapsed().as_secs_f64());
    }
    wall.sort_by(f64::total_cmp);
    println!("check, two files at once");
    println!("    by the clock, both together: best {:.0} MB/s, middle {:.0} MB/s", 2.0 * size / wall[0], 2.0 * size / wall[2]);
    Ok(())
}

/// Our check with all rules and xmllint's with the schema alone, turn by turn.
fn beside_xmllint(large: &Path, size: f64, options: &Options, schema: &str) -> Result<()> {
    let (mut ours, mut theirs, mut memory) = (Vec::new(), Vec::new(), String::new());
    for _ in 0..5 {
        let start = Instant::now();
        check(File::open(large)?, options, &mut |_| {});
        ours.push(start.elapsed().as_secs_f64());
        let start = Instant::now();
        let run = Command::new("xmllint")
            .args(["--noout", "--stream", "--schema", schema])
            .arg(large)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut child) = run else {
            println!("xmllint is not there: nothing to compare with");
            return Ok(());
        };
        let id = child.id().to_string();
        while child.try_wait()?.is_none() {
            if let Some(held) = Some(peak_memory(&id)).filter(|held| held != "unknown") {
                memory = held;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        theirs.push(start.elapsed().as_secs_f64());
    }
    ours.sort_by(f64::total_cmp);
    theirs.sort_by(f64::total_cmp);
    println!("turn by turn, by the clock");
    println!("    check, all rules: best {:.0} MB/s, middle {:.0} MB/s", size / ours[0], size / ours[2]);
    println!(
        "    xmllint, schema alone: best {:.0} MB/s, middle {:.0} MB/s, memory {memory}",
        size / theirs[0],
        size / theirs[2]
    );
    Ok(())
}

fn measure(what: &str, size: f64, mut run: impl FnMut() -> Result<String>) -> Result<()> {
    let mut wall = Vec::new();
    let mut core = Vec::new();
    let mut said = String::new();
    for _ in 0..5 {
        let (start, before) = (Instant::now(), core_seconds());
        said = run()?;
        wall.push(start.elapsed().as_secs_f64());
        core.push(core_seconds() - before);
    }
    wall.sort_by(f64::total_cmp);
    core.sort_by(f64::total_cmp);
    println!("{what}: {said}");
    println!("    by the clock: best {:.0} MB/s, middle {:.0} MB/s", size / wall[0], size / wall[2]);
    println!("    by the time on the core: best {:.0} MB/s, middle {:.0} MB/s", size / core[0], size / core[2]);
    Ok(())
}

/// Seconds this process has run on a core; what others run beside it does not count.
fn core_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    stat.split(' ').next().and_then(|n| n.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1e9
}

/// Writes the repeated file to the folder for temporary files.
fn repeated(path: &Path, size: usize) -> Result<PathBuf> {
    let mut text = String::new();
    if path.extension().is_some_and(|e| e == "gz") {
        flate2::read::GzDecoder::new(File::open(path)?).read_to_string(&mut text)?;
    } else {
        text = fs::read_to_string(path)?;
    }
    let begin = text.find("<iati-activity ").ok_or("no activity in the file")?;
    let end = text.rfind("</iati-activities>").ok_or("no end of the file")?;
    let target = std::env::temp_dir().join(format!("iati-speed-{}.xml", std::process::id()));
    let mut out = BufWriter::new(File::create(&target)?);
    out.write_all(&text.as_bytes()[..begin])?;
    let (mut written, mut round) = (0, 0);
    while written < size {
        let copy = text[begin..end].replace("</iati-identifier>", &format!("-{round}</iati-identifier>"));
        out.write_all(copy.as_bytes())?;
        written += copy.len();
        round += 1;
    }
    out.write_all(&text.as_bytes()[end..])?;
    out.flush()?;
    Ok(target)
}

fn peak_memory(process: &str) -> String {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.map_or("unknown".into(), |l| l.trim().to_owned())
}
