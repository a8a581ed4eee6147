//! A project as an IATI activity, and the office as its own organisation file. Pure: what is held goes in, the typed model
//! of the standard comes out.
//!
//! Nothing is claimed that is not held. What has no word in IATI stays out (who receives, who helps otherwise); a number
//! of unsure size says so in its description; a date of unsure day stands at the edge of what it may mean, with its own
//! words beside it.

use std::collections::HashMap;

use dotyk_iati::model::{
    Activity, ActivityDate, Administrative, Amount, Budget, Coded, ContactInfo, Dated, Description, DocumentLink, Location,
    Narrative, Narratives, Organisation, OrganisationDocument, OtherIdentifier, OwnerOrg, ParticipatingOrg, Plain, Point,
    ProviderOrg, ReceiverOrg, RecipientCountry, RelatedActivity, ReportingOrg, Sector, Tag, Transaction,
};
use jiff::civil::Date;

use super::vocabulary::{self, DateType, Money};
use crate::figure::{Figure, Qualifier};
use crate::office::{Measure, Office};
use crate::organisation::store::Told;
use crate::place::Place;
use crate::project::{Project, Role, Stage, StageRow};
use crate::text::Lang;
use crate::web::Elsewhere;

/// Who publishes.
pub struct Publisher<'a> {
    /// The office.
    pub office: &'a Office,
    /// Its identifier.
    pub reference: &'a str,
    /// The code of its type of organisation.
    pub kind: &'static str,
    /// The language that stands first.
    pub lang: Lang,
    /// Today, for what lies ahead.
    pub today: Date,
    /// A message in a language.
    pub say: &'a dyn Fn(Lang, &str) -> String,
}

/// What is held of one project and around it. Only what the public may see.
pub struct Held<'a> {
    /// The project.
    pub project: &'a Project,
    /// Its figures.
    pub figures: &'a [Figure],
    /// Organisations by their ids.
    pub organisations: &'a HashMap<String, Told>,
    /// Places by their codes.
    pub places: &'a HashMap<String, Place>,
    /// Identifiers of related projects, by their ids.
    pub related: &'a HashMap<String, String>,
    /// The identifiers under which others publish it.
    pub elsewhere: &'a [Elsewhere],
    /// When it was last written.
    pub updated: Option<&'a str>,
}

/// Text as XML can hold it.
fn clean(text: &str) -> String {
    let fits = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(fits).collect::<String>().trim().to_owned()
}

fn coded(code: &str) -> Option<Coded> {
    Some(Coded { code: Some(code.into()), ..Coded::default() })
}

fn dated(day: Date) -> Option<Dated> {
    Some(Dated { iso_date: Some(day.into()), ..Dated::default() })
}

fn plain(text: &str) -> Option<Plain> {
    Some(Plain { text: clean(text).as_str().into(), ..Plain::default() })
}

impl Publisher<'_> {
    /// Both languages of a text, the one that stands first before the other.
    fn narratives(&self, uk: &Option<String>, en: &Option<String>) -> Vec<Narrative> {
        let mut all = vec![(Lang::Uk, uk), (Lang::En, en)];
        all.sort_by_key(|(lang, _)| *lang != self.lang);
        let texts =
            all.into_iter().filter_map(|(lang, text)| Some((lang, clean(text.as_ref()?)))).filter(|(_, text)| !text.is_empty());
        texts
            .map(|(lang, text)| Narrative { lang: Some(lang.code().into()), text: text.as_str().into(), ..Narrative::default() })
            .collect()
    }

    fn text(&self, uk: &Option<String>, en: &Option<String>) -> Option<Narratives> {
        let narratives = self.narratives(uk, en);
        (!narratives.is_empty()).then(|| Narratives { narratives, ..Narratives::default() })
    }

    fn reporting(&self, secondary: bool) -> Option<ReportingOrg> {
        Some(ReportingOrg {
            ref_: Some(self.reference.into()),
            type_: Some(self.kind.into()),
            secondary_reporter: Some(if secondary { "1" } else { "0" }.into()),
            narratives: self.narratives(&self.office.name_uk, &self.office.name_en),
            ..ReportingOrg::default()
        })
    }

    fn base_url(&self) -> Option<&str> {
        self.office.base_url.as_deref().filter(|url| url.starts_with("http"))
    }

    /// The identifier of an activity with an address: addresses never change, and nobody else's begin so.
    fn identifier(&self, slug: &str) -> String {
        format!("{}-{slug}", self.reference)
    }
}

/// A project as an activity.
pub fn activity(by: &Publisher, held: &Held) -> Activity {
    let (project, body) = (held.project, &held.project.body);
    let stage = body.stage_on(by.today);
    let about = by.narratives(&body.about_uk, &body.about_en);
    let (country, countries) = (home(by), countries(by, held));
    let (identifier, other_identifiers) = identifiers(by, project, held.organisations, held.elsewhere);
    Activity {
        lang: Some(by.lang.code().into()),
        hierarchy: Some("1".into()),
        last_updated_datetime: held.updated.map(Into::into),
        iati_identifier: plain(&identifier),
        reporting_org: by.reporting(!is_own(by, project, held.organisations)),
        title: by.text(&body.title_uk, &body.title_en),
        descriptions: if about.is_empty() {
            Vec::new()
        } else {
            vec![Description { type_: Some("1".into()), narratives: about, ..Description::default() }]
        },
        participating_orgs: participants(by, held),
        other_identifiers,
        activity_status: stage.and_then(|row| coded(vocabulary::status(row.stage))),
        activity_dates: dates(by, &body.stages),
        contact_infos: contact(by),
        recipient_countries: countries
            .or(country)
            .map(|code| RecipientCountry { code: Some(code.into()), ..RecipientCountry::default() })
            .into_iter()
            .collect(),
        locations: body.places.iter().filter_map(|code| held.places.get(code)).map(|place| location(by, place)).collect(),
        sectors: sectors(held),
        tags: tags(by, held),
        budgets: budget(by, held).into_iter().collect(),
        transactions: transactions(by, held),
        document_links: page(by, project),
        related_activities: related(held),
        ..Activity::default()
    }
}

/// Whether the office itself takes part: what others do it only reports after them.
fn is_own(by: &Publisher, project: &Project, organisations: &HashMap<String, Told>) -> bool {
    let parties = project.body.parties.iter().filter(|party| vocabulary::role_code(party.role).is_some());
    parties
        .filter_map(|party| organisations.get(&party.organisation))
        .any(|org| org.body.identifier().as_deref() == Some(by.reference))
}

/// The identifier of a project's activity, and its others.
///
/// The standard wants an identifier to be globally unique and never to change, and to begin with who reports; and it calls a
/// secondary reporter one who reproduces data on activities of somebody else. The two meet in one reading: what is reproduced
/// is the *same* activity, so it keeps the identifier that its publisher gave it, and `secondary-reporter` says why that does
/// not begin with ours (the standard's ruleset warns of it, and no more). A second identifier would make two activities of
/// one, and whoever adds up would count its money twice. Ours stands beside it: as our internal one (A1), or as the previous
/// one (A3) where the project was public before anybody knew whose activity it is.
///
/// Where the office takes part itself, the activity is its own, and the partner's is that of the partner's part: another
/// identifier (A9). So it is too where several partners publish parts of one project: none of them is the whole.
pub fn identifiers(
    by: &Publisher,
    project: &Project,
    organisations: &HashMap<String, Told>,
    elsewhere: &[Elsewhere],
) -> (String, Vec<OtherIdentifier>) {
    let own = by.identifier(&project.head.slug);
    let prefix = by.identifier("");
    // Somebody may have published after us: that is no identifier of theirs.
    let theirs: Vec<&Elsewhere> = elsewhere.iter().filter(|one| !one.identifier.starts_with(&prefix)).collect();
    if let [only] = theirs[..]
        && !is_own(by, project, organisations)
    {
        let before = project.head.published_at.as_ref().is_some_and(|published| *published <= only.since);
        let owner = OwnerOrg {
            ref_: Some(by.reference.into()),
            narratives: by.narratives(&by.office.name_uk, &by.office.name_en),
            ..OwnerOrg::default()
        };
        let kind = if before { "A3" } else { "A1" };
        return (only.identifier.clone(), vec![other_identifier(&own, kind, Some(owner))]);
    }
    (own, theirs.into_iter().map(|one| other_identifier(&one.identifier, "A9", owner(one))).collect())
}

fn other_identifier(identifier: &str, kind: &str, owner_org: Option<OwnerOrg>) -> OtherIdentifier {
    OtherIdentifier { ref_: Some(identifier.into()), type_: Some(kind.into()), owner_org, ..OtherIdentifier::default() }
}

/// Whose identifier it is, as far as a file still says so.
fn owner(of: &Elsewhere) -> Option<OwnerOrg> {
    let name = of.owner_name.as_deref().map(clean).filter(|name| !name.is_empty());
    if of.owner.is_none() && name.is_none() {
        return None;
    }
    let narrative = name.map(|name| Narrative { text: name.as_str().into(), ..Narrative::default() });
    Some(OwnerOrg {
        ref_: of.owner.as_deref().map(Into::into),
        narratives: narrative.into_iter().collect(),
        ..OwnerOrg::default()
    })
}

fn participants(by: &Publisher, held: &Held) -> Vec<ParticipatingOrg> {
    let mut seen: Vec<(&str, &str)> = Vec::new();
    let mut all = Vec::new();
    for party in &held.project.body.parties {
        let (Some(role), Some(org)) = (vocabulary::role_code(party.role), held.organisations.get(&party.organisation)) else {
            continue;
        };
        // Two that were merged into one are one.
        if seen.contains(&(role, &org.id)) {
            continue;
        }
        seen.push((role, &org.id));
        all.push(ParticipatingOrg {
            ref_: org.body.identifier().map(|id| id.as_str().into()),
            type_: Some(vocabulary::organisation_type(org.body.kind, org.body.country.as_deref()).into()),
            role: Some(role.into()),
            narratives: by.narratives(&org.body.name_uk, &org.body.name_en),
            ..ParticipatingOrg::default()
        });
    }
    all
}

/// When the work began, or will; and when it ended.
fn dates(by: &Publisher, stages: &[StageRow]) -> Vec<ActivityDate> {
    let of = |stage: Stage| stages.iter().filter(move |row| row.stage == stage && row.date.is_some());
    let rows = [of(Stage::Implementing).next(), of(Stage::Completed).next_back()];
    rows.into_iter()
        .flatten()
        .filter_map(|row| {
            let when = row.date.as_ref()?;
            let kind = DateType::of(row.stage, when.first(), by.today)?;
            let day = match kind {
                DateType { start: true, .. } => when.first(),
                DateType { actual: true, .. } => when.last().min(by.today),
                DateType { actual: false, .. } => when.last(),
            };
            let [uk, en] = [&row.date_note_uk, &row.date_note_en];
            // What is known only to the month or the year says so, where nobody has said it better.
            let partial = (when.as_str().len() < 10).then(|| when.as_str().to_owned());
            let (uk, en) = if uk.is_none() && en.is_none() { (partial.clone(), partial) } else { (uk.clone(), en.clone()) };
            let narratives = by.narratives(&uk, &en);
            Some(ActivityDate {
                type_: Some(kind.code().into()),
                iso_date: Some(day.into()),
                narratives,
                ..ActivityDate::default()
            })
        })
        .collect()
}

fn contact(by: &Publisher) -> Vec<ContactInfo> {
    let Some(mail) = &by.office.mail else { return Vec::new() };
    vec![ContactInfo {
        type_: Some("1".into()),
        organisation: by.text(&by.office.name_uk, &by.office.name_en),
        emails: plain(mail).into_iter().collect(),
        websites: by.base_url().and_then(plain).into_iter().collect(),
        ..ContactInfo::default()
    }]
}

/// The office's own country.
fn home(by: &Publisher) -> Option<String> {
    by.office.place.as_deref().and_then(vocabulary::country).map(str::to_owned)
}

/// The one country abroad that a project lies in, when it lies nowhere at home: shares of several are not known.
fn countries(by: &Publisher, held: &Held) -> Option<String> {
    let mut codes: Vec<&str> = held
        .places
        .keys()
        .filter(|code| held.project.body.places.contains(code))
        .filter_map(|code| vocabulary::country(code))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    match codes[..] {
        [only] if Some(only) != home(by).as_deref() => Some(only.to_owned()),
        _ => None,
    }
}

fn location(by: &Publisher, place: &Place) -> Location {
    let (class, designation, exactness) = vocabulary::location(place.body.level);
    let [uk, en] = [Lang::Uk, Lang::En].map(|lang| Some(place.title(lang, by.today)));
    let point = place.body.lat.zip(place.body.lon).map(|(lat, lon)| Point {
        srs_name: Some(vocabulary::SRS.into()),
        pos: plain(&vocabulary::position(lat, lon)),
        ..Point::default()
    });
    let country = vocabulary::country(&place.code).map(|code| Administrative {
        code: Some(code.into()),
        vocabulary: Some("A4".into()),
        level: Some("0".into()),
        ..Administrative::default()
    });
    Location {
        ref_: Some(place.code.as_str().into()),
        location_reach: coded("1"),
        name: by.text(&uk, &en),
        administratives: country.into_iter().collect(),
        exactness: point.as_ref().and_then(|_| coded(exactness)),
        point,
        location_class: coded(class),
        feature_designation: coded(designation),
        ..Location::default()
    }
}

fn sectors(held: &Held) -> Vec<Sector> {
    let all = held.project.body.sectors.iter();
    all.map(|sector| Sector {
        vocabulary: Some(vocabulary::DAC.into()),
        code: Some(sector.code.as_str().into()),
        percentage: Some(sector.share.as_str().into()),
        ..Sector::default()
    })
    .collect()
}

/// Goals by the list that all know, and the office's own directions where their meaning can be looked up.
fn tags(by: &Publisher, held: &Held) -> Vec<Tag> {
    let body = &held.project.body;
    let goal = |goal: &i64| Tag {
        vocabulary: Some(vocabulary::TAG_GOAL.into()),
        code: Some(goal.to_string().as_str().into()),
        ..Tag::default()
    };
    let own = by.base_url().into_iter().flat_map(|url| {
        let known = body.directions().filter_map(|slug| by.office.direction(slug));
        known.map(move |direction| Tag {
            vocabulary: Some(vocabulary::OWN.into()),
            vocabulary_uri: Some(format!("{url}/{}/projects", by.lang.code()).as_str().into()),
            code: Some(direction.slug.as_str().into()),
            narratives: by.narratives(&direction.name_uk, &direction.name_en),
            ..Tag::default()
        })
    });
    body.goals.iter().map(goal).chain(own).collect()
}

/// A sum that goes out: the figure, what it is, and its day.
struct Sum<'a> {
    figure: &'a Figure,
    measure: &'a Measure,
    money: Money,
    code: &'static str,
    day: Date,
}

/// What the project costs and what was paid, as far as it is a sum of the whole with a day that has come. Of several
/// budgets of one firmness only the latest goes out: sources that disagree would be added up.
fn sums<'a>(by: &Publisher<'a>, held: &Held<'a>) -> Vec<Sum<'a>> {
    let mut sums: Vec<Sum> = Vec::new();
    for figure in held.figures {
        let body = &figure.body;
        let (Some(measure), Some(when)) = (by.office.measure(&body.measure), &body.as_of) else { continue };
        let Some(money) = Money::of(measure) else { continue };
        let positive = body.number().is_some_and(|number| number > rust_decimal::Decimal::ZERO);
        let part = body.place.is_some() || body.per.is_some() || body.currency.is_none();
        if part || !positive || when.first() > by.today {
            continue;
        }
        sums.push(Sum { figure, measure, money, code: vocabulary::transaction_type(money, body.maturity), day: when.first() });
    }
    sums.sort_by(|a, b| (a.code, a.day, &a.figure.id).cmp(&(b.code, b.day, &b.figure.id)));
    let last =
        |index: usize| sums.get(index + 1).is_none_or(|next: &Sum| next.code != sums[index].code || next.money != Money::Budget);
    let kept: Vec<bool> = sums.iter().enumerate().map(|(index, sum)| sum.money != Money::Budget || last(index)).collect();
    sums.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(sum, _)| sum).collect()
}

fn amount(sum: &Sum) -> Option<Amount> {
    let body = &sum.figure.body;
    Some(Amount {
        currency: body.currency.as_deref().map(Into::into),
        value_date: Some(sum.day.into()),
        text: body.value.as_deref().unwrap_or_default().into(),
        ..Amount::default()
    })
}

/// How a sum was said, where it was not said exactly, and the remark on it.
fn description(by: &Publisher, sum: &Sum) -> Option<Narratives> {
    let body = &sum.figure.body;
    let qualifier =
        (body.qualifier != Qualifier::Exact).then(|| format!("figure-qualifier-{}", body.qualifier.word().replace('_', "-")));
    let text = |lang: Lang, name: &Option<String>, note: &Option<String>| {
        let name = name.clone()?;
        let said = qualifier.as_ref().map(|key| format!(": {}", (by.say)(lang, key))).unwrap_or_default();
        let note = note.as_ref().map(|note| format!(". {note}")).unwrap_or_default();
        Some(format!("{name}{said}{note}"))
    };
    let measure = sum.measure;
    by.text(&text(Lang::Uk, &measure.name_uk, &body.note_uk), &text(Lang::En, &measure.name_en, &body.note_en))
}

/// The only organisation in a role, when there is one and no other.
fn only<'a>(held: &'a Held, role: Role) -> Option<&'a Told> {
    let mut all = held.project.body.parties.iter().filter(|party| party.role == role);
    let party = all.next().filter(|_| all.next().is_none())?;
    held.organisations.get(&party.organisation)
}

fn transactions(by: &Publisher, held: &Held) -> Vec<Transaction> {
    let provider = only(held, Role::Funder).map(|org| ProviderOrg {
        ref_: org.body.identifier().map(|id| id.as_str().into()),
        type_: Some(vocabulary::organisation_type(org.body.kind, org.body.country.as_deref()).into()),
        narratives: by.narratives(&org.body.name_uk, &org.body.name_en),
        ..ProviderOrg::default()
    });
    let receiver = only(held, Role::Implementer).map(|org| ReceiverOrg {
        ref_: org.body.identifier().map(|id| id.as_str().into()),
        type_: Some(vocabulary::organisation_type(org.body.kind, org.body.country.as_deref()).into()),
        narratives: by.narratives(&org.body.name_uk, &org.body.name_en),
        ..ReceiverOrg::default()
    });
    let transaction = |sum: Sum| Transaction {
        transaction_type: coded(sum.code),
        transaction_date: dated(sum.day),
        value: amount(&sum),
        description: description(by, &sum),
        provider_org: provider.clone(),
        receiver_org: receiver.clone(),
        ..Transaction::default()
    };
    sums(by, held).into_iter().map(transaction).collect()
}

/// The budget of the whole term, when that is known and no longer than the year that IATI allows.
fn budget(by: &Publisher, held: &Held) -> Option<Budget> {
    let of =
        |stage: Stage| held.project.body.stages.iter().filter(move |row| row.stage == stage).filter_map(|row| row.date.as_ref());
    let (from, to) = (of(Stage::Implementing).next()?.first(), of(Stage::Completed).next_back()?.last());
    let year = from.checked_add(jiff::Span::new().years(1)).ok()?;
    if to < from || to >= year {
        return None;
    }
    let sum = sums(by, held).into_iter().filter(|sum| sum.money == Money::Budget).max_by_key(|sum| sum.day)?;
    Some(Budget {
        type_: Some("1".into()),
        status: Some(vocabulary::budget_status(sum.figure.body.maturity).into()),
        period_start: dated(from),
        period_end: dated(to),
        value: amount(&sum),
        ..Budget::default()
    })
}

/// The project's own page, where the office has said how the outside reaches it.
fn page(by: &Publisher, project: &Project) -> Vec<DocumentLink> {
    let Some(url) = by.base_url() else { return Vec::new() };
    let languages = [Lang::Uk, Lang::En].map(Lang::code);
    let body = &project.body;
    languages
        .into_iter()
        .map(|lang| DocumentLink {
            url: Some(format!("{url}/{lang}/projects/{}", project.head.slug).as_str().into()),
            format: Some("text/html".into()),
            title: by.text(&body.title_uk, &body.title_en),
            categories: coded("A12").into_iter().collect(),
            languages: coded(lang).into_iter().collect(),
            ..DocumentLink::default()
        })
        .collect()
}

fn related(held: &Held) -> Vec<RelatedActivity> {
    let related = held.project.body.related.iter();
    related
        .filter_map(|relation| {
            let identifier = held.related.get(&relation.project)?;
            Some(RelatedActivity {
                ref_: Some(identifier.as_str().into()),
                type_: Some(vocabulary::relation_code(relation.kind).into()),
                ..RelatedActivity::default()
            })
        })
        .collect()
}

/// The office as its own organisation file says it: who it is, and where its pages are.
pub fn organisation(by: &Publisher) -> Organisation {
    let page = |url: &str, lang: &str| OrganisationDocument {
        url: Some(format!("{url}/{lang}/").as_str().into()),
        format: Some("text/html".into()),
        title: by.text(&by.office.name_uk, &by.office.name_en),
        categories: coded("B16").into_iter().collect(),
        languages: coded(lang).into_iter().collect(),
        ..OrganisationDocument::default()
    };
    let pages = by.base_url().map(|url| [Lang::Uk, Lang::En].map(|lang| page(url, lang.code())));
    Organisation {
        lang: Some(by.lang.code().into()),
        organisation_identifier: plain(by.reference),
        name: by.text(&by.office.name_uk, &by.office.name_en),
        reporting_org: Some(ReportingOrg { secondary_reporter: None, ..by.reporting(false).unwrap_or_default() }),
        document_links: pages.into_iter().flatten().collect(),
        ..Organisation::default()
    }
}
