//! The schema and its migrations.
//!
//! Written once in PostgreSQL's words; for SQLite `BIGINT` is read as `INTEGER` and `BYTEA` as `BLOB`,
//! and tables are STRICT. Every primary key begins with `city`, so that an engine can distribute by it.
//!
//! Migrations add first; what nothing uses any more is removed in a later release. A released migration is
//! never edited.

use crate::{Fault, OpenError, engine::Tx};

/// The migrations, in order; the schema's version is their number.
const MIGRATIONS: &[&str] = &[FIRST, FIGURES, TOKENS];

/// The schema that this program knows.
pub(crate) const KNOWN: i64 = 3;

/// Brings the schema to the version this program knows, or says that it is newer.
pub(crate) async fn migrate(tx: &mut Tx, sqlite: bool) -> Result<(), OpenError> {
    if !sqlite {
        // Of many nodes that start at once one migrates, the others wait here.
        tx.query("SELECT CAST(pg_advisory_xact_lock(862001) AS TEXT)", &[]).await?;
    }
    tx.batch(&ddl("CREATE TABLE IF NOT EXISTS schema_version (city TEXT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (city))", sqlite))
        .await?;
    let found = match tx.query_opt("SELECT version FROM schema_version WHERE city = '000000'", &[]).await? {
        Some(mut row) => row.int()?,
        None => 0,
    };
    if found > KNOWN {
        return Err(OpenError::Newer { found, known: KNOWN });
    }
    for migration in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        for statement in migration.split(";\n").map(str::trim).filter(|s| !s.is_empty()) {
            tx.batch(&ddl(statement, sqlite)).await?;
        }
    }
    if found < KNOWN {
        tx.execute(
            "INSERT INTO schema_version (city, version) VALUES ('000000', $1)
             ON CONFLICT (city) DO UPDATE SET version = excluded.version",
            crate::engine::params![KNOWN],
        )
        .await?;
    }
    Ok(())
}

/// Refuses a database that sorts by language: registers and cursors rest on order by bytes, the same on both engines.
pub(crate) async fn check_collation(tx: &mut Tx) -> Result<(), OpenError> {
    let mut row = tx
        .query_opt(
            "SELECT CAST(d.datcollate AS TEXT), CAST(pg_encoding_to_char(d.encoding) AS TEXT),
                 COALESCE(CAST(to_jsonb(d) ->> 'datlocprovider' AS TEXT), 'c')
             FROM pg_database d WHERE d.datname = current_database()",
            &[],
        )
        .await?
        .ok_or_else(|| Fault::Failed("the database does not know itself".into()))?;
    let (collation, encoding, provider) = (row.text()?, row.text()?, row.text()?);
    let by_bytes = matches!(collation.as_str(), "C" | "POSIX" | "C.UTF-8" | "C.utf8");
    // `i` is ICU, which sorts by language whatever the collation is called.
    if !by_bytes || encoding != "UTF8" || provider == "i" {
        return Err(OpenError::Collation(format!("{collation}/{encoding}/{provider}")));
    }
    Ok(())
}

/// Tables of small rows found by their primary key alone: SQLite keeps them in one tree, not in two.
const CLUSTERED: [&str; 11] = [
    "outbox",
    "once",
    "counter",
    "guard",
    "limit_due",
    "person",
    "wrapped_key",
    "erased_key",
    "attempt",
    "lock_out",
    "rate",
];

fn ddl(statement: &str, sqlite: bool) -> String {
    if !sqlite {
        return statement.to_owned();
    }
    let mut statement = statement.replace("BIGINT", "INTEGER").replace("BYTEA", "BLOB");
    if let Some(rest) = statement.strip_prefix("CREATE TABLE ") {
        let name = rest.split(' ').next().unwrap_or_default();
        statement.push_str(if CLUSTERED.contains(&name) { " STRICT, WITHOUT ROWID" } else { " STRICT" });
    }
    statement
}

/// What files give to figures; the projections of files of before are made again by whoever opens the store.
const FIGURES: &str = "
CREATE TABLE measured (
    city TEXT NOT NULL, file TEXT NOT NULL, i BIGINT NOT NULL, measure TEXT NOT NULL,
    on_day TEXT NOT NULL, until TEXT, axes TEXT NOT NULL, chosen BIGINT NOT NULL, value BIGINT NOT NULL,
    PRIMARY KEY (city, file, i));
CREATE INDEX measured_on ON measured (city, measure, on_day, axes, chosen, value, file) WHERE until IS NULL;
CREATE INDEX measured_until ON measured (city, measure, until, on_day, axes, chosen, value, file) WHERE until IS NOT NULL;
";

const FIRST: &str = "
CREATE TABLE event (
    city TEXT NOT NULL, file TEXT NOT NULL, n BIGINT NOT NULL,
    at BIGINT NOT NULL, hash BYTEA NOT NULL, envelope BYTEA NOT NULL,
    PRIMARY KEY (city, file, n));
CREATE TABLE outbox (
    city TEXT NOT NULL, at BIGINT NOT NULL, file TEXT NOT NULL, n BIGINT NOT NULL, hash BYTEA NOT NULL,
    PRIMARY KEY (city, at, file, n));
CREATE TABLE log_head (
    city TEXT NOT NULL, origin TEXT NOT NULL, size BIGINT NOT NULL, root BYTEA, at BIGINT NOT NULL,
    PRIMARY KEY (city));
CREATE TABLE log_entry (
    city TEXT NOT NULL, position BIGINT NOT NULL, file TEXT NOT NULL, n BIGINT NOT NULL, hash BYTEA NOT NULL,
    PRIMARY KEY (city, position), UNIQUE (city, file, n));
CREATE TABLE follower (
    city TEXT NOT NULL, name TEXT NOT NULL, position BIGINT NOT NULL,
    PRIMARY KEY (city, name));
CREATE TABLE once (
    city TEXT NOT NULL, who TEXT NOT NULL, id TEXT NOT NULL, file TEXT NOT NULL, at BIGINT NOT NULL,
    first BIGINT NOT NULL, last BIGINT NOT NULL, numbers TEXT NOT NULL, retention TEXT NOT NULL, answer BYTEA NOT NULL,
    PRIMARY KEY (city, who, id));
CREATE TABLE counter (
    city TEXT NOT NULL, series TEXT NOT NULL, n BIGINT NOT NULL,
    PRIMARY KEY (city, series));
CREATE TABLE guard (
    city TEXT NOT NULL, matter TEXT NOT NULL, value BYTEA NOT NULL, n BIGINT NOT NULL,
    PRIMARY KEY (city, matter, value));
CREATE TABLE file (
    city TEXT NOT NULL, id TEXT NOT NULL, n BIGINT NOT NULL, at BIGINT NOT NULL,
    matter TEXT NOT NULL, version TEXT NOT NULL, definition BYTEA, state TEXT NOT NULL, number TEXT,
    opened_on TEXT, closed_on TEXT, office TEXT, officer TEXT, parent TEXT, next_limit TEXT, next_due TEXT,
    provisional BIGINT NOT NULL, retention TEXT NOT NULL, card BYTEA NOT NULL,
    PRIMARY KEY (city, id));
CREATE INDEX file_state ON file (city, matter, state);
CREATE INDEX file_due ON file (city, (COALESCE(next_due, '9999-12-31')));
CREATE INDEX file_opened ON file (city, (COALESCE(opened_on, '9999-12-31')));
CREATE INDEX file_number ON file (city, number) WHERE number IS NOT NULL;
CREATE INDEX file_changed ON file (city, at);
CREATE INDEX file_parent ON file (city, parent) WHERE parent IS NOT NULL;
CREATE TABLE fact (
    city TEXT NOT NULL, file TEXT NOT NULL, field TEXT NOT NULL, i BIGINT NOT NULL,
    text TEXT, int BIGINT, day TEXT, closed BYTEA,
    PRIMARY KEY (city, file, field, i));
CREATE INDEX fact_text ON fact (city, field, text) WHERE text IS NOT NULL;
CREATE INDEX fact_int ON fact (city, field, int) WHERE int IS NOT NULL;
CREATE INDEX fact_day ON fact (city, field, day) WHERE day IS NOT NULL;
CREATE TABLE limit_due (
    city TEXT NOT NULL, file TEXT NOT NULL, rule TEXT NOT NULL, count BIGINT NOT NULL,
    from_on TEXT NOT NULL, due_on TEXT, state TEXT NOT NULL, state_on TEXT, provisional BIGINT NOT NULL, person TEXT,
    PRIMARY KEY (city, file, rule, count));
CREATE TABLE task (
    city TEXT NOT NULL, file TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, act TEXT, seat TEXT, post TEXT,
    office TEXT, officer TEXT, person TEXT, since TEXT NOT NULL, due_on TEXT, rule TEXT, provisional BIGINT NOT NULL,
    reason BYTEA NOT NULL,
    PRIMARY KEY (city, file, id));
CREATE INDEX task_officer ON task (city, officer) WHERE officer IS NOT NULL;
CREATE INDEX task_post ON task (city, post, office) WHERE post IS NOT NULL;
CREATE INDEX task_person ON task (city, person) WHERE person IS NOT NULL;
CREATE INDEX task_due ON task (city, (COALESCE(due_on, '9999-12-31')));
CREATE TABLE party (
    city TEXT NOT NULL, file TEXT NOT NULL, role TEXT NOT NULL, i BIGINT NOT NULL, person TEXT, office TEXT,
    since TEXT NOT NULL, until TEXT, for_role TEXT, for_i BIGINT, shown BYTEA NOT NULL,
    PRIMARY KEY (city, file, role, i));
CREATE INDEX party_person ON party (city, person) WHERE person IS NOT NULL;
CREATE INDEX party_office ON party (city, office) WHERE office IS NOT NULL;
CREATE TABLE paper (
    city TEXT NOT NULL, file TEXT NOT NULL, id TEXT NOT NULL, paper TEXT NOT NULL, n BIGINT NOT NULL, number TEXT,
    state TEXT NOT NULL, issued_on TEXT, pdf BYTEA, original BYTEA, facts BYTEA NOT NULL,
    PRIMARY KEY (city, file, id));
CREATE INDEX paper_number ON paper (city, number) WHERE number IS NOT NULL;
CREATE TABLE blind (
    city TEXT NOT NULL, kind TEXT NOT NULL, value BYTEA NOT NULL, file TEXT NOT NULL,
    PRIMARY KEY (city, file, kind, value));
CREATE INDEX blind_value ON blind (city, kind, value);
CREATE TABLE person (
    city TEXT NOT NULL, id TEXT NOT NULL, record BYTEA NOT NULL, at BIGINT NOT NULL,
    PRIMARY KEY (city, id));
CREATE TABLE look (
    city TEXT NOT NULL, file TEXT NOT NULL, at BIGINT NOT NULL, id TEXT NOT NULL,
    who TEXT NOT NULL, what TEXT NOT NULL, why TEXT NOT NULL,
    PRIMARY KEY (city, file, at, id));
CREATE TABLE blob (
    city TEXT NOT NULL, hash BYTEA NOT NULL, file TEXT NOT NULL, media TEXT NOT NULL, size BIGINT NOT NULL,
    retention TEXT NOT NULL, at BIGINT NOT NULL,
    PRIMARY KEY (city, hash));
CREATE INDEX blob_file ON blob (city, file);
CREATE TABLE wrapped_key (
    city TEXT NOT NULL, kind TEXT NOT NULL, owner TEXT NOT NULL, retention TEXT NOT NULL, wrapped BYTEA NOT NULL,
    PRIMARY KEY (city, kind, owner, retention));
CREATE TABLE erased_key (
    city TEXT NOT NULL, kind TEXT NOT NULL, owner TEXT NOT NULL, retention TEXT NOT NULL, at BIGINT NOT NULL,
    PRIMARY KEY (city, kind, owner, retention));
CREATE TABLE account (
    city TEXT NOT NULL, id TEXT NOT NULL, login TEXT NOT NULL, password TEXT NOT NULL,
    person TEXT, officer TEXT, office TEXT, status TEXT NOT NULL, language TEXT NOT NULL, at BIGINT NOT NULL,
    PRIMARY KEY (city, id), UNIQUE (city, login));
CREATE TABLE session (
    city TEXT NOT NULL, token BYTEA NOT NULL, account TEXT, csrf TEXT NOT NULL,
    created BIGINT NOT NULL, seen BIGINT NOT NULL, idle BIGINT NOT NULL, ends BIGINT NOT NULL,
    PRIMARY KEY (city, token));
CREATE INDEX session_account ON session (city, account);
CREATE TABLE attempt (
    city TEXT NOT NULL, who BYTEA NOT NULL, at BIGINT NOT NULL, id TEXT NOT NULL,
    PRIMARY KEY (city, who, at, id));
CREATE TABLE lock_out (
    city TEXT NOT NULL, who BYTEA NOT NULL, until BIGINT NOT NULL,
    PRIMARY KEY (city, who));
CREATE TABLE office (
    city TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, name_zh TEXT NOT NULL, name_en TEXT NOT NULL,
    parent TEXT, card BYTEA NOT NULL,
    PRIMARY KEY (city, id));
CREATE TABLE officer (
    city TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, office TEXT NOT NULL, until TEXT, card BYTEA NOT NULL,
    PRIMARY KEY (city, id));
CREATE TABLE post_holder (
    city TEXT NOT NULL, post TEXT NOT NULL, office TEXT NOT NULL, officer TEXT NOT NULL, from_on TEXT NOT NULL, until TEXT,
    PRIMARY KEY (city, post, office, officer, from_on));
CREATE INDEX post_officer ON post_holder (city, officer);
CREATE TABLE invite (
    city TEXT NOT NULL, code BYTEA NOT NULL, file TEXT NOT NULL, role TEXT NOT NULL, i BIGINT NOT NULL,
    person TEXT, expires BIGINT NOT NULL, account TEXT, used BIGINT,
    PRIMARY KEY (city, code));
CREATE TABLE draft (
    city TEXT NOT NULL, file TEXT NOT NULL, owner TEXT NOT NULL, matter TEXT NOT NULL, act TEXT NOT NULL,
    updated BIGINT NOT NULL, expires BIGINT NOT NULL, body BYTEA NOT NULL,
    PRIMARY KEY (city, file, owner));
CREATE INDEX draft_owner ON draft (city, owner, updated);
CREATE INDEX draft_expires ON draft (city, expires);
CREATE TABLE mail (
    city TEXT NOT NULL, id TEXT NOT NULL, file TEXT, message BYTEA NOT NULL, state TEXT NOT NULL,
    tries BIGINT NOT NULL, due BIGINT NOT NULL, created BIGINT NOT NULL,
    PRIMARY KEY (city, id));
CREATE INDEX mail_due ON mail (city, state, due);
CREATE TABLE definition (
    city TEXT NOT NULL, hash BYTEA NOT NULL, matter TEXT NOT NULL, version TEXT NOT NULL, bytes BYTEA NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (city, hash));
CREATE TABLE calendar_notice (
    city TEXT NOT NULL, year BIGINT NOT NULL, version BIGINT NOT NULL, bytes BYTEA NOT NULL, at BIGINT NOT NULL,
    PRIMARY KEY (city, year, version));
CREATE TABLE setting (
    city TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (city, name));
CREATE TABLE city (
    city TEXT NOT NULL, name_zh TEXT NOT NULL, name_en TEXT NOT NULL, short TEXT NOT NULL, card BYTEA NOT NULL, at BIGINT NOT NULL,
    PRIMARY KEY (city));
CREATE TABLE check_code (
    city TEXT NOT NULL, code BYTEA NOT NULL, file TEXT NOT NULL, paper TEXT NOT NULL,
    PRIMARY KEY (city, code));
CREATE TABLE rate (
    city TEXT NOT NULL, who TEXT NOT NULL, at BIGINT NOT NULL,
    PRIMARY KEY (city, who));
";

/// Tokens of other systems.
const TOKENS: &str = "
CREATE TABLE token (
    city TEXT NOT NULL, id TEXT NOT NULL, hash BYTEA NOT NULL, account TEXT NOT NULL, name TEXT NOT NULL,
    scopes TEXT NOT NULL, matters TEXT NOT NULL, created BIGINT NOT NULL, expires BIGINT NOT NULL, used BIGINT,
    PRIMARY KEY (city, id), UNIQUE (city, hash));
CREATE INDEX token_account ON token (city, account, created);
";
