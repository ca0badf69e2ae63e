//! Projections made again from events: the same bytes, whoever makes them.

use std::collections::BTreeMap;

use xiezhi_matter::key::City;
use xiezhi_store::{AppendError, ReadError};

use crate::{
    ActError, Bureau,
    load::Loaded,
    project::{Grounds, project},
};

impl Bureau {
    /// Makes every projection of a city again from events; how many.
    pub async fn rebuild(&self, city: &City) -> Result<u64, ActError> {
        self.city(city)?;
        let mut last = None;
        let mut made = 0;
        loop {
            let keys = self.store().list_keys(city, last.as_ref(), 500).await?;
            let Some(end) = keys.last().cloned() else { return Ok(made) };
            for key in &keys {
                match self.load(key).await {
                    Ok(loaded) => {
                        self.project_again(&loaded).await?;
                        made += 1;
                    }
                    // Its key is destroyed: there is nothing to make it from.
                    Err(ReadError::Erased) => {}
                    Err(other) => return Err(other.into()),
                }
            }
            last = Some(end);
        }
    }

    /// Makes the projection of one file again.
    pub(crate) async fn project_again(&self, loaded: &Loaded) -> Result<(), ActError> {
        let city = self.city(&loaded.key.city)?;
        let ids = loaded.file.parties.iter().map(|p| p.person.clone());
        let persons = self.persons(&loaded.key.city, ids, &BTreeMap::new()).await?;
        let Some(named) = loaded.under.last() else { return Ok(()) };
        let calendar = self.calendar(&loaded.key.city);
        let grounds = Grounds {
            calendar: &calendar,
            def: &loaded.bound.def,
            shared: &loaded.bound.shared,
            definition: named.hash,
            persons: &persons,
            office: city.in_charge(&loaded.bound.def.office),
        };
        let projection = project(&grounds, &loaded.file);
        match self.store().replace_projection(&loaded.key, projection).await {
            Ok(()) | Err(AppendError::Erased) => Ok(()),
            Err(other) => Err(other.into()),
        }
    }
}
