//! Programmes, calls and applications as people make and change them.

use dotyk_db::Tx;

use super::form::{application_refs, call_refs, fill, fill_application, fill_call, read, read_application, read_call, refs};
use super::model::{Application, ApplicationBody, Body, Call, CallBody, Programme, Progress, Repetition};
use super::view::{ApplicationFormView, CallFormView, FormView, Frame};
use crate::access::{Action, Head, Kind, Ref};
use crate::organisation::OrganisationKind;
use crate::source::cites;
use crate::web::editor::{self, Edited, Sent, words};
use crate::web::fields::keep_field;
use crate::web::{Answer, Ctx, Fault, Form, Labels, Page, Problem};

/// What the three forms have in common.
fn frame(ctx: &Ctx, tx: &mut Tx, page: &Page, sent: Sent) -> Result<Frame, Problem> {
    let chosen = sent.filled.all("applicants");
    let kinds = words(page, "organisation-kind-", OrganisationKind::ALL.iter().map(|kind| kind.word()));
    Ok(Frame {
        target: page.url(&sent.target),
        conflicted: sent.conflicted(),
        conflicts: sent.theirs(),
        organisations: ctx.options(tx, Kind::Organisation)?,
        places: ctx.options(tx, Kind::Place)?,
        sources: ctx.options(tx, Kind::Source)?,
        kinds: kinds.into_iter().map(|(word, name)| (chosen.contains(&word), word, name)).map(|(c, w, n)| (w, n, c)).collect(),
        filled: sent.filled,
    })
}

impl Edited for Programme {
    type Body = Body;

    const AT: &'static str = "/programmes";
    const NEW: &'static str = "programme-new";
    const GIVEN: &'static [&'static str] = &["funder"];

    fn of(head: Head, body: Body) -> Programme {
        Programme::new(head, body)
    }
    fn body(&self) -> &Body {
        &self.body
    }
    fn with(&self, body: Body) -> Programme {
        Programme { body, ..self.clone() }
    }
    fn name(body: &Body) -> [&Option<String>; 2] {
        [&body.name_uk, &body.name_en]
    }
    fn refs(body: &Body) -> Vec<Ref> {
        refs(body)
    }
    fn read(ctx: &Ctx, tx: &mut Tx, form: &Form, _: Option<&Programme>) -> Result<(Body, Vec<Fault>), Problem> {
        read(ctx, tx, form)
    }
    fn keep_unseen(labels: &Labels, old: &Body, body: &mut Body) {
        keep_field(labels, Kind::Organisation, &old.funder, &mut body.funder);
        let unseen = |id: &&String| !labels.contains_key(&Ref::new(Kind::Person, *id));
        body.contacts.extend(old.contacts.iter().filter(unseen).cloned());
        cites::keep(labels, &old.cites, &mut body.cites);
    }
    fn fill(labels: &Labels, body: &Body, version: i64) -> Form {
        fill(labels, body, version)
    }
    fn page(ctx: &Ctx, tx: &mut Tx, sent: Sent) -> Answer {
        let (page, status) = (ctx.page(sent.title.clone()), sent.status);
        let frame = frame(ctx, tx, &page, sent)?;
        editor::answer(ctx, status, &FormView { page, frame })
    }
}

impl Edited for Call {
    type Body = CallBody;

    const AT: &'static str = "/calls";
    const NEW: &'static str = "call-new";
    const GIVEN: &'static [&'static str] = &["programme"];

    fn of(head: Head, body: CallBody) -> Call {
        Call::new(head, body)
    }
    fn body(&self) -> &CallBody {
        &self.body
    }
    fn with(&self, body: CallBody) -> Call {
        Call { body, ..self.clone() }
    }
    fn name(body: &CallBody) -> [&Option<String>; 2] {
        [&body.title_uk, &body.title_en]
    }
    fn refs(body: &CallBody) -> Vec<Ref> {
        call_refs(body)
    }
    fn read(ctx: &Ctx, tx: &mut Tx, form: &Form, old: Option<&Call>) -> Result<(CallBody, Vec<Fault>), Problem> {
        read_call(ctx, tx, form, old.map(|call| call.body.programme.as_str()))
    }
    fn keep_unseen(labels: &Labels, old: &CallBody, body: &mut CallBody) {
        cites::keep(labels, &old.cites, &mut body.cites);
    }
    fn fill(labels: &Labels, body: &CallBody, version: i64) -> Form {
        fill_call(labels, body, version)
    }
    fn page(ctx: &Ctx, tx: &mut Tx, sent: Sent) -> Answer {
        let (page, status) = (ctx.page(sent.title.clone()), sent.status);
        let programmes = if sent.is_new::<Call>() { Some(ctx.options(tx, Kind::Programme)?) } else { None };
        let frame = frame(ctx, tx, &page, sent)?;
        let repetitions = words(&page, "call-repetition-", Repetition::ALL.iter().map(|word| word.word()));
        editor::answer(ctx, status, &CallFormView { page, frame, programmes, repetitions })
    }
    /// A call is a part of what somebody else may keep: whoever adds one must be able to change the programme.
    fn before(ctx: &Ctx, tx: &mut Tx, body: &CallBody) -> Result<(), Problem> {
        ctx.owner(tx, Action::Edit, &Ref::new(Kind::Programme, &body.programme)).map(drop)
    }
}

impl Edited for Application {
    type Body = ApplicationBody;

    const AT: &'static str = "/applications";
    const NEW: &'static str = "application-new";
    const GIVEN: &'static [&'static str] = &["call", "applicant", "project"];

    fn of(head: Head, body: ApplicationBody) -> Application {
        Application::new(head, body)
    }
    fn body(&self) -> &ApplicationBody {
        &self.body
    }
    fn with(&self, body: ApplicationBody) -> Application {
        Application { body, ..self.clone() }
    }
    fn name(body: &ApplicationBody) -> [&Option<String>; 2] {
        [&body.title_uk, &body.title_en]
    }
    fn refs(body: &ApplicationBody) -> Vec<Ref> {
        application_refs(body)
    }
    fn begin(ctx: &Ctx) -> Vec<(&'static str, String)> {
        vec![("states.0.state", Progress::Drafted.word().to_owned()), ("states.0.date", ctx.today().to_string())]
    }
    fn read(ctx: &Ctx, tx: &mut Tx, form: &Form, old: Option<&Application>) -> Result<(ApplicationBody, Vec<Fault>), Problem> {
        let (body, mut faults) = read_application(ctx, tx, form)?;
        if old.is_none_or(|old| old.body.applicant != body.applicant) {
            faults.extend(in_its_name(ctx, tx, &body)?);
        }
        Ok((body, faults))
    }
    /// A source that is not seen stays with the state of which it speaks.
    fn keep_unseen(labels: &Labels, old: &ApplicationBody, body: &mut ApplicationBody) {
        keep_field(labels, Kind::Project, &old.project, &mut body.project);
        for row in &old.states {
            if let Some(same) = body.states.iter_mut().find(|new| new.state == row.state && new.date == row.date) {
                keep_field(labels, Kind::Source, &row.source, &mut same.source);
            }
        }
        cites::keep(labels, &old.cites, &mut body.cites);
    }
    fn fill(labels: &Labels, body: &ApplicationBody, version: i64) -> Form {
        fill_application(labels, body, version)
    }
    fn page(ctx: &Ctx, tx: &mut Tx, sent: Sent) -> Answer {
        let (page, status) = (ctx.page(sent.title.clone()), sent.status);
        let frame = frame(ctx, tx, &page, sent)?;
        let calls = ctx.options(tx, Kind::Call)?;
        let states = words(&page, "application-state-", Progress::ALL.iter().map(|state| state.word()));
        editor::answer(ctx, status, &ApplicationFormView { page, frame, calls, states })
    }
}

/// Who may not change an organisation may not apply in its name.
fn in_its_name(ctx: &Ctx, tx: &mut Tx, body: &ApplicationBody) -> Result<Vec<Fault>, Problem> {
    if body.applicant.is_empty() {
        return Ok(Vec::new());
    }
    match ctx.owner(tx, Action::Edit, &Ref::new(Kind::Organisation, &body.applicant)) {
        Ok(_) => Ok(Vec::new()),
        Err(Problem::Forbidden | Problem::NotFound) => Ok(vec![("applicant".into(), "application-not-yours", String::new())]),
        Err(other) => Err(other),
    }
}
