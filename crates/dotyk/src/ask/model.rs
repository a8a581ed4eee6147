//! What a question is made of. Pure.

use crate::text::words;

use super::vocabulary::keys;

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
        ];
        const GOING: &[&str] =
            &["implementing", "ongoing", "due", "open", "closing_soon", "partly_covered", "in_force", "active"];
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
        ];
        const GONE: &[&str] = &["refused", "cancelled", "dropped", "withdrawn", "declined", "lapsed"];
        let one_of = |words: &[&str]| words.contains(&state);
        match self {
            Standing::Finished => one_of(DONE),
            Standing::Going => one_of(GOING),
            Standing::Open => one_of(GOING) || one_of(AHEAD),
            Standing::Planned => one_of(AHEAD),
            Standing::Started => one_of(GOING) || one_of(DONE),
            Standing::Signed => matches!(state, "agreed" | "registered" | "signed") || one_of(GOING) || one_of(DONE),
            Standing::Refused => one_of(GONE),
            Standing::Overdue => state == "overdue",
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
}

impl Asked {
    /// The values of all parts that say this.
    pub fn values(&self, what: What) -> impl Iterator<Item = &str> {
        self.parts.iter().filter(move |part| part.what == what).map(|part| part.value.as_str())
    }

    /// Whether this is asked.
    pub fn asks(&self, asking: Asking) -> bool {
        self.values(What::Ask).any(|value| value == asking.word())
    }

    /// Adds what the words at these places say, once; they then weigh less in the text of records.
    pub fn say(&mut self, what: What, value: impl Into<String>, at: Vec<usize>) {
        let value = value.into();
        for term in &mut self.terms {
            term.light |= term.at.iter().any(|place| at.contains(place));
        }
        match self.parts.iter_mut().find(|part| part.what == what && part.value == value) {
            Some(part) => part.at.extend(at),
            None => self.parts.push(Part { what, value, at }),
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
            self.parts.push(Part { what, value: value.to_owned(), at: Vec::new() });
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
        ] {
            assert_eq!(standing.holds(state), holds, "{standing:?} {state}");
        }
    }
}
