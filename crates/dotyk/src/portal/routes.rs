//! The address of the home page.

use dotyk_db::{Error, Tx};
use dotyk_match::Query;

use super::view::{DirectionShown, HomeView};
use crate::access::{Action, Kind, Ref};
use crate::office::Office;
use crate::project::{self, Stage, item};
use crate::web::{Answer, Ctx, Record, Reply, Routes};
use crate::{office, source, step};

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/", Kind::Portal, Action::Read, home)
        .get("/search", Kind::Portal, Action::Read, super::search::page)
        .get("/suggest", Kind::Portal, Action::Read, super::search::suggest)
        .get("/map", Kind::Portal, Action::Read, super::map::map)
}

/// How many projects of each direction stand at which stage today: from the index, however many there are.
fn counts_today(ctx: &Ctx, tx: &mut Tx, office: &Office) -> Result<Vec<(String, Stage, i64)>, Error> {
    let mut counts = Vec::new();
    for direction in &office.directions {
        let found = ctx.find(
            tx,
            Query {
                kind: Some(Kind::Project.word().into()),
                filters: vec![("direction".into(), vec![direction.slug.clone()])],
                facets: vec!["stage".into()],
                limit: 0,
                ..Query::default()
            },
        )?;
        let stages = found.facets.get("stage").into_iter().flatten();
        counts.extend(stages.filter_map(|(word, count)| Some((direction.slug.clone(), Stage::parse(word)?, *count as i64))));
    }
    counts.sort();
    Ok(counts)
}

fn home(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let day = ctx.day()?;
    let office = office::store::find(tx, &ctx.actor.office)?;
    let visible = ctx.actor.visible(Kind::Project);
    let counts = match ctx.as_of()? {
        None => counts_today(ctx, tx, &office)?,
        Some(day) => project::store::by_direction(tx, &visible, day)?,
    };
    let newest = project::store::newest(tx, &visible, day)?;
    let mut steps = step::store::nearest(tx, &ctx.actor.office, None)?;
    steps.retain(|step| step.body.on(day).is_some_and(|row| row.state.open()));
    let (sources, _) = source::store::list(tx, &ctx.actor.visible(Kind::Source), "%", ("", ""), 5)?;
    let desk = ctx.actor.ever(Kind::Project, Action::Publish).is_ok();
    let drafts = if desk { project::store::drafts(tx, &ctx.actor.office)? } else { Vec::new() };
    let mut refs = step::refs(&steps);
    refs.extend(drafts.iter().cloned());
    for row in &newest {
        refs.extend(row.places.iter().map(|code| Ref::new(Kind::Place, code)));
        refs.extend(row.parties.iter().map(|party| Ref::new(Kind::Organisation, &party.organisation)));
    }
    let labels = ctx.labels(tx, &refs)?;
    let page = ctx.page(ctx.t("web-home"));
    let lang = page.lang;
    let directions = office.directions.iter().map(|direction| {
        let stages: Vec<_> =
            counts.iter().filter(|(slug, ..)| *slug == direction.slug).map(|(_, stage, n)| (stage.word(), *n)).collect();
        DirectionShown {
            label: lang.of(&direction.name_uk, &direction.name_en).to_owned(),
            url: format!("{}?direction={}", page.url("/projects"), direction.slug),
            total: stages.iter().map(|(_, n)| n).sum(),
            stages,
            slug: direction.slug.clone(),
        }
    });
    let mut rows = step::rows(&page, &labels, day, &steps);
    rows.truncate(6);
    let view = HomeView {
        directions: directions.collect(),
        newest: newest.into_iter().map(|row| item(&page, &office, &labels, row)).collect(),
        steps: rows,
        drafts: page.records(&labels, &drafts),
        desk,
        sources: sources
            .into_iter()
            .map(|row| Record {
                kind: Kind::Source,
                url: page.url(&format!("/sources/{}", row.slug)),
                label: lang.of(&row.title_uk, &row.title_en).to_owned(),
                id: row.id,
            })
            .collect(),
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        page,
    };
    Reply::view(ctx, &view)
}
