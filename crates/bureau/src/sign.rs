//! Signatures (签名) of several under one record: who can be named, and that each of them is told.

use jiff::Timestamp;
use xiezhi_matter::{
    Decision,
    decide::{FormFault, Missing},
    event::Event,
    id::ActorId,
    world::World,
};
use xiezhi_store::{Fault, NewMail};

use crate::{
    ActError, Answers, Bureau, Who,
    load::Loaded,
    mail::{self, Words},
    record,
    show::Shower,
    who::read_card,
};

impl Bureau {
    /// What is wrong with those named as having signed, besides the doer: see [`Answers::signed`].
    pub(crate) async fn signing(
        &self,
        who: &Who,
        loaded: &Loaded,
        answers: &Answers,
        now: Timestamp,
    ) -> Result<Vec<FormFault>, ActError> {
        if answers.signed.is_empty() {
            return Ok(Vec::new());
        }
        let fault = |row, missing| FormFault { field: Some("signed".into()), row, missing };
        let asks = loaded.bound.def.acts.get(&*answers.act).is_some_and(|a| a.sign.is_some());
        if !asks || !matches!(who, Who::Officer(_) | Who::Program) {
            return Ok(vec![fault(None, Missing::NotAsked)]);
        }
        let officers = self.officers_of(&loaded.key.city, now).await?;
        let known = |id: &str| officers.iter().any(|(officer, _)| officer == id);
        let strangers = answers.signed.iter().enumerate().filter(|(_, id)| !known(id));
        Ok(strangers.map(|(row, _)| fault(Some(row), Missing::Option)).collect())
    }

    /// Letters to those whom an act names as having signed: nobody's name is used without their knowing of it.
    pub(crate) async fn to_signers(
        &self,
        loaded: &Loaded,
        decision: &Decision,
        world: &World,
    ) -> Result<Vec<NewMail>, Fault> {
        let signed: Vec<(&Event, &ActorId)> = decision
            .events
            .iter()
            .filter_map(|e| Some((e, e.done()?)))
            .flat_map(|(e, done)| done.signed.iter().map(move |id| (e, id)))
            .filter(|(e, id)| e.actor != **id)
            .collect();
        if signed.is_empty() {
            return Ok(Vec::new());
        }
        let officers = self.store().list_officers(&loaded.key.city).await?;
        let shower = Shower::new(&loaded.bound);
        let mut letters = Vec::new();
        for (event, id) in signed {
            let Some(officer) = officers.iter().find(|o| o.id.as_str() == id.as_str()) else { continue };
            let Some(address) = read_card(&officer.card)?.email else { continue };
            let act = shower.event_name(&event.what);
            let doer = world.names.get(&event.actor).map_or("", String::as_str);
            let number = loaded.file.number.as_deref().unwrap_or_default();
            let words = Words {
                to: officer.name.clone(),
                address,
                subject: format!("您被记为签名人：{}", act.zh()),
                text: vec![
                    format!("{doer}在{}的“{}”记录中载明您已签名。", event.happened_on, act.zh()),
                    "您没有签名的，请在该案卷中更正这一记录。".to_owned(),
                    format!("案号：{number}"),
                ],
                link: Some(mail::link(&loaded.key)),
            };
            letters.push(NewMail {
                id: format!("{}.{}.signed.{id}", loaded.key.id, event.n),
                file: Some(loaded.key.id.clone()),
                message: record::write(&words),
            });
        }
        Ok(letters)
    }
}
