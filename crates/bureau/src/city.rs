//! A city (城市): the bureau's card and the offices that take part, from `functions/cities/<code>.toml`.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use xiezhi_matter::{
    Text,
    world::{CityFacts, Person},
};

/// A city as its file says. `functions/README.md` has the keys.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CityCard {
    /// Its GB/T 2260 code.
    pub code: String,
    /// Its name.
    pub name: Text,
    /// What fills `{city.short}` in numbers.
    pub short: String,
    /// What fills `{city.letters}`.
    pub letters: String,
    /// The province.
    pub province: Text,
    /// It does not exist: every paper and page says so.
    #[serde(default)]
    pub fictional: bool,
    /// The organ in whose name decisions are made.
    pub organ: Organ,
    /// The bureau's card.
    pub bureau: BureauCard,
    /// In whose name a paper under each seal goes out: `organ`, `bureau`, or an office. A seal that is not
    /// named is the bureau's.
    #[serde(default)]
    pub seals: IndexMap<String, String>,
    /// The offices.
    #[serde(default)]
    pub office: IndexMap<String, OfficeCard>,
}

/// The organ.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Organ {
    pub id: String,
    pub name: Text,
}

/// How to reach the bureau.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BureauCard {
    /// Its id as an office.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// As dialled within the country.
    pub telephone: String,
    /// As dialled from abroad.
    pub telephone_abroad: String,
    /// Where it is.
    pub address: Text,
    /// When it is open, in words.
    pub hours: Text,
    /// The parts of a working day: from, to.
    #[serde(default)]
    pub opens: Vec<(String, String)>,
}

/// An office.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficeCard {
    /// Its name.
    pub name: Text,
    /// A kind of office of `shared.toml`, where it works in this program.
    #[serde(default)]
    pub kind: Option<String>,
    /// Its level, where it can be a respondent.
    #[serde(default)]
    pub level: Option<String>,
    /// Its field.
    #[serde(default)]
    pub field: Option<String>,
}

impl CityCard {
    /// Reads a city's file.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|e| e.to_string())
    }

    /// What numbers and papers take from it.
    pub(crate) fn facts(&self) -> CityFacts {
        CityFacts {
            short: self.short.clone(),
            code: self.code.clone(),
            letters: self.letters.clone(),
            name: self.name.zh().to_owned(),
        }
    }

    /// The office in charge of a kind of business: the first of that kind.
    pub(crate) fn in_charge(&self, kind: &str) -> Option<&str> {
        self.office.iter().find(|(_, o)| o.kind.as_deref() == Some(kind)).map(|(id, _)| id.as_str())
    }

    /// The name of an office, of the bureau or of the organ.
    pub fn office_name(&self, id: &str) -> Option<&Text> {
        if let Some(office) = self.office.get(id) {
            return Some(&office.name);
        }
        if self.bureau.id == id {
            return Some(&self.bureau.name);
        }
        (self.organ.id == id).then_some(&self.organ.name)
    }

    /// Whether an office stands above all of the city's: a post held in it counts in each of them.
    pub(crate) fn stands_above(&self, office: &str) -> bool {
        self.organ.id == office || self.bureau.id == office
    }

    /// The name in which a paper under a seal goes out; of a paper without one, the bureau's.
    pub(crate) fn issues_as(&self, seal: Option<&str>) -> &str {
        let named = seal.and_then(|s| self.seals.get(s)).map_or("bureau", String::as_str);
        match named {
            "organ" => self.organ.name.zh(),
            "bureau" => self.bureau.name.zh(),
            office => self.office_name(office).map_or("", |n| n.zh()),
        }
    }

    /// An office as conditions and papers see it, when it takes part.
    pub(crate) fn as_party(&self, id: &str) -> Option<Person> {
        let name = self.office_name(id)?.zh().to_owned();
        let card = self.office.get(id);
        Some(Person {
            name,
            office: Some(id.to_owned()),
            level: card.and_then(|c| c.level.clone()),
            field: card.and_then(|c| c.field.clone()),
            ..Person::default()
        })
    }
}
