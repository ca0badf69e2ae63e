//! Takes the design system's styles and scripts from `node_modules`, makes them ours, and leaves
//! them in `OUT_DIR/assets`, from where `src/assets.rs` embeds them.
//!
//! Three things are changed, and nothing else of theirs is shipped:
//! - the licensed font `GDS Transport` gives way to the reader's own system fonts;
//! - every colour written as a literal becomes one of our variables, so that one palette (and its
//!   dark twin) in `assets/xiezhi.css` governs all of it;
//! - the crest, the crown and their fonts are left out.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// Their colours, ours. Longer literals come first, so that `#fff` never eats half of `#ffee80`.
const PALETTE: &[(&str, &str)] = &[
    ("#ffee80", "var(--x-wash)"),
    ("#0b0c0c", "var(--x-ink)"),
    ("#000000", "var(--x-ink)"),
    ("#1d70b8", "var(--x-ink)"),
    ("#1a65a6", "var(--x-ink)"),
    ("#005ea5", "var(--x-ink)"),
    ("#54319f", "var(--x-ink)"),
    ("#0f385c", "var(--x-ink)"),
    ("#2a1950", "var(--x-ink)"),
    ("#98285d", "var(--x-ink)"),
    ("#ca3535", "var(--x-ink)"),
    ("#651b1b", "var(--x-ink)"),
    ("#982828", "var(--x-ink)"),
    ("#651b3e", "var(--x-ink)"),
    ("#0b4144", "var(--x-ink)"),
    ("#7a3c1c", "var(--x-ink)"),
    ("#eb611c", "var(--x-ink)"),
    ("#c75228", "var(--x-ink)"),
    ("#8b391c", "var(--x-ink)"),
    ("#f47738", "var(--x-grey)"),
    ("#0f7a52", "var(--x-jade)"),
    ("#083d29", "var(--x-jade)"),
    ("#0b5c3e", "var(--x-jade)"),
    ("#00ffe0", "var(--x-jade)"),
    ("#484949", "var(--x-grey)"),
    ("#858686", "var(--x-grey)"),
    ("#767676", "var(--x-grey)"),
    ("#949494", "var(--x-grey)"),
    ("#6f777b", "var(--x-grey)"),
    ("#cecece", "var(--x-line)"),
    ("#b1b4b6", "var(--x-line)"),
    ("#8eb8dc", "var(--x-line)"),
    ("#f3f3f3", "var(--x-wash)"),
    ("#f4f8fb", "var(--x-wash)"),
    ("#d2e2f1", "var(--x-wash)"),
    ("#cfe4dc", "var(--x-wash)"),
    ("#ddd6ec", "var(--x-wash)"),
    ("#f4d7d7", "var(--x-wash)"),
    ("#fde4d7", "var(--x-wash)"),
    ("#d0e6e7", "var(--x-wash)"),
    ("#f4d7e5", "var(--x-wash)"),
    ("#fff", "var(--x-paper)"),
    ("#000", "var(--x-ink)"),
    ("#fd0", "var(--x-focus)"),
];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let modules = here.join("../../node_modules");
    println!("cargo::rerun-if-changed={}", modules.join(".package-lock.json").display());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("assets");
    if let Err(e) = bring(&modules, &out) {
        println!(
            "cargo::error=the look of the pages is not installed ({e}): run `npm ci` in the repository's root"
        );
    }
}

fn bring(modules: &Path, out: &Path) -> Result<(), String> {
    let govuk = modules.join("govuk-frontend/dist/govuk");
    let moj = modules.join("@ministryofjustice/frontend/moj");
    fs::create_dir_all(out.join("images")).map_err(|e| e.to_string())?;
    write(&out.join("govuk.css"), &restyle(&read(&govuk.join("govuk-frontend.min.css"))?))?;
    write(&out.join("moj.css"), &restyle(&read(&moj.join("moj-frontend.min.css"))?))?;
    for (from, to) in [
        (govuk.join("govuk-frontend.min.js"), "govuk.js"),
        (modules.join("htmx.org/dist/htmx.min.js"), "htmx.js"),
    ] {
        write(&out.join(to), &without_map(&read(&from)?))?;
    }
    let images = moj.join("assets/images");
    let mut names: Vec<_> = fs::read_dir(&images)
        .map_err(|e| format!("{}: {e}", images.display()))?
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .filter(|name| name.starts_with("icon-") && name.ends_with(".svg"))
        .collect();
    names.sort();
    for name in names {
        write(&out.join("images").join(&name), &read(&images.join(&name))?)?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))
}

/// A style sheet of theirs in our font and our palette.
fn restyle(css: &str) -> String {
    let mut css = without_faces(&without_map(css))
        .replace("\"GDS Transport\"", "var(--x-sans)")
        .replace("GDS Transport,arial,sans-serif", "var(--x-sans)")
        .replace("GDS Transport", "var(--x-sans)")
        .replace("font-family:sans-serif", "font-family:var(--x-sans)")
        .replace("url(/assets/images/govuk-crest.svg)", "none");
    for (theirs, ours) in PALETTE {
        css = recolour(&css, theirs, ours);
    }
    css
}

/// Replaces a colour where it stands whole, not where it begins a longer literal.
fn recolour(css: &str, theirs: &str, ours: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find(theirs) {
        let (before, after) = rest.split_at(at);
        let after = after.get(theirs.len()..).unwrap_or_default();
        let whole = !after.starts_with(|c: char| c.is_ascii_hexdigit());
        out.push_str(before);
        out.push_str(if whole { ours } else { theirs });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Drops `@font-face` rules: the fonts are licensed to one government only.
fn without_faces(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("@font-face{") {
        out.push_str(before);
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

/// Drops the pointer to a source map that is not served.
fn without_map(text: &str) -> String {
    let end = text.find("/*# sourceMappingURL=").or_else(|| text.find("//# sourceMappingURL="));
    end.and_then(|end| text.get(..end)).unwrap_or(text).to_owned()
}
