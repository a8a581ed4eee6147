//! The addresses of imports.

use std::collections::HashMap;

use axum::http::{StatusCode, header};
use dotyk_db::Tx;
use serde_json::Value;

use super::check::choices;
use super::model::{Heading, KINDS};
use super::need::parted;
use super::store::{self, Done, Import, Outcome, Staged, State};
use super::template::{self, letter};
use super::view::{self, CardView, ColumnShown, FaultShown, Item, ListView, NoteShown, RowShown, SheetShown};
use super::work::kick;
use crate::access::{Action, Kind, Permit, Ref};
use crate::history::{self, Say};
use crate::journal::{Write, changes};
use crate::place::is_koatuu;
use crate::text::Arg;
use crate::web::table::LIMITS;
use crate::web::{Answer, Ctx, Filled, Form, Labels, List, PAGE_ROWS, Page, Problem, Reply, Routes, cut, refuse};
use crate::{account, office};

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/imports", Kind::Import, Action::Read, list)
        .about(&view::LIST)
        .upload("/imports", Kind::Import, Action::Create, create)
        .get("/imports/templates/{file}", Kind::Import, Action::Create, template)
        .get("/imports/{id}", Kind::Import, Action::Read, card)
        .about(&view::CARD)
        .post("/imports/{id}/application", Kind::Import, Action::Edit, apply)
        .post("/imports/{id}/undoing", Kind::Import, Action::Edit, undo)
}

/// An import for this route's action.
fn take(ctx: &Ctx, tx: &mut Tx) -> Result<(Import, Permit), Problem> {
    let import = refuse(store::get(tx, &ctx.actor.office, ctx.param("id"))?)?;
    let permit = ctx.permit(&store::subject(&import.id))?;
    Ok((import, permit))
}

fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    list_page(ctx, tx, StatusCode::OK, Filled::default())
}

fn list_page(ctx: &Ctx, tx: &mut Tx, status: StatusCode, filled: Filled) -> Answer {
    let before = match ctx.query("after") {
        None => ("9999", ""),
        Some(cursor) => cursor.split_once('~').ok_or_else(|| Problem::bad("web-bad-cursor", cursor))?,
    };
    let (mut imports, total) = store::list(tx, &ctx.actor.office, before, PAGE_ROWS + 1)?;
    let next = cut(&mut imports, |import| format!("{}~{}", import.created_at, import.id));
    let names = names(ctx, tx, &imports)?;
    let page = ctx.page(ctx.t("import-title"));
    let items = imports.into_iter().map(|import| item(&page, import, &names)).collect();
    let kinds = KINDS.iter().map(|kind| (kind.word().to_owned(), page.t(&format!("import-kind-{}", kind.word())))).collect();
    let limit = (LIMITS.file / (1024 * 1024)) as i64;
    let view = ListView { list: List { items, total, next }, filled, kinds, limit, page };
    if status == StatusCode::OK { Reply::view(ctx, &view) } else { Reply::html(status, &view) }
}

fn names(ctx: &Ctx, tx: &mut Tx, imports: &[Import]) -> Result<HashMap<String, String>, Problem> {
    let mut ids: Vec<String> = imports.iter().map(|import| import.created_by.clone()).collect();
    ids.sort();
    ids.dedup();
    Ok(account::store::names(tx, &ctx.actor.office, &ids)?)
}

fn item(page: &Page, import: Import, names: &HashMap<String, String>) -> Item {
    Item {
        url: page.url(&format!("/imports/{}", import.id)),
        kind: import.kind.word().to_owned(),
        kind_label: page.t(&format!("import-kind-{}", import.kind.word())),
        state: import.state.word(),
        total: import.total,
        done: import.done,
        by: names.get(&import.created_by).cloned().unwrap_or(import.created_by),
        id: import.id,
        name: import.name,
        created_at: import.created_at,
    }
}

fn template(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let kind = ctx.param("file").strip_suffix(".xlsx").and_then(Kind::parse).filter(|kind| KINDS.contains(kind));
    let kind = refuse(kind)?;
    let office = office::store::find(tx, &ctx.actor.office)?;
    let say = |key: &str| ctx.t(key);
    let choices = choices(&ctx.state, &office, kind);
    let bytes = template::write(kind, &template::Words { say: &say, choices: &choices }).map_err(Problem::fault)?;
    let headers = vec![
        (header::CONTENT_TYPE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"dotyk-{}-{}.xlsx\"", kind.word(), ctx.lang)),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    Ok(Reply { status: StatusCode::OK, headers, body: bytes.into() })
}

fn create(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let kind = Kind::parse(form.text("kind")).filter(|kind| KINDS.contains(kind));
    let hash = form.some("file.hash").filter(|hash| crate::file::is_hash(hash));
    let (Some(kind), Some(hash)) = (kind, hash) else {
        let mut errors = Vec::new();
        if kind.is_none() {
            errors.push(("kind".to_owned(), ctx.t("import-choose-kind")));
        }
        if form.some("file.hash").is_none() {
            errors.push(("file".to_owned(), ctx.t("import-choose-file")));
        }
        return list_page(ctx, write.tx(), StatusCode::UNPROCESSABLE_ENTITY, Filled::wrong(form.clone(), errors));
    };
    let id = write.id();
    let permit = ctx.actor.may_create(Kind::Import, &id)?;
    store::add(write, &permit, kind, form.text("file.name"), &hash)?;
    kick(&ctx.state);
    Reply::see(ctx, &format!("/imports/{id}"))
}

fn apply(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (import, permit) = take(ctx, write.tx())?;
    if import.state != State::Checked {
        return Err(Problem::bad("import-not-now", ""));
    }
    let outcomes = store::outcomes(write.tx(), &ctx.actor.office, &import.id)?;
    let count = |outcome| outcomes.get(&outcome).copied().unwrap_or_default();
    if count(Outcome::New) + count(Outcome::Changed) == 0 {
        return Err(Problem::bad("import-nothing-to-do", ""));
    }
    if count(Outcome::Refused) > 0 && form.text("partly") != "1" {
        return Err(Problem::bad("import-not-partly", count(Outcome::Refused).to_string()));
    }
    store::turn(write, &permit, State::Applying)?;
    kick(&ctx.state);
    Reply::see(ctx, &format!("/imports/{}", import.id))
}

fn undo(ctx: &Ctx, _: &Form, write: &mut Write) -> Answer {
    let (import, permit) = take(ctx, write.tx())?;
    if import.state != State::Applied {
        return Err(Problem::bad("import-not-now", ""));
    }
    store::turn(write, &permit, State::Undoing)?;
    kick(&ctx.state);
    Reply::see(ctx, &format!("/imports/{}", import.id))
}

fn card(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (import, _) = take(ctx, tx)?;
    let (office, works) = (ctx.actor.office.as_str(), import.state.works());
    if works {
        // Whoever stopped in the middle goes on because somebody looks.
        kick(&ctx.state);
    }
    let outcomes = store::outcomes(tx, office, &import.id)?;
    let results = store::results(tx, office, &import.id)?;
    let show = ctx.query("show").unwrap_or_default().to_owned();
    let (of, after) = (shown(&show)?, after(ctx)?);
    let mut rows = if works { Vec::new() } else { store::rows(tx, office, &import.id, after, of, PAGE_ROWS + 1)? };
    let next = cut(&mut rows, |row| row.number.to_string());
    let labels = ctx.labels(tx, &named(import.kind, &rows))?;
    let ahead = if works { store::before(tx, office, &import)? } else { 0 };
    let names = names(ctx, tx, std::slice::from_ref(&import))?;
    let page = ctx.page(import.name.clone());
    let settings = office::store::find(tx, office)?;
    let say = Say { ctx, page: &page, office: &settings, labels: &labels };
    let count = |outcome| outcomes.get(&outcome).copied().unwrap_or_default();
    let (kind, state) = (import.kind, import.state);
    let rows = rows.into_iter().map(|row| shown_row(ctx, &say, kind, &import.sheets, row)).collect();
    let view = CardView {
        works,
        ahead,
        fault: import.fault.as_ref().map(|(key, what)| (page.t(key), page.t1(&format!("{key}-help"), "what", what))),
        sheets: import.sheets.iter().map(|sheet| shown_sheet(&page, sheet)).collect(),
        rows,
        next,
        show,
        ready: if state == State::Checked { count(Outcome::New) + count(Outcome::Changed) } else { 0 },
        refused: count(Outcome::Refused),
        undoable: if state == State::Applied { results.get(&Done::Applied).copied().unwrap_or_default() } else { 0 },
        outcomes: Outcome::ALL.iter().map(|one| (one.word(), count(*one))).filter(|(_, n)| *n > 0).collect(),
        results: Done::ALL.iter().filter_map(|one| Some((one.word(), *results.get(one)?))).collect(),
        import: item(&page, import, &names),
        page,
    };
    let reply = Reply::view(ctx, &view)?;
    // The page looks again by itself, with or without scripts.
    Ok(if works { reply.with(header::REFRESH, "2".into()) } else { reply })
}

/// Which rows are asked for: by what they will do, or by what they did.
fn shown(show: &str) -> Result<(Option<Outcome>, Option<Done>), Problem> {
    match (Outcome::parse(show), Done::parse(show)) {
        (None, None) if !show.is_empty() => Err(Problem::bad("web-bad-query", show)),
        of => Ok(of),
    }
}

fn after(ctx: &Ctx) -> Result<i64, Problem> {
    match ctx.query("after") {
        None => Ok(0),
        Some(text) => text.parse().map_err(|_| Problem::bad("web-bad-cursor", text)),
    }
}

/// Everything that the rows of a page name.
fn named(kind: Kind, rows: &[Staged]) -> Vec<Ref> {
    let mut refs = Vec::new();
    for row in rows {
        refs.extend(row.record.as_ref().map(|id| Ref::new(kind, id)));
        refs.extend(row.notes.iter().filter_map(|(.., read)| pointed(read)));
        refs.extend(row.plan.subject.clone());
        for change in changes(&row.plan.before, &row.plan.body) {
            history::refs(kind, &change.field, &change.before, &mut refs);
            history::refs(kind, &change.field, &change.after, &mut refs);
        }
    }
    refs.sort();
    refs.dedup();
    refs
}

/// `@kind:id`: a name that was taken for a record.
fn pointed(read: &str) -> Option<Ref> {
    let (kind, id) = read.strip_prefix('@')?.split_once(':')?;
    Some(Ref::new(Kind::parse(kind)?, id))
}

fn label(page: &Page, column: &str) -> String {
    page.word("import-column-", column)
}

fn shown_sheet(page: &Page, sheet: &Heading) -> SheetShown {
    let columns = sheet.columns.iter().map(|(at, heading, name)| ColumnShown {
        letter: letter(*at),
        heading: heading.clone(),
        label: name.as_ref().map(|name| label(page, name)),
        column: name.clone(),
    });
    SheetShown { name: sheet.sheet.clone(), line: sheet.line, rows: sheet.rows as i64, columns: columns.collect() }
}

fn shown_row(ctx: &Ctx, say: &Say, kind: Kind, sheets: &[Heading], row: Staged) -> RowShown {
    let (page, labels): (&Page, &Labels) = (say.page, say.labels);
    let sheet = sheets.iter().find(|sheet| sheet.sheet == row.sheet);
    let at = |column: &str| {
        let columns = sheet.map(|sheet| sheet.columns.as_slice()).unwrap_or_default();
        columns.iter().find(|(.., name)| name.as_deref() == Some(column)).map(|(at, ..)| letter(*at))
    };
    let cell = |column: &str| {
        let (column, line) = parted(column);
        format!("{}!{}{}", row.sheet, at(column).unwrap_or_default(), line.unwrap_or(row.line))
    };
    let faults = row.faults.iter().map(|(column, key, what)| FaultShown {
        cell: cell(column),
        label: label(page, parted(column).0),
        column: parted(column).0.to_owned(),
        message: ctx.state.words.say(ctx.lang, key, &[("what", Arg::Text(what))]),
    });
    let notes = row.notes.iter().map(|(column, written, read)| NoteShown {
        column: column.clone(),
        label: label(page, column),
        written: written.clone(),
        understood: pointed(read)
            .map(|of| {
                let label = page.record(labels, &of).map_or_else(|| of.id.clone(), |record| record.label);
                // Of a code from before 2020 the code of today is shown too.
                if of.kind == Kind::Place && is_koatuu(written) { format!("{label} ({})", of.id) } else { label }
            })
            .unwrap_or_else(|| read.clone()),
    });
    let (before, body) = (&row.plan.before, &row.plan.body);
    RowShown {
        faults: faults.collect(),
        notes: notes.filter(|note| note.understood != note.written).collect(),
        changes: if body == &Value::Null { Vec::new() } else { say.changed(kind, before, body) },
        record: row.record.as_ref().and_then(|id| page.record(labels, &Ref::new(kind, id))),
        outcome: row.outcome.word(),
        result: row.result.map(Done::word),
        reason: row.reason.as_ref().map(|key| page.t(key)),
        number: row.number,
        sheet: row.sheet,
        line: row.line,
        title: row.title,
    }
}
