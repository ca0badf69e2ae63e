//! The application: what people do with the bureau, as use cases over definitions, papers and the store.
//!
//! A use case is an async method of [`Bureau`], generic over the definition of the matter: it says who may
//! ([`USE_CASES`]), fetches what a decision needs, lets `matter` decide, and appends what that leaves.
//!
//! Invariant: no SQL, no HTML, no type of a typesetter.
//! Invariant: names no matter; what is special to one is in `functions/`.
//! Invariant: reads no clock: every use case takes `now`.
//! Invariant: whoever may not know of a file is told that there is none.
//!
//! **To add a use case**: a method in the module of its noun whose first line asks the gate, an entry in
//! [`USE_CASES`], and a line in the test that walks every use case against every post.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use xiezhi_bureau::{Bureau, Settings};
//! use xiezhi_store::{MasterKey, Open};
//! let folder = std::path::Path::new("data");
//! let store = Open::folder(folder, MasterKey::load_or_make(folder)?);
//! let now = jiff::Timestamp::now();
//! let bureau = Bureau::open(Settings::new(store, "https://xiezhi.example"), now).await?;
//! for (city, _) in bureau.cities() {
//!     println!("{} services in {city}", bureau.services(&city, now)?.len());
//! }
//! # Ok(()) }
//! ```

mod account;
mod act;
mod answers;
mod attach;
mod bureau;
mod cache;
mod city;
mod clocks;
pub mod demo;
mod desk;
mod drafts;
mod error;
mod file_new;
mod form;
mod functions;
mod grant;
mod guide;
mod heads;
mod intake;
mod invite;
mod lists;
mod load;
mod mail;
mod notice;
mod page;
mod paper;
mod posts;
mod project;
mod rebuild;
mod record;
mod reporting;
mod settle;
mod setup;
mod show;
mod sign;
mod statistics;
mod token;
pub mod view;
mod who;
mod world;

pub use self::{
    account::{AccountShown, NewOfficer},
    answers::{Acted, AmendPut, Amending, Answers, Document, PartyGiven, PartyWho},
    attach::TAKEN,
    bureau::{Bureau, Defined, OpenError, Settings},
    city::{BureauCard, CityCard, OfficeCard, Organ},
    demo::{DemoCode, DemoError, DemoSeeded, DemoSignIn},
    drafts::KeptDraft,
    error::{ActError, AttachmentError, EnterError, LookError, NotDone, Stale},
    functions::{Functions, FunctionsError},
    grant::{May, USE_CASES, UseCase},
    intake::{Alike, RecentlyFiled},
    invite::{Invitation, InvitationShown, Invited},
    mail::{Letter, Smtp},
    notice::{NoticeTaken, TakeError},
    paper::Preview,
    posts::PostHeld,
    record::{OfficerCard, PersonRecord, Relation},
    reporting::{NotAPeriod, ReportPeriod},
    settle::{Swept, Worked},
    statistics::change,
    token::{Granted, Scope, TokenShown, TokenWanted},
    who::{BrowserToken, SignedIn, Who},
};
