//! The fonts that papers are set in, found once and mapped into memory.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// The fonts of one process. Cheap to clone; made once, at start.
#[derive(Clone)]
pub struct Fonts(pub(crate) Arc<Set>);

/// No paper can be set: a font is missing. Said at start, with what to do.
#[derive(Debug, thiserror::Error)]
#[error("the font {family} was not found in {looked_in}: on Debian, apt-get install {package}")]
pub struct FontError {
    /// The family that is missing.
    pub family: String,
    /// The package that brings it.
    pub package: &'static str,
    /// The folders that were searched.
    pub looked_in: String,
}

/// The fonts and which of them sets what.
pub(crate) struct Set {
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) fonts: Vec<Font>,
    pub(crate) roles: Roles,
    maps: Vec<Map>,
}

/// Families by role, in order of preference.
#[derive(Debug, Serialize)]
pub(crate) struct Roles {
    /// 仿宋, the body.
    body: Vec<Family>,
    /// 小标宋, title and mark.
    title: Vec<Family>,
    /// 黑体.
    strong: Vec<Family>,
    /// 楷体.
    stress: Vec<Family>,
}

/// A family, and whether its Latin is left to the next one: many Chinese fonts have poor Latin letters.
#[derive(Debug, Clone, Serialize)]
struct Family {
    name: String,
    chinese_only: bool,
}

const SERIF: &str = "Noto Serif CJK SC";
const SANS: &str = "Noto Sans CJK SC";

/// Families beyond the two that must be there: the beginning of the file's name in small letters, and
/// the role. Whoever has a licence for the official faces puts them into a folder and has them used.
const FILES: [&str; 15] = [
    "notoserifcjk-regular.",
    "notoserifcjk-bold.",
    "notosanscjk-regular.",
    "notosanscjk-bold.",
    "fangsong_gb2312",
    "simfang",
    "fandolfang",
    "fzxbsjw",
    "fzxiaobiaosong",
    "simhei",
    "simkai",
    "kaiti_gb2312",
    "gkai00mp",
    "hanamin",
    "notocoloremoji",
];
const BODY: [&str; 4] = ["FangSong_GB2312", "FangSong", "FandolFang R", "FandolFang"];
const TITLE: [&str; 2] = ["FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05"];
const STRONG: [&str; 1] = ["SimHei"];
const STRESS: [&str; 3] = ["KaiTi_GB2312", "KaiTi", "AR PL KaitiM GB"];
const OTHERS: [&str; 5] = ["HanaMinA", "HanaMinB", "HanaMin", "DejaVu Sans", "Noto Color Emoji"];

impl Fonts {
    /// Looks in the system's font folders.
    pub fn find() -> Result<Self, FontError> {
        Self::find_with(&[])
    }

    /// Looks in folders of the office's own first, then in the system's.
    pub fn find_with(own: &[PathBuf]) -> Result<Self, FontError> {
        let folders: Vec<PathBuf> = own.iter().cloned().chain(system_folders()).collect();
        let mut files = Vec::new();
        for folder in &folders {
            list_fonts(folder, 0, &mut files);
        }
        let mut fonts: Vec<Font> = Vec::new();
        let mut maps = Vec::new();
        for path in files {
            let Some(data) = Map::of(&path) else { continue };
            let before = fonts.len();
            for font in Font::iter(Bytes::new(data.clone())) {
                let info = font.info();
                let wanted = [SERIF, SANS].contains(&info.family.as_str())
                    || BODY
                        .iter()
                        .chain(&TITLE)
                        .chain(&STRONG)
                        .chain(&STRESS)
                        .chain(&OTHERS)
                        .any(|f| *f == info.family);
                let known = fonts
                    .iter()
                    .any(|other| other.info().family == info.family && other.info().variant == info.variant);
                if wanted && !known {
                    fonts.push(font);
                }
            }
            // The typesetter's cache asks once for the hash of each font, which reads the whole file. It is done
            // here, and the memory given back: from then on a paper touches only the glyphs that it uses.
            for font in fonts.iter().skip(before) {
                typst::utils::hash128(font);
            }
            data.give_back();
            maps.push(data);
        }
        let has = |family: &str| fonts.iter().any(|font| font.info().family == family);
        for family in [SERIF, SANS] {
            if !has(family) {
                return Err(FontError {
                    family: family.to_owned(),
                    package: "fonts-noto-cjk",
                    looked_in: folders.iter().map(|f| f.display().to_string()).collect::<Vec<_>>().join(", "),
                });
            }
        }
        let role = |special: &[&str], common: &str| -> Vec<Family> {
            let special = special.iter().find(|family| has(family));
            special
                .map(|family| Family { name: (*family).to_owned(), chinese_only: true })
                .into_iter()
                .chain(std::iter::once(Family { name: common.to_owned(), chinese_only: false }))
                .chain(
                    OTHERS
                        .iter()
                        .filter(|f| has(f))
                        .map(|f| Family { name: (*f).to_owned(), chinese_only: false }),
                )
                .collect()
        };
        let roles = Roles {
            body: role(&BODY, SERIF),
            title: role(&TITLE, SERIF),
            strong: role(&STRONG, SANS),
            stress: role(&STRESS, SERIF),
        };
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        Ok(Self(Arc::new(Set { book, fonts, roles, maps })))
    }

    /// Gives back the memory of all that was read of the fonts: between papers none of it is needed.
    pub(crate) fn give_back(&self) {
        self.0.maps.iter().for_each(Map::give_back);
    }

    /// Whether a character can be set.
    pub(crate) fn has_glyph(&self, c: char) -> bool {
        self.0.fonts.iter().any(|font| font.info().coverage.contains(u32::from(c)))
    }

    /// Whether both families that must be there have a character.
    pub(crate) fn have_in_common(&self, c: char) -> bool {
        let has = |family: &str| {
            let mut fonts = self.0.fonts.iter().filter(|font| font.info().family == family);
            fonts.any(|font| font.info().coverage.contains(u32::from(c)))
        };
        has(SERIF) && has(SANS)
    }
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.fonts.iter().map(|font| font.info().family.clone())).finish()
    }
}

fn system_folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        ["/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts"]
            .map(PathBuf::from)
            .into();
    if let Some(home) = std::env::var_os("HOME").map(PathBuf::from) {
        folders.extend([".local/share/fonts", ".fonts", "Library/Fonts"].map(|name| home.join(name)));
    }
    folders
}

/// Files with a name that we know, sorted, so that the same machine always chooses the same.
fn list_fonts(folder: &Path, depth: usize, out: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if depth < 5 {
                list_fonts(&path, depth + 1, out);
            }
        } else if let Some(name) = path.file_name().and_then(|name| name.to_str()) {
            let name = name.to_lowercase();
            let is_font = [".ttf", ".otf", ".ttc", ".otc"].iter().any(|end| name.ends_with(end));
            if is_font && (FILES.iter().any(|known| name.starts_with(known)) || name == "dejavusans.ttf") {
                out.push(path);
            }
        }
    }
}

/// A font file mapped into memory: the two families that must be there have 93 MB, and a paper needs little
/// of them.
#[derive(Clone)]
struct Map(Arc<memmap2::Mmap>);

impl AsRef<[u8]> for Map {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Map {
    #[expect(unsafe_code, reason = "memory mapping: see the comment at the call")]
    fn of(path: &Path) -> Option<Self> {
        let file = File::open(path).ok()?;
        // SAFETY: the map is read only. Were the file cut short while it is mapped, reading it would end the
        // process; font files are replaced by package managers by renaming, which leaves the mapped one whole.
        unsafe { memmap2::Mmap::map(&file) }.ok().map(|map| Self(Arc::new(map)))
    }

    /// Lets the pages go that were read so far. What is read again comes from the file again.
    #[expect(unsafe_code, reason = "advice on memory: see the comment at the call")]
    fn give_back(&self) {
        // SAFETY: the advice may lose what was written into a private map. Nothing can be written into this one.
        // A refusal costs memory and nothing else.
        let _ = unsafe { self.0.unchecked_advise(memmap2::UncheckedAdvice::DontNeed) };
    }
}
