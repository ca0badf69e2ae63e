//! The envelope (记录封装): what an event is, in bytes.

use ciborium::Value;
use jiff::{Timestamp, civil::Date};
use xiezhi_matter::key::{City, FileId, FileKey, Seq};

use crate::{Hash, crypto::Secret};

/// The format of an envelope, its first number.
const FORMAT: u64 = 1;

/// Which definition an event was decided under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionRef {
    /// The matter's id.
    pub matter: String,
    /// The definition's version.
    pub version: String,
    /// The hash of its bytes, kept in the store for ever.
    pub hash: Hash,
}

/// The clear part of an event: what the log needs when the rest is erased. Nothing personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The tenant.
    pub city: City,
    /// The file.
    pub file: FileId,
    /// The event's number in the file.
    pub n: Seq,
    /// What was done.
    pub act: String,
    /// Under which definition.
    pub definition: DefinitionRef,
    /// The class of retention, and so the key, of the body.
    pub retention: String,
    /// The civil date that counts in law.
    pub happened_on: Date,
    /// The instant of recording.
    pub recorded_at: Timestamp,
    /// For an act of the law: the last day of the limit.
    pub effective_on: Option<Date>,
    /// Who did it: an id, never a name.
    pub actor: String,
    /// So that the hash tells nothing about a guessable body.
    pub random: [u8; 32],
    /// The attached blobs, by the hash of their ciphertext.
    pub blobs: Vec<Hash>,
}

impl Header {
    /// The file's key.
    pub fn key(&self) -> FileKey {
        FileKey { city: self.city.clone(), id: self.file.clone() }
    }
}

/// An event as read back: the header, the opened body, its hash and, once sequenced, its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvent {
    /// The clear part.
    pub header: Header,
    /// The body in plaintext, as the caller gave it.
    pub body: Vec<u8>,
    /// SHA-256 of the envelope: the leaf of the log.
    pub hash: Hash,
    /// Its dense position in the city's log, once the sequencer has passed.
    pub position: Option<u64>,
}

/// Bytes that are no envelope of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// Not the deterministic CBOR that we write: another spelling of the same would hash differently.
    #[error("not an envelope: {0}")]
    Malformed(&'static str),
    /// The seal does not fit: header or ciphertext were changed, or it is another file's key.
    #[error("the envelope's seal does not fit: it was changed, or this is not its key")]
    Tampered,
}

/// An envelope taken apart, its body still closed.
#[derive(Debug)]
pub(crate) struct Envelope {
    pub(crate) header: Header,
    header_bytes: Vec<u8>,
    sealed: Vec<u8>,
}

impl Header {
    /// The header as a map in deterministic CBOR (RFC 8949 section 4.2.1): shortest numbers, definite lengths,
    /// keys in the order of their bytes, which for short texts is by length and then by letter.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let text = |t: &str| Value::Text(t.to_owned());
        let entries = [
            ("n", Value::from(self.n.0)),
            ("act", text(&self.act)),
            ("city", text(self.city.as_str())),
            ("file", text(self.file.as_str())),
            ("actor", text(&self.actor)),
            ("blobs", Value::Array(self.blobs.iter().map(|b| Value::Bytes(b.0.to_vec())).collect())),
            ("matter", text(&self.definition.matter)),
            ("random", Value::Bytes(self.random.to_vec())),
            ("version", text(&self.definition.version)),
            ("happened", text(&self.happened_on.to_string())),
            ("recorded", text(&self.recorded_at.to_string())),
            ("effective", self.effective_on.map_or(Value::Null, |d| text(&d.to_string()))),
            ("retention", text(&self.retention)),
            ("definition", Value::Bytes(self.definition.hash.0.to_vec())),
        ];
        to_cbor(&Value::Map(entries.into_iter().map(|(k, v)| (text(k), v)).collect()))
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        let Value::Map(entries) = from_cbor(bytes)? else {
            return Err(EnvelopeError::Malformed("the header is no map"));
        };
        let mut fields = Fields(entries);
        let header = Self {
            n: Seq(u32::try_from(fields.take("n")?.into_integer().map_err(|_| MALFORMED)?)
                .map_err(|_| MALFORMED)?),
            act: fields.text("act")?,
            city: fields.text("city")?.parse().map_err(|_| MALFORMED)?,
            file: fields.text("file")?.parse().map_err(|_| MALFORMED)?,
            actor: fields.text("actor")?,
            blobs: fields
                .take("blobs")?
                .into_array()
                .map_err(|_| MALFORMED)?
                .iter()
                .map(hash)
                .collect::<Result<_, _>>()?,
            random: hash(&fields.take("random")?)?.0,
            happened_on: fields.text("happened")?.parse().map_err(|_| MALFORMED)?,
            recorded_at: fields.text("recorded")?.parse().map_err(|_| MALFORMED)?,
            effective_on: match fields.take("effective")? {
                Value::Null => None,
                Value::Text(day) => Some(day.parse().map_err(|_| MALFORMED)?),
                _ => return Err(MALFORMED),
            },
            retention: fields.text("retention")?,
            definition: DefinitionRef {
                matter: fields.text("matter")?,
                version: fields.text("version")?,
                hash: hash(&fields.take("definition")?)?,
            },
        };
        // One spelling only: else one event could be shown under two hashes.
        if header.to_bytes() == bytes {
            Ok(header)
        } else {
            Err(EnvelopeError::Malformed("not deterministic"))
        }
    }
}

const MALFORMED: EnvelopeError = EnvelopeError::Malformed("a field of the header is not what it should be");

struct Fields(Vec<(Value, Value)>);

impl Fields {
    fn take(&mut self, name: &str) -> Result<Value, EnvelopeError> {
        let at = self.0.iter().position(|(k, _)| k.as_text() == Some(name));
        at.map(|at| self.0.swap_remove(at).1)
            .ok_or(EnvelopeError::Malformed("a field of the header is missing"))
    }

    fn text(&mut self, name: &str) -> Result<String, EnvelopeError> {
        self.take(name)?.into_text().map_err(|_| MALFORMED)
    }
}

fn hash(value: &Value) -> Result<Hash, EnvelopeError> {
    value.as_bytes().and_then(|b| Hash::from_slice(b)).ok_or(MALFORMED)
}

pub(crate) fn to_cbor(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing to memory does not fail, and a `Value` has no shape that CBOR lacks.
    let _written = ciborium::into_writer(value, &mut bytes);
    bytes
}

pub(crate) fn from_cbor(mut bytes: &[u8]) -> Result<Value, EnvelopeError> {
    let value = ciborium::from_reader(&mut bytes).map_err(|_| EnvelopeError::Malformed("not CBOR"))?;
    if bytes.is_empty() { Ok(value) } else { Err(EnvelopeError::Malformed("something follows")) }
}

/// Closes a body under a file's key and gives the envelope's bytes: `[1, header, nonce and ciphertext]`. The header is
/// authenticated with it, so neither can be put to another.
pub(crate) fn seal(header: &Header, body: &[u8], key: &Secret) -> Vec<u8> {
    let header = header.to_bytes();
    let sealed = key.purpose("event").seal(&header, body);
    to_cbor(&Value::Array(vec![Value::from(FORMAT), Value::Bytes(header), Value::Bytes(sealed)]))
}

impl Envelope {
    /// Takes an envelope apart without opening it.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        let Value::Array(parts) = from_cbor(bytes)? else { return Err(EnvelopeError::Malformed("no array")) };
        let [format, Value::Bytes(header_bytes), Value::Bytes(sealed)] = parts.as_slice() else {
            return Err(EnvelopeError::Malformed("not three parts"));
        };
        if *format != Value::from(FORMAT) {
            return Err(EnvelopeError::Malformed("of a format that this program does not know"));
        }
        if to_cbor(&Value::Array(parts.clone())) != bytes {
            return Err(EnvelopeError::Malformed("not deterministic"));
        }
        let header = Header::from_bytes(header_bytes)?;
        Ok(Self { header, header_bytes: header_bytes.clone(), sealed: sealed.clone() })
    }

    /// Opens the body.
    pub(crate) fn open(&self, key: &Secret) -> Result<Vec<u8>, EnvelopeError> {
        key.purpose("event").open(&self.header_bytes, &self.sealed).map_err(|_| EnvelopeError::Tampered)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn header() -> impl Strategy<Value = Header> {
        let names = ("[a-z-]{1,20}", "\\PC{0,20}", "\\PC{0,20}", "[a-z]{1,9}");
        let times = (0..40_000_i64, any::<bool>(), 0..4_000_000_000_000_i64);
        (
            names,
            times,
            any::<[u8; 16]>(),
            any::<u32>(),
            any::<[u8; 32]>(),
            prop::collection::vec(any::<[u8; 32]>(), 0..4),
        )
            .prop_map(
                |((act, version, actor, retention), (day, deemed, at), id, n, random, blobs)| {
                    let day = jiff::civil::date(2000, 1, 1).saturating_add(jiff::Span::new().days(day));
                    Header {
                        city: "620100".parse().unwrap(),
                        file: FileId::from_random(id),
                        n: Seq(n),
                        act,
                        definition: DefinitionRef {
                            matter: "reconsideration".into(),
                            version,
                            hash: Hash(random),
                        },
                        retention,
                        happened_on: day,
                        recorded_at: Timestamp::from_microsecond(at).unwrap(),
                        effective_on: deemed.then_some(day),
                        actor,
                        random,
                        blobs: blobs.into_iter().map(Hash).collect(),
                    }
                },
            )
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens_as_it_was(header in header(), body in prop::collection::vec(any::<u8>(), 0..500)) {
            let key = Secret::random();
            let bytes = seal(&header, &body, &key);
            let envelope = Envelope::parse(&bytes).unwrap();
            prop_assert_eq!(&envelope.header, &header);
            prop_assert_eq!(envelope.open(&key).unwrap(), body);
            prop_assert_eq!(envelope.open(&Secret::random()), Err(EnvelopeError::Tampered));
        }

        #[test]
        fn no_changed_byte_passes(header in header(), body in prop::collection::vec(any::<u8>(), 0..50), at in any::<prop::sample::Index>(), bit in 0..8_u8) {
            let key = Secret::random();
            let mut bytes = seal(&header, &body, &key);
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            prop_assert!(Envelope::parse(&bytes).and_then(|e| e.open(&key)).is_err());
        }

        #[test]
        fn bytes_from_outside_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _refused = Envelope::parse(&bytes);
        }
    }

    #[test]
    fn the_keys_of_the_header_stand_in_the_order_of_their_bytes() {
        let header = Header {
            city: "620100".parse().unwrap(),
            file: FileId::from_random([7; 16]),
            n: Seq(1),
            act: "apply".into(),
            definition: DefinitionRef { matter: "m".into(), version: "1".into(), hash: Hash([1; 32]) },
            retention: "main".into(),
            happened_on: jiff::civil::date(2025, 3, 7),
            recorded_at: Timestamp::UNIX_EPOCH,
            effective_on: None,
            actor: "a".into(),
            random: [2; 32],
            blobs: vec![],
        };
        let Value::Map(entries) = from_cbor(&header.to_bytes()).unwrap() else { panic!("no map") };
        let keys: Vec<Vec<u8>> = entries.iter().map(|(k, _)| to_cbor(k)).collect();
        assert!(keys.is_sorted());
    }
}
