//! The guide of a matter (办事指南), made from its definition: nobody types the same thing twice.

use std::sync::Arc;

use jiff::Timestamp;
use xiezhi_matter::{
    Lang, Text,
    id::ActId,
    key::City,
    model::{Act, Asked, Binds, From, Limit, Mark, Measure, Measured, Strength, Who as By},
    roads::Roads,
    time,
};

use crate::{
    Bureau, LookError,
    functions::Bound,
    show::{Shower, in_both, listed},
    view::{Guide, GuideItem, GuideLimit, ServiceShownAt},
};

impl Bureau {
    /// The services of a city: matters that people can open by themselves.
    pub fn services(&self, city: &City, now: Timestamp) -> Result<Vec<ServiceShownAt>, LookError> {
        let card = self.city(city)?;
        let in_use = self.in_use();
        let mut services = Vec::new();
        for id in in_use.library.matters.keys() {
            let Some(bound) = in_use.on(id, time::day(now)) else { continue };
            // A city without the office in charge does not do it.
            if card.in_charge(&bound.def.office).is_none() {
                continue;
            }
            let opens: Vec<(ActId, Text)> =
                opening(&bound).map(|(id, act)| (id.clone(), act.name.clone())).collect();
            if opens.is_empty() {
                continue;
            }
            let shower = Shower::new(&bound);
            services.push(ServiceShownAt {
                matter: bound.def.id.to_string(),
                name: bound.def.name.clone(),
                kind: bound.def.kind,
                law: shower.law(&bound.def.law),
                what: in_both(|lang| first_words(guide_text(&bound, lang))),
                opens,
            });
        }
        Ok(services)
    }

    /// The questions that say which road is open, where there are any.
    pub fn roads(&self, city: &City) -> Result<Option<Arc<Roads>>, LookError> {
        self.city(city)?;
        Ok(self.in_use().library.roads.clone())
    }

    /// The guide of a matter.
    pub fn guide(&self, city: &City, matter: &str, now: Timestamp) -> Result<Guide, LookError> {
        self.city(city)?;
        let bound = self.in_use().on(matter, time::day(now)).ok_or(LookError::Unknown("matter"))?;
        let def = &bound.def;
        let shower = Shower::new(&bound);
        let opens: Vec<(&ActId, &Act)> = opening(&bound).collect();
        if opens.is_empty() {
            return Err(LookError::Unknown("matter"));
        }
        let (materials, questions) = asked(&bound, &opens);
        let today = time::day(now);
        let limits: Vec<&Limit> = def.limits.iter().filter(|l| l.in_force.holds(today)).collect();
        Ok(Guide {
            matter: def.id.to_string(),
            name: def.name.clone(),
            law: shower.law(&def.law),
            text: in_both(|lang| guide_text(&bound, lang).to_owned()),
            who: def
                .parties
                .iter()
                .map(|(id, role)| GuideItem {
                    id: id.to_string(),
                    name: role.name.clone(),
                    note: role.acts_for.as_ref().map(|r| {
                        let name = shower.role_name(r);
                        in_both(|lang| match lang {
                            Lang::Zh => format!("代表{}", name.zh()),
                            Lang::En => format!("Acts for: {}", name.get(lang)),
                        })
                    }),
                    required: role.min > 0,
                    basis: role.basis.clone(),
                    unverified: false,
                })
                .collect(),
            opens: opens
                .iter()
                .map(|(id, act)| {
                    let by: Vec<Text> =
                        act.by.iter().filter(|b| is_person(b)).map(|b| shower.by_name(b)).collect();
                    GuideItem {
                        id: id.to_string(),
                        name: act.name.clone(),
                        note: Some(listed(&by)),
                        required: true,
                        basis: act.basis.clone(),
                        unverified: act.unverified,
                    }
                })
                .collect(),
            conditions: def
                .refusals
                .iter()
                .filter(|r| r.in_force.holds(today) && r.strength == Strength::Block)
                .filter(|r| r.acts.iter().any(|a| def.acts.get(&**a).is_some_and(by_people)))
                .map(|r| GuideItem {
                    id: r.id.to_string(),
                    name: r.says.clone(),
                    note: Some(listed(&r.acts.iter().map(|a| shower.act_name(a)).collect::<Vec<_>>())),
                    required: true,
                    basis: r.basis.clone(),
                    unverified: r.unverified,
                })
                .collect(),
            questions,
            materials,
            steps: def.acts.iter().map(|(id, act)| step(&shower, id, act)).collect(),
            limits: limits.iter().filter(|l| !remedy(l)).map(|l| guide_limit(&shower, l)).collect(),
            papers: def
                .papers
                .iter()
                .filter(|(_, p)| !p.to.is_empty())
                .map(|(id, p)| GuideItem {
                    id: id.to_string(),
                    name: p.name.clone(),
                    note: Some(listed(&p.to.iter().map(|r| shower.role_name(r)).collect::<Vec<_>>())),
                    required: false,
                    basis: p.basis.clone(),
                    unverified: false,
                })
                .collect(),
            remedies: limits.iter().filter(|l| remedy(l)).map(|l| guide_limit(&shower, l)).collect(),
        })
    }
}

/// Acts by which people open a file.
fn opening(bound: &Bound) -> impl Iterator<Item = (&ActId, &Act)> {
    bound.def.acts.iter().filter(|(_, act)| act.from.contains(&From::New) && by_people(act))
}

fn by_people(act: &Act) -> bool {
    act.by.iter().any(is_person)
}

fn is_person(by: &By) -> bool {
    matches!(by, By::Party(_) | By::Public)
}

/// A limit for a person that goes on when the file has ended: what one may do against the outcome.
fn remedy(limit: &Limit) -> bool {
    limit.keeps && limit.binds.iter().any(Binds::person)
}

fn guide_text(bound: &Bound, lang: Lang) -> &str {
    let guide = &bound.def.guide;
    guide.get(lang.tag()).or_else(|| guide.get("zh")).map_or("", |t| t)
}

/// The first paragraph that is no heading.
fn first_words(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(str::trim);
    let first = paragraphs.filter(|p| !p.is_empty()).find(|p| !p.starts_with('#') && !p.starts_with('-'));
    first.unwrap_or_default().replace('\n', " ")
}

/// What the opening acts ask: documents, and the rest.
fn asked(bound: &Bound, opens: &[(&ActId, &Act)]) -> (Vec<GuideItem>, Vec<GuideItem>) {
    use xiezhi_matter::model::FieldType as T;
    let def = &bound.def;
    let mut all: Vec<&Asked> = Vec::new();
    for (_, act) in opens {
        for (role, _) in &act.parties {
            all.extend(def.parties.get(&**role).into_iter().flat_map(|r| &r.needs));
        }
        all.extend(&act.fields);
    }
    let (mut materials, mut questions) = (Vec::new(), Vec::new());
    for asked in all {
        let Some(field) = def.fields.get(&*asked.field) else { continue };
        let handed_in = |ty: T| matches!(ty, T::Attachment | T::Photo);
        let inside = field.of_fields.iter().any(|f| def.fields.get(&**f).is_some_and(|f| handed_in(f.ty)));
        let into = if handed_in(field.ty) || inside { &mut materials } else { &mut questions };
        let item = GuideItem {
            id: asked.field.to_string(),
            name: field.name.clone(),
            note: field.help.clone(),
            // What hangs on a condition is not asked in every case.
            required: asked.required && field.when.is_none() && field.only.is_none(),
            basis: field.basis.clone(),
            unverified: field.basis.iter().any(xiezhi_matter::model::Basis::unverified),
        };
        if !into.iter().any(|i: &GuideItem| i.id == item.id) {
            into.push(item);
        }
    }
    (materials, questions)
}

fn step(shower: &Shower<'_>, id: &ActId, act: &Act) -> GuideItem {
    let by: Vec<Text> = act.by.iter().map(|b| shower.by_name(b)).collect();
    GuideItem {
        id: id.to_string(),
        name: act.name.clone(),
        note: Some(listed(&by)),
        required: false,
        basis: act.basis.clone(),
        unverified: act.unverified,
    }
}

fn guide_limit(shower: &Shower<'_>, limit: &Limit) -> GuideLimit {
    GuideLimit {
        rule: limit.id.to_string(),
        name: limit.name.clone(),
        binds: limit.binds.iter().map(|b| shower.binds_name(b)).collect(),
        length: length(shower, &limit.measure),
        from: limit.starts.iter().map(|m: &Mark| shower.mark(m)).collect(),
        consequence: limit.on_expiry.as_ref().map(|e| shower.consequence(e)),
        basis: limit.basis.clone(),
        unverified: limit.unverified,
    }
}

fn measured(shower: &Shower<'_>, length: &Measured) -> Text {
    match length {
        Measured::Fixed(length) | Measured::Parameter(_, length) => in_both(|lang| match lang {
            Lang::Zh => length.zh(),
            Lang::En => length.to_string(),
        }),
        Measured::Field(field, _) => shower.mark(&Mark::Field(field.clone())),
    }
}

fn length(shower: &Shower<'_>, measure: &Measure) -> Text {
    match measure {
        Measure::Within { lengths, until } => {
            let mut all: Vec<Text> = lengths.iter().map(|l| measured(shower, l)).collect();
            all.extend(until.iter().map(|f| shower.mark(&Mark::Field(f.clone()))));
            listed(&all)
        }
        Measure::After(length) => {
            let length = measured(shower, length);
            in_both(|lang| match lang {
                Lang::Zh => format!("满{}", length.zh()),
                Lang::En => format!("after {}", length.get(lang)),
            })
        }
        Measure::Before(before) => {
            let clear = measured(shower, &before.clear);
            let of = shower.mark(&Mark::Field(before.of.clone()));
            in_both(|lang| match lang {
                Lang::Zh => format!("{}的{}前", of.zh(), clear.zh()),
                Lang::En => format!("{} before: {}", clear.get(lang), of.get(lang)),
            })
        }
    }
}
