//! A bar for whoever waits at a terminal. Elsewhere nothing: a log is no place for it.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// How wide the bar is, in characters.
const WIDTH: u64 = 24;

/// How often it is drawn at most.
const EVERY: Duration = Duration::from_millis(100);

/// How far some work has come, of a known amount.
pub struct Progress {
    shown: bool,
    whole: u64,
    before: u64,
    now: u64,
    drawn: Option<Instant>,
}

impl Progress {
    /// Over a whole of rows or bytes. It is drawn only when the errors' stream is a terminal.
    pub fn new(whole: u64) -> Progress {
        Progress { shown: std::io::stderr().is_terminal(), whole, before: 0, now: 0, drawn: None }
    }

    /// Whether anybody sees it: what is only for its sake need not be found out otherwise.
    pub fn is_shown() -> bool {
        std::io::stderr().is_terminal()
    }

    /// A part of the work has come so far.
    pub fn at(&mut self, part: &str, done: u64) {
        self.now = done;
        if self.shown && self.drawn.is_none_or(|drawn| drawn.elapsed() >= EVERY) {
            self.drawn = Some(Instant::now());
            // A terminal that is gone does not matter to the work.
            let _ = write!(std::io::stderr(), "\r\x1b[K{}", line(self.before + done, self.whole, part));
        }
    }

    /// The part is done; the next begins.
    pub fn next(&mut self) {
        self.before += self.now;
        self.now = 0;
    }
}

/// The line is taken away: what was done is said in words.
impl Drop for Progress {
    fn drop(&mut self) {
        if self.drawn.is_some() {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}

fn line(done: u64, whole: u64, part: &str) -> String {
    let hundredths = (done.saturating_mul(100)).checked_div(whole).unwrap_or(100).min(100);
    let filled = hundredths * WIDTH / 100;
    let bar: String = (0..WIDTH).map(|at| if at < filled { '#' } else { '.' }).collect();
    format!("[{bar}] {hundredths:>3} %  {part}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_stays_in_its_bounds() {
        assert_eq!(line(0, 200, "journal"), "[........................]   0 %  journal");
        assert_eq!(line(100, 200, "journal"), "[############............]  50 %  journal");
        // More than was counted: the office goes on writing.
        assert_eq!(line(300, 200, "journal"), "[########################] 100 %  journal");
        assert_eq!(line(0, 0, "files"), "[########################] 100 %  files");
    }
}
