//! The addresses of letters: for those who keep the register.

use dotyk_db::Tx;

use super::model::State;
use super::store;
use super::view::{self, Item, ListView};
use crate::access::{Action, Kind, Ref};
use crate::journal::{Seal, Write};
use crate::web::{Answer, Ctx, Form, List, PAGE_ROWS, Problem, Reply, Routes, cut};

/// All of them.
pub fn routes() -> Routes {
    Routes::default().get("/letters", Kind::Letter, Action::Read, list).about(&view::LIST).post(
        "/letters/{id}/state",
        Kind::Letter,
        Action::Edit,
        turn,
    )
}

fn seal(ctx: &Ctx) -> Seal {
    Seal::new(ctx.state.data_key)
}

fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let state = match ctx.query("state") {
        Some(word) => Some(State::parse(word).ok_or_else(|| Problem::bad("web-bad-query", word))?),
        None => None,
    };
    let (_, below) = ctx.after()?;
    let mut letters = store::list(tx, &ctx.actor.office, &seal(ctx), state, below, PAGE_ROWS + 1)?;
    let next = cut(&mut letters, |letter| format!("~{}", letter.id));
    let counts = store::counts(tx, &ctx.actor.office)?;
    let about: Vec<Ref> = letters.iter().map(|letter| letter.about.clone()).collect();
    let labels = ctx.labels(tx, &about)?;
    let page = ctx.page(ctx.t("letter-title"));
    let total = counts.iter().filter(|(of, _)| state.is_none_or(|state| state == *of)).map(|(_, n)| n).sum();
    let view = ListView {
        list: List { items: letters.iter().map(|letter| Item::new(&page, &labels, letter)).collect(), total, next },
        states: counts.into_iter().map(|(state, n)| (state.word(), n)).collect(),
        sender: ctx.state.sender.clone(),
        addressed: ctx.base_url().is_some(),
        page,
    };
    Reply::view(ctx, &view)
}

fn turn(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (letter, permit) = store::of(write.tx(), &ctx.actor, &seal(ctx), Action::Edit, ctx.param("id"))?;
    let to = State::parse(form.text("state")).ok_or_else(|| Problem::bad("web-bad-query", form.text("state")))?;
    letter.state.may_become(to).map_err(|refusal| Problem::Bad(refusal.0, refusal.1))?;
    if to == State::Waiting && letter.content.as_ref().is_none_or(|content| content.text.is_none()) {
        return Err(Problem::bad("letter-forgotten", ""));
    }
    store::turn(write, &permit, &seal(ctx), &letter, to)?;
    Reply::see(ctx, "/letters")
}
