//! The addresses of files.

use axum::body::Body;
use axum::http::{HeaderName, StatusCode, header};
use dotyk_db::Tx;

use super::model::{clean_name, disposition, is_hash};
use super::text::kick;
use super::view::{AboutView, FormView};
use super::{File, store};
use crate::access::{Action, Kind, Permit, Ref};
use crate::journal::Write;
use crate::web::{Answer, Content, Ctx, Filled, Form, Problem, Record, Reply, Routes, content_path, refuse};

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/files/new", Kind::File, Action::Create, new)
        .upload("/files", Kind::File, Action::Create, create)
        .get("/files/{id}", Kind::File, Action::Read, download)
        .get("/files/{id}/about", Kind::File, Action::Read, about)
        .post("/files/{id}/publication", Kind::File, Action::Publish, publish)
        .post("/files/{id}/removal", Kind::File, Action::Edit, remove)
}

/// A file for this route's action: judged by its subject and by who brought it.
fn take(ctx: &Ctx, tx: &mut Tx) -> Result<(File, Permit), Problem> {
    let file = refuse(store::get(tx, &ctx.actor.office, ctx.param("id"))?)?;
    let of = refuse((ctx.state.subject)(tx, &ctx.actor.office, &file.subject)?)?;
    let permit = ctx.permit(&file.subject(&of))?;
    if file.removed_at.is_some() && !ctx.actor.could(Action::Publish, &file.subject(&of)) {
        return Err(Problem::NotFound);
    }
    Ok((file, permit))
}

/// What a file belongs to, by `kind:key`; to attach to it is to edit it.
fn subject(ctx: &Ctx, tx: &mut Tx, text: &str) -> Result<Ref, Problem> {
    let subject = ctx.refer(tx, text)?;
    ctx.owner(tx, Action::Edit, &subject)?;
    Ok(subject)
}

fn new(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let subject = subject(ctx, tx, ctx.query("subject").unwrap_or_default())?;
    form_page(ctx, tx, StatusCode::OK, &subject, Vec::new())
}

fn form_page(ctx: &Ctx, tx: &mut Tx, status: StatusCode, subject: &Ref, errors: Vec<(String, String)>) -> Answer {
    let record = refuse(record(ctx, tx, subject)?)?;
    let form = Form::of([("subject".to_owned(), format!("{}:{}", subject.kind.word(), subject.id))]);
    let limit = (ctx.state.upload_limit / (1024 * 1024)) as i64;
    let view = FormView { page: ctx.page(ctx.t("file-new")), filled: Filled::wrong(form, errors), record, limit };
    if status == StatusCode::OK { Reply::page(ctx, &view) } else { Reply::html(status, &view) }
}

fn record(ctx: &Ctx, tx: &mut Tx, subject: &Ref) -> Result<Option<Record>, Problem> {
    let labels = ctx.labels(tx, std::slice::from_ref(subject))?;
    Ok(ctx.page(String::new()).record(&labels, subject))
}

fn create(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let subject = subject(ctx, write.tx(), form.text("subject"))?;
    let Some(hash) = form.some("file.hash").filter(|hash| is_hash(hash)) else {
        let errors = vec![("file".to_owned(), ctx.t("file-none"))];
        return form_page(ctx, write.tx(), StatusCode::UNPROCESSABLE_ENTITY, &subject, errors);
    };
    let file = File {
        id: write.id(),
        subject,
        name: clean_name(form.text("file.name")),
        media: form.text("file.type").to_owned(),
        size: form.text("file.size").parse().map_err(Problem::fault)?,
        hash,
        created_at: write.stamp(),
        created_by: ctx.actor.id.clone(),
        published_at: None,
        removed_at: None,
        version: 1,
        letters: None,
    };
    let permit = ctx.actor.may_create(Kind::File, &file.id)?;
    store::add(write, &permit, &file)?;
    kick(&ctx.state);
    back(ctx, write.tx(), &file.subject)
}

/// To the page of what the file belongs to.
fn back(ctx: &Ctx, tx: &mut Tx, subject: &Ref) -> Answer {
    let label = ctx.labels(tx, std::slice::from_ref(subject))?.remove(subject);
    Reply::see(ctx, &label.map_or_else(|| "/".to_owned(), |label| label.path))
}

fn download(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (file, _) = take(ctx, tx)?;
    if !is_hash(&file.hash) {
        return Err(Problem::fault(format!("file {} has no hash", file.id)));
    }
    let content = std::fs::File::open(content_path(&ctx.state.files, &file.hash))
        .map_err(|error| Problem::fault(format!("file {}: {error}", file.id)))?;
    let size = content.metadata().map_err(Problem::fault)?.len();
    let headers: [(HeaderName, String); 5] = [
        (header::CONTENT_TYPE, file.given_as().to_owned()),
        (header::CONTENT_DISPOSITION, disposition(file.inline(), &file.name)),
        (header::CONTENT_LENGTH, size.to_string()),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'; frame-ancestors 'none'".into()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".into()),
    ];
    Ok(Reply { status: StatusCode::OK, headers: headers.to_vec(), body: Body::new(Content::new(content, size)) })
}

fn about(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (file, _) = take(ctx, tx)?;
    let of = refuse((ctx.state.subject)(tx, &ctx.actor.office, &file.subject)?)?;
    let judged = file.subject(&of);
    let record = record(ctx, tx, &file.subject)?;
    let page = ctx.page(file.name.clone());
    let view = AboutView {
        record,
        may_edit: file.removed_at.is_none() && ctx.actor.could(Action::Edit, &judged),
        may_publish: file.removed_at.is_none() && ctx.actor.could(Action::Publish, &judged),
        size: size(&page, file.size),
        file,
        page,
    };
    Reply::page(ctx, &view)
}

/// A size as people write it, in kilobytes or megabytes.
fn size(page: &crate::web::Page, bytes: i64) -> String {
    let kilobytes = (bytes + 1023) / 1024;
    match kilobytes {
        0..1024 => page.t1("file-kilobytes", "n", page.number(&kilobytes)),
        _ => page.t1("file-megabytes", "n", page.decimal(&format!("{:.1}", bytes as f64 / 1024.0 / 1024.0))),
    }
}

fn publish(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (file, permit) = take(ctx, write.tx())?;
    let published_at = (form.text("state") != "draft").then(|| write.stamp());
    store::publish(write, &permit, published_at)?;
    Reply::see(ctx, &format!("/files/{}/about", file.id))
}

fn remove(ctx: &Ctx, _: &Form, write: &mut Write) -> Answer {
    let (file, permit) = take(ctx, write.tx())?;
    store::remove(write, &permit)?;
    back(ctx, write.tx(), &file.subject)
}
