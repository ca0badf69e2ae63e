//! At the counter (收件窗口): what may be the same case, and what was registered last.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};
use xiezhi_matter::{
    Text,
    key::{City, FileKey},
    model::{LookupOf, Strength},
    value::Value,
};
use xiezhi_store::{Direction, FactValue, Filter, Order, Query, Sight, Test};

use crate::{
    ActError, Answers, Bureau, LookError, Who, act::cleaned, heads::head_of, heads::head_of_line,
    lists::card_of, project::OPENED_BY, view::FileHead, world::read_in,
};

/// So many files that may be the same are shown; the rest are in the register.
const ALIKE: usize = 10;
/// So many of the files that an officer registered last are shown.
const RECENT: u32 = 10;

/// A file that may be the same case.
#[derive(Clone, Debug)]
pub struct Alike {
    /// The file.
    pub head: FileHead,
    /// When it was opened.
    pub opened_on: Option<Date>,
    /// What the definition says of it.
    pub says: Text,
}

/// A file that an officer registered.
#[derive(Clone, Debug)]
pub struct RecentlyFiled {
    /// The file.
    pub head: FileHead,
    /// When it was registered.
    pub at: Timestamp,
}

impl Bureau {
    /// Files that the warnings of an opening act find by its answers, as far as whoever asks may open them.
    pub async fn alike(
        &self,
        who: &Who,
        city: &City,
        matter: &str,
        answers: &Answers,
        now: Timestamp,
    ) -> Result<Vec<Alike>, ActError> {
        self.gate_at("alike", who, city)?;
        let answers = cleaned(answers);
        let loaded = self.to_be(city, matter, None, &answers, now)?;
        let actor = self.opener(who, &loaded, &answers)?;
        let (_, world, _) = self.would(who, &loaded, &actor, &answers, now).await?;
        let def = &loaded.bound.def;
        let mut alike = Vec::new();
        let mut seen = BTreeSet::new();
        let warnings = def.refusals.iter().filter(|r| r.strength == Strength::Warn);
        for warning in warnings.filter(|r| r.acts.contains(&answers.act)) {
            for id in read_in(def, &warning.when) {
                let of_matter = def.lookups.get(&*id).is_some_and(|l| matches!(l.of, LookupOf::Matter(_)));
                for row in world.lookups.get(&id).into_iter().flatten().filter(|_| of_matter) {
                    let Some(id) = row.get("id").and_then(Value::as_text).and_then(|id| id.parse().ok())
                    else {
                        continue;
                    };
                    let key = FileKey { city: city.clone(), id };
                    if key == loaded.key || alike.len() >= ALIKE || !seen.insert(key.clone()) {
                        continue;
                    }
                    let other = self.load(&key).await?;
                    if self.sees(who, &other)?.is_none() {
                        continue;
                    }
                    let ids = other.file.parties.iter().map(|p| p.person.clone());
                    let persons = self.persons(city, ids, &BTreeMap::new()).await?;
                    alike.push(Alike {
                        head: head_of(&other, &persons, true),
                        opened_on: other.file.opened_on,
                        says: warning.says.clone(),
                    });
                }
            }
        }
        Ok(alike)
    }

    /// The files of a matter that whoever asks registered last.
    pub async fn recently_filed(
        &self,
        who: &Who,
        city: &City,
        matter: &str,
    ) -> Result<Vec<RecentlyFiled>, LookError> {
        self.gate_at("recently_filed", who, city)?;
        let bound = self.reads_matter(who, city, matter)?;
        let query = Query {
            city: city.clone(),
            matter: Some(matter.to_owned()),
            filters: vec![Filter::Fact(
                OPENED_BY.to_owned(),
                Test::Is(FactValue::Text(who.id().to_string())),
            )],
            order: Order::Opened,
            direction: Direction::Down,
            after: None,
            limit: RECENT,
        };
        let mut recent = Vec::new();
        for line in self.store().list_files(&query).await?.rows {
            // Only the clear headers are read: nothing of the file is opened.
            let headers = self.store().headers(&line.key, &Sight::Nobody).await?;
            let Some(first) = headers.first() else { continue };
            let card = card_of(&line)?;
            let at = first.recorded_at;
            recent.push(RecentlyFiled { head: head_of_line(&bound, &line, &card, true), at });
        }
        recent.sort_by_key(|one| std::cmp::Reverse(one.at));
        Ok(recent)
    }
}
