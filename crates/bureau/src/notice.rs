//! Holiday notices (放假通知): loaded by two administrators, after which every open due date is counted again.

use jiff::{Timestamp, civil::Date};
use xiezhi_calendar::{Calendar, Notice, NoticeError};
use xiezhi_matter::{
    event::{CountRef, Recounted, Shift as ShiftEvent, What},
    file::File,
    key::City,
    replay,
};
use xiezhi_store::{NewMail, SignInError};

use crate::{
    ActError, Bureau, LookError, Who,
    load::Loaded,
    mail::{self, Words},
    record,
    show::Shower,
    view::Shift,
    who::read_card,
};

/// A holiday notice that was taken, and what it moved.
#[derive(Clone, Debug)]
pub struct NoticeTaken {
    /// The year.
    pub year: i16,
    /// The calendar's version now.
    pub calendar: String,
    /// Open due dates that were counted again.
    pub counted: u64,
    /// Those that moved.
    pub shifts: Vec<Shift>,
}

/// Why a notice was not taken.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// The notice has mistakes: all of them, each with line, column and hint.
    #[error(transparent)]
    Notice(#[from] NoticeError),
    /// The second administrator did not confirm, or is the first.
    #[error("a second administrator must confirm a notice")]
    Second,
    /// Not done for another reason.
    #[error(transparent)]
    Act(#[from] ActError),
}

impl Bureau {
    /// The notices in use.
    pub fn holidays(&self, who: &Who, city: &City) -> Result<Vec<Notice>, LookError> {
        self.gate_at("holidays", who, city)?;
        Ok(self.calendar(city).notices().cloned().collect())
    }

    /// What a notice would change, before it is taken: the text is read, nothing is kept.
    pub fn try_notice(&self, who: &Who, city: &City, text: &str) -> Result<(Notice, Vec<Date>), TakeError> {
        self.gate_at("try_notice", who, city).map_err(ActError::from)?;
        let notice = Notice::parse(text)?;
        let before = self.calendar(city);
        let after = before.with_notice(notice.clone())?;
        Ok((notice, before.changes(&after).days().collect()))
    }

    /// Takes a holiday notice, confirmed by a second administrator under their own sign-in, and counts every open
    /// due date again: each shift is an event in its file and told to its officers.
    pub async fn load_notice(
        &self,
        who: &Who,
        city: &City,
        text: &str,
        second: (&str, &str),
        address: &str,
        now: Timestamp,
    ) -> Result<NoticeTaken, TakeError> {
        self.gate_at("load_notice", who, city).map_err(ActError::from)?;
        let notice = Notice::parse(text)?;
        let before = self.calendar(city);
        let after = before.with_notice(notice.clone())?;
        let account = self.store().sign_in(city, second.0, second.1, address, now).await;
        let account = account.map_err(|e| match e {
            SignInError::Fault(fault) => TakeError::Act(fault.into()),
            SignInError::Wrong | SignInError::LockedOut { .. } => TakeError::Second,
        })?;
        let confirmed = self.who_is(city, &account, now).await.map_err(|_| TakeError::Second)?;
        let other = confirmed.id() != who.id();
        if !other || self.gate("load_notice", &confirmed).is_err() {
            return Err(TakeError::Second);
        }
        self.store()
            .put_notice(city, notice.year, text.as_bytes(), now)
            .await
            .map_err(|fault| TakeError::Act(fault.into()))?;
        self.set_calendar(city, after.clone());
        let mut taken = NoticeTaken {
            year: notice.year,
            calendar: after.version().to_owned(),
            counted: 0,
            shifts: Vec::new(),
        };
        self.recount(city, &before, &after, &mut taken, now).await?;
        Ok(taken)
    }

    async fn recount(
        &self,
        city: &City,
        before: &Calendar,
        after: &Calendar,
        taken: &mut NoticeTaken,
        now: Timestamp,
    ) -> Result<(), ActError> {
        let mut last = None;
        loop {
            let keys = self.store().list_keys(city, last.as_ref(), 500).await?;
            let Some(end) = keys.last().cloned() else { break };
            for key in &keys {
                let loaded = match self.load(key).await {
                    Ok(loaded) => loaded,
                    Err(xiezhi_store::ReadError::Erased) => continue,
                    Err(other) => return Err(other.into()),
                };
                let events = loaded.file.events.clone();
                let old = replay(&loaded.bound.def, key.clone(), events, before);
                taken.counted += loaded.file.counts.iter().filter(|c| c.open()).count() as u64;
                let shifts = shifted(&old, &loaded.file);
                if shifts.is_empty() {
                    // A day that is no longer provisional shows in lists too.
                    if old.counts != loaded.file.counts {
                        self.project_again(&loaded).await?;
                    }
                    continue;
                }
                let told = self.tell_officers(&loaded, &shifts, now).await?;
                for shift in &shifts {
                    taken.shifts.push(Shift {
                        file: key.clone(),
                        number: loaded.file.number.clone(),
                        limit: Shower::new(&loaded.bound).limit_name(&shift.limit),
                        was: shift.was,
                        now: shift.now,
                        told: told.clone(),
                        at: now,
                    });
                }
                let what = What::Recounted(Recounted { calendar: after.version().to_owned(), shifts });
                self.record(loaded, what, now).await?;
            }
            last = Some(end);
        }
        Ok(())
    }

    /// Tells the officers of a file; says whom.
    async fn tell_officers(
        &self,
        loaded: &Loaded,
        shifts: &[ShiftEvent],
        now: Timestamp,
    ) -> Result<Vec<String>, ActError> {
        let city = &loaded.key.city;
        let mut told = Vec::new();
        for officer in self.store().list_officers(city).await? {
            let seated = loaded.file.officers.values().flatten().any(|o| o.as_str() == officer.id.as_str());
            if !seated {
                continue;
            }
            told.push(officer.name.clone());
            let Some(address) = read_card(&officer.card)?.email else { continue };
            let shower = Shower::new(&loaded.bound);
            let lines = shifts
                .iter()
                .map(|s| format!("{}：由{}改为{}", shower.limit_name(&s.limit).zh(), s.was, s.now));
            let words = Words {
                to: officer.name,
                address,
                subject: format!("期限重新计算：{}", loaded.file.number.clone().unwrap_or_default()),
                text: lines.collect(),
                link: Some(mail::link(&loaded.key)),
            };
            let id = format!("{}.recount.{}.{}", loaded.key.id, loaded.file.last().next(), officer.id);
            let mail = NewMail { id, file: Some(loaded.key.id.clone()), message: record::write(&words) };
            self.store().put_mail(city, &mail, now).await?;
        }
        Ok(told)
    }
}

/// Open counts whose last day is another now.
fn shifted(old: &File, new: &File) -> Vec<ShiftEvent> {
    let due = |file: &File, name: &CountRef| file.count(name).and_then(|c| c.due);
    new.counts
        .iter()
        .filter(|c| c.open() && c.awake)
        .filter_map(|c| {
            let name = c.name();
            let (was, now) = (due(old, &name)?, c.due?);
            (was != now).then(|| ShiftEvent { limit: c.limit.clone(), count: name, was, now })
        })
        .collect()
}
