//! What only the fictional city shows (演示).

use jiff::Timestamp;

use super::{Link, Zh};

/// The mail that would have been sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mailbox {
    /// The newest first.
    pub mails: Vec<Mail>,
    /// The next page.
    pub next: Option<String>,
}

/// A mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mail {
    /// To whom.
    pub to: Zh,
    /// The address or number.
    pub address: String,
    /// What about.
    pub subject: Zh,
    /// When.
    pub at: Timestamp,
    /// The text, a paragraph each.
    pub body: Vec<Zh>,
    /// The addresses in it, to click.
    pub links: Vec<Link>,
}

/// The people as whom one may sign in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignIns {
    /// The clock; none where it can't be moved.
    pub clock: Option<DemoTime>,
    /// By city.
    pub cities: Vec<SignInCity>,
}

/// The clock of the demonstration, and the form that moves it on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DemoTime {
    /// What it shows.
    pub now: Timestamp,
    /// Days to which it may be moved at once.
    pub steps: Vec<(String, String)>,
    /// What stands in the field.
    pub to: String,
    /// Why the last move was not made.
    pub error: Option<String>,
}

/// The people of a city.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignInCity {
    /// The city.
    pub name: String,
    /// Its home page.
    pub home: String,
    /// Where one signs in.
    pub sign_in: String,
    /// The people.
    pub people: Vec<SignInPerson>,
}

impl SignInCity {
    /// Whether there is something to try as anybody of them.
    pub fn tries(&self) -> bool {
        self.people.iter().any(|person| !person.try_this.is_empty())
    }
}

/// Somebody as whom one may sign in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignInPerson {
    /// Their name.
    pub name: Zh,
    /// What they are.
    pub post: String,
    /// The account.
    pub login: String,
    /// The password, of the fictional city only.
    pub password: String,
    /// What to try as them.
    pub try_this: String,
}
