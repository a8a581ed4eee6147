//! Listens, and wraps every response in what all need: security headers, compression, limits.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::routing::get;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::util::{BoxCloneSyncService, MapRequestLayer};
use tower::{Layer, ServiceExt};
use tower_http::compression::CompressionLayer;

use super::address::rewrite;
use super::assets;
use super::ctx::State;
use super::route::Routes;

/// Connections at once; more wait in the kernel's queue.
const CONNECTIONS: usize = 1024;

/// A client must have sent its headers within this time.
const HEADER_TIME: Duration = Duration::from_secs(10);

/// The visitor's socket.
#[derive(Clone, Debug)]
pub struct Peer(pub SocketAddr);

impl Connected<SocketAddr> for Peer {
    fn connect_info(peer: SocketAddr) -> Peer {
        Peer(peer)
    }
}

/// The whole program as one service, ready for a socket or a test.
pub type App = BoxCloneSyncService<Request, Response<Body>, std::convert::Infallible>;

/// Puts routes and what is around them together.
pub fn app(state: Arc<State>, routes: &Routes) -> App {
    let health = state.clone();
    let router: Router = routes
        .router(&state)
        .route("/healthz", get(move || async move { health_of(&health) }))
        .route("/static/{name}", get(assets::serve))
        // Forms and files have limits of their own, which answer with a page; the library's, of 2 MB, would come before them.
        .layer(DefaultBodyLimit::disable())
        .layer(CompressionLayer::new())
        .layer(from_fn(headers));
    BoxCloneSyncService::new(
        MapRequestLayer::new(rewrite).layer(router.into_service()).map_response(|response| response.map(Body::new)),
    )
}

fn health_of(state: &State) -> (StatusCode, &'static str) {
    if state.ready.load(Ordering::Acquire) { (StatusCode::OK, "ok\n") } else { (StatusCode::SERVICE_UNAVAILABLE, "starting\n") }
}

/// No page runs or loads anything that is not ours, is framed by others, or tells others where the visitor was.
async fn headers(request: Request, next: Next) -> Response<Body> {
    const COMMON: [(&str, &str); 7] = [
        (
            "content-security-policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
    ];
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in COMMON {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    // A page may hold what only its visitor may see; an asset says itself how long it keeps.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Serves until `stop` resolves; requests under way are finished.
///
/// # Errors
/// None of a single connection's; they end that connection.
pub async fn serve(listener: TcpListener, app: App, stop: impl Future<Output = ()>) -> std::io::Result<()> {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let graceful = hyper_util::server::graceful::GracefulShutdown::new();
    // HTTP/1 from the first byte: to tell it from HTTP/2, a client that says nothing would be waited for without end.
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_TIME);
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = async {
            let place = places.clone().acquire_owned().await.map_err(std::io::Error::other)?;
            Ok::<_, std::io::Error>((place, listener.accept().await))
        };
        let (place, (stream, peer)) = tokio::select! {
            next = next => match next? {
                (place, Ok(accepted)) => (place, accepted),
                // Too many open files, or a client gone already: the next one may do.
                (_, Err(_)) => { tokio::time::sleep(Duration::from_millis(50)).await; continue }
            },
            () = &mut stop => break,
        };
        let _ = stream.set_nodelay(true);
        let app = app.clone().map_request(move |request: Request<hyper::body::Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(Peer(peer)));
            request
        });
        let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(app)).into_owned();
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "connection");
            }
            drop(place);
        });
    }
    // Who comes now is refused at once instead of waiting for nothing.
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(Duration::from_secs(10)) => {}
    }
    Ok(())
}
