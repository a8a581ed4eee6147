//! A calendar (iCalendar, RFC 5545), line by line: whoever writes one sends each event as it is read, so a long list takes no
//! more memory than a short one. Why no crate: `decisions/0018-what-a-call-does-not-say-is-its-programmes.md`.
//!
//! Times of day are given in Kyiv's, with its rules beside them: a deadline at five stays at five whatever becomes of summer
//! time. What people wrote is escaped, so none of it can begin a line or an event of its own.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

/// What the answer is.
pub const MEDIA: &str = "text/calendar; charset=utf-8";

/// The end of a calendar.
pub const END: &str = "END:VCALENDAR\r\n";

/// No line is longer, in octets, without its end.
const LINE: usize = 75;

/// When an event is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// Whole days, from the first to the last.
    Days(Date, Date),
    /// A moment, as clocks in Kyiv show it.
    At(DateTime),
    /// From one moment to another.
    Between(DateTime, DateTime),
}

/// Whether it will be, and whether whoever goes is busy then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Somebody may do something by then: nobody is busy because of it
    #[default]
    Reminder,
    /// It is not sure yet
    Tentative,
    /// It will be, or was
    Confirmed,
    /// It will not be
    Cancelled,
}

/// An event.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its name for programs; it never changes, so an event that is moved is moved there too.
    pub uid: String,
    /// When this was written.
    pub stamp: Timestamp,
    /// When it is.
    pub span: Span,
    /// What it is.
    pub summary: String,
    /// What there is to say of it.
    pub description: String,
    /// Its page: a whole address, or none.
    pub url: Option<String>,
    /// What a reader may sort it by.
    pub categories: Vec<String>,
    /// Where it is.
    pub location: Option<String>,
    /// Whether it will be.
    pub standing: Standing,
}

/// The beginning of a calendar with this name, and the rules of Kyiv's time: summer time from the last Sunday of March to
/// that of October, as it has been since 1997.
pub fn begin(name: &str) -> String {
    let mut out = String::new();
    for text in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Dotyk//Dotyk//UK", "CALSCALE:GREGORIAN"] {
        line(&mut out, text);
    }
    line(&mut out, &format!("X-WR-CALNAME:{}", escape(name)));
    line(&mut out, "BEGIN:VTIMEZONE");
    line(&mut out, "TZID:Europe/Kyiv");
    for (part, since, month, from, to, short) in [
        ("DAYLIGHT", "19970330T030000", 3, "+0200", "+0300", "EEST"),
        ("STANDARD", "19971026T040000", 10, "+0300", "+0200", "EET"),
    ] {
        line(&mut out, &format!("BEGIN:{part}"));
        line(&mut out, &format!("DTSTART:{since}"));
        line(&mut out, &format!("RRULE:FREQ=YEARLY;BYMONTH={month};BYDAY=-1SU"));
        line(&mut out, &format!("TZOFFSETFROM:{from}"));
        line(&mut out, &format!("TZOFFSETTO:{to}"));
        line(&mut out, &format!("TZNAME:{short}"));
        line(&mut out, &format!("END:{part}"));
    }
    line(&mut out, "END:VTIMEZONE");
    out
}

/// An event, as lines.
pub fn event(event: &Event) -> String {
    let mut out = String::new();
    line(&mut out, "BEGIN:VEVENT");
    line(&mut out, &format!("UID:{}", escape(&event.uid)));
    line(&mut out, &format!("DTSTAMP:{}", event.stamp.strftime("%Y%m%dT%H%M%SZ")));
    match &event.span {
        Span::Days(first, last) => {
            // The end of whole days is the day behind the last.
            let behind = last.tomorrow().unwrap_or(*last);
            line(&mut out, &format!("DTSTART;VALUE=DATE:{}", first.strftime("%Y%m%d")));
            line(&mut out, &format!("DTEND;VALUE=DATE:{}", behind.strftime("%Y%m%d")));
        }
        Span::At(at) => line(&mut out, &moment("DTSTART", at)),
        Span::Between(from, to) => {
            line(&mut out, &moment("DTSTART", from));
            line(&mut out, &moment("DTEND", to));
        }
    }
    line(&mut out, &format!("SUMMARY:{}", escape(&event.summary)));
    if !event.description.is_empty() {
        line(&mut out, &format!("DESCRIPTION:{}", escape(&event.description)));
    }
    if let Some(location) = &event.location {
        line(&mut out, &format!("LOCATION:{}", escape(location)));
    }
    if let Some(url) = &event.url {
        line(&mut out, &format!("URL:{}", address(url)));
    }
    if !event.categories.is_empty() {
        let categories: Vec<String> = event.categories.iter().map(|category| escape(category)).collect();
        line(&mut out, &format!("CATEGORIES:{}", categories.join(",")));
    }
    let standing = match event.standing {
        Standing::Reminder => "TRANSP:TRANSPARENT",
        Standing::Tentative => "STATUS:TENTATIVE",
        Standing::Confirmed => "STATUS:CONFIRMED",
        Standing::Cancelled => "STATUS:CANCELLED",
    };
    line(&mut out, standing);
    line(&mut out, "END:VEVENT");
    out
}

fn moment(name: &str, at: &DateTime) -> String {
    format!("{name};TZID=Europe/Kyiv:{}", at.strftime("%Y%m%dT%H%M%S"))
}

/// Text as a value: with its own signs escaped and without those that have no place in one.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(c) = signs.next() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\r' if signs.peek() == Some(&'\n') => {}
            // What some readers take for the end of a line is one here.
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push_str("\\n"),
            '\t' => out.push('\t'),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// An address as a value, which is not escaped: what no address has is written as its bytes.
fn address(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        if c.is_control()
            || c.is_whitespace()
            || matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}')
            || !c.is_ascii()
        {
            for byte in c.to_string().bytes() {
                // Whatever cannot be written into a string cannot be.
                let _ = write!(out, "%{byte:02X}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// Puts a line, folded: no more than [`LINE`] octets each, never within a letter.
fn line(out: &mut String, text: &str) {
    let mut room = LINE;
    for c in text.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = LINE - 1;
        }
        out.push(c);
        room -= c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, datetime};
    use proptest::prelude::*;

    /// Lines as a reader makes them: unfolded.
    fn unfold(text: &str) -> Vec<String> {
        text.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    /// A value as a reader makes it.
    fn unescape(text: &str) -> String {
        let mut out = String::new();
        let mut signs = text.chars();
        while let Some(c) = signs.next() {
            match (c, c == '\\') {
                (_, true) => match signs.next() {
                    Some('n' | 'N') => out.push('\n'),
                    Some(other) => out.push(other),
                    None => panic!("a lone escape"),
                },
                (c, false) => out.push(c),
            }
        }
        out
    }

    fn told(summary: &str, description: &str, span: Span) -> Event {
        Event {
            uid: "0190-closes@test".into(),
            stamp: "2021-03-31T09:00:00Z".parse().expect("a time"),
            span,
            summary: summary.into(),
            description: description.into(),
            url: Some("https://dotyk.example/uk/calls/а б\r\nX:1".into()),
            categories: vec!["відбір, \\конкурс".into()],
            location: None,
            standing: Standing::Reminder,
        }
    }

    #[test]
    fn an_event_is_written_as_the_standard_says() {
        let days = event(&told("Подання", "", Span::Days(date(2021, 4, 1), date(2021, 4, 30))));
        let lines = unfold(&days);
        assert_eq!(
            lines[..6],
            [
                "BEGIN:VEVENT",
                "UID:0190-closes@test",
                "DTSTAMP:20210331T090000Z",
                "DTSTART;VALUE=DATE:20210401",
                "DTEND;VALUE=DATE:20210501",
                "SUMMARY:Подання"
            ]
        );
        assert!(lines.contains(&"URL:https://dotyk.example/uk/calls/%D0%B0%20%D0%B1%0D%0AX:1".to_owned()), "{lines:?}");
        assert!(lines.contains(&"CATEGORIES:відбір\\, \\\\конкурс".to_owned()), "{lines:?}");
        let at = event(&told("x", "y", Span::At(datetime(2021, 4, 15, 17, 0, 0, 0))));
        assert!(at.contains("DTSTART;TZID=Europe/Kyiv:20210415T170000\r\n"), "{at}");
        let between = Span::Between(datetime(2021, 4, 15, 17, 0, 0, 0), datetime(2021, 4, 15, 18, 30, 0, 0));
        let held =
            Event {
                location: Some("Лісове, вул. Перша, 1".into()), standing: Standing::Cancelled, ..told("x", "y", between)
            };
        let lines = unfold(&event(&held));
        for wanted in ["DTEND;TZID=Europe/Kyiv:20210415T183000", "LOCATION:Лісове\\, вул. Перша\\, 1", "STATUS:CANCELLED"]
        {
            assert!(lines.contains(&wanted.to_owned()), "{wanted} is not in {lines:?}");
        }
    }

    #[test]
    fn another_reader_finds_what_was_written() {
        let hostile = "a;b,c\\n\r\nEND:VEVENT\r\nBEGIN:VEVENT\u{2028}X\u{7}";
        let text = format!(
            "{}{}{END}",
            begin("Відбори; усі"),
            event(&told(hostile, hostile, Span::Days(date(2021, 4, 1), date(2021, 4, 1))))
        );
        let calendars: Vec<_> =
            ical::IcalParser::new(std::io::Cursor::new(text)).collect::<Result<_, _>>().expect("a calendar that can be read");
        assert_eq!((calendars.len(), calendars[0].events.len(), calendars[0].timezones.len()), (1, 1, 1));
        let property = |name: &str| {
            let found = calendars[0].events[0].properties.iter().find(|property| property.name == name);
            found.and_then(|property| property.value.clone()).unwrap_or_default()
        };
        assert_eq!(unescape(&property("SUMMARY")), "a;b,c\\n\nEND:VEVENT\nBEGIN:VEVENT\nX");
        assert_eq!(property("UID"), "0190-closes@test");
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_nothing_is_lost(summary in "\\PC{0,300}", description in "[\\PC\r\n\t\\\\;,]{0,300}") {
            let text = event(&told(&summary, &description, Span::Days(date(2021, 4, 1), date(2021, 4, 1))));
            for line in text.split_terminator("\r\n") {
                prop_assert!(line.len() <= LINE, "{} octets: {line}", line.len());
                prop_assert!(!line.contains(['\r', '\n']));
            }
            let lines = unfold(&text);
            let value = |name: &str| lines.iter().find_map(|line| line.strip_prefix(name).map(unescape)).unwrap_or_default();
            let plain = |text: &str| {
                let text = text.replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
                text.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()).collect::<String>()
            };
            prop_assert_eq!(value("SUMMARY:"), plain(&summary));
            prop_assert_eq!(value("DESCRIPTION:"), plain(&description));
            prop_assert_eq!(lines.iter().filter(|line| line.starts_with("BEGIN:")).count(), 1);
        }

        #[test]
        fn a_fold_never_splits_a_letter(text in "[a-zа-яїєґ😀]{0,400}") {
            let mut out = String::new();
            line(&mut out, &text);
            prop_assert!(out.split("\r\n").all(|line| line.len() <= LINE));
            prop_assert_eq!(unfold(&out).concat(), text);
        }
    }
}
