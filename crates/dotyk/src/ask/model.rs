//! What a question is made of. Pure.

use crate::text::words;

use super::vocabulary::keys;
use crate::access::Kind;
use crate::agreement;
use crate::figure::Maturity;

/// More words of a question are not looked at.
pub const MOST_WORDS: usize = 40;

/// More letters of a question are not looked at.
pub const LONGEST: usize = 300;

words! {
    /// What is asked.
    Asking {
        /// How many
        Count = "count",
        /// Which, show
        List = "list",
        /// Who
        Who = "who",
        /// When, until when
        When = "when",
        /// Where
        Where = "where",
        /// How much money
        Money = "money",
        /// At which stage, is it in force
        State = "state",
        /// What is next
        Next = "next",
        /// Who said it, what was said
        Said = "said",
    }
}

words! {
    /// How what is asked for should stand. Each is several states of records, which have names of their own.
    Standing {
        /// Nothing is left to do
        Finished = "finished",
        /// It is being done
        Going = "going",
        /// It is not finished
        Open = "open",
        /// Somebody means to
        Planned = "planned",
        /// It began
        Started = "started",
        /// The parties have agreed
        Signed = "signed",
        /// The parties mean to sign it again
        Renewal = "renewal",
        /// It will not be
        Refused = "refused",
        /// Its day has passed
        Overdue = "overdue",
    }
}

impl Standing {
    /// Whether a record in the state of this word stands so. A step that is late says so beside its state.
    pub fn holds(self, state: &str) -> bool {
        const DONE: &[&str] = &[
            "completed",
            "closed",
            "done",
            "handed_over",
            "on_balance",
            "announced",
            "delivered",
            "received",
            "covered",
            "awarded",
            "over",
            "held",
            "ended",
        ];
        const GOING: &[&str] = &[
            "implementing",
            "ongoing",
            "due",
            "open",
            "closing_soon",
            "partly_covered",
            "in_force",
            "expiring",
            "prolonged",
            "active",
        ];
        const AHEAD: &[&str] = &[
            "idea",
            "negotiation",
            "agreed",
            "registered",
            "planned",
            "promised",
            "negotiating",
            "ahead",
            "proposed",
            "draft",
            "stated",
            "confirmed",
            "submitted",
            "shortlisted",
            "approved",
            "signing",
        ];
        const GONE: &[&str] = &["refused", "cancelled", "dropped", "withdrawn", "declined", "lapsed", "terminated"];
        let one_of = |words: &[&str]| words.contains(&state);
        match self {
            Standing::Finished => one_of(DONE),
            Standing::Going => one_of(GOING),
            Standing::Open => one_of(GOING) || one_of(AHEAD),
            Standing::Planned => one_of(AHEAD),
            Standing::Started => one_of(GOING) || one_of(DONE),
            Standing::Signed => matches!(state, "agreed" | "registered" | "signed") || one_of(GOING) || one_of(DONE),
            Standing::Refused => one_of(GONE),
            // Neither is a state: a step that is late, and an agreement that another is to follow, say so beside theirs.
            Standing::Overdue | Standing::Renewal => false,
        }
    }

    /// Whether a record of this kind stands so. Of an agreement only signatures make it signed, and a signed one stays so.
    pub fn holds_of(self, kind: Kind, state: &str) -> bool {
        match (self, kind) {
            (Standing::Signed, Kind::Agreement) => agreement::State::parse(state).is_some_and(agreement::State::signed),
            (Standing::Signed, Kind::Step | Kind::Event | Kind::Asset) => false,
            _ => self.holds(state),
        }
    }

    /// Whether a number stands so by itself, of a thing that is still worked on: seven brands are made while six are not.
    pub fn holds_of_number(self, maturity: Maturity) -> bool {
        match (self, maturity) {
            (_, Maturity::Delivered) => self.holds("done"),
            (Standing::Going, _) => true,
            _ => self.holds("planned"),
        }
    }

    /// The kinds of record that are meant where nothing else is said than how they stand.
    pub fn kinds(self) -> &'static [Kind] {
        match self {
            Standing::Overdue => &[Kind::Step],
            Standing::Signed | Standing::Renewal => &[Kind::Agreement],
            Standing::Finished => &[Kind::Project, Kind::Step, Kind::Asset],
            _ => &[Kind::Project, Kind::Step, Kind::Agreement],
        }
    }
}

words! {
    /// What a part of a question says.
    What {
        /// What is asked
        Ask = "ask",
        /// As what somebody takes part
        Role = "role",
        /// The kind of record
        Kind = "kind",
        /// Of which sort an agreement is
        Form = "form",
        /// What is counted
        Measure = "measure",
        /// The direction of work
        Direction = "direction",
        /// How it should stand
        State = "state",
        /// Where
        Place = "place",
        /// Who has to do with it
        Organisation = "organisation",
        /// From which country they are
        Country = "country",
        /// Of which time
        Day = "day",
    }
}

/// A word of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As it was written, without the marks around it.
    pub written: String,
    /// As it is compared.
    pub key: String,
    /// What its forms have in common.
    pub stem: String,
}

impl Word {
    /// The words of a question, in their order; a compound counts as its parts.
    pub fn all(question: &str) -> Vec<Word> {
        let question: String = question.chars().take(LONGEST).collect();
        let words = question.split_whitespace().flat_map(|piece| {
            let written = piece.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
            let mut parts: Vec<String> = keys(piece).collect();
            // «2020-го»: the ending of a number is no word.
            if parts.first().is_some_and(|first| first.bytes().all(|b| b.is_ascii_digit())) {
                parts.retain(|part| part.chars().count() > 2 || part.bytes().all(|b| b.is_ascii_digit()));
            }
            let alone = parts.len() == 1;
            parts.into_iter().map(move |key| Word {
                written: if alone { written.clone() } else { key.clone() },
                stem: dotyk_uk::stem(&key),
                key,
            })
        });
        words.take(MOST_WORDS).collect()
    }
}

/// A part of a question: a filter, or what is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it says.
    pub what: What,
    /// The word of the data: a code, an id, a slug.
    pub value: String,
    /// The places of the words that it came from; empty when it was chosen at the address.
    pub at: Vec<usize>,
    /// Whether the opposite is asked for: «без донора», "not signed".
    pub denied: bool,
}

/// What is sought in the text of records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// How it was written.
    pub written: String,
    /// What to look for: the word first, then what means the same.
    pub forms: Vec<String>,
    /// The places of its words in the question.
    pub at: Vec<usize>,
    /// Whether a part speaks of the same words, so that they weigh less.
    pub light: bool,
}

/// A question as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Its words.
    pub words: Vec<Word>,
    /// What it says.
    pub parts: Vec<Part>,
    /// What it looks for besides.
    pub terms: Vec<Term>,
    /// What it denies and nothing here can leave out: the places of the words.
    pub unread: Vec<Vec<usize>>,
}

impl Asked {
    /// The values of all parts that say this, and do not deny it.
    pub fn values(&self, what: What) -> impl Iterator<Item = &str> {
        self.parts.iter().filter(move |part| part.what == what && !part.denied).map(|part| part.value.as_str())
    }

    /// The values of all parts that deny this.
    pub fn denied(&self, what: What) -> impl Iterator<Item = &str> {
        self.parts.iter().filter(move |part| part.what == what && part.denied).map(|part| part.value.as_str())
    }

    /// Whether it names something beside what its parts say.
    pub fn names_more(&self) -> bool {
        self.terms.iter().any(|term| !term.light)
    }

    /// Whether records are asked for that stand, pay or lie so, and not what is known of one of them.
    pub fn asks_which(&self) -> bool {
        let other = self.values(What::Ask).next().is_some();
        let bare = !other && (self.values(What::Kind).next().is_some() || !self.names_more());
        self.asks(Asking::List) || self.asks(Asking::Count) || bare
    }

    /// Whether this is asked.
    pub fn asks(&self, asking: Asking) -> bool {
        self.values(What::Ask).any(|value| value == asking.word())
    }

    /// Adds what the words at these places say, once; they then weigh less in the text of records.
    pub fn say(&mut self, what: What, value: impl Into<String>, at: Vec<usize>) {
        self.tell(what, value.into(), at, false);
    }

    /// The same of what is denied.
    pub fn deny(&mut self, what: What, value: impl Into<String>, at: Vec<usize>) {
        self.tell(what, value.into(), at, true);
    }

    fn tell(&mut self, what: What, value: String, at: Vec<usize>, denied: bool) {
        for term in &mut self.terms {
            term.light |= term.at.iter().any(|place| at.contains(place));
        }
        match self.parts.iter_mut().find(|part| (part.what, &part.value, part.denied) == (what, &value, denied)) {
            Some(part) => part.at.extend(at),
            None => self.parts.push(Part { what, value, at, denied }),
        }
    }

    /// The words at some places, as they were written.
    pub fn written(&self, at: &[usize]) -> String {
        let words: Vec<&str> = at.iter().filter_map(|place| self.words.get(*place)).map(|word| word.written.as_str()).collect();
        words.join(" ")
    }

    /// Puts what was chosen at the address in the place of what was read; `-` drops it, and its words with it.
    pub fn choose(&mut self, what: What, value: &str) {
        let (gone, kept): (Vec<Part>, Vec<Part>) =
            std::mem::take(&mut self.parts).into_iter().partition(|part| part.what == what);
        self.parts = kept;
        if value == "-" {
            let dropped: Vec<usize> = gone.into_iter().flat_map(|part| part.at).collect();
            self.terms.retain(|term| !term.at.iter().all(|place| dropped.contains(place)));
        } else {
            self.parts.push(Part { what, value: value.to_owned(), at: Vec::new(), denied: false });
        }
    }
}

words! {
    /// What the register does not say.
    Gap {
        /// Nothing fits
        Nothing = "nothing",
        /// Fewer are named than were counted
        Members = "members",
        /// Nobody is named in this role
        Nobody = "nobody",
        /// No day is given
        Date = "date",
        /// No amount is given
        Money = "money",
        /// No such number is given
        Number = "number",
        /// No place is given
        Place = "place",
        /// No next step is written down
        Step = "step",
        /// None of them stands so
        State = "state",
        /// None of the records shown speaks of these words
        Words = "words",
        /// Something is denied that cannot be left out
        Unread = "unread",
        /// A part of the question could not be applied
        Eased = "eased",
        /// Of some that stand so nobody knows since when
        Undated = "undated",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_or_hostile_question_has_few_words() {
        assert!(Word::all(&"слово ".repeat(500)).len() <= MOST_WORDS);
        assert!(Word::all("«»—…!?'\" ; --").is_empty());
        assert_eq!(Word::all("ІТ-кластер?").iter().map(|word| word.key.as_str()).collect::<Vec<_>>(), ["іт", "кластер"]);
    }

    #[test]
    fn a_choice_replaces_what_was_read_and_a_dash_drops_it() {
        let mut asked = Asked::default();
        asked.say(What::State, "finished", vec![1]);
        asked.say(What::State, "finished", vec![3]);
        assert_eq!(asked.parts.len(), 1);
        asked.choose(What::State, "going");
        assert_eq!(asked.values(What::State).collect::<Vec<_>>(), ["going"]);
        asked.choose(What::State, "-");
        assert!(asked.parts.is_empty());
    }

    #[test]
    fn what_is_finished_is_not_open() {
        for (standing, state, holds) in [
            (Standing::Finished, "completed", true),
            (Standing::Finished, "implementing", false),
            (Standing::Open, "implementing", true),
            (Standing::Open, "planned", true),
            (Standing::Open, "done", false),
            (Standing::Signed, "agreed", true),
            (Standing::Signed, "negotiation", false),
            (Standing::Refused, "cancelled", true),
            (Standing::Open, "approved", true),
            (Standing::Going, "expiring", true),
        ] {
            assert_eq!(standing.holds(state), holds, "{standing:?} {state}");
        }
    }

    #[test]
    fn an_agreement_is_signed_by_its_signatures_alone() {
        for (kind, state, signed) in [
            (Kind::Agreement, "agreed", false),
            (Kind::Agreement, "signing", false),
            (Kind::Agreement, "in_force", true),
            (Kind::Agreement, "ended", true),
            (Kind::Project, "agreed", true),
            (Kind::Step, "done", false),
        ] {
            assert_eq!(Standing::Signed.holds_of(kind, state), signed, "{kind:?} {state}");
        }
    }

    #[test]
    fn a_number_of_what_is_being_made_is_not_of_what_is_ready() {
        for (standing, maturity, holds) in [
            (Standing::Finished, Maturity::Delivered, true),
            (Standing::Finished, Maturity::Planned, false),
            (Standing::Going, Maturity::Planned, true),
            (Standing::Open, Maturity::Planned, true),
            (Standing::Open, Maturity::Delivered, false),
        ] {
            assert_eq!(standing.holds_of_number(maturity), holds, "{standing:?} {maturity:?}");
        }
    }
}
