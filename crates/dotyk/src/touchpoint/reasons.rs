//! Reasons in words: what a person can check of each.

use dotyk_match::points::{Evidence, Reason, Signal, What};

use crate::access::{Kind, Ref};
use crate::text::Arg;
use crate::web::{Labels, Page};

/// Of whom a reason speaks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// Of somebody who paid: how many of their projects have it
    Paid,
    /// Of one record that is alike
    Alike,
}

/// So much of what is known is said in one sentence.
const SAID: usize = 4;
/// So many of the places that lie within one another.
const PLACES: usize = 2;
/// A shorter word tells a person nothing while there are others.
const WORD: usize = 4;

/// Small words that say how much, when or which: that two texts have one of them is no reason, whatever the ranking makes of it.
const SMALL: &[&str] = &[
    "багато",
    "більше",
    "більш",
    "найбільше",
    "менше",
    "менш",
    "дуже",
    "надто",
    "занадто",
    "мало",
    "трохи",
    "кілька",
    "декілька",
    "понад",
    "близько",
    "майже",
    "досить",
    "достатньо",
    "цілком",
    "зовсім",
    "лише",
    "тільки",
    "також",
    "тощо",
    "теж",
    "навіть",
    "особливо",
    "вкрай",
    "зараз",
    "нині",
    "сьогодні",
    "тепер",
    "завжди",
    "часто",
    "іноді",
    "вже",
    "уже",
    "ще",
    "досі",
    "потім",
    "після",
    "перед",
    "через",
    "протягом",
    "разом",
    "кожен",
    "кожна",
    "кожне",
    "кожного",
    "всі",
    "усі",
    "всіх",
    "усіх",
    "весь",
    "інші",
    "інших",
    "інше",
    "інший",
    "різні",
    "різних",
    "такі",
    "таких",
    "який",
    "яка",
    "які",
    "яких",
    "цей",
    "ця",
    "ці",
    "цих",
    "той",
    "тих",
    "наш",
    "наші",
    "наших",
    "їхні",
    "свої",
    "щоб",
    "якщо",
    "коли",
    "але",
    "або",
    "для",
    "при",
    "між",
    "без",
    "під",
    "над",
    "від",
    "про",
    "треба",
    "потрібно",
    "потрібна",
    "потрібен",
    "потрібні",
    "необхідно",
    "необхідні",
    "немає",
    "нема",
    "є",
    "бути",
    "може",
    "можна",
    "добре",
    "гарно",
    "швидко",
    "терміново",
    "many",
    "much",
    "more",
    "most",
    "less",
    "least",
    "few",
    "several",
    "some",
    "any",
    "very",
    "too",
    "quite",
    "rather",
    "almost",
    "nearly",
    "about",
    "around",
    "over",
    "under",
    "only",
    "just",
    "also",
    "even",
    "especially",
    "now",
    "today",
    "always",
    "often",
    "sometimes",
    "already",
    "still",
    "yet",
    "then",
    "than",
    "after",
    "before",
    "during",
    "through",
    "between",
    "together",
    "each",
    "every",
    "all",
    "other",
    "others",
    "such",
    "which",
    "that",
    "this",
    "these",
    "those",
    "our",
    "their",
    "its",
    "with",
    "without",
    "from",
    "into",
    "for",
    "and",
    "but",
    "not",
    "need",
    "needs",
    "needed",
    "necessary",
    "urgent",
    "urgently",
    "well",
    "quickly",
    "there",
    "where",
    "when",
    "have",
    "has",
    "are",
    "was",
    "were",
    "will",
    "can",
    "may",
    "must",
    "should",
];

/// Whether a word says nothing of what a text is about.
fn small(word: &str) -> bool {
    SMALL.contains(&word.to_lowercase().as_str())
}

/// Whether a person can make something of a reason: words that say nothing are none.
pub fn tells(reason: &Reason) -> bool {
    let nothing = |one: &Evidence| matches!(&one.what, What::Word(word) if small(word));
    reason.evidence.is_empty() || !reason.evidence.iter().all(nothing)
}

/// Whether there is a reason to look at a result: that something is as broad, or costs as much, is none by itself.
pub fn speaks(reasons: &[Reason]) -> bool {
    let speaks = |one: &Reason| !matches!(one.signal, Signal::Breadth | Signal::Amount) && one.weight * one.value > 0.0;
    reasons.iter().any(|one| speaks(one) && tells(one))
}

/// The code of a place; nothing of anything else.
pub fn code(one: &Evidence) -> &str {
    match &one.what {
        What::Place(code) => code,
        _ => "",
    }
}

/// A reason as a sentence.
pub fn said(page: &Page, labels: &Labels, said: Said, reason: &Reason) -> String {
    let name = page.word("touchpoint-signal-", reason.signal.name());
    // The step of an amount speaks for itself, those beside it only support it.
    let mut evidence: Vec<&Evidence> = reason.evidence.iter().filter(|one| !matches!(one.what, What::Refund)).collect();
    if reason.signal == Signal::Amount {
        evidence.sort_by_key(|one| std::cmp::Reverse(one.count));
        evidence.truncate(1);
    }
    if reason.signal == Signal::Place {
        // Codes of one branch go from the broad to the narrow: the narrowest says most.
        evidence.sort_by(|a, b| code(b).cmp(code(a)));
        evidence.truncate(PLACES);
    }
    evidence.retain(|one| !matches!(&one.what, What::Word(word) if small(word)));
    let telling = |one: &&Evidence| !matches!(&one.what, What::Word(word) if word.chars().count() < WORD);
    if reason.signal == Signal::Words && evidence.iter().any(telling) {
        evidence.retain(telling);
    }
    if evidence.is_empty() || reason.signal == Signal::Nearest {
        let key = match (reason.signal, reason.value < 0.0) {
            (Signal::Nearest, _) => "touchpoint-paid-nearest",
            (_, true) => "touchpoint-nothing-known",
            (_, false) => "touchpoint-something-alike",
        };
        return page.t1(key, "signal", name);
    }
    let what: Vec<String> = evidence.iter().take(SAID).map(|one| one_said(page, labels, said, reason.signal, one)).collect();
    what.join("; ")
}

fn one_said(page: &Page, labels: &Labels, said: Said, signal: Signal, one: &Evidence) -> String {
    let what = what(page, labels, &one.what);
    let seen = match said {
        Said::Paid => seen(page, one),
        Said::Alike => return page.t1(&key("touchpoint-alike-", signal, &one.what), "what", what),
    };
    page.said(&key("touchpoint-paid-", signal, &one.what), &[("what", Arg::Text(&what)), ("seen", Arg::Text(&seen))])
}

/// That nothing is named is said alike for all signals.
fn key(prefix: &str, signal: Signal, what: &What) -> String {
    let nothing = matches!(what, What::NoSector | What::NoCountry | What::NoAmount);
    format!("{prefix}{}", if nothing { "unnamed" } else { signal.name() })
}

/// «3 проєкти з 12, останній 2019».
fn seen(page: &Page, one: &Evidence) -> String {
    let (count, of) = (i64::from(one.count), i64::from(one.of));
    let last = one.last.map(|year| page.t1("touchpoint-last", "year", year.to_string())).unwrap_or_default();
    let all = one.what == What::All;
    let (n, of) = (page.number(&count), page.number(&of));
    let args = [("count", Arg::Count(count)), ("n", Arg::Text(&n)), ("last", Arg::Text(&last))];
    if all {
        return page.said("touchpoint-seen-all", &args);
    }
    page.said("touchpoint-seen", &[args[0], args[1], args[2], ("of", Arg::Text(&of))])
}

/// That somebody carried out so many of what is near.
pub fn did(page: &Page, count: usize, last: Option<u16>) -> String {
    let last = last.map(|year| page.t1("touchpoint-last", "year", year.to_string())).unwrap_or_default();
    let n = page.number(&(count as i64));
    page.said("touchpoint-did", &[("count", Arg::Count(count as i64)), ("n", Arg::Text(&n)), ("last", Arg::Text(&last))])
}

fn what(page: &Page, labels: &Labels, what: &What) -> String {
    let whole = |number: f64| page.decimal(format!("{number:.2}").trim_end_matches('0').trim_end_matches('.'));
    match what {
        What::Word(word) => word.clone(),
        What::Sector(code) | What::Country(code) | What::Number(code) => code.clone(),
        What::NoSector => page.t("touchpoint-no-sector"),
        What::NoCountry => page.t("touchpoint-no-country"),
        What::NoAmount => page.t("touchpoint-no-amount"),
        What::Refund => page.t("touchpoint-refund"),
        What::Region(code, _) => page.word("touchpoint-region-", code),
        What::Place(code) => labels
            .get(&Ref::new(Kind::Place, code))
            .map_or_else(|| code.clone(), |label| page.lang.of(&label.uk, &label.en).to_owned()),
        What::Amount(from, to) => format!("{}–{}", whole(*from), whole(*to)),
        What::Breadth { sectors, countries } => {
            let (sectors, countries) = (sectors.to_string(), countries.to_string());
            page.said("touchpoint-breadth", &[("sectors", Arg::Text(&sectors)), ("countries", Arg::Text(&countries))])
        }
        What::Language(code) => page.word("touchpoint-language-", code),
        What::Activity(_) | What::All => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(signal: Signal, value: f32, words: &[&str]) -> Reason {
        let evidence = |word: &&str| Evidence { what: What::Word((*word).to_owned()), count: 1, of: 1, last: None };
        Reason { signal, weight: 1.0, value, evidence: words.iter().map(evidence).collect() }
    }

    #[test]
    fn small_words_and_breadth_are_no_reason() {
        let small = reason(Signal::Words, 1.0, &["багато", "many"]);
        let word = reason(Signal::Words, 1.0, &["багато", "лікарня"]);
        let (broad, costs) = (reason(Signal::Breadth, 1.0, &[]), reason(Signal::Amount, 2.0, &[]));
        let against = reason(Signal::Sector, -1.0, &[]);
        assert!(!tells(&small) && tells(&word) && tells(&broad));
        for (reasons, spoken) in [
            (vec![small.clone()], false),
            (vec![broad.clone(), costs.clone()], false),
            (vec![broad.clone(), small, against], false),
            (vec![word], true),
            (vec![broad, reason(Signal::Sector, 0.5, &[])], true),
            (vec![], false),
        ] {
            assert_eq!(speaks(&reasons), spoken, "{reasons:?}");
        }
    }
}
