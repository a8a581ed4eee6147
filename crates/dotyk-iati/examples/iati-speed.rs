//! Measures checking and reading: `cargo run --release --example iati-speed -- FILE[.gz] [MB]`
//!
//! The file's activities are repeated, each time with another suffix on the identifiers, until
//! the given size (300 MB) is reached; then the whole is checked, read into the model, and for
//! comparison tokenized by quick-xml alone. One core, best and middle of five, by
//! the clock and (on Linux) by the time on the core.

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use dotyk_iati::{Options, Reader, check};
use quick_xml::events::Event;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("usage: speed FILE[.gz] [MB]")?;
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
    println!("peak memory after checking: {}", peak_memory());
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

fn peak_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.map_or("unknown".into(), |l| l.trim().to_owned())
}
