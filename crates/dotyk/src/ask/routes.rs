//! The address of a question.

use dotyk_db::Tx;

use super::answer;
use super::model::LONGEST;
use super::view::ASK;
use crate::access::{Action, Kind};
use crate::web::{Answer, Ctx, Problem, Reply, Routes};

/// All of them.
pub fn routes() -> Routes {
    Routes::default().get("/ask", Kind::Portal, Action::Read, ask).about(&ASK)
}

fn ask(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let letters = ctx.query("q").map_or(0, |question| question.chars().count());
    if letters > LONGEST {
        return Err(Problem::bad("ask-too-long", LONGEST.to_string()));
    }
    Reply::view(ctx, &answer::answer(ctx, tx)?)
}
