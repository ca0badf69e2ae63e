//! A real PostgreSQL for the tests of this crate and of those above it.
//!
//! One cluster serves a whole test run, whether its tests share a process or have one each: the first that needs it starts it, all
//! hold a lock, and a watcher stops and removes it a few seconds after the last has gone, however it went. Each test has a
//! database of its own, dropped with it. `XIEZHI_TEST_POSTGRES` names a server to use instead, by the address
//! of its administrator: `postgres://postgres@127.0.0.1:5432/postgres`.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "test support: a test without its database is to fail at once"
)]

use std::{
    fs::{self, File},
    io::Write as _,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
};

use tokio_postgres::NoTls;

use crate::crypto::random_id;

/// How many seconds without a user end the shared cluster.
const LINGER: u32 = 20;

/// A database of a test's own; dropped with it.
#[derive(Debug)]
pub struct Database {
    /// Its address, for [`Open::postgres`](crate::Open::postgres).
    pub url: String,
    name: String,
    admin: String,
}

impl Database {
    /// A new, empty database in the shared cluster, or on the server that `XIEZHI_TEST_POSTGRES` names.
    pub fn new() -> Self {
        let admin = std::env::var("XIEZHI_TEST_POSTGRES").unwrap_or_else(|_| shared());
        Self::on(&admin)
    }

    fn on(admin: &str) -> Self {
        let name = format!("xiezhi_{}", random_id());
        run(
            admin,
            &format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"),
        );
        Self { url: address(admin, &name), name, admin: admin.to_owned() }
    }

    /// The database as text, every table in full: what a thief of the disk would read.
    pub fn dump(&self) -> Vec<u8> {
        let out = Command::new(bin("pg_dump")).arg(&self.url).output().expect("pg_dump runs");
        assert!(out.status.success(), "pg_dump: {}", String::from_utf8_lossy(&out.stderr));
        out.stdout
    }

    /// Runs a statement as the administrator would.
    pub fn run(&self, sql: &str) {
        run(&self.url, sql);
    }
}

impl Default for Database {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            run(&self.admin, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        }
    }
}

/// A cluster of a test's own, for what would disturb others: stopping it in mid-work.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    port: u16,
}

impl Cluster {
    /// Makes and starts a cluster.
    pub fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("xiezhi-postgres-{}", random_id()));
        fs::create_dir_all(&folder).expect("a temporary folder");
        let cluster = Self { port: init(&folder), folder };
        cluster.start();
        cluster
    }

    /// Starts it again where it was.
    pub fn start(&self) {
        start(&self.folder, self.port);
    }

    /// Stops it as a power cut would: no checkpoint, connections torn.
    pub fn stop(&self) {
        stop(&self.folder);
    }

    /// Starts it again, from now on with TLS for those who ask for it.
    pub fn speak_tls(&self, cert: &str, key: &str) {
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
        let data = self.folder.join("data");
        let owner = fs::metadata(&data).expect("the cluster's folder");
        for (name, text) in [("server.crt", cert), ("server.key", key)] {
            let path = data.join(name);
            fs::write(&path, text).expect("a file of the cluster");
            // The server takes no key that others could read.
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("its permissions");
            chown(&path, Some(owner.uid()), Some(owner.gid())).expect("its owner");
        }
        let mut conf =
            File::options().append(true).open(data.join("postgresql.conf")).expect("postgresql.conf");
        conf.write_all(b"ssl = on\n").expect("postgresql.conf is written");
        self.stop();
        self.start();
    }

    /// A database in it. Drop it before the cluster, and while that runs.
    pub fn database(&self) -> Database {
        Database::on(&admin(self.port))
    }
}

impl Default for Cluster {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        stop(&self.folder);
        let _left = fs::remove_dir_all(&self.folder);
    }
}

/// The administrator's address of the shared cluster, started if it does not run.
fn shared() -> String {
    static USER: OnceLock<(File, String)> = OnceLock::new();
    USER.get_or_init(|| {
        let uid = Command::new("id")
            .arg("-u")
            .output()
            .map(|o| String::from_utf8_lossy(&o.stdout).trim().to_owned());
        let folder = std::env::temp_dir().join(format!("xiezhi-postgres-{}", uid.unwrap_or_default()));
        fs::create_dir_all(&folder).expect("a temporary folder");
        // Waits while the watcher stops an old one; from then on it sees us.
        let users = lock_file(&folder.join("users"));
        users.lock_shared().expect("the users' lock");
        let starting = lock_file(&folder.join("starting"));
        starting.lock().expect("the starter's lock");
        let known = fs::read_to_string(folder.join("port")).ok().and_then(|p| p.trim().parse().ok());
        let port =
            known.filter(|port| TcpStream::connect(("127.0.0.1", *port)).is_ok()).unwrap_or_else(|| {
                if folder.join("data").exists() {
                    // Left by a machine that went down, or by a full disk.
                    stop(&folder);
                    fs::remove_dir_all(folder.join("data")).expect("the old cluster goes");
                }
                let port = init(&folder);
                start(&folder, port);
                watch(&folder);
                fs::write(folder.join("port"), port.to_string()).expect("the port is written down");
                port
            });
        drop(starting);
        (users, admin(port))
    })
    .1
    .clone()
}

fn lock_file(path: &Path) -> File {
    File::options().create(true).truncate(false).write(true).open(path).expect("a lock file")
}

fn admin(port: u16) -> String {
    format!("postgres://postgres@127.0.0.1:{port}/postgres")
}

/// The same server, another database.
fn address(admin: &str, name: &str) -> String {
    let (server, _) = admin.rsplit_once('/').expect("an address ends with a database");
    format!("{server}/{name}")
}

/// A server binary: from `XIEZHI_POSTGRES_BIN`, else of the newest Debian package, else from the path.
fn bin(name: &str) -> PathBuf {
    if let Ok(folder) = std::env::var("XIEZHI_POSTGRES_BIN") {
        return Path::new(&folder).join(name);
    }
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|v| v.file_name().to_str().and_then(|v| v.parse::<u32>().ok()).map(|n| (n, v.path())))
        .max()
        .map(|(_, path)| path.join("bin").join(name));
    newest.filter(|path| path.exists()).unwrap_or_else(|| name.into())
}

/// A command as the user `postgres` when we are root, which the server refuses to be.
fn server(name: &str) -> Command {
    if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(bin(name));
        command.env("HOME", "/tmp").current_dir("/tmp");
        command
    } else {
        Command::new(bin(name))
    }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0)
}

/// Makes a cluster and gives the port it will listen on.
fn init(folder: &Path) -> u16 {
    let data = folder.join("data");
    fs::create_dir_all(&data).expect("the cluster's folder");
    if is_root() {
        let own = Command::new("chown").arg("-R").arg("postgres:").arg(folder).status();
        assert!(own.is_ok_and(|s| s.success()), "chown to postgres");
    }
    let out = server("initdb")
        .args(["--locale=C", "-E", "UTF8", "-U", "postgres", "-A", "trust", "--no-sync", "-D"])
        .arg(&data)
        .output()
        .expect("PostgreSQL's initdb runs: install postgresql, or say where with XIEZHI_POSTGRES_BIN");
    assert!(out.status.success(), "initdb: {}", String::from_utf8_lossy(&out.stderr));
    let mut conf = File::options().append(true).open(data.join("postgresql.conf")).expect("postgresql.conf");
    conf.write_all(
        b"listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nfsync = on\nsynchronous_commit = on\n\
          max_connections = 300\nshared_buffers = 64MB\nautovacuum = off\n",
    )
    .expect("postgresql.conf is written");
    let free = TcpListener::bind(("127.0.0.1", 0)).and_then(|l| l.local_addr());
    free.expect("a free port").port()
}

fn start(folder: &Path, port: u16) {
    let out = server("pg_ctl")
        .args(["-w", "-t", "60", "-o", &format!("-p {port}"), "-D"])
        .arg(folder.join("data"))
        .arg("-l")
        .arg(folder.join("data").join("server.log"))
        .arg("start")
        .stdin(Stdio::null())
        // Not a pipe: the server would hold it open, and we would wait for its end.
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if !out.is_ok_and(|s| s.success()) {
        let log = fs::read_to_string(folder.join("data").join("server.log")).unwrap_or_default();
        panic!("PostgreSQL does not start:\n{log}");
    }
}

fn stop(folder: &Path) {
    // A cluster that does not run says so and is as well.
    let _stopped = server("pg_ctl")
        .args(["-w", "-m", "immediate", "-D"])
        .arg(folder.join("data"))
        .arg("stop")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

/// Leaves a watcher behind that ends the cluster when nobody has held the users' lock for a while.
fn watch(folder: &Path) {
    let script = format!(
        "idle=0
         while [ $idle -lt {LINGER} ]; do
           sleep 1
           if flock -n -x users true; then idle=$((idle + 1)); else idle=0; fi
         done
         exec flock -x users sh -c '{stop} -m immediate -D data stop; rm -rf data port'",
        stop = if is_root() {
            format!("setpriv --reuid=postgres --regid=postgres --clear-groups {}", bin("pg_ctl").display())
        } else {
            bin("pg_ctl").display().to_string()
        },
    );
    let watcher = Command::new("setsid")
        .args(["sh", "-c", &script])
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    // Nobody waits for it: it outlives us, and is the system's child then.
    drop(watcher.expect("setsid and sh run"));
}

/// Runs a statement on a connection of its own; from within a runtime or without one.
fn run(url: &str, sql: &str) {
    let (url, sql) = (url.to_owned(), sql.to_owned());
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let (client, connection) =
                tokio_postgres::connect(&url, NoTls).await.expect("PostgreSQL answers");
            let connection = tokio::spawn(connection);
            client.batch_execute(&sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
            drop(client);
            let _ended = connection.await;
        });
    });
    thread.join().expect("the statement runs");
}
