//! Time and ids come from one place, so that a test can hold them still.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// What time it is.
#[derive(Clone)]
pub enum Clock {
    /// The machine's.
    System,
    /// Always the same, for tests and for the sample office's reproducible pages.
    Fixed(Timestamp),
}

impl Clock {
    /// Now.
    pub fn now(&self) -> Timestamp {
        match self {
            Clock::System => Timestamp::now(),
            Clock::Fixed(now) => *now,
        }
    }
}

/// Where new ids come from: time-ordered (UUID version 7), or counted for tests.
#[derive(Clone)]
pub enum Ids {
    /// UUID version 7 (RFC 9562).
    Timed,
    /// 000…1, 000…2, …
    Counted(Arc<AtomicU64>),
}

impl Ids {
    /// The next id.
    pub fn next(&self, now: Timestamp) -> String {
        match self {
            Ids::Timed => {
                let seconds = u64::try_from(now.as_second()).unwrap_or(0);
                let nanos = u32::try_from(now.subsec_nanosecond()).unwrap_or(0);
                uuid::Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanos)).to_string()
            }
            Ids::Counted(counter) => {
                let count = counter.fetch_add(1, Ordering::Relaxed) + 1;
                uuid::Uuid::from_u128(u128::from(count)).to_string()
            }
        }
    }
}

/// The moment of one request or command: a time that does not move while it runs, and its ids.
#[derive(Clone)]
pub struct Moment {
    /// When it began.
    pub now: Timestamp,
    /// Its source of ids.
    pub ids: Ids,
}

impl Moment {
    /// Today, as people in the office see it.
    pub fn today(&self) -> Date {
        kyiv(self.now).date()
    }

    /// Now as ISO text with milliseconds, UTC: what rows and lines keep.
    pub fn stamp(&self) -> String {
        format!("{:.3}", self.now)
    }
}

/// A time as people in Ukraine see it.
pub fn kyiv(at: Timestamp) -> Zoned {
    at.to_zoned(TimeZone::get("Europe/Kyiv").unwrap_or(TimeZone::UTC))
}
