//! The words (文字) of the pages: one Fluent file a language, the Chinese one authoritative.
//!
//! A page asks for a message by its id. A message that is missing comes out in brackets `⟦id⟧`,
//! which no test lets pass, so a reader never meets one.

use std::{borrow::Cow, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};

use crate::lang::Lang;

const ZH: &str = include_str!("../locales/zh-Hans.ftl");
const EN: &str = include_str!("../locales/en.ftl");

static BUNDLES: LazyLock<[FluentBundle<FluentResource>; 2]> =
    LazyLock::new(|| [bundle(Lang::Zh, ZH), bundle(Lang::En, EN)]);

fn bundle(lang: Lang, text: &str) -> FluentBundle<FluentResource> {
    let id = lang.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // The marks that isolate right-to-left runs would land in attributes and copied text.
    bundle.set_use_isolating(false);
    let resource = match FluentResource::try_new(text.to_owned()) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            tracing::error!(?errors, "The words in {lang} have mistakes");
            resource
        }
    };
    bundle.add_resource_overriding(resource);
    bundle
}

/// The words for `id`, without arguments.
pub fn say(lang: Lang, id: &str) -> Cow<'static, str> {
    say_with(lang, id, None)
}

/// The words for `id` with its arguments filled in.
pub fn say_with(lang: Lang, id: &str, args: Option<&FluentArgs<'_>>) -> Cow<'static, str> {
    let [zh, en] = &*BUNDLES;
    let bundle = match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    let Some(pattern) = bundle.get_message(id).and_then(|m| m.value()) else {
        tracing::error!(id, "No words in {lang}");
        return Cow::Owned(format!("⟦{id}⟧"));
    };
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, args, &mut errors);
    if !errors.is_empty() {
        tracing::error!(id, ?errors, "The words in {lang} lack something");
        return Cow::Owned(format!("⟦{id}⟧"));
    }
    Cow::Owned(text.into_owned())
}

/// One argument, or two, as messages take them.
pub fn args<'a>(pairs: &[(&'a str, FluentValue<'a>)]) -> FluentArgs<'a> {
    pairs.iter().map(|(k, v)| (*k, v.clone())).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    fn ids(text: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut current = String::new();
        for line in text.lines() {
            if line.starts_with(|c: char| c.is_ascii_lowercase()) {
                current = line.split(" =").next().unwrap_or_default().to_owned();
                found.entry(current.clone()).or_default();
            }
            let vars = line.split('$').skip(1);
            let vars =
                vars.map(|s| s.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect());
            if let Some(set) = found.get_mut(&current) {
                set.extend(vars);
            }
        }
        found
    }

    #[test]
    fn the_words_parse() {
        for text in [ZH, EN] {
            FluentResource::try_new(text.to_owned()).map_err(|(_, e)| e).expect("the words parse");
        }
    }

    #[test]
    fn both_languages_have_the_same_messages_with_the_same_arguments() {
        let (zh, en) = (ids(ZH), ids(EN));
        let missing: Vec<_> = zh.iter().filter(|(id, vars)| en.get(*id) != Some(*vars)).collect();
        assert!(missing.is_empty(), "differ in English: {missing:?}");
        let missing: Vec<_> = en.iter().filter(|(id, vars)| zh.get(*id) != Some(*vars)).collect();
        assert!(missing.is_empty(), "differ in Chinese: {missing:?}");
    }

    #[test]
    fn no_message_is_written_twice() {
        for text in [ZH, EN] {
            let mut seen = BTreeSet::new();
            for line in text.lines().filter(|l| l.starts_with(|c: char| c.is_ascii_lowercase())) {
                let id = line.split(" =").next().unwrap_or_default();
                assert!(seen.insert(id.to_owned()), "{id} is written twice");
            }
        }
    }
}
