//! Who said they would help, what was brought, and what the receiver says of it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::line::sound;
use super::{Body, Change, Refusal, next, room, short};
use crate::text::When;

/// Who said they would bring how much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// Its number within the need.
    pub id: i64,
    /// Of which line.
    pub line: i64,
    /// Who: an organisation of the register,
    #[serde(default)]
    pub organisation: Option<String>,
    /// or in words.
    #[serde(default)]
    pub who: Option<String>,
    /// How much.
    pub quantity: String,
    /// When it was said.
    pub date: When,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
    /// Who says so.
    #[serde(default)]
    pub source: Option<String>,
    /// Where in the source.
    #[serde(default)]
    pub locator: Option<String>,
    /// Since when it holds no more.
    #[serde(default)]
    pub withdrawn: Option<When>,
}

/// What was brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Its number within the need.
    pub id: i64,
    /// Of which line.
    pub line: i64,
    /// On which promise, if on one.
    #[serde(default)]
    pub promise: Option<i64>,
    /// Who brought it.
    #[serde(default)]
    pub who: Option<String>,
    /// How much.
    pub quantity: String,
    /// When.
    pub date: When,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
    /// Since when it counts no more: it was written down by mistake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<When>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Delivery {
    /// Whether it counts on a day.
    pub fn holds(&self, day: Date) -> bool {
        self.date.first() <= day && self.withdrawn.as_ref().is_none_or(|since| since.first() > day)
    }
}

/// What the receiver says of a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// Its number within the need.
    pub id: i64,
    /// Of which delivery.
    pub delivery: i64,
    /// So much came; none when it is disputed.
    #[serde(default)]
    pub quantity: Option<String>,
    /// Why it is disputed.
    #[serde(default)]
    pub dispute: Option<String>,
    /// When it was said.
    pub date: When,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
    /// A photo or an act.
    #[serde(default)]
    pub file: Option<String>,
    /// Account, command or private link.
    pub said_by: String,
}

/// What came, as the receiver says it: of a delivery that is known, or of one that nobody has written down yet.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// Of which line.
    pub line: i64,
    /// Of which delivery; none when it is new.
    pub delivery: Option<i64>,
    /// On which promise a new one was brought.
    pub promise: Option<i64>,
    /// How much came; none when a known delivery is disputed.
    pub quantity: Option<String>,
    /// Why it is disputed.
    pub dispute: Option<String>,
    /// When.
    pub date: When,
    /// A remark.
    pub note: Option<String>,
    /// A photo or an act.
    pub file: Option<String>,
    /// Who says so.
    pub said_by: String,
    /// How many deliveries and words on them the line had when whoever says it looked: see [`Body::seen`].
    pub seen: i64,
}

impl Body {
    /// Adds a promise; its number is given here.
    ///
    /// # Errors
    /// [`Refusal`] when the need does not stand, or the line, the one who promises or the quantity is none.
    pub fn promise(&self, mut promise: Promise) -> Result<Change, Refusal> {
        self.stands()?;
        self.line(promise.line)?;
        if promise.organisation.is_none() && promise.who.is_none() {
            return Err(Refusal("need-promise-nobody", String::new()));
        }
        sound(&promise.quantity)?;
        room(&self.promises)?;
        short([&promise.who, &promise.note, &promise.locator])?;
        let mut body = self.clone();
        promise.id = next(self.promises.iter().map(|promise| promise.id));
        body.promises.push(promise);
        Ok(Change(body))
    }

    /// Takes a promise back. What came on it stays.
    ///
    /// # Errors
    /// [`Refusal`] when there is no such promise, or it was taken back before.
    pub fn take_back(&self, id: i64, on: When) -> Result<Change, Refusal> {
        let mut body = self.clone();
        let promise = body.promises.iter_mut().find(|promise| promise.id == id && promise.withdrawn.is_none());
        promise.ok_or_else(|| Refusal("need-no-such-promise", id.to_string()))?.withdrawn = Some(on);
        Ok(Change(body))
    }

    /// Adds a delivery; its number is given here.
    ///
    /// # Errors
    /// [`Refusal`] when the need does not stand, the promise is of another line, or the quantity is none.
    pub fn deliver(&self, mut delivery: Delivery) -> Result<Change, Refusal> {
        self.stands()?;
        self.line(delivery.line)?;
        sound(&delivery.quantity)?;
        let of_line = |id: i64| self.promises.iter().any(|promise| promise.id == id && promise.line == delivery.line);
        if let Some(promise) = delivery.promise.filter(|id| !of_line(*id)) {
            return Err(Refusal("need-no-such-promise", promise.to_string()));
        }
        room(&self.deliveries)?;
        short([&delivery.who, &delivery.note])?;
        let mut body = self.clone();
        delivery.id = next(self.deliveries.iter().map(|delivery| delivery.id));
        body.deliveries.push(delivery);
        Ok(Change(body))
    }

    /// Takes back a delivery that was written down by mistake. Its number and what was said of it stay, and count no more.
    ///
    /// # Errors
    /// [`Refusal`] when there is no such delivery, it was taken back before, or nobody says why.
    pub fn undo(&self, id: i64, on: When, reason: Option<String>) -> Result<Change, Refusal> {
        if reason.is_none() {
            return Err(Refusal("need-reason-needed", String::new()));
        }
        short([&reason])?;
        let mut body = self.clone();
        let delivery = body.deliveries.iter_mut().find(|one| one.id == id && one.withdrawn.is_none());
        let delivery = delivery.ok_or_else(|| Refusal("need-no-such-delivery", id.to_string()))?;
        (delivery.withdrawn, delivery.reason) = (Some(on), reason);
        Ok(Change(body))
    }

    /// How many deliveries and words on them a line has. Who says what came says also how many they had seen, so that of
    /// two who say the same at once the second is told.
    pub fn seen(&self, line: i64) -> i64 {
        let of_line = |id: i64| self.deliveries.iter().any(|delivery| delivery.id == id && delivery.line == line);
        let words = self.confirmations.iter().filter(|word| of_line(word.delivery)).count();
        (self.deliveries.iter().filter(|delivery| delivery.line == line).count() + words) as i64
    }

    /// Adds what the receiver says.
    ///
    /// # Errors
    /// [`Refusal`] when somebody has said something of this line meanwhile; when the delivery is none of this line's; when
    /// neither a sound quantity nor a reason is given.
    pub fn receive(&self, receipt: Receipt) -> Result<Change, Refusal> {
        if receipt.seen != self.seen(receipt.line) {
            return Err(Refusal("need-confirmed-meanwhile", String::new()));
        }
        if receipt.quantity.is_none() == receipt.dispute.is_none() {
            return Err(Refusal("need-confirm-or-dispute", String::new()));
        }
        if let Some(quantity) = &receipt.quantity {
            sound(quantity)?;
        }
        room(&self.confirmations)?;
        short([&receipt.dispute, &receipt.note])?;
        let (mut body, delivery) = match (receipt.delivery, &receipt.quantity) {
            (Some(id), _) => {
                let known = self.deliveries.iter().find(|delivery| delivery.id == id && delivery.line == receipt.line);
                if known.is_none_or(|delivery| delivery.withdrawn.is_some()) {
                    return Err(Refusal("need-no-such-delivery", id.to_string()));
                }
                (self.clone(), id)
            }
            (None, Some(quantity)) => {
                let Change(body) = self.deliver(Delivery {
                    id: 0,
                    line: receipt.line,
                    promise: receipt.promise,
                    who: None,
                    quantity: quantity.clone(),
                    date: receipt.date.clone(),
                    note: None,
                    withdrawn: None,
                    reason: None,
                })?;
                let id = body.deliveries.last().map_or(0, |delivery| delivery.id);
                (body, id)
            }
            (None, None) => return Err(Refusal("need-no-such-delivery", String::new())),
        };
        body.confirmations.push(Confirmation {
            id: next(self.confirmations.iter().map(|word| word.id)),
            delivery,
            quantity: receipt.quantity,
            dispute: receipt.dispute,
            date: receipt.date,
            note: receipt.note,
            file: receipt.file,
            said_by: receipt.said_by,
        });
        Ok(Change(body))
    }

    /// Whether something was brought by a day on which the receiver has not said a word yet.
    pub fn awaits_word(&self, day: Date) -> bool {
        self.delivered_on(day).any(|one| self.word_on(one.id, day).is_none())
    }

    /// The deliveries that count on a day.
    pub fn delivered_on(&self, day: Date) -> impl Iterator<Item = &Delivery> {
        self.deliveries.iter().filter(move |one| one.holds(day))
    }

    /// The promises that hold on a day.
    pub fn promised_on(&self, day: Date) -> impl Iterator<Item = &Promise> {
        let holds =
            move |one: &&Promise| one.date.first() <= day && one.withdrawn.as_ref().is_none_or(|since| since.first() > day);
        self.promises.iter().filter(holds)
    }

    /// Whether a promise holds on a day on which nothing has come yet.
    pub fn awaits_delivery(&self, day: Date) -> bool {
        let came = |id: i64| self.delivered_on(day).any(|one| one.promise == Some(id));
        self.promised_on(day).any(|promise| !came(promise.id))
    }

    /// The last word of the receiver on a delivery, by a day.
    pub fn word_on(&self, delivery: i64, day: Date) -> Option<&Confirmation> {
        self.confirmations.iter().rfind(|word| word.delivery == delivery && word.date.first() <= day)
    }
}
