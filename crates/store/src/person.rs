//! Persons (当事人身份): identity and contact, under a key of their own, to which files refer.

use jiff::Timestamp;
use xiezhi_matter::key::City;

use crate::{
    Fault, PersonId, ReadError, Store,
    engine::{Tx, params, work},
    keys::CityKeys,
};

/// A person or organisation: who it is and how to reach it, in the caller's format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Its id.
    pub id: PersonId,
    /// Identity and contact. Closed, under the person's key.
    pub record: Vec<u8>,
}

impl Store {
    /// Writes a person, new or changed. An erased one stays erased.
    pub async fn put_person(&self, city: &City, person: Person, now: Timestamp) -> Result<(), ReadError> {
        let (keys, city) = (self.city_keys(city).await?, city.clone());
        self.write(work!([keys, city, person], |tx| write(tx, &keys, &city, &person, now).await)).await
    }

    /// The persons of these ids that exist and are not erased, in the order asked.
    pub async fn list_people(&self, city: &City, ids: &[PersonId]) -> Result<Vec<Person>, Fault> {
        let (keys, city, ids) = (self.city_keys(city).await?, city.clone(), ids.to_vec());
        self.read(work!([keys, city, ids], |tx| {
            let mut people = Vec::with_capacity(ids.len());
            for id in ids {
                let row = tx
                    .query_opt(
                        "SELECT p.record, k.wrapped FROM person p
                         JOIN wrapped_key k ON k.city = p.city AND k.kind = 'person' AND k.owner = p.id AND k.retention = ''
                         WHERE p.city = $1 AND p.id = $2",
                        params![&city, &id],
                    )
                    .await?;
                let Some(mut row) = row else { continue };
                let (record, wrapped) = (row.bytes()?, row.bytes()?);
                let record = keys
                    .unwrap_person(&city, &id, &wrapped)?
                    .open(&bound(&city, &id), &record)
                    .map_err(|_| Fault::Damaged(format!("the record of person {id}")))?;
                people.push(Person { id, record });
            }
            Ok(people)
        }))
        .await
    }
}

pub(crate) async fn write(
    tx: &mut Tx,
    keys: &CityKeys,
    city: &City,
    person: &Person,
    now: Timestamp,
) -> Result<(), ReadError> {
    let secret = keys.person(tx, city, &person.id).await?.ok_or(ReadError::Erased)?;
    let record = secret.seal(&bound(city, &person.id), &person.record);
    tx.later(
        "INSERT INTO person (city, id, record, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (city, id) DO UPDATE SET record = excluded.record, at = excluded.at",
        params![city, &person.id, record, now],
        Some(1),
    );
    Ok(())
}

fn bound(city: &City, id: &PersonId) -> Vec<u8> {
    format!("xiezhi person\n{city}\n{id}").into_bytes()
}
