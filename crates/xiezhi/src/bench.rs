//! `xiezhi bench`: how fast it is here, each figure beside what it is measured against.

use std::{
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use clap::Args;
use jiff::Timestamp;
use xiezhi_bureau::Bureau;
use xiezhi_calendar::Calendar;
use xiezhi_matter::{
    Doing, Ground, Library, Source, decide, example, load, offers,
    world::{Actor, World},
};
use xiezhi_store::{MasterKey, Open, bench_filings};

use crate::{check, serve::told};

/// How often each thing is done where a middle and an end are told.
const TIMES: usize = 1000;

/// Measure durable filings against a bare loop, deciding, and what a file page says.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  xiezhi bench
  xiezhi bench --database postgresql://xiezhi@localhost/one --bare postgresql://xiezhi@localhost/two

Filings go through all that makes them durable; the bare loop writes rows of as many bytes in commits of as
many rows, in turns with them. The making of papers is measured by: cargo bench -p xiezhi-papers

Exit status: 0 measured, 1 it could not be, 2 wrong usage.")]
pub(crate) struct Bench {
    /// How many file at once.
    #[arg(long, default_value_t = 16)]
    clients: u32,
    /// How many filings.
    #[arg(long, default_value_t = 4000)]
    filings: u32,
    /// An empty PostgreSQL database, measured as well.
    #[arg(long, value_name = "URL", requires = "bare")]
    database: Option<String>,
    /// The certificates (PEM) that the database server's is checked against [default: the machine's].
    #[arg(long, value_name = "FILE")]
    database_ca: Option<PathBuf>,
    /// A second empty database of the same server, for the bare loop.
    #[arg(long, value_name = "URL", requires = "database")]
    bare: Option<String>,
    /// A folder on the disk to be measured; what is written into it is removed again.
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// The definitions, with the worked example on which deciding is measured.
    #[arg(long, value_name = "DIR", default_value = "functions")]
    functions: PathBuf,
    /// The matter to decide in.
    #[arg(long, value_name = "ID")]
    matter: Option<String>,
}

impl Bench {
    pub(crate) fn run(&self) -> ExitCode {
        let runtime = match tokio::runtime::Runtime::new() {
            Ok(runtime) => runtime,
            Err(e) => return told(&format!("no runtime: {e}"), 1),
        };
        match runtime.block_on(self.measured()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(e) => told(&e, 1),
        }
    }

    async fn measured(&self) -> Result<(), String> {
        let within = self.folder.clone().unwrap_or_else(std::env::temp_dir);
        let scratch = within.join(format!("xiezhi-bench-{}", std::process::id()));
        fs::create_dir_all(&scratch).map_err(|e| format!("{}: {e}", scratch.display()))?;
        let done = self.all(&scratch).await;
        // What stays behind is in the way of nothing, but is told.
        if let Err(e) = fs::remove_dir_all(&scratch) {
            return done.and(Err(format!("{} could not be removed: {e}", scratch.display())));
        }
        done
    }

    async fn all(&self, scratch: &Path) -> Result<(), String> {
        start(scratch).await?;
        self.deciding()?;
        let key = MasterKey::new(rand::random());
        let open = Open::folder(&scratch.join("filings"), key.clone());
        let sqlite =
            bench_filings(open, None, self.clients, self.filings).await.map_err(|e| e.to_string())?;
        say(&sqlite.to_string());
        if let (Some(url), Some(bare)) = (&self.database, &self.bare) {
            let open = Open::postgres(url, &scratch.join("blobs"), key).trusting(self.database_ca.as_deref());
            let postgres = bench_filings(open, Some(bare), self.clients, self.filings)
                .await
                .map_err(|e| e.to_string())?;
            say(&postgres.to_string());
        }
        Ok(())
    }

    /// Deciding and showing, on the longest worked example of each matter that can be left standing.
    fn deciding(&self) -> Result<(), String> {
        let files = check::texts(&self.functions, &["toml", "md"])?;
        let sources: Vec<Source> = files
            .iter()
            .map(|(path, text)| Source { path: path.clone(), text: Arc::from(text.as_str()) })
            .collect();
        let begun = Instant::now();
        let library = load(&sources).map_err(|report| report.to_string())?;
        say(&format!("definitions: read and checked in {}", shown(begun.elapsed())));
        let calendar = Calendar::builtin();
        let wanted = |matter: &str| self.matter.as_deref().is_none_or(|m| m == matter);
        for matter in library.matters.keys().filter(|m| wanted(m)) {
            if let Some(longest) = longest(&library, &files, matter, &calendar) {
                measure(&library, matter, &longest, &calendar);
            }
        }
        Ok(())
    }
}

/// A file on which there is much to decide.
struct Standing {
    file: xiezhi_matter::file::File,
    world: World,
    now: Timestamp,
}

/// The longest file that the worked examples leave, short of its end.
fn longest(
    library: &Library,
    files: &[(String, String)],
    matter: &str,
    calendar: &Calendar,
) -> Option<Standing> {
    let def = library.current(matter)?;
    let folder = format!("/{matter}/examples/");
    let like = |other: &str| {
        let wanted = format!("{folder}{other}.toml");
        files.iter().find(|(path, _)| path.ends_with(&wanted)).map(|(_, text)| text.clone())
    };
    let mut best: Option<Standing> = None;
    for (_, text) in files.iter().filter(|(path, _)| path.contains(&folder)) {
        let Ok(whole) = example::read(text, &like) else { continue };
        for steps in 1..=whole.steps.len() {
            let mut part = whole.clone();
            part.steps.truncate(steps);
            let (file, world, now) = example::leave(def, &library.shared, &part, calendar);
            let open = file.officers.values().flatten().next().is_some();
            let longer = best.as_ref().is_none_or(|b| file.events.len() > b.file.events.len());
            if open && longer && file.events.len() <= 44 {
                best = Some(Standing { file, world, now });
            }
        }
    }
    best
}

fn measure(library: &Library, matter: &str, standing: &Standing, calendar: &Calendar) {
    let Some(def) = library.current(matter) else { return };
    let Standing { file, world, now } = standing;
    let Some(officer) = file.officers.values().flatten().next().cloned() else { return };
    let ground = Ground { def, shared: &library.shared, world, calendar };
    let actor = Actor::officer(officer, def.officers.values().map(|seat| seat.post.clone()));
    let note = Doing::Note("…".into());
    // A decision carries the file with its events applied.
    let times = middle_and_end(|| {
        std::hint::black_box(decide(&ground, file, &note, &actor, *now));
    });
    let events = file.events.len();
    say(&format!("{matter}: decide and apply on a file of {events} events: {times}"));
    let times = middle_and_end(|| {
        std::hint::black_box(offers(&ground, file, &actor, *now));
    });
    say(&format!("{matter}: all acts with all reasons on it: {times}"));
}

/// The middle and the slow end of many runs.
fn middle_and_end(mut once: impl FnMut()) -> String {
    let mut times: Vec<Duration> = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let begun = Instant::now();
        once();
        times.push(begun.elapsed());
    }
    times.sort();
    let at = |share: usize| times.get(TIMES * share / 100).copied().unwrap_or_default();
    format!("p50 {}, p99 {}", shown(at(50)), shown(at(99)))
}

/// Opening a bureau in a new folder with all definitions, and what that takes of memory.
async fn start(scratch: &Path) -> Result<(), String> {
    let folder = scratch.join("start");
    let master = MasterKey::load_or_make(&folder).map_err(|e| e.to_string())?;
    let settings = xiezhi_bureau::Settings::new(Open::folder(&folder, master), "");
    let begun = Instant::now();
    let bureau = Bureau::open(settings, Timestamp::now()).await.map_err(|e| e.to_string())?;
    say(&format!("start: a new bureau with all definitions open after {}", shown(begun.elapsed())));
    if let Some(kib) = resident_kib() {
        say(&format!("memory: {} MiB resident with it open", kib / 1024));
    }
    bureau.store().close().await;
    Ok(())
}

/// What the system counts as resident; Linux alone says so.
fn resident_kib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

fn shown(time: Duration) -> String {
    let micros = time.as_micros();
    if micros < 10_000 { format!("{micros} µs") } else { format!("{} ms", time.as_millis()) }
}

fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}
