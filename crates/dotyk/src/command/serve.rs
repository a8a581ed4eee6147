//! The office served, and the sample office.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use dotyk_db::{Db, Options};

use super::moment;
use super::open::data_key;
use crate::access::Role;
use crate::app::{self, Config};
use crate::demo::SignIn;
use crate::journal::{Clock, Ids};
use crate::{activity, file, import, letter, web};

pub(super) fn demo(listen: SocketAddr, data: Option<&Path>) -> Result<(), String> {
    let temporary = std::env::temp_dir().join(format!("dotyk-demo-{}", Ids::Timed.next(Clock::System.now())));
    let folder = data.unwrap_or(&temporary);
    let database = folder.join("office.sqlite");
    if database.exists() {
        return Err(format!(
            "{} is there already: open it with dotyk serve --database sqlite:{}",
            database.display(),
            database.display()
        ));
    }
    std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let url = format!("sqlite:{}", database.display());
    let db = Db::open(&url, Options::default()).map_err(|error| error.to_string())?;
    db.migrate(app::MIGRATIONS).map_err(|error| error.to_string())?;
    let files = PathBuf::from(format!("{}-files", database.display()));
    let key = data_key(&files)?;
    let sign_ins = [Role::Administrator, Role::Coordinator, Role::Contributor].map(|role| SignIn {
        role,
        login: role.word().to_owned(),
        password: password(),
    });
    let loaded = app::load_demo(&db, &moment(), key, &sign_ins)?;
    let config = Config {
        office: loaded.office,
        files,
        data_key: key,
        trusted_proxy: false,
        secure: false,
        clock: Clock::System,
        ids: Ids::Timed,
        upload_limit: 25 * 1024 * 1024,
        sender: None,
    };
    let kept = data.is_some();
    let shown = folder.display().to_string();
    let result = serve(db, config, None, listen, move |address| {
        println!("The sample office is open: http://{address}/uk/");
        for sign_in in &sign_ins {
            println!("  {:<14} sign in as {:<14} password {}", sign_in.role.word(), sign_in.login, sign_in.password);
        }
        println!("It lies in {shown}{}. Ctrl-C closes it.", if kept { "" } else { " and is removed at the end" });
    });
    if !kept {
        // A temporary folder that cannot be removed is the system's to clean.
        let _ = std::fs::remove_dir_all(folder);
    }
    result
}

/// A password for the sample office: four groups that can be typed.
fn password() -> String {
    let mut bytes = [0; 8];
    // The sample holds nothing private; without randomness its passwords are those of time.
    let _ = getrandom::fill(&mut bytes);
    let hex = crate::journal::hex(&bytes);
    hex.as_bytes().chunks(4).filter_map(|chunk| std::str::from_utf8(chunk).ok()).collect::<Vec<_>>().join("-")
}

/// Serves until it is told to stop.
pub(super) fn serve(
    db: Db,
    config: Config,
    mail: Option<letter::Mail>,
    listen: SocketAddr,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| error.to_string())?;
    let files = config.files.clone();
    let office = config.office.clone();
    let closing = db.clone();
    let outcome = runtime.block_on(async move {
        let listener =
            tokio::net::TcpListener::bind(listen).await.map_err(|error| format!("cannot listen on {listen}: {error}"))?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let state = app::state(db.clone(), config)?;
        let service = web::app(state.clone(), &app::routes());
        let preparing = async move {
            let swept = tokio::task::spawn_blocking(move || file::store::sweep(&db, &office, &files)).await;
            match swept {
                Ok(Ok(0)) => {}
                Ok(Ok(count)) => tracing::info!(count, "contents of files that no record names were removed"),
                Ok(Err(error)) => tracing::warn!(%error, "files were not swept"),
                Err(error) => tracing::warn!(%error, "files were not swept"),
            }
            state.ready.store(true, Ordering::Release);
            // What was being taken in when the program stopped goes on.
            import::kick(&state);
            activity::kick(&state);
            file::kick(&state);
            ready(address);
            letter::start(&state, mail, app::DAILY)
        };
        // `/healthz` answers from the first moment, and says when it is over.
        let (served, sender) = tokio::join!(web::serve(listener, service, stopped()), preparing);
        // A letter that is being handed over is handed over whole.
        drop(sender);
        served.map_err(|error| error.to_string())
    });
    closing.close();
    outcome
}

/// Resolves at Ctrl-C or, on Unix, at SIGTERM.
async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut term) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = term.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
