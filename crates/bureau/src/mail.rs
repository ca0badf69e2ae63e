//! Mail (邮件): notices to the outside. Written with the event that causes them, sent at least once.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use jiff::Timestamp;
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor, message::Mailbox, message::header,
};
use serde::{Deserialize, Serialize};
use xiezhi_matter::{
    event::{Capacity, Event, What},
    file::File,
    id::PersonId,
    key::{City, FileKey},
    value::Value,
    world::Person,
};
use xiezhi_store::{Cursor, MailState, NewMail, Page};

use crate::{ActError, Bureau, LookError, functions::Bound, record, show::Shower};

/// Where mail is handed over.
#[derive(Clone)]
pub struct Smtp {
    /// `smtps://user:password@host:465` or `smtp://host:587?tls=required`.
    pub url: String,
    /// The sender: `兰州市司法局 <no-reply@example.gov.cn>`.
    pub from: String,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Smtp(…)")
    }
}

/// A message, as it would be or was sent.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Its id.
    pub id: String,
    /// To whom, by name.
    pub to: String,
    /// Address.
    pub address: String,
    /// What about.
    pub subject: String,
    /// The text, a paragraph each.
    pub text: Vec<String>,
    /// Where it leads: a path below the server's address.
    pub link: Option<String>,
    /// When.
    pub at: Timestamp,
    /// `waiting`, `sent`, `failed`.
    pub state: &'static str,
}

/// A message as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Words {
    pub(crate) to: String,
    pub(crate) address: String,
    pub(crate) subject: String,
    pub(crate) text: Vec<String>,
    pub(crate) link: Option<String>,
}

/// So often is a message tried that the server refuses: over six hours.
const TRIES: u32 = 10;
/// So many messages are handed over in one round.
const ROUND: usize = 50;
/// So long is an answer waited for: other work waits meanwhile.
const PATIENCE: Duration = Duration::from_secs(10);

/// The party's field that holds its e-mail address.
pub(crate) const EMAIL: &str = "email";

/// The page of a file, below the address of the server.
pub(crate) fn link(key: &FileKey) -> String {
    format!("/{}/files/{}", key.city, key.id)
}

/// The messages that events cause.
pub(crate) fn letters(
    bound: &Bound,
    file: &File,
    events: &[Arc<Event>],
    persons: &BTreeMap<PersonId, Person>,
) -> Vec<NewMail> {
    let shower = Shower::new(bound);
    let matter = bound.def.name.zh();
    let number = file.number.clone().unwrap_or_default();
    let mut mail = Vec::new();
    let mut write = |event: &Event, k: usize, person: &PersonId, subject: String, text: Vec<String>| {
        let Some(one) = persons.get(person) else { return };
        let Some(address) = one.more.get(EMAIL).and_then(Value::as_text) else { return };
        let words = Words {
            to: one.name.clone(),
            address: address.to_owned(),
            subject,
            text,
            link: Some(link(&file.key)),
        };
        mail.push(NewMail {
            id: format!("{}.{}.{k}", file.key.id, event.n),
            file: Some(file.key.id.clone()),
            message: record::write(&words),
        });
    };
    for event in events {
        match &event.what {
            What::Served(served) if served.mode == "electronic" => {
                let Some(paper) = file.paper(served.paper) else { continue };
                let title = shower.paper_name(&paper.issued.paper);
                let subject = format!("{matter}：文书送达");
                let text = vec![
                    format!("{}已于{}送达您在本系统的收件箱，请登录查看。", title.zh(), event.happened_on),
                    format!("案号：{number}"),
                ];
                write(event, 0, &served.to, subject, text);
            }
            What::Act(done) if matches!(done.by, Capacity::Law) => {
                let name = shower.event_name(&event.what);
                let effective = event.effective_on.unwrap_or(event.happened_on);
                let people: Vec<PersonId> = file.parties.iter().map(|p| p.person.clone()).collect();
                for (k, person) in people.iter().enumerate() {
                    let subject = format!("{matter}：{}", name.zh());
                    let text = vec![
                        format!("您参加的案卷自{effective}起{}。", name.zh()),
                        format!("案号：{number}"),
                    ];
                    write(event, k, person, subject, text);
                }
            }
            _ => {}
        }
    }
    mail
}

impl Bureau {
    /// Messages of a city, the newest first: what the demonstration shows.
    pub async fn letters(
        &self,
        city: &City,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<Letter>, LookError> {
        let page = self.store().list_mail(city, after, limit).await?;
        let mut rows = Vec::new();
        for mail in page.rows {
            if mail.message.is_empty() {
                continue;
            }
            let words: Words = record::read(&mail.message, "a message")?;
            rows.push(Letter {
                id: mail.id,
                to: words.to,
                address: words.address,
                subject: words.subject,
                text: words.text,
                link: words.link,
                at: mail.created,
                state: match mail.state {
                    MailState::Waiting => "waiting",
                    MailState::Sent => "sent",
                    MailState::Failed => "failed",
                },
            });
        }
        Ok(Page { rows, next: page.next })
    }

    /// Hands waiting messages over, at most so many in a round; how many went. Without a mail server they stay
    /// where they are. A message that the server refuses is given up after some tries; while no server takes
    /// messages at all they wait, however long that is.
    pub async fn send_mail(&self, city: &City, now: Timestamp) -> Result<u64, ActError> {
        let Some(smtp) = &self.0.smtp else { return Ok(0) };
        let mut sent = 0;
        for _ in 0..ROUND {
            // One by one: what is not tried in this round keeps its turn.
            let Some(mail) = self.store().take_mail(city, 1, now).await?.pop() else { break };
            if mail.message.is_empty() {
                self.store().settle_mail(city, &mail.id, MailState::Failed).await?;
                continue;
            }
            let words: Words = record::read(&mail.message, "a message")?;
            match hand_over(smtp, &mail.id, &words, &self.0.address).await {
                Ok(()) => {
                    sent += 1;
                    self.store().settle_mail(city, &mail.id, MailState::Sent).await?;
                }
                Err(kept) => {
                    // Neither the address nor what the server says about it, which is personal, nor the URL, in
                    // which a password stands.
                    tracing::warn!("Message {} was not handed over: {kept}", mail.id);
                    let given_up = mail.tries >= TRIES;
                    match kept {
                        Kept::Unfit(_) => self.store().settle_mail(city, &mail.id, MailState::Failed).await?,
                        Kept::Refused(_) if given_up => {
                            self.store().settle_mail(city, &mail.id, MailState::Failed).await?;
                        }
                        Kept::Refused(_) | Kept::Later(_) => {}
                        Kept::NoServer(_) => break,
                    }
                }
            }
        }
        Ok(sent)
    }
}

/// Why a message was not handed over.
#[derive(Debug, thiserror::Error)]
enum Kept {
    /// It can't be sent, ever.
    #[error("{0}")]
    Unfit(&'static str),
    /// The server does not take it.
    #[error("the mail server answered {0}")]
    Refused(u16),
    /// The server does not take it now.
    #[error("the mail server answered {0}: it is tried again")]
    Later(u16),
    /// No message gets through.
    #[error("{0}")]
    NoServer(String),
}

impl From<lettre::transport::smtp::Error> for Kept {
    fn from(error: lettre::transport::smtp::Error) -> Self {
        let code = error.status().map(u16::from);
        match code {
            // RFC 4954: about who hands over, not about what.
            Some(code @ (421 | 454 | 530..=539)) => {
                Self::NoServer(format!("the mail server lets nothing in and answered {code}"))
            }
            Some(code) if error.is_permanent() => Self::Refused(code),
            Some(code) => Self::Later(code),
            None if error.is_timeout() => {
                Self::NoServer(format!("no answer within {} s", PATIENCE.as_secs()))
            }
            None => Self::NoServer("the mail server could not be reached, or hung up".to_owned()),
        }
    }
}

async fn hand_over(smtp: &Smtp, id: &str, words: &Words, address: &str) -> Result<(), Kept> {
    let from: Mailbox =
        smtp.from.parse().map_err(|_| Kept::NoServer("the sender is no mail address".to_owned()))?;
    let to =
        words.address.parse().map_err(|_| Kept::Unfit("the address of the receiver is no mail address"))?;
    let mut text = words.text.clone();
    if let Some(link) = &words.link {
        text.push(format!("{address}{link}"));
    }
    let domain = from.email.domain().to_owned();
    let message = Message::builder()
        .from(from)
        .to(Mailbox::new(Some(words.to.clone()), to))
        .subject(words.subject.clone())
        // The same id again is the same message: the receiver drops the repeat.
        .message_id(Some(format!("<{id}@{domain}>")))
        .header(header::ContentType::TEXT_PLAIN)
        .body(text.join("\r\n\r\n"))
        .map_err(|_| Kept::Unfit("no message could be made of it"))?;
    let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&smtp.url)
        .map_err(|_| Kept::NoServer("the URL of the mail server is none".to_owned()))?
        .timeout(Some(PATIENCE))
        .build();
    Ok(transport.send(message).await.map(|_| ())?)
}
