//! What an operator may set: `xiezhi.toml` in the folder where the program starts (or `--settings`), over
//! it the variables of the environment, over these the options of the command.
//!
//! One struct a section. `docs/settings.md` is written from the same lines, and a test compares it.

use std::{env, fs, io, net::SocketAddr, path::Path, path::PathBuf};

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

/// A section: a struct with its defaults, and the lines that describe it.
macro_rules! section {
    ($(#[doc = $about:literal])+ $name:ident $key:literal {
        $($(#[doc = $doc:literal])+ $field:ident: $kind:ty = $default:expr;)+
    }) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, Deserialize, Serialize)]
        #[serde(default, deny_unknown_fields)]
        pub(crate) struct $name {
            $($(#[doc = $doc])+ pub(crate) $field: $kind,)+
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default,)+ }
            }
        }

        impl $name {
            const SECTION: Section = Section {
                key: $key,
                about: &[$($about),+],
                fields: &[$((stringify!($field), &[$($doc),+])),+],
            };
        }
    };
}

section! {
    /// Where the program listens, and where its data are.
    Server "server" {
        /// The address to listen on. Without TLS, by a certificate or a proxy named below, only loopback is taken.
        listen: SocketAddr = SocketAddr::from(([127, 0, 0, 1], 8620));
        /// The folder of the data: the database (unless `database` says otherwise), attachments, the master key.
        data: PathBuf = PathBuf::from("data");
        /// A PostgreSQL URL, for example `postgresql://xiezhi@db.internal/xiezhi`. Empty: SQLite in the folder. Over a network it is spoken with by TLS, its certificate checked, unless the URL says `sslmode=disable`.
        database: String = String::new();
        /// The certificates (PEM) that the database server's is checked against. None: the machine's.
        database_ca: Option<PathBuf> = None;
        /// Reads the definitions from this folder instead of those built in, and again when they change.
        functions: Option<PathBuf> = None;
        /// The address under which people reach the server, for codes on papers and links in mail: `https://xiezhi.example`. Empty: made from `listen`.
        address: String = String::new();
        /// The server's certificate with its chain (PEM): it speaks TLS itself. A renewed one is taken up within a minute.
        tls_cert: Option<PathBuf> = None;
        /// The private key of the certificate (PEM).
        tls_key: Option<PathBuf> = None;
        /// Networks (CIDR) of the proxy that speaks TLS with the browsers: its word about the reader's address is believed.
        behind_proxy: Vec<String> = Vec::new();
        /// Codes (GB/T 2260) of the cities to serve. Empty: all that are defined.
        cities: Vec<String> = Vec::new();
        /// Folders with fonts of the office's own, before those of the machine.
        fonts: Vec<PathBuf> = Vec::new();
    }
}

section! {
    /// Where mail is handed over.
    Mail "mail" {
        /// `smtps://user:password@host:465` or `smtp://host:587?tls=required`. Empty: mail stays in the store.
        url: String = String::new();
        /// The sender, for example `Justice Bureau <no-reply@example.org>`.
        from: String = String::new();
    }
}

section! {
    /// What is logged, to standard error. Nothing personal ever is.
    Log "log" {
        /// `text` for people, `json` for machines.
        format: LogFormat = LogFormat::Text;
        /// From which weight on, by module, as in `info,xiezhi_store=debug`.
        filter: String = "info".to_owned();
    }
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// All sections.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Settings {
    pub(crate) server: Server,
    pub(crate) mail: Mail,
    pub(crate) log: Log,
}

/// The description of a section.
struct Section {
    key: &'static str,
    #[cfg_attr(not(test), expect(dead_code, reason = "the reference page alone shows it"))]
    about: &'static [&'static str],
    fields: &'static [(&'static str, &'static [&'static str])],
}

const SECTIONS: [Section; 3] = [Server::SECTION, Mail::SECTION, Log::SECTION];

/// Why the settings could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SettingsError {
    /// The file that was named, or the one found, cannot be read.
    #[error("the settings file {path} cannot be read: {cause}")]
    Unreadable { path: String, cause: io::Error },
    /// The file is no TOML, or says something that is no setting.
    #[error("{path}: {cause}\nAll settings are listed in docs/settings.md.")]
    Wrong { path: String, cause: toml::de::Error },
    /// A variable of the environment has a value that does not fit.
    #[error("{variables}: {cause}")]
    Variable { variables: String, cause: toml::de::Error },
}

impl Settings {
    /// Reads the settings. A file that was named must be there; `xiezhi.toml` may be missing.
    pub(crate) fn load(named: Option<&Path>) -> Result<Self, SettingsError> {
        let path = named.unwrap_or(Path::new("xiezhi.toml"));
        let shown = path.display().to_string();
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if named.is_none() && e.kind() == io::ErrorKind::NotFound => String::new(),
            Err(cause) => return Err(SettingsError::Unreadable { path: shown, cause }),
        };
        Self::read(&text, &shown, |name| env::var(name).ok())
    }

    fn read(
        text: &str,
        path: &str,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, SettingsError> {
        let wrong = |cause| SettingsError::Wrong { path: path.to_owned(), cause };
        // First as it stands, so that a mistake is shown with its line.
        toml::from_str::<Self>(text).map_err(wrong)?;
        let mut table: Table = toml::from_str(text).map_err(wrong)?;
        let defaults = Value::try_from(Self::default()).ok();
        let mut set = Vec::new();
        for section in &SECTIONS {
            for (field, _) in section.fields {
                let name = variable_of(section.key, field);
                // An empty variable counts as not set, as scripts leave them.
                let Some(value) = variable(&name).filter(|v| !v.is_empty()) else { continue };
                let default = defaults.as_ref().and_then(|d| d.get(section.key)?.get(field));
                let entry = table.entry(section.key).or_insert_with(|| Value::Table(Table::new()));
                if let Value::Table(entry) = entry {
                    entry.insert((*field).to_owned(), typed(default, value));
                }
                set.push(name);
            }
        }
        Value::Table(table)
            .try_into()
            .map_err(|cause| SettingsError::Variable { variables: set.join(", "), cause })
    }
}

/// The variable of a setting: the section `server` is left out, so `XIEZHI_DATA` but `XIEZHI_LOG_FORMAT`.
fn variable_of(section: &str, field: &str) -> String {
    let name = if section == "server" { field.to_owned() } else { format!("{section}_{field}") };
    format!("XIEZHI_{}", name.to_uppercase())
}

/// A variable is text; what it must become shows in the default. Lists are parted by commas.
fn typed(default: Option<&Value>, text: String) -> Value {
    match default {
        Some(Value::Array(_)) => {
            Value::Array(text.split(',').map(|part| Value::String(part.trim().to_owned())).collect())
        }
        Some(Value::Integer(_)) => text.parse().map_or(Value::String(text), Value::Integer),
        Some(Value::Boolean(_)) => text.parse().map_or(Value::String(text), Value::Boolean),
        _ => Value::String(text),
    }
}

/// The reference page, `docs/settings.md`.
#[cfg(test)]
fn reference() -> String {
    use std::fmt::Write as _;

    let mut page = String::from(
        "# Settings\n\n\
         `xiezhi.toml` in the folder where the program starts, or the file that `--settings` names. A variable of the\n\
         environment goes before the file, an option of the command before both. This page is written from\n\
         `crates/xiezhi/src/settings.rs`; do not edit it.\n",
    );
    let defaults = Value::try_from(Settings::default()).ok();
    for section in &SECTIONS {
        let words = |lines: &[&str]| lines.iter().map(|l| l.trim()).collect::<Vec<_>>().join(" ");
        let _ = write!(
            page,
            "\n## `[{}]`\n\n{}\n\n| setting | default | variable | |\n|---|---|---|---|\n",
            section.key,
            words(section.about)
        );
        for (field, doc) in section.fields {
            let default = defaults.as_ref().and_then(|d| d.get(section.key)?.get(field));
            let default = default.map_or_else(|| "none".to_owned(), |d| format!("`{d}`"));
            let variable = variable_of(section.key, field);
            let _ = writeln!(page, "| `{field}` | {default} | `{variable}` | {} |", words(doc));
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, variables: &[(&str, &str)]) -> Result<Settings, String> {
        let find = |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        Settings::read(text, "xiezhi.toml", find).map_err(|e| e.to_string())
    }

    #[test]
    fn a_variable_goes_before_the_file_and_the_file_before_the_default() {
        let text = "[server]\nlisten = '127.0.0.1:1'\ndatabase = 'postgresql://file'\n";
        let settings = read(
            text,
            &[
                ("XIEZHI_DATABASE", "postgresql://variable"),
                ("XIEZHI_DATA", ""),
                ("XIEZHI_BEHIND_PROXY", "10.0.0.0/8, 172.16.0.0/12"),
                ("XIEZHI_LOG_FORMAT", "json"),
            ],
        )
        .unwrap();
        assert_eq!(settings.server.listen.port(), 1);
        assert_eq!(settings.server.database, "postgresql://variable");
        assert_eq!(settings.server.data, PathBuf::from("data"));
        assert_eq!(settings.server.behind_proxy, ["10.0.0.0/8", "172.16.0.0/12"]);
        assert_eq!(settings.log.format, LogFormat::Json);
    }

    #[test]
    fn a_setting_that_is_none_is_refused_with_its_line() {
        let said = read("[server]\nlisen = 'x'\n", &[]).unwrap_err();
        assert!(
            said.contains("line 2") && said.contains("lisen") && said.contains("docs/settings.md"),
            "{said}"
        );
    }

    #[test]
    fn a_variable_that_does_not_fit_is_named() {
        let said = read("", &[("XIEZHI_LISTEN", "nowhere")]).unwrap_err();
        assert!(said.contains("XIEZHI_LISTEN"), "{said}");
    }

    /// With `XIEZHI_WRITE=1` it writes the page instead.
    #[test]
    fn the_reference_page_is_that_of_the_settings() {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/settings.md");
        if env::var("XIEZHI_WRITE").is_ok() {
            fs::write(&page, reference()).unwrap();
        }
        let there = fs::read_to_string(&page).unwrap_or_default();
        assert_eq!(
            there,
            reference(),
            "write it anew: XIEZHI_WRITE=1 cargo test -p xiezhi the_reference_page"
        );
    }
}
