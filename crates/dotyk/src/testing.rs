//! The cast that every story knows, in a small office of its own, at a clock that stands still.
//!
//! | who | role | their own |
//! |---|---|---|
//! | Marta | administrator | |
//! | Olena | coordinator | |
//! | Ivan | contributor | the Lisova hospital, and whatever lies in Lisova hromada |
//! | Vira | viewer | |
//! | a visitor | public | |
//!
//! The office `test` is on the engine that `DOTYK_TEST_ENGINE` names. It has two directions, some measures, an oblast
//! with a raion and two hromadas, two organisations and a source; everything else a story makes for itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use axum::http::{Request, header};
use dotyk_db::testing::{TestDb, fresh};
use dotyk_db::{Db, Options};
use http_body_util::BodyExt;
use jiff::Timestamp;
use serde_json::Value;
use tower::ServiceExt;

use crate::access::{Action, Actor, Head, Kind, Owner, Role, Subject};
use crate::account::{self, Account};
use crate::app::{self, Config};
use crate::journal::{Clock, Ids, Moment, Write};
use crate::office::{self, Direction, Measure, Office};
use crate::organisation::{self, Organisation};
use crate::place::{Format, commands::put as put_places, parse};
use crate::source::{self, Source};
use crate::web;

/// The day of all stories: 31 March 2021, noon in Kyiv.
pub const NOW: &str = "2021-03-31T09:00:00Z";

/// The codes of the test oblast.
pub const LISOVA: &str = "UA01020010000000003";
/// The other hromada.
pub const STEPOVA: &str = "UA01020030000000004";
/// A town of the first.
pub const LISOVE: &str = "UA01020010010000005";

const PLACES: &str = "code,parent,level,category,pcode,name_uk,name_en,name_uk_now,now_from,population,population_year
UA01000000000000001,,oblast,O,UA01,Тестова,Testova,,,,
UA01020000000000002,UA01000000000000001,raion,P,UA0102,Лісостеповий,Lisostepovyi,,,,
UA01020010000000003,UA01020000000000002,hromada,H,UA0102001,Лісова,Lisova,,,5000,2021
UA01020010010000005,UA01020010000000003,settlement,K,UA0102001001,Лісове,Lisove,,,3000,2021
UA01020030000000004,UA01020000000000002,hromada,H,UA0102003,Степова,Stepova,,,4000,2021
";

/// An office for one story.
pub struct Cast {
    /// The database, removed at the end.
    pub db: TestDb,
    /// The program.
    pub state: Arc<web::State>,
    service: web::App,
    _files: tempfile::TempDir,
}

/// One person at the door.
#[derive(Clone)]
pub struct Client {
    service: web::App,
    cookie: Option<String>,
    csrf: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Seen {
    /// The status.
    pub status: u16,
    /// The whole body as text.
    pub text: String,
    /// The whole body.
    pub bytes: Vec<u8>,
    /// Where it leads, for a redirect.
    pub location: String,
    /// All headers.
    pub headers: axum::http::HeaderMap,
}

impl Seen {
    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("no JSON ({error}): {}", self.text))
    }

    /// The rows of a CSV: each cell by the key of its column.
    #[track_caller]
    pub fn csv(&self) -> Vec<std::collections::HashMap<String, String>> {
        let text = self.text.strip_prefix('\u{feff}').expect("a byte order mark");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        reader.deserialize().map(|row| row.expect("a row")).collect()
    }

    /// A sheet of a workbook: all its rows, the header too.
    #[track_caller]
    pub fn xlsx(&self, sheet: &str) -> Vec<Vec<calamine::Data>> {
        use calamine::Reader;
        let mut book = calamine::Xlsx::new(std::io::Cursor::new(self.bytes.clone())).expect("a workbook");
        let formulas = book.worksheet_formula(sheet).expect("a sheet");
        assert!(formulas.used_cells().all(|(.., formula)| formula.is_empty()), "a formula in {sheet}");
        book.worksheet_range(sheet).expect("a sheet").rows().map(<[_]>::to_vec).collect()
    }

    /// Holds it to a status.
    #[track_caller]
    pub fn is(self, status: u16) -> Seen {
        assert_eq!(self.status, status, "location {:?}, body: {}", self.location, self.plain());
        self
    }

    /// Holds it to showing a text.
    #[track_caller]
    pub fn shows(self, text: &str) -> Seen {
        assert!(self.plain().contains(text), "«{text}» is not in: {}", self.plain());
        self
    }

    /// Holds it to not showing a text.
    #[track_caller]
    pub fn hides(self, text: &str) -> Seen {
        assert!(!self.text.contains(text), "«{text}» is in: {}", self.plain());
        self
    }

    /// The body without tags, with single spaces.
    pub fn plain(&self) -> String {
        let mut plain = String::new();
        let mut inside = false;
        for c in self.text.chars() {
            match c {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    plain.push(' ');
                }
                c if !inside => plain.push(if c == '\u{a0}' { ' ' } else { c }),
                _ => {}
            }
        }
        let plain =
            plain.replace("&#39;", "'").replace("&quot;", "\"").replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">");
        plain.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl Cast {
    /// A fresh office with its cast.
    pub fn new() -> Cast {
        let db = fresh(app::MIGRATIONS);
        let files = tempfile::tempdir().expect("a temporary folder");
        let now: Timestamp = NOW.parse().expect("a time");
        let ids = Ids::Counted(Arc::new(AtomicU64::new(0)));
        let moment = Moment { now, ids: ids.clone() };
        people_the_office(&db, &moment);
        let config = Config {
            office: "test".into(),
            files: files.path().to_owned(),
            data_key: [7; 32],
            trusted_proxy: false,
            secure: false,
            clock: Clock::Fixed(now),
            ids,
            upload_limit: 1024 * 1024,
            sender: None,
        };
        let state = app::state((*db).clone(), config).expect("words");
        state.ready.store(true, Ordering::Release);
        let service = web::app(state.clone(), &app::routes());
        Cast { db, state, service, _files: files }
    }

    /// The sample office instead of the small one; its sign-ins are not used.
    pub fn sample(now: &str) -> Cast {
        let db = fresh(app::MIGRATIONS);
        let files = tempfile::tempdir().expect("a temporary folder");
        let now: Timestamp = now.parse().expect("a time");
        let moment = Moment { now, ids: Ids::Counted(Arc::new(AtomicU64::new(0))) };
        let loaded = crate::demo::load(&db, &moment, [7; 32], &[]).expect("the sample office");
        let config = Config {
            office: loaded.office,
            files: files.path().to_owned(),
            data_key: [7; 32],
            trusted_proxy: false,
            secure: false,
            clock: Clock::Fixed(now),
            ids: moment.ids,
            upload_limit: 1024 * 1024,
            sender: None,
        };
        let state = app::state((*db).clone(), config).expect("words");
        let service = web::app(state.clone(), &app::routes());
        Cast { db, state, service, _files: files }
    }

    /// A second process over the same database, with connections, an index and a state of its own. Only what goes
    /// through the database can reach it.
    pub fn second_process(&self) -> web::App {
        let db = Db::open(self.db.url(), Options { readers: 2 }).expect("the test's database opens again");
        let state = app::state(db, self.config()).expect("words");
        state.ready.store(true, Ordering::Release);
        web::app(state, &app::routes())
    }

    /// How this office runs, for another state over it.
    fn config(&self) -> Config {
        Config {
            office: self.state.office.clone(),
            files: self.state.files.clone(),
            data_key: self.state.data_key,
            trusted_proxy: false,
            secure: false,
            clock: self.state.clock.clone(),
            ids: self.state.ids.clone(),
            upload_limit: self.state.upload_limit,
            sender: self.state.sender.clone(),
        }
    }

    /// The administrator.
    pub fn marta(&self) -> Client {
        self.signed_in("marta")
    }

    /// The coordinator.
    pub fn olena(&self) -> Client {
        self.signed_in("olena")
    }

    /// The contributor.
    pub fn ivan(&self) -> Client {
        self.signed_in("ivan")
    }

    /// The viewer.
    pub fn vira(&self) -> Client {
        self.signed_in("vira")
    }

    /// Somebody who has not signed in.
    pub fn visitor(&self) -> Client {
        Client { service: self.service.clone(), cookie: None, csrf: None }
    }

    /// The same office with another door.
    pub fn through(
        &self,
        door: fn(&mut dotyk_db::Tx, &str, Option<&str>, &str) -> Result<web::Door, dotyk_db::Error>,
    ) -> Arc<web::State> {
        let mut state = app::state(self.state.db.clone(), self.config()).expect("words");
        Arc::get_mut(&mut state).expect("nobody else has it").door = door;
        state
    }

    /// A visitor of other routes, over the same office.
    pub fn behind(&self, routes: &web::Routes) -> Client {
        Client { service: web::app(self.state.clone(), routes), ..self.visitor() }
    }

    /// By role, for tables of all of them.
    pub fn by_role(&self, role: Role) -> Client {
        match role {
            Role::Public => self.visitor(),
            Role::Viewer => self.vira(),
            Role::Contributor => self.ivan(),
            Role::Coordinator => self.olena(),
            Role::Administrator => self.marta(),
        }
    }

    /// Opens a session without the password, as the sign-in would.
    fn signed_in(&self, login: &str) -> Client {
        let (cookie, csrf) = (format!("cookie-of-{login}-{}", uuid::Uuid::now_v7()), format!("csrf-of-{login}"));
        let moment = Moment { now: self.state.clock.now(), ids: Ids::Timed };
        self.db
            .write_blocking(|tx| {
                let (account, _) = account::store::by_login(tx, "test", login)?.expect("one of the cast");
                let permit = account::store::own("test", &account).expect("one's own account");
                let mut write = Write::begin(tx, "test", moment)?;
                account::store::open(&mut write, &permit, &cookie, &csrf, "a test")?;
                write.finish().map(drop)
            })
            .expect("a session");
        Client { service: self.service.clone(), cookie: Some(cookie), csrf: Some(csrf) }
    }
}

impl Client {
    /// The same person with the same cookie, at another process.
    pub fn at(&self, service: &web::App) -> Client {
        Client { service: service.clone(), ..self.clone() }
    }

    /// Looks at a page.
    pub fn get(&self, path: &str) -> Seen {
        self.send(self.request("GET", path).body(Body::empty()).expect("a request"))
    }

    /// Sends a form with the token of the session.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        if let Some(csrf) = &self.csrf {
            form.append_pair("_token", &web::mask_token(csrf));
        }
        self.post_raw(path, "application/x-www-form-urlencoded", form.finish().into_bytes())
    }

    /// Sends any body.
    pub fn post_raw(&self, path: &str, media: &str, body: Vec<u8>) -> Seen {
        let request = self.request("POST", path).header(header::CONTENT_TYPE, media).body(Body::from(body));
        self.send(request.expect("a request"))
    }

    /// A request with this person's cookie, as a browser on our own page would send it.
    pub fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        // As a browser does with letters that an address may not hold.
        let encoded = |c: char| form_urlencoded::byte_serialize(c.to_string().as_bytes()).collect::<String>();
        let path: String = path.chars().map(|c| if c.is_ascii() && c != ' ' { c.to_string() } else { encoded(c) }).collect();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "dotyk.test")
            .header("sec-fetch-site", "same-origin");
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, format!("dotyk={cookie}"));
        }
        request
    }

    /// The token of the session, masked as a form would carry it.
    pub fn token(&self) -> String {
        self.csrf.as_deref().map(web::mask_token).unwrap_or_default()
    }

    /// Sends any request.
    pub fn send(&self, request: Request<Body>) -> Seen {
        let service = self.service.clone();
        runtime().block_on(async move {
            let response = service.oneshot(request).await.expect("the program always answers");
            let (parts, body) = response.into_parts();
            let bytes = body.collect().await.expect("a body").to_bytes();
            let location =
                parts.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
            Seen {
                status: parts.status.as_u16(),
                text: String::from_utf8_lossy(&bytes).into_owned(),
                bytes: bytes.to_vec(),
                location,
                headers: parts.headers,
            }
        })
    }
}

/// One runtime for all stories of a process.
fn runtime() -> &'static tokio::runtime::Runtime {
    static RUNTIME: std::sync::OnceLock<tokio::runtime::Runtime> = std::sync::OnceLock::new();
    RUNTIME.get_or_init(|| tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime"))
}

fn people_the_office(db: &TestDb, moment: &Moment) {
    let actor = Actor::command("test", "cast");
    db.write_blocking(|tx| office::store::add(tx, "test", &moment.stamp())).expect("an office");
    let done: Result<(), dotyk_db::Error> = db.write_blocking(|tx| {
        let mut write = Write::begin(tx, "test", moment.clone())?;
        let subject = Subject::new(Kind::Office, "test", true).owned_by([Owner::Account("cast".into())]);
        office::store::save(&mut write, &actor.may(Action::Edit, &subject).expect("permit"), &settings())?;
        let parsed = parse(PLACES.as_bytes(), Format::Csv).expect("places");
        put_places(&mut write, &actor, parsed).expect("places");
        let stamp = write.stamp();
        let head = |id: &str, slug: &str| Head { published_at: Some(stamp.clone()), ..Head::new(id.into(), slug.into(), "cast") };
        for (id, slug, name) in
            [("org-hospital", "lisova-hospital", "Лісова лікарня"), ("org-un", "un-programme", "Програма ООН")]
        {
            let body = organisation::Body { name_uk: Some(name.into()), ..organisation::Body::default() };
            let organisation = Organisation::new(head(id, slug), body);
            organisation::store::add(&mut write, &actor.may_create(Kind::Organisation, id).expect("permit"), &organisation)?;
        }
        let body = source::Body { title_uk: Some("Звіт за 2020 рік".into()), ..source::Body::default() };
        let source = Source { head: head("src-report", "report-2020"), body };
        source::store::add(&mut write, &actor.may_create(Kind::Source, "src-report").expect("permit"), &source)?;
        for (login, role) in
            [("marta", Role::Administrator), ("olena", Role::Coordinator), ("ivan", Role::Contributor), ("vira", Role::Viewer)]
        {
            let own = role == Role::Contributor;
            let body = account::Body {
                name: login.into(),
                role,
                organisation: own.then(|| "org-hospital".into()),
                place: own.then(|| LISOVA.into()),
            };
            let account = Account::new(format!("acc-{login}"), login, body, write.stamp());
            let hash = account::password::hash(&format!("{login}-has-a-long-password")).expect("a hash");
            account::store::add_with_password(
                &mut write,
                &actor.may_create(Kind::Account, &account.id).expect("permit"),
                &account,
                &hash,
            )?;
        }
        write.finish().map(drop)
    });
    done.expect("a cast");
}

fn settings() -> Office {
    let measure = |slug: &str, unit: &str, money: bool, forms: &str| Measure {
        slug: slug.into(),
        key_order: 0,
        unit: unit.into(),
        money,
        named: !money,
        name_uk: Some(slug.into()),
        name_en: Some(slug.into()),
        forms_uk: Some(forms.into()),
        forms_en: None,
    };
    let direction = |slug: &str, name: &str| Direction { slug: slug.into(), name_uk: Some(name.into()), name_en: None };
    Office {
        id: "test".into(),
        name_uk: Some("Тестова установа".into()),
        name_en: Some("Test office".into()),
        place: Some("UA01000000000000001".into()),
        mail: Some("office@dotyk.example".into()),
        base_url: None,
        iati_identifier: None,
        directions: vec![direction("health", "Здоров’я"), direction("education", "Освіта")],
        measures: vec![
            measure("flats", "flat", false, "квартира|квартири|квартир|квартири"),
            measure("vehicles", "vehicle", false, "автомобіль|автомобілі|автомобілів|автомобіля"),
            measure("budget", "money", true, ""),
        ],
        rates: Vec::new(),
        terms: Vec::new(),
        version: 0,
    }
}
