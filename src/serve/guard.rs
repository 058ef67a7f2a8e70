//! Who the preview answers.
//!
//! It shows drafts, so that it must not be read by pages of others in the writer's browser. Such a page can make a name
//! of its own point to this machine (DNS rebinding): only requests for names of this machine are answered. It can also
//! ask directly, without being shown the answer; what it could still notice is refused.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

/// What the preview's own pages ask for lies below.
const OWN: &str = "/_candor/";

/// Lets a request through, or says why not.
pub async fn guard(State(listens_on): State<IpAddr>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let host = request
        .uri()
        .host()
        .or_else(|| headers.get(header::HOST)?.to_str().ok());
    let refused = |status: StatusCode, text: &'static str| (status, text).into_response();
    if !host.is_some_and(|host| is_own(host, listens_on)) {
        return refused(
            StatusCode::MISDIRECTED_REQUEST,
            "This preview answers at localhost and at the addresses of this computer, and under no other name.\n",
        );
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response = refused(StatusCode::METHOD_NOT_ALLOWED, "A preview is only read.\n");
        let allowed = HeaderValue::from_static("GET, HEAD");
        response.headers_mut().insert(header::ALLOW, allowed);
        return response;
    }
    if request.uri().path().starts_with(OWN) && is_foreign(headers) {
        return refused(
            StatusCode::FORBIDDEN,
            "Only pages of this preview may read this.\n",
        );
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(
        "cross-origin-resource-policy",
        HeaderValue::from_static("same-origin"),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

/// Whether a name, with or without a port, is one of this machine's. Names that are addresses lead nowhere else; where
/// others may read the preview, any of them will do.
fn is_own(host: &str, listens_on: IpAddr) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    if let Ok(address) = name.parse::<IpAddr>() {
        return address.is_loopback() || !listens_on.is_loopback();
    }
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    // Systems and browsers resolve these to this machine alone (RFC 6761, section 6.3).
    name == "localhost" || name.ends_with(".localhost")
}

/// Whether a page of somebody else asks.
fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_other_site =
        text("sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none"));
    let host = text("host").unwrap_or_default();
    let is_other_origin =
        text("origin").is_some_and(|origin| origin.strip_prefix("http://") != Some(host));
    is_other_site || is_other_origin
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_names_are_those_that_lead_nowhere_else() {
        let (here, everywhere) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([0, 0, 0, 0]));
        for host in [
            "localhost:4000",
            "localhost",
            "LOCALHOST.:80",
            "candor.localhost:4000",
            "127.0.0.1:4000",
            "[::1]:4000",
            "127.8.8.8",
        ] {
            assert!(is_own(host, here) && is_own(host, everywhere), "{host}");
        }
        for host in [
            "rebound.example",
            "localhost.example",
            "evil-localhost",
            "",
            "127.0.0.1.example:4000",
            "notlocalhost",
        ] {
            assert!(!is_own(host, here), "{host}");
        }
        assert!(!is_own("192.0.2.7:4000", here) && is_own("192.0.2.7:4000", everywhere));
    }
}
