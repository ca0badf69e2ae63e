//! Posts (岗位) that officers hold, each in an office and from a day: given and ended, never erased, since what was
//! done under a post stays explained by it.

use jiff::{Timestamp, civil::Date};
use xiezhi_matter::{Text, key::City, time};
use xiezhi_store::{AccountId, OfficerId, PostHolder};

use crate::{
    Bureau, EnterError, LookError, Who,
    account::{forbidden, random_password},
    city::CityCard,
    show::as_is,
};

/// A post that an officer holds, held or will hold.
#[derive(Clone, Debug)]
pub struct PostHeld {
    /// The post: its id and its name.
    pub post: (String, Text),
    /// The office in which it is held: its id and its name.
    pub office: (String, Text),
    /// The first day.
    pub from: Date,
    /// The last day; none while it lasts.
    pub until: Option<Date>,
    /// Whether it is held today.
    pub today: bool,
}

impl Bureau {
    /// All posts that an officer holds, held or will hold.
    pub async fn posts_held(
        &self,
        who: &Who,
        city: &City,
        officer: &str,
        now: Timestamp,
    ) -> Result<Vec<PostHeld>, LookError> {
        self.gate_at("posts_held", who, city)?;
        let card = self.city(city)?;
        let in_use = self.in_use();
        let today = time::day(now);
        let held = self.store().holdings_of(city, &OfficerId::from(officer)).await?;
        Ok(held
            .into_iter()
            .map(|h| {
                let post = in_use.library.shared.posts.get(h.post.0.as_str());
                PostHeld {
                    today: h.from <= today && h.until.is_none_or(|until| today <= until),
                    from: h.from,
                    until: h.until,
                    office: (
                        h.office.0.clone(),
                        card.office_name(&h.office.0).cloned().unwrap_or_else(|| as_is(&h.office.0)),
                    ),
                    post: (h.post.0.clone(), post.map_or_else(|| as_is(&h.post.0), |p| p.name.clone())),
                }
            })
            .collect())
    }

    /// Gives an officer a post in an office, from a day and until a day, if there is one yet.
    pub async fn give_post(
        &self,
        who: &Who,
        city: &City,
        officer: &str,
        (post, office): (&str, &str),
        (from, until): (Date, Option<Date>),
    ) -> Result<(), EnterError> {
        self.gate_at("give_post", who, city).map_err(forbidden)?;
        let card = self.city(city).map_err(forbidden)?;
        self.fit_post(&card, post, office)?;
        let officer = self.officer_of(city, officer).await?;
        if until.is_some_and(|until| until < from) {
            return Err(EnterError::Unfit("until"));
        }
        let held = self.store().holdings_of(city, &officer).await?;
        // Twice at once would need to be ended twice.
        let meets = |h: &PostHolder| {
            h.post.0 == post
                && h.office.0 == office
                && h.until.is_none_or(|theirs| from <= theirs)
                && until.is_none_or(|ours| h.from <= ours)
        };
        if held.iter().any(meets) {
            return Err(EnterError::Unfit("held"));
        }
        let holder = PostHolder { post: post.into(), office: office.into(), officer, from, until };
        Ok(self.store().put_post_holder(city, &holder).await?)
    }

    /// Ends the holding of a post with its last day.
    pub async fn end_post(
        &self,
        who: &Who,
        city: &City,
        officer: &str,
        (post, office, from): (&str, &str, Date),
        until: Date,
    ) -> Result<(), EnterError> {
        self.gate_at("end_post", who, city).map_err(forbidden)?;
        let officer = self.officer_of(city, officer).await?;
        let held = self.store().holdings_of(city, &officer).await?;
        let mut found = held
            .into_iter()
            .find(|h| h.post.0 == post && h.office.0 == office && h.from == from)
            .ok_or(EnterError::Unfit("post"))?;
        if until < from || found.until.is_some_and(|old| old < until) {
            return Err(EnterError::Unfit("until"));
        }
        found.until = Some(until);
        Ok(self.store().put_post_holder(city, &found).await?)
    }

    /// Takes the password of an account away and gives a code with which its holder chooses another; its
    /// sessions end.
    pub async fn reset_account(
        &self,
        who: &Who,
        city: &City,
        id: &AccountId,
        now: Timestamp,
    ) -> Result<String, EnterError> {
        self.gate_at("reset_account", who, city).map_err(forbidden)?;
        let account = self.store().find_account(city, id).await?.ok_or(EnterError::Wrong)?;
        // Accounts of citizens are nobody's to take.
        if account.person.is_some() {
            return Err(EnterError::Forbidden("reset_account"));
        }
        self.store().set_password(city, id, &random_password()).await?;
        self.setup_code(who, city, &account.login, now).await
    }

    /// Whether a post may be held in an office.
    pub(crate) fn fit_post(&self, card: &CityCard, post: &str, office: &str) -> Result<(), EnterError> {
        if !self.in_use().library.shared.posts.contains_key(post) {
            return Err(EnterError::Unfit("post"));
        }
        if card.office_name(office).is_none() {
            return Err(EnterError::Unfit("office"));
        }
        Ok(())
    }

    async fn officer_of(&self, city: &City, officer: &str) -> Result<OfficerId, EnterError> {
        let officers = self.store().list_officers(city).await?;
        let found = officers.into_iter().find(|o| o.id.as_str() == officer);
        found.map(|o| o.id).ok_or(EnterError::Unfit("name"))
    }

    /// The posts that there are, in the order of `shared.toml`: id and name.
    pub fn posts(&self, who: &Who, city: &City) -> Result<Vec<(String, Text)>, LookError> {
        self.gate_at("posts", who, city)?;
        let in_use = self.in_use();
        Ok(in_use.library.shared.posts.iter().map(|(id, p)| (id.to_string(), p.name.clone())).collect())
    }
}
