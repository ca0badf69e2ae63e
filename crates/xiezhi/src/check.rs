//! `xiezhi check`: loads every definition and reports all mistakes at once; plays the worked examples;
//! with the texts of the laws at hand, proves every quotation.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use serde_json::{Value, json};
use xiezhi_bureau::Functions;
use xiezhi_calendar::Calendar;
use xiezhi_matter::{
    Library, Source,
    check::{check_quotes, readings, uncarried},
    example,
    id::{ActId, MatterId, RuleId},
    load,
    load::{Listed, Mistake, Place, Report, RuleAt, Severity, schema},
};

/// Check definitions: all mistakes at once, with file, line, column and what to do.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  xiezhi check functions
  xiezhi check functions --laws ../laws --read
  xiezhi check functions --json
  xiezhi check --schema > functions/matter.schema.json

Exit status: 0 no mistake, 1 mistakes, 2 wrong usage.")]
pub(crate) struct Check {
    /// Folder that holds shared.toml and the functions; without it, the definitions that the program was
    /// built with.
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Folder with the texts of the laws: every quotation is looked up in the article it cites.
    #[arg(long, value_name = "DIR", env = "XIEZHI_LAWS")]
    laws: Option<PathBuf>,
    /// Print the words of every cited place beside the name of what rests on it.
    #[arg(long, requires = "laws")]
    read: bool,
    /// Answer as JSON: every rule, where it is carried, and which worked examples exercise it.
    #[arg(long)]
    json: bool,
    /// Print the JSON Schema of a definition, for editors, and do nothing else.
    #[arg(long, exclusive = true)]
    schema: bool,
}

impl Check {
    pub(crate) fn run(&self) -> ExitCode {
        if self.schema {
            let text = serde_json::to_string_pretty(&schema()).unwrap_or_default();
            return say(&text);
        }
        match self.checked() {
            Ok(code) => code,
            Err(e) => {
                let _ = writeln!(io::stderr(), "xiezhi check: {e}");
                ExitCode::from(2)
            }
        }
    }

    fn checked(&self) -> Result<ExitCode, String> {
        let sources = match &self.dir {
            Some(dir) if dir.is_dir() => Functions::Folder(dir.clone()).read(),
            Some(dir) => return Err(format!("{} is no folder", dir.display())),
            None => Functions::BuiltIn.read(),
        };
        let sources = sources.map_err(|e| e.to_string())?;
        let library = match load(&sources) {
            Ok(library) => library,
            Err(report) => return Ok(self.refused(&report)),
        };
        let mut mistakes = library.warnings.mistakes.clone();
        let exercised = play(&library, &sources, &mut mistakes);
        mistakes.extend(uncarried(&library));
        mistakes.extend(unexercised(&library, &sources, &exercised));
        let mut words = String::new();
        if let Some(dir) = &self.laws {
            let laws = xiezhi_law::Library::build(texts(dir, &["md", "csv"])?);
            mistakes.extend(check_quotes(&library, &laws));
            if self.read {
                for reading in readings(&library, &laws) {
                    let text = reading.text.replace('\n', "");
                    let _ = writeln!(
                        words,
                        "{}\t{}\t《{}》{}\t{text}",
                        reading.at, reading.of, reading.title, reading.article
                    );
                }
            }
        }
        let report = Report::new(mistakes, sources);
        let good = !report.is_refusal();
        if self.json {
            let answer = json!({
                "matters": rules(&library, &exercised),
                "functions": functions(&library, &exercised),
                "mistakes": report.json(),
            });
            let _ = say(&serde_json::to_string_pretty(&answer).unwrap_or_default());
        } else {
            let _ = say(&words);
            let _ = write!(io::stderr(), "{report}");
            let (errors, warnings) = report.counts();
            let rules = library.rules.len();
            let matters = library.matters.len();
            let _ = say(&format!("{matters} matters, {rules} rules: {errors} errors, {warnings} warnings"));
        }
        Ok(if good { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    fn refused(&self, report: &Report) -> ExitCode {
        if self.json {
            let answer = json!({ "matters": [], "mistakes": report.json() });
            let _ = say(&serde_json::to_string_pretty(&answer).unwrap_or_default());
        } else {
            let _ = write!(io::stderr(), "{report}");
            let (errors, warnings) = report.counts();
            let _ = say(&format!("{errors} errors, {warnings} warnings"));
        }
        ExitCode::from(1)
    }
}

/// Plays every worked example: which rules each one exercises. A claim that does not come true is a mistake;
/// what no example reaches is told.
fn play(library: &Library, sources: &[Source], mistakes: &mut Vec<Mistake>) -> Exercised {
    let calendar = Calendar::builtin();
    let mut exercised = Exercised::new();
    let mut done: BTreeMap<MatterId, (String, BTreeSet<ActId>)> = BTreeMap::new();
    for Source { path, text } in sources {
        let Some((folder, name)) = path.rsplit_once("/examples/") else { continue };
        let Some(name) = name.strip_suffix(".toml") else { continue };
        let Some(def) = library.current(folder.rsplit('/').next().unwrap_or(folder)) else { continue };
        let like = |other: &str| {
            let wanted = format!("{folder}/examples/{other}.toml");
            sources.iter().find(|s| s.path == wanted).map(|s| s.text.to_string())
        };
        match example::read(text, &like) {
            Err(e) => mistakes.push(told(Severity::Error, "example", path, e.to_string())),
            Ok(read) => {
                let played = example::play(def, &library.shared, &read, &calendar);
                let failed = played.failures.into_iter();
                mistakes.extend(failed.map(|f| told(Severity::Error, "example", path, f)));
                for rule in played.rules {
                    let by = exercised.entry((def.id.clone(), rule)).or_default();
                    by.insert(format!("examples/{name}.toml"));
                }
                let acts = done.entry(def.id.clone()).or_insert_with(|| (folder.to_owned(), BTreeSet::new()));
                acts.1.extend(played.acts);
            }
        }
    }
    for (matter, (folder, done)) in &done {
        let rules: BTreeSet<&str> = library
            .rules
            .iter()
            .filter(|r| r.matter.as_ref() == Some(matter))
            .filter(|r| !exercised.contains_key(&(matter.clone(), r.rule.clone())))
            .map(|r| r.rule.as_str())
            .collect();
        let acts = library.current(matter).into_iter().flat_map(|def| def.acts.keys());
        let acts: Vec<&str> = acts.filter(|a| !done.contains(*a)).map(ActId::as_str).collect();
        if !rules.is_empty() || !acts.is_empty() {
            let all: Vec<&str> = rules.into_iter().chain(acts).collect();
            let message = format!("no worked example reaches {}", all.join(", "));
            mistakes.push(told(Severity::Warning, "unexercised", &format!("{folder}/matter.toml"), message));
        }
    }
    exercised
}

/// A mistake of a file as a whole.
fn told(severity: Severity, code: &'static str, path: &str, message: String) -> Mistake {
    let place = Place { file: path.to_owned(), line: 1, column: 1, len: 1 };
    Mistake { severity, code, message, places: vec![place], hint: None }
}

/// The examples that exercise a rule of a matter.
type Exercised = BTreeMap<(MatterId, RuleId), BTreeSet<String>>;

fn rules(library: &Library, exercised: &Exercised) -> Vec<Value> {
    let of = |matter: Option<&MatterId>| -> Vec<Value> {
        // A rule may be a limit and a refusal, or be dated: one entry, with every place.
        let mut places: BTreeMap<&RuleId, Vec<String>> = BTreeMap::new();
        for rule in library.rules.iter().filter(|r| r.matter.as_ref() == matter) {
            let at = format!("{}:{}", rule.at.file, rule.at.line);
            let places = places.entry(&rule.rule).or_default();
            if !places.contains(&at) {
                places.push(at);
            }
        }
        let entry = |(rule, at): (&RuleId, Vec<String>)| {
            let by = matter.and_then(|m| exercised.get(&(m.clone(), rule.clone())));
            json!({ "id": rule, "at": at.first(), "also": at.get(1..), "exercised": by.cloned().unwrap_or_default() })
        };
        places.into_iter().map(entry).collect()
    };
    let matters = library.matters.keys().map(|id| json!({ "id": id, "rules": of(Some(id)) }));
    // What all matters share: the rules of service.
    matters.chain([json!({ "id": "shared", "rules": of(None) })]).collect()
}

/// The examples that exercise a rule of the law pages, in whichever matter carries it.
fn exercise(library: &Library, exercised: &Exercised, listed: &Listed) -> BTreeSet<String> {
    // What all matters share is exercised in any of them.
    let here = |r: &RuleAt| match &r.matter {
        Some(matter) => vec![matter.clone()],
        None => library.matters.keys().cloned().collect(),
    };
    let matters: BTreeSet<MatterId> = library.carried(listed).flat_map(here).collect();
    let of = |matter: MatterId| {
        let by = exercised.get(&(matter.clone(), listed.rule.clone())).into_iter().flatten();
        by.map(|example| format!("{matter}/{example}")).collect::<Vec<_>>()
    };
    matters.into_iter().flat_map(of).collect()
}

/// Rules of the law pages that no worked example exercises, nor a test that is named with the reason. Where no
/// examples lie by (the definitions that the program was built with), nothing can be said.
fn unexercised(library: &Library, sources: &[Source], exercised: &Exercised) -> Vec<Mistake> {
    let played = |function: &str| {
        let inside = |s: &&Source| s.path.contains(function) && s.path.contains("/examples/");
        sources.iter().any(|s| inside(&s))
    };
    let lost = |l: &&Listed| {
        l.test.is_none()
            && played(&l.function)
            && library.carried(l).next().is_some()
            && exercise(library, exercised, l).is_empty()
    };
    let told = |l: &Listed| Mistake {
        severity: Severity::Error,
        code: "unexercised",
        message: format!("no worked example exercises the rule {}: {}", l.rule, l.says.zh()),
        places: vec![l.at.clone()],
        hint: Some("Write a step that claims its due date or its refusal.".to_owned()),
    };
    library.listed.iter().filter(lost).map(told).collect()
}

/// Each function with every rule of its law pages: where it is carried, and what exercises it.
fn functions(library: &Library, exercised: &Exercised) -> Vec<Value> {
    let mut of: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for listed in &library.listed {
        let at: BTreeSet<String> =
            library.carried(listed).map(|r| format!("{}:{}", r.at.file, r.at.line)).collect();
        of.entry(&listed.function).or_default().push(json!({
            "id": listed.rule,
            "says": listed.says.zh(),
            "at": at,
            "exercised": exercise(library, exercised, listed),
            "test": listed.test,
            "why": listed.why,
        }));
    }
    of.into_iter().map(|(id, rules)| json!({ "id": id, "rules": rules })).collect()
}

/// All texts below a folder, their paths from it, in order.
pub(crate) fn texts(dir: &Path, kinds: &[&str]) -> Result<Vec<(String, String)>, String> {
    if !dir.is_dir() {
        return Err(format!("{} is no folder", dir.display()));
    }
    let mut found = Vec::new();
    walk(dir, dir, kinds, &mut found).map_err(|(path, e)| format!("{}: {e}", path.display()))?;
    found.sort();
    Ok(found)
}

fn walk(
    dir: &Path,
    root: &Path,
    kinds: &[&str],
    found: &mut Vec<(String, String)>,
) -> Result<(), (PathBuf, io::Error)> {
    let failed = |e| (dir.to_owned(), e);
    for entry in fs::read_dir(dir).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            walk(&path, root, kinds, found)?;
        } else if path.extension().is_some_and(|e| kinds.iter().any(|k| e.eq_ignore_ascii_case(k))) {
            let text = fs::read_to_string(&path).map_err(|e| (path.clone(), e))?;
            let below = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            found.push((below, text));
        }
    }
    Ok(())
}

/// Writes an answer; a reader that has gone away is no fault.
fn say(text: &str) -> ExitCode {
    let mut out = io::stdout().lock();
    let newline = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let _ = write!(out, "{text}{newline}");
    ExitCode::SUCCESS
}
