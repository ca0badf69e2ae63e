//! The headers of every answer (安全响应头): a strict content policy from the first page on.

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::frame::{Frame, Reader};

/// Scripts, styles, images and fonts from here and from nowhere else; nothing inline, no eval.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
     manifest-src 'self'";

/// How the server is reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transport {
    /// In the clear, on the loopback only.
    #[default]
    Loopback,
    /// By TLS, here or at the proxy in front.
    Tls,
}

/// Sets the headers.
pub async fn set(transport: Transport, request: Request, next: Next) -> Response {
    let private = request
        .extensions()
        .get::<Frame>()
        .is_none_or(|frame| frame.reader != Reader::Public || !frame.csrf.is_empty());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(self), geolocation=(), microphone=()");
    if transport == Transport::Tls {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    // A page that carries a token or a name must not stay in a shared computer's cache.
    if private {
        set(header::CACHE_CONTROL, "no-store");
    } else {
        set(header::CACHE_CONTROL, "no-cache");
    }
    set(header::VARY, "accept-language, cookie");
    response
}
