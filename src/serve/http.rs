//! HTTP for the preview.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt as _};

use super::guard::guard;
use super::pages;
use super::worker::Worker;
use candor_core::render::CONTENT_SECURITY_POLICY;

/// How long a request may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);

/// Answers whoever connects, until the process ends.
pub async fn answer(listener: TcpListener, router: Router) {
    loop {
        let Ok((connection, _)) = listener.accept().await else {
            // Such as too many open files: the next one may be better off.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let service = TowerToHyperService::new(router.clone());
        tokio::spawn(async move {
            // One that breaks off, or never says what it wants, is nobody's loss.
            let _ = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(PATIENCE)
                .serve_connection(TokioIo::new(connection), service)
                .await;
        });
    }
}

/// The routes: a few of the preview's own, everything else is the site.
pub fn router(worker: Arc<Worker>, listens_on: IpAddr) -> Router {
    Router::new()
        .route("/_candor/events", get(events))
        .route(
            pages::SCRIPT,
            get(|| async { typed("text/javascript", pages::SCRIPT_TEXT) }),
        )
        .route(
            pages::STYLE,
            get(|| async { typed("text/css", pages::STYLE_TEXT) }),
        )
        .fallback(file)
        .with_state(worker)
        .layer(axum::middleware::from_fn_with_state(listens_on, guard))
}

fn typed(media_type: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, media_type)], text).into_response()
}

/// Tells the page when the site has changed.
async fn events(
    State(worker): State<Arc<Worker>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let versions = WatchStream::new(worker.versions())
        .map(|version| Ok(Event::default().event("version").data(version.to_string())));
    Sse::new(versions).keep_alive(KeepAlive::default())
}

async fn file(State(worker): State<Arc<Worker>>, uri: Uri) -> Response {
    let Some(reply) = worker.get(uri.path().to_owned()).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let mut response = reply.bytes.into_response();
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(media_type(&reply.path)),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(CONTENT_SECURITY_POLICY),
    );
    response
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("xml") => "application/xml",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("gif") => "image/gif",
        Some("webp") => "image/webp",
        Some("avif") => "image/avif",
        Some("ico") => "image/x-icon",
        Some("pdf") => "application/pdf",
        Some("csv") => "text/csv; charset=utf-8",
        Some("mp4") => "video/mp4",
        Some("webm") => "video/webm",
        Some("vtt") => "text/vtt; charset=utf-8",
        Some("zip") => "application/zip",
        _ => "text/plain; charset=utf-8",
    }
}
