//! Mail is handed to a server that does what servers do: takes it, refuses it, goes away, says nothing.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use jiff::{SignedDuration, Timestamp};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};
use xiezhi_bureau::{Settings, Smtp};
use xiezhi_store::{MasterKey, NewMail, Open};

use crate::bed::{Bed, on};

/// How the server behaves to one connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Manner {
    /// Takes everything.
    Takes,
    /// No such receiver.
    Refuses,
    /// Busy: to be tried later.
    Defers,
    /// Hangs up when the message has been sent, and answers nothing.
    HangsUp,
    /// Knows nobody of this name and password.
    NoEntry,
}

/// What came in, a connection each: the commands, then the message.
type Heard = Arc<Mutex<Vec<String>>>;

/// A mail server that speaks as RFC 5321 has it, in the manner that is asked of it.
struct Server {
    port: u16,
    manner: Arc<Mutex<Manner>>,
    heard: Heard,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (manner, heard) = (Arc::new(Mutex::new(manner)), Heard::default());
        let (of, into) = (Arc::clone(&manner), Arc::clone(&heard));
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let manner = *of.lock().unwrap();
                let words = talk(stream, manner).await;
                into.lock().unwrap().push(words);
            }
        });
        Self { port, manner, heard, task }
    }

    fn becomes(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// All that was heard since the last time.
    fn heard(&self) -> Vec<String> {
        std::mem::take(&mut *self.heard.lock().unwrap())
    }
}

async fn talk(stream: TcpStream, manner: Manner) -> String {
    let mut heard = String::new();
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 mail.test ESMTP\r\n").await.unwrap();
    let mut data = false;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return heard;
        }
        heard.push_str(&line);
        let command = line.trim_end();
        if data {
            if command == "." {
                data = false;
                if manner == Manner::HangsUp {
                    return heard;
                }
                stream.write_all(b"250 taken\r\n").await.unwrap();
            }
            continue;
        }
        let answer: &[u8] = match command.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => b"250-mail.test\r\n250 AUTH PLAIN\r\n",
            "AUTH" if manner == Manner::NoEntry => b"535 5.7.8 no\r\n",
            "AUTH" => b"235 come in\r\n",
            "RCPT" if manner == Manner::Refuses => b"550 5.1.1 <ma@example.com>: nobody of this name\r\n",
            "RCPT" if manner == Manner::Defers => b"451 4.3.0 later\r\n",
            "DATA" => {
                data = true;
                b"354 go on\r\n"
            }
            "QUIT" => b"221 bye\r\n",
            _ => b"250 ok\r\n",
        };
        if stream.write_all(answer).await.is_err() {
            return heard;
        }
    }
}

const SECRET: &str = "geheimes-kennwort";

async fn bed(port: u16) -> Bed {
    let folder = tempfile::tempdir().unwrap();
    let open = Open::folder(folder.path(), MasterKey::load_or_make(folder.path()).unwrap());
    let mut settings = Settings::new(open, "https://xiezhi.test");
    settings.smtp = Some(Smtp {
        url: format!("smtp://postman:{SECRET}@127.0.0.1:{port}"),
        from: "兰州市司法局 <no-reply@xiezhi.test>".to_owned(),
    });
    Bed::open(settings, folder, None, "620100").await
}

/// A letter to the applicant waits: time ran out, and the file counts as accepted.
async fn a_letter(bed: &Bed) {
    let key = bed.filed(on("2026-02-11")).await.head.key;
    bed.page(&xiezhi_bureau::Who::Program, &key, on("2026-02-26")).await;
}

fn later(now: Timestamp, minutes: i64) -> Timestamp {
    now.checked_add(SignedDuration::from_mins(minutes)).unwrap()
}

async fn states(bed: &Bed) -> Vec<&'static str> {
    bed.bureau.letters(&bed.city, None, 50).await.unwrap().rows.iter().map(|l| l.state).collect()
}

#[tokio::test]
async fn a_letter_is_handed_over_once_with_its_id_and_where_it_leads() {
    let server = Server::start(Manner::Takes).await;
    let bed = bed(server.port).await;
    a_letter(&bed).await;
    let now = on("2026-02-26");
    assert_eq!(bed.bureau.send_mail(&bed.city, now).await.unwrap(), 1);
    assert_eq!(bed.bureau.send_mail(&bed.city, later(now, 600)).await.unwrap(), 0);
    assert_eq!(states(&bed).await, ["sent"]);
    let heard = server.heard();
    assert_eq!(heard.len(), 1);
    assert!(heard[0].contains("MAIL FROM:<no-reply@xiezhi.test>"), "{}", heard[0]);
    assert!(heard[0].contains("RCPT TO:<ma@example.com>"), "{}", heard[0]);
    let id = bed.bureau.letters(&bed.city, None, 1).await.unwrap().rows[0].id.clone();
    assert!(heard[0].contains(&format!("Message-ID: <{id}@xiezhi.test>")), "{}", heard[0]);
    let body: String = heard[0].split("\r\n\r\n").nth(1).unwrap().split("\r\n.\r\n").next().unwrap().into();
    let body = base64::Engine::decode(&base64::prelude::BASE64_STANDARD, body.replace("\r\n", "")).unwrap();
    let body = String::from_utf8(body).unwrap();
    assert!(body.contains("视为受理") && body.contains("https://xiezhi.test/620100/files/"), "{body}");
}

#[tokio::test]
async fn a_letter_stays_while_the_server_is_busy_or_goes_away_and_leaves_when_it_is_back() {
    let server = Server::start(Manner::Defers).await;
    let bed = bed(server.port).await;
    a_letter(&bed).await;
    let mut now = on("2026-02-26");
    let mut ids = Vec::new();
    // Far more often than a refused letter is tried: an outage of days loses none.
    for turn in 0..24 {
        server.becomes([Manner::Defers, Manner::HangsUp, Manner::NoEntry][turn % 3]);
        assert_eq!(bed.bureau.send_mail(&bed.city, now).await.unwrap(), 0);
        // A minute later it is not its turn yet.
        server.heard().iter().for_each(|h| {
            ids.extend(h.lines().filter(|l| l.starts_with("Message-ID:")).map(str::to_owned));
        });
        assert_eq!(states(&bed).await, ["waiting"], "turn {turn}");
        now = later(now, 6 * 60 + 1);
    }
    server.becomes(Manner::Takes);
    assert_eq!(bed.bureau.send_mail(&bed.city, now).await.unwrap(), 1);
    assert_eq!(states(&bed).await, ["sent"]);
    ids.dedup();
    assert_eq!(ids.len(), 1, "whatever was sent bore one id, by which a repeat is dropped: {ids:?}");
}

#[tokio::test]
async fn a_letter_waits_while_nobody_listens_and_no_other_is_tried_for_nothing() {
    let server = Server::start(Manner::Takes).await;
    let bed = bed(server.port).await;
    server.task.abort();
    let _gone = (&mut { server.task }).await;
    for n in 0..3 {
        let mail = NewMail { id: format!("x.{n}"), file: None, message: Vec::new() };
        bed.bureau.store().put_mail(&bed.city, &mail, on("2026-02-27")).await.unwrap();
    }
    a_letter(&bed).await;
    let now = on("2026-02-26");
    assert_eq!(bed.bureau.send_mail(&bed.city, now).await.unwrap(), 0);
    assert_eq!(states(&bed).await, ["waiting"]);
    // Its turn comes again after a minute, not before.
    assert!(bed.bureau.store().take_mail(&bed.city, 10, now).await.unwrap().is_empty());
    assert_eq!(bed.bureau.store().take_mail(&bed.city, 10, later(now, 2)).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_refused_letter_is_given_up_after_ten_tries_and_nothing_secret_is_logged() {
    let written = Written::default();
    let into = written.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || into.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let server = Server::start(Manner::Refuses).await;
    let bed = bed(server.port).await;
    a_letter(&bed).await;
    let mut now = on("2026-02-26");
    for turn in 1..=10 {
        assert_eq!(states(&bed).await, ["waiting"], "turn {turn}");
        assert_eq!(bed.bureau.send_mail(&bed.city, now).await.unwrap(), 0);
        now = later(now, 6 * 60 + 1);
    }
    assert_eq!(states(&bed).await, ["failed"]);
    let log = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("was not handed over: the mail server answered 550"), "{log}");
    for secret in [SECRET, "ma@example.com", "马建国", "postman"] {
        assert!(!log.contains(secret), "{secret} stands in the log: {log}");
    }
}

/// A log that a test reads.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
