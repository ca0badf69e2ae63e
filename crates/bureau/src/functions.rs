//! What the bureau does, as data: the definitions and cities that the program was built with, or those of a
//! folder.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::civil::Date;
use xiezhi_matter::{
    Library, Source, load,
    model::{Definition, LookupOf, Shared, Who},
};
use xiezhi_store::Hash;

use crate::city::CityCard;

/// Where the definitions come from.
#[derive(Clone, Debug, Default)]
pub enum Functions {
    /// Those that the program was built with.
    #[default]
    BuiltIn,
    /// Those of a folder, laid out like `functions/`.
    Folder(PathBuf),
}

#[derive(rust_embed::Embed)]
#[folder = "../../functions/"]
#[include = "*.toml"]
#[include = "*.md"]
struct BuiltIn;

/// Why the definitions were refused.
#[derive(Debug, thiserror::Error)]
pub enum FunctionsError {
    /// A folder or file could not be read.
    #[error("{path} could not be read: {why}")]
    Unread {
        /// Which.
        path: String,
        /// Why.
        why: String,
    },
    /// There are mistakes: all of them, each with its place.
    #[error("the definitions have mistakes:\n{0}")]
    Refused(String),
    /// A city's file has a mistake.
    #[error("{path}: {why}")]
    City {
        /// Which file.
        path: String,
        /// What is wrong.
        why: String,
    },
}

/// The definitions and cities in use.
#[derive(Debug)]
pub(crate) struct InUse {
    pub(crate) library: Library,
    pub(crate) cities: BTreeMap<String, Arc<CityCard>>,
    /// For each definition by its own hash: the bytes to be kept for ever, and their hash, by which an event
    /// names it.
    kept: HashMap<[u8; 32], (Hash, Arc<[u8]>)>,
}

/// A definition with what all matters shared when it was written.
#[derive(Clone, Debug)]
pub(crate) struct Bound {
    pub(crate) def: Arc<Definition>,
    pub(crate) shared: Arc<Shared>,
}

impl Functions {
    /// All files, by path.
    pub fn read(&self) -> Result<Vec<Source>, FunctionsError> {
        let mut sources = match self {
            Self::BuiltIn => BuiltIn::iter()
                .filter_map(|path| {
                    let text = String::from_utf8(BuiltIn::get(&path)?.data.into_owned()).ok()?;
                    Some(Source { path: path.into_owned(), text: text.into() })
                })
                .collect(),
            Self::Folder(folder) => {
                let mut sources = Vec::new();
                walk(folder, folder, &mut sources)?;
                sources
            }
        };
        sources.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(sources)
    }

    /// Reads and checks them.
    pub(crate) fn load(&self) -> Result<InUse, FunctionsError> {
        let sources = self.read()?;
        let (cities, definitions): (Vec<Source>, Vec<Source>) =
            sources.into_iter().filter(|s| defines(&s.path)).partition(|s| s.path.starts_with("cities/"));
        let library = load(&definitions).map_err(|report| FunctionsError::Refused(report.to_string()))?;
        let mut cards = BTreeMap::new();
        for source in &cities {
            let card = CityCard::parse(&source.text)
                .map_err(|why| FunctionsError::City { path: source.path.clone(), why })?;
            cards.insert(card.code.clone(), Arc::new(card));
        }
        let mut kept = HashMap::new();
        for def in library.matters.values().flatten() {
            let bytes = keep(&library, def, &definitions);
            kept.insert(def.hash, (Hash::of(&bytes), bytes.into()));
        }
        Ok(InUse { library, cities: cards, kept })
    }
}

impl InUse {
    /// The definition under which an application made on a day falls.
    pub(crate) fn on(&self, matter: &str, day: Date) -> Option<Bound> {
        let def = self.library.get(matter, day)?;
        Some(Bound { def: Arc::clone(def), shared: Arc::clone(&self.library.shared) })
    }

    /// This version of a matter, as it reads now.
    pub(crate) fn version(&self, matter: &str, version: u32) -> Option<Bound> {
        let def = self.library.matters.get(matter)?.iter().find(|d| d.version == version)?;
        Some(Bound { def: Arc::clone(def), shared: Arc::clone(&self.library.shared) })
    }

    /// The newest version of a matter.
    pub(crate) fn current(&self, matter: &str) -> Option<Bound> {
        let def = self.library.current(matter)?;
        Some(Bound { def: Arc::clone(def), shared: Arc::clone(&self.library.shared) })
    }

    /// What is kept of a definition, and its hash.
    pub(crate) fn kept(&self, def: &Definition) -> Option<&(Hash, Arc<[u8]>)> {
        self.kept.get(&def.hash)
    }
}

/// Reads a definition back from what was kept of it.
pub(crate) fn revive(bytes: &[u8], matter: &str, version: &str) -> Option<Bound> {
    let files: Vec<(String, String)> = ciborium::from_reader(bytes).ok()?;
    let sources: Vec<Source> =
        files.into_iter().map(|(path, text)| Source { path, text: text.into() }).collect();
    let library = load(&sources).ok()?;
    let def = library.matters.get(matter)?.iter().find(|d| d.version.to_string() == version)?;
    Some(Bound { def: Arc::clone(def), shared: Arc::clone(&library.shared) })
}

/// Whether a file says anything about a definition or a city.
fn defines(path: &str) -> bool {
    !path.ends_with("README.md") && !path.contains("/examples/")
}

/// The bytes to be kept of a definition: all files it rests on, itself and what it names, in order.
fn keep(library: &Library, def: &Definition, sources: &[Source]) -> Vec<u8> {
    let mut names = vec![def.id.to_string()];
    let mut at = 0;
    while let Some(name) = names.get(at).cloned() {
        at += 1;
        for def in library.matters.get(name.as_str()).into_iter().flatten() {
            for other in named_by(def) {
                if !names.contains(&other) {
                    names.push(other);
                }
            }
        }
    }
    let folders: Vec<String> = sources
        .iter()
        .filter_map(|s| {
            let folder = s.path.strip_suffix("/matter.toml")?;
            let id = folder.rsplit('/').next()?;
            names
                .iter()
                .any(|n| n == id || s.text.contains(&format!("id = \"{n}\"")))
                .then(|| folder.to_owned())
        })
        .collect();
    let files: Vec<(&str, &str)> = sources
        .iter()
        .filter(|s| {
            !s.path.contains('/')
                || s.path.starts_with("fragments/")
                || folders.iter().any(|f| s.path.strip_prefix(f.as_str()).is_some_and(|r| r.starts_with('/')))
        })
        .map(|s| (s.path.as_str(), &*s.text))
        .collect();
    let mut bytes = Vec::new();
    // Writing texts to memory does not fail.
    let _written = ciborium::into_writer(&files, &mut bytes);
    bytes
}

fn named_by(def: &Definition) -> Vec<String> {
    let mut names: Vec<String> = def.parent.iter().map(ToString::to_string).collect();
    names.extend(def.children.values().map(|c| c.of.to_string()));
    names.extend(def.fields.values().filter_map(|f| f.of_matter.as_ref()).map(ToString::to_string));
    names.extend(def.parties.values().filter_map(|r| r.register.as_ref()).map(ToString::to_string));
    names.extend(def.lookups.values().filter_map(|l| match &l.of {
        LookupOf::Matter(matter) => Some(matter.to_string()),
        LookupOf::Relations => None,
    }));
    names.extend(def.acts.values().flat_map(|a| &a.by).filter_map(|w| match w {
        Who::Matter(matter) => Some(matter.to_string()),
        _ => None,
    }));
    names
}

fn walk(root: &Path, folder: &Path, sources: &mut Vec<Source>) -> Result<(), FunctionsError> {
    let unread = |path: &Path, e: std::io::Error| FunctionsError::Unread {
        path: path.display().to_string(),
        why: e.to_string(),
    };
    for entry in std::fs::read_dir(folder).map_err(|e| unread(folder, e))? {
        let path = entry.map_err(|e| unread(folder, e))?.path();
        if path.is_dir() {
            walk(root, &path, sources)?;
        } else if path.extension().is_some_and(|e| e == "toml" || e == "md") {
            let text = std::fs::read_to_string(&path).map_err(|e| unread(&path, e))?;
            let relative = path.strip_prefix(root).unwrap_or(&path);
            sources.push(Source { path: relative.to_string_lossy().replace('\\', "/"), text: text.into() });
        }
    }
    Ok(())
}
