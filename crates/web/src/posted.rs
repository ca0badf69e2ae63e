//! What a form sends (提交): pairs of names and texts, documents, and the token that proves whose it is.

use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, RawForm, Request},
    http::header,
};

use crate::{fault::Fault, frame::Frame, limits};

/// A form as it came in, its token checked.
#[derive(Clone, Debug, Default)]
pub struct Posted {
    pairs: Vec<(String, String)>,
    /// Documents: the field, the name it was given, its bytes.
    pub documents: Vec<(String, String, Bytes)>,
}

impl Posted {
    /// The first text under a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The first text under a name, less space around it; empty where there is none.
    pub fn text(&self, name: &str) -> String {
        self.get(name).map(str::trim).unwrap_or_default().to_owned()
    }

    /// Every text under a name.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.pairs.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str()).collect()
    }

    /// All pairs whose name begins so, with the rest of the name.
    pub fn under(&self, prefix: &str) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().filter_map(move |(n, v)| Some((n.strip_prefix(prefix)?, v.as_str())))
    }

    /// Whether a name was sent at all.
    pub fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(n, _)| n == name)
    }

    /// A form made of pairs, for tests and for queries.
    pub fn of<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let pairs = pairs.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        Self { pairs, documents: Vec::new() }
    }

    /// Adds a text, as if it had been sent.
    pub fn put(&mut self, name: &str, value: &str) {
        self.pairs.push((name.to_owned(), value.to_owned()));
    }
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let frame = request.extensions().get::<Frame>().cloned().unwrap_or_default();
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
        let posted = if kind.is_some_and(|k| k.starts_with("multipart/form-data")) {
            let parts = Multipart::from_request(request, state).await.map_err(|_| Fault::Unreadable)?;
            read_parts(parts).await?
        } else {
            let RawForm(body) = RawForm::from_request(request, state).await.map_err(|e| {
                use axum::response::IntoResponse as _;
                if e.into_response().status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
                    Fault::TooLarge { most: limits::BODY_BYTES }
                } else {
                    Fault::Unreadable
                }
            })?;
            Self { pairs: decode(&body)?, documents: Vec::new() }
        };
        let token = posted.get("csrf").unwrap_or_default();
        if frame.csrf.is_empty() || !same(token.as_bytes(), frame.csrf.as_bytes()) {
            return Err(Fault::ForgedForm);
        }
        Ok(posted)
    }
}

async fn read_parts(mut parts: Multipart) -> Result<Posted, Fault> {
    let mut posted = Posted::default();
    loop {
        let part = match parts.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => return Ok(posted),
            Err(e) => return Err(of_multipart(&e)),
        };
        if posted.pairs.len() + posted.documents.len() >= limits::FIELDS {
            return Err(Fault::TooLarge { most: limits::BODY_BYTES });
        }
        let name = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(ToOwned::to_owned) {
            Some(file) => {
                let bytes = part.bytes().await.map_err(|e| of_multipart(&e))?;
                // A control in which nothing was chosen sends an empty name.
                if !(file.is_empty() && bytes.is_empty()) {
                    posted.documents.push((name, file, bytes));
                }
            }
            None => {
                let text = part.text().await.map_err(|e| of_multipart(&e))?;
                posted.pairs.push((name, text));
            }
        }
    }
}

fn of_multipart(error: &axum::extract::multipart::MultipartError) -> Fault {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        Fault::TooLarge { most: limits::BODY_BYTES }
    } else {
        Fault::Unreadable
    }
}

/// Reads `a=b&c=d` with `%` and `+`; the bytes must be UTF-8.
pub fn decode(body: &[u8]) -> Result<Vec<(String, String)>, Fault> {
    let mut pairs = Vec::new();
    for pair in body.split(|b| *b == b'&').filter(|p| !p.is_empty()) {
        if pairs.len() >= limits::FIELDS {
            return Err(Fault::TooLarge { most: limits::BODY_BYTES });
        }
        let mut halves = pair.splitn(2, |b| *b == b'=');
        let name = unescape(halves.next().unwrap_or_default())?;
        let value = unescape(halves.next().unwrap_or_default())?;
        pairs.push((name, value));
    }
    Ok(pairs)
}

fn unescape(text: &[u8]) -> Result<String, Fault> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter().copied();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16));
                let high = digit(rest.next()).ok_or(Fault::Unreadable)?;
                let low = digit(rest.next()).ok_or(Fault::Unreadable)?;
                u8::try_from(high * 16 + low).map_err(|_| Fault::Unreadable)?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).map_err(|_| Fault::Unreadable)
}

/// Compares without telling by time how much agreed.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |diff, (x, y)| diff | (x ^ y)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_byte_for_byte() {
        let pairs = decode("name=%E8%B5%B5+%3Cb%3E&empty=&x".as_bytes()).unwrap();
        assert_eq!(
            pairs,
            [("name".into(), "赵 <b>".into()), ("empty".into(), String::new()), ("x".into(), String::new())]
        );
    }

    #[test]
    fn broken_escapes_and_bytes_are_told_and_never_guessed() {
        for bad in ["a=%", "a=%g0", "a=%ff"] {
            assert!(decode(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
