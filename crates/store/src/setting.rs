//! Cities and their settings.

use jiff::Timestamp;
use xiezhi_matter::key::City;

use crate::{
    Fault, Store,
    engine::{params, work},
};

/// A city (城市) that the store holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CityRow {
    /// Its code.
    pub city: City,
    /// Its name in Chinese and English.
    pub name: (String, String),
    /// The short name used in numbers: 兰.
    pub short: String,
    /// What else is known of it, in the caller's format. Public.
    pub card: Vec<u8>,
}

impl Store {
    /// Writes a city, new or changed.
    pub async fn put_city(&self, row: &CityRow, now: Timestamp) -> Result<(), Fault> {
        let row = row.clone();
        self.write(work!([row], |tx| {
            tx.execute(
                "INSERT INTO city (city, name_zh, name_en, short, card, at) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (city) DO UPDATE SET name_zh = excluded.name_zh, name_en = excluded.name_en,
                     short = excluded.short, card = excluded.card",
                params![&row.city, &row.name.0, &row.name.1, &row.short, row.card, now],
            )
            .await?;
            Ok(())
        }))
        .await
    }

    /// All cities, by code.
    pub async fn list_cities(&self) -> Result<Vec<CityRow>, Fault> {
        self.read(work!([], |tx| {
            let rows =
                tx.query("SELECT city, name_zh, name_en, short, card FROM city ORDER BY city", &[]).await?;
            let cities = rows.into_iter().map(|mut row| {
                Ok(CityRow {
                    city: row.city()?,
                    name: (row.text()?, row.text()?),
                    short: row.text()?,
                    card: row.bytes()?,
                })
            });
            cities.collect()
        }))
        .await
    }

    /// A setting of a city.
    pub async fn setting(&self, city: &City, name: &str) -> Result<Option<String>, Fault> {
        let (city, name) = (city.clone(), name.to_owned());
        self.read(work!([city, name], |tx| {
            let row = tx
                .query_opt("SELECT value FROM setting WHERE city = $1 AND name = $2", params![&city, &name])
                .await?;
            row.map(|mut row| row.text()).transpose()
        }))
        .await
    }

    /// Writes a setting of a city.
    pub async fn set_setting(&self, city: &City, name: &str, value: &str) -> Result<(), Fault> {
        let (city, name, value) = (city.clone(), name.to_owned(), value.to_owned());
        self.write(work!([city, name, value], |tx| {
            tx.execute(
                "INSERT INTO setting (city, name, value) VALUES ($1, $2, $3)
                 ON CONFLICT (city, name) DO UPDATE SET value = excluded.value",
                params![&city, &name, &value],
            )
            .await?;
            Ok(())
        }))
        .await
    }

    /// Writes a setting only if there is none; gives what stands there now. So the mark of a demo
    /// folder can be set once and by one only.
    pub async fn claim_setting(&self, city: &City, name: &str, value: &str) -> Result<String, Fault> {
        let (city, name, value) = (city.clone(), name.to_owned(), value.to_owned());
        self.write(work!([city, name, value], |tx| {
            tx.execute(
                "INSERT INTO setting (city, name, value) VALUES ($1, $2, $3) ON CONFLICT (city, name) DO NOTHING",
                params![&city, &name, &value],
            )
            .await?;
            let row = tx
                .query_opt("SELECT value FROM setting WHERE city = $1 AND name = $2", params![&city, &name])
                .await?;
            row.map_or(Ok(value), |mut row| row.text())
        }))
        .await
    }

    /// Lets a series begin after this number, for a bureau that numbered on paper before. A series that
    /// has gone further stays where it is.
    pub async fn start_series(&self, city: &City, series: &str, last: u64) -> Result<(), Fault> {
        let (city, series) = (city.clone(), series.to_owned());
        self.write(work!([city, series], |tx| {
            tx.execute(
                "INSERT INTO counter (city, series, n) VALUES ($1, $2, $3)
                 ON CONFLICT (city, series) DO UPDATE SET n = excluded.n WHERE counter.n < excluded.n",
                params![&city, &series, last],
            )
            .await?;
            Ok(())
        }))
        .await
    }
}
