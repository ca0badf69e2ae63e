//! Styles, scripts and drawings (静态资源), served from the binary and from nowhere else.
//!
//! Our own lie in `assets/`; what comes from the design system is made ours by `build.rs`. An
//! address carries the first digits of the content's hash, so a browser may keep it for a year.

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

use axum::{
    extract::{Path, RawQuery},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

use crate::frame::Frame;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Ours;

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/assets/"]
struct Theirs;

struct Asset {
    bytes: Cow<'static, [u8]>,
    mime: &'static str,
    tag: String,
}

static ASSETS: LazyLock<HashMap<String, Asset>> = LazyLock::new(|| {
    let theirs = Theirs::iter().filter_map(|name| Some((name.clone(), Theirs::get(&name)?)));
    let ours = Ours::iter().filter_map(|name| Some((name.clone(), Ours::get(&name)?)));
    let made: HashMap<String, Asset> = HashMap::from([("paper.css".to_owned(), paper_style())]);
    theirs
        .chain(ours)
        .map(|(name, file)| {
            let hash = file.metadata.sha256_hash();
            let tag = hex::encode(hash.get(..6).unwrap_or_default());
            let asset = Asset { bytes: file.data, mime: mime(&name), tag };
            (name.into_owned(), asset)
        })
        .chain(made)
        .collect()
});

/// The style of a paper's preview, which the crate that sets papers brings along.
fn paper_style() -> Asset {
    use sha2::{Digest as _, Sha256};
    let css = xiezhi_papers::STYLESHEET;
    let tag = hex::encode(Sha256::digest(css)).chars().take(12).collect();
    Asset { bytes: Cow::Borrowed(css.as_bytes()), mime: "text/css; charset=utf-8", tag }
}

fn mime(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

impl Frame {
    /// The address of an asset, with its hash.
    pub fn asset(&self, name: &str) -> String {
        match ASSETS.get(name) {
            Some(asset) => format!("/assets/{name}?v={}", asset.tag),
            None => format!("/assets/{name}"),
        }
    }
}

/// `GET /assets/{name}`
pub async fn get(Path(name): Path<String>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.get(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let etag = format!("\"{}\"", asset.tag);
    // Only an address that names this very content may be kept without asking again.
    let keep = if query.as_deref().and_then(|q| q.strip_prefix("v=")) == Some(asset.tag.as_str()) {
        HeaderValue::from_static("public, max-age=31536000, immutable")
    } else {
        HeaderValue::from_static("public, no-cache")
    };
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == etag.as_bytes());
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, asset.mime)], asset.bytes.clone()).into_response()
    };
    response.headers_mut().insert(header::CACHE_CONTROL, keep);
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_style_names_the_licensed_font_the_crest_or_a_literal_of_their_palette() {
        for name in ["govuk.css", "moj.css"] {
            let css = String::from_utf8_lossy(&ASSETS[name].bytes).into_owned();
            for word in ["GDS Transport", "@font-face", "crest.svg", "#0b0c0c", "#1d70b8", "sourceMappingURL"]
            {
                assert!(!css.contains(word), "{name} has {word}");
            }
        }
    }

    #[test]
    fn every_address_that_a_style_names_is_served_from_here() {
        for (name, asset) in ASSETS.iter().filter(|(name, _)| name.ends_with(".css")) {
            let css = String::from_utf8_lossy(&asset.bytes);
            for part in css.split("url(").skip(1) {
                let url = part.split(')').next().unwrap().trim_matches(['"', '\'']);
                if url.starts_with("data:") {
                    continue;
                }
                let local = url.strip_prefix("/assets/").unwrap_or_else(|| panic!("{name}: {url}"));
                assert!(ASSETS.contains_key(local), "{name}: {url}");
            }
        }
    }

    #[test]
    fn only_images_come_as_data_and_the_policy_lets_them() {
        for (name, asset) in ASSETS.iter().filter(|(name, _)| name.ends_with(".css")) {
            let css = String::from_utf8_lossy(&asset.bytes);
            assert!(!css.contains("url(data:"), "{name} has an image as data, which the policy forbids");
            assert!(!css.contains("url(\"data:"), "{name} has an image as data, which the policy forbids");
        }
    }
}
