//! Offices, officers and posts (机构 人员 岗位): who works where, with which powers.

use jiff::civil::Date;
use xiezhi_matter::key::City;

use crate::{
    Fault, OfficeId, OfficerId, PostId, Store,
    engine::{Row, params, work},
};

/// An office (机构).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// Its id.
    pub id: OfficeId,
    /// Its kind, as `shared.toml` names it.
    pub kind: String,
    /// Its name in Chinese and English.
    pub name: (String, String),
    /// The office above it.
    pub parent: Option<OfficeId>,
    /// What else is known of it (address, telephone, level), in the caller's format. Public.
    pub card: Vec<u8>,
}

/// An officer (人员).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Officer {
    /// Their id.
    pub id: OfficerId,
    /// Their name, as papers print it. An officer's name on duty is public.
    pub name: String,
    /// The office they work for.
    pub office: OfficeId,
    /// Until when, for one who left.
    pub until: Option<Date>,
    /// What else is known (card number, professional title), in the caller's format. Internal.
    pub card: Vec<u8>,
}

/// An officer holding a post in an office, for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostHolder {
    /// The post.
    pub post: PostId,
    /// The office in which it is held.
    pub office: OfficeId,
    /// Who holds it.
    pub officer: OfficerId,
    /// From this day.
    pub from: Date,
    /// Through this day, when it ends.
    pub until: Option<Date>,
}

impl Store {
    /// Writes an office, new or changed.
    pub async fn put_office(&self, city: &City, office: &Office) -> Result<(), Fault> {
        let (city, office) = (city.clone(), office.clone());
        self.write(work!([city, office], |tx| {
            tx.execute(
                "INSERT INTO office (city, id, kind, name_zh, name_en, parent, card) VALUES ($1, $2, $3, $4, $5, $6, $7)
                 ON CONFLICT (city, id) DO UPDATE SET kind = excluded.kind, name_zh = excluded.name_zh,
                     name_en = excluded.name_en, parent = excluded.parent, card = excluded.card",
                params![
                    &city,
                    &office.id,
                    &office.kind,
                    &office.name.0,
                    &office.name.1,
                    office.parent.as_ref(),
                    &office.card[..],
                ],
            )
            .await?;
            Ok(())
        }))
        .await
    }

    /// All offices, by id.
    pub async fn list_offices(&self, city: &City) -> Result<Vec<Office>, Fault> {
        let city = city.clone();
        self.read(work!([city], |tx| {
            let rows = tx
                .query(
                    "SELECT id, kind, name_zh, name_en, parent, card FROM office WHERE city = $1 ORDER BY id",
                    params![&city],
                )
                .await?;
            let offices = rows.into_iter().map(|mut row| {
                Ok(Office {
                    id: OfficeId(row.text()?),
                    kind: row.text()?,
                    name: (row.text()?, row.text()?),
                    parent: row.opt_text()?.map(OfficeId),
                    card: row.bytes()?,
                })
            });
            offices.collect()
        }))
        .await
    }

    /// Writes an officer, new or changed.
    pub async fn put_officer(&self, city: &City, officer: &Officer) -> Result<(), Fault> {
        let (city, officer) = (city.clone(), officer.clone());
        self.write(work!([city, officer], |tx| {
            tx.execute(
                "INSERT INTO officer (city, id, name, office, until, card) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (city, id) DO UPDATE SET name = excluded.name, office = excluded.office,
                     until = excluded.until, card = excluded.card",
                params![&city, &officer.id, &officer.name, &officer.office, officer.until, &officer.card[..]],
            )
            .await?;
            Ok(())
        }))
        .await
    }

    /// All officers, by id, those who left among them.
    pub async fn list_officers(&self, city: &City) -> Result<Vec<Officer>, Fault> {
        let city = city.clone();
        self.read(work!([city], |tx| {
            let rows = tx
                .query(
                    "SELECT id, name, office, until, card FROM officer WHERE city = $1 ORDER BY id",
                    params![&city],
                )
                .await?;
            let officers = rows.into_iter().map(|mut row| {
                Ok(Officer {
                    id: OfficerId(row.text()?),
                    name: row.text()?,
                    office: OfficeId(row.text()?),
                    until: row.opt_date()?,
                    card: row.bytes()?,
                })
            });
            officers.collect()
        }))
        .await
    }

    /// Writes that an officer holds a post; the same (post, office, officer, from) again changes its end.
    pub async fn put_post_holder(&self, city: &City, holder: &PostHolder) -> Result<(), Fault> {
        let (city, holder) = (city.clone(), holder.clone());
        self.write(work!([city, holder], |tx| {
            tx.execute(
                "INSERT INTO post_holder (city, post, office, officer, from_on, until) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (city, post, office, officer, from_on) DO UPDATE SET until = excluded.until",
                params![&city, &holder.post, &holder.office, &holder.officer, holder.from, holder.until],
            )
            .await?;
            Ok(())
        }))
        .await
    }

    /// Who holds which post on a day.
    pub async fn list_post_holders(&self, city: &City, on: Date) -> Result<Vec<PostHolder>, Fault> {
        let city = city.clone();
        self.read(work!([city], |tx| {
            let rows = tx
                .query(
                    "SELECT post, office, officer, from_on, until FROM post_holder
                     WHERE city = $1 AND from_on <= $2 AND (until IS NULL OR until >= $2)
                     ORDER BY post, office, officer, from_on",
                    params![&city, on],
                )
                .await?;
            rows.into_iter().map(|mut row| holder(&mut row)).collect()
        }))
        .await
    }

    /// Every holding of a post by an officer: past, present and to come.
    pub async fn holdings_of(&self, city: &City, officer: &OfficerId) -> Result<Vec<PostHolder>, Fault> {
        let (city, officer) = (city.clone(), officer.clone());
        self.read(work!([city, officer], |tx| {
            let rows = tx
                .query(
                    "SELECT post, office, officer, from_on, until FROM post_holder
                     WHERE city = $1 AND officer = $2
                     ORDER BY from_on, post, office",
                    params![&city, &officer],
                )
                .await?;
            rows.into_iter().map(|mut row| holder(&mut row)).collect()
        }))
        .await
    }

    /// The posts that an officer holds on a day.
    pub async fn posts_of(
        &self,
        city: &City,
        officer: &OfficerId,
        on: Date,
    ) -> Result<Vec<(PostId, OfficeId)>, Fault> {
        let (city, officer) = (city.clone(), officer.clone());
        self.read(work!([city, officer], |tx| {
            let rows = tx
                .query(
                    "SELECT DISTINCT post, office FROM post_holder
                     WHERE city = $1 AND officer = $2 AND from_on <= $3 AND (until IS NULL OR until >= $3)
                     ORDER BY post, office",
                    params![&city, &officer, on],
                )
                .await?;
            rows.into_iter().map(|mut row| Ok((PostId(row.text()?), OfficeId(row.text()?)))).collect()
        }))
        .await
    }
}

fn holder(row: &mut Row) -> Result<PostHolder, Fault> {
    Ok(PostHolder {
        post: PostId(row.text()?),
        office: OfficeId(row.text()?),
        officer: OfficerId(row.text()?),
        from: row.date()?,
        until: row.opt_date()?,
    })
}
