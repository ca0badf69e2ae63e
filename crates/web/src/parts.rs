//! The pieces (部件) that pages are set from: a ground, a reason, a clock, an entry, a field, a form.
//!
//! Each is a template of its own, and `Frame` has a method for each, so that a page writes
//! `{{ frame.clock(clock) }}` and every clock in the house looks alike.

use askama::{Template, filters::HtmlSafe};

use crate::{
    frame::Frame,
    view::{
        Basis, Block, Document, FileHead, Reason, Strength, Value,
        clock::{ChainStep, Clock, StepStanding},
        desk::{Filter, FilterKind},
        file::{Blocked, Entry, Look, Offer, PaperText, PartyRow},
        form::{Field, FieldKind, Form},
        portal::{AnswerSection, GuideItem, InboxPaper, Service},
    },
};

/// Declares a piece: its struct, its template, the method of `Frame` that makes it.
macro_rules! part {
    ($($(#[doc = $doc:literal])+ $method:ident $name:ident $path:literal ($($arg:ident: $type:ty),*);)+) => {$(
        #[derive(Template)]
        #[template(path = $path)]
        #[doc = concat!("The piece `", $path, "`.")]
        #[derive(Debug)]
        pub struct $name<'a> {
            frame: &'a Frame,
            $($arg: &'a $type,)*
        }
        // The template escapes what it is given, so its output must not be escaped again.
        impl HtmlSafe for $name<'_> {}
        impl Frame {
            $(#[doc = $doc])+
            pub fn $method<'a>(&'a self, $($arg: &'a $type),*) -> $name<'a> {
                $name { frame: self, $($arg),* }
            }
        }
    )+};
}

part! {
    /// A ground: article and words.
    basis BasisPart "parts/basis.html" (basis: Basis);
    /// Several grounds.
    bases BasesPart "parts/bases.html" (bases: [Basis]);
    /// A value of a fact.
    value ValuePart "parts/value.html" (value: Value);
    /// A document to open.
    document DocumentPart "parts/document.html" (document: Document);
    /// An entry of a timeline.
    entry EntryPart "parts/entry.html" (entry: Entry);
    /// A chain of approvals.
    chain ChainPart "parts/chain.html" (chain: [ChainStep]);
    /// Who takes part.
    parties PartiesPart "parts/parties.html" (parties: [PartyRow]);
    /// Who looked.
    looks LooksPart "parts/looks.html" (looks: [Look]);
    /// What may not be done, and why.
    blocked BlockedPart "parts/blocked.html" (blocked: [Blocked]);
    /// What may be done.
    offers OffersPart "parts/offers.html" (offers: [Offer]);
    /// Answers with the links that change them.
    answers AnswersPart "parts/answers.html" (sections: [AnswerSection]);
    /// The words of a paper.
    paper PaperPart "parts/paper.html" (paper: PaperText);
    /// Which file this is about.
    file_head FileHeadPart "parts/file_head.html" (file: FileHead);
    /// The link to the page before.
    back BackPart "parts/back.html" (back: String);
    /// Entries of a guide with their grounds.
    items ItemsPart "parts/items.html" (items: [GuideItem]);
    /// Papers in an inbox.
    inbox InboxPart "parts/inbox.html" (papers: [InboxPaper]);
    /// The filters of a list.
    filters FiltersPart "parts/filters.html" (filters: [Filter]);
    /// What is wrong with a form, each fault linked to its field.
    faults FaultsPart "parts/faults.html" (form: Form);
}

impl ChainPart<'_> {
    fn step_id(&self, step: &ChainStep) -> &'static str {
        match step.standing {
            StepStanding::Waiting => "step-waiting",
            StepStanding::Now => "step-now",
            StepStanding::Done => "step-done",
            StepStanding::Returned => "step-returned",
        }
    }
}

/// Running text.
#[derive(Debug, Template)]
#[template(path = "parts/blocks.html")]
pub struct BlocksPart<'a> {
    blocks: &'a [Block],
}
impl HtmlSafe for BlocksPart<'_> {}

/// What one may ask of the bureau.
#[derive(Debug, Template)]
#[template(path = "parts/services.html")]
pub struct ServicesPart<'a> {
    services: &'a [Service],
}
impl HtmlSafe for ServicesPart<'_> {}

/// Why an act may not be done.
#[derive(Debug, Template)]
#[template(path = "parts/reason.html")]
pub struct ReasonPart<'a> {
    frame: &'a Frame,
    reason: &'a Reason,
    strength_id: String,
}
impl HtmlSafe for ReasonPart<'_> {}

/// A clock with its count.
#[derive(Debug, Template)]
#[template(path = "parts/clock.html")]
pub struct ClockPart<'a> {
    frame: &'a Frame,
    clock: &'a Clock,
    standing_id: String,
    left_words: String,
}
impl HtmlSafe for ClockPart<'_> {}

/// A field with its label, hint, error and control.
#[derive(Debug, Template)]
#[template(path = "parts/field.html")]
pub struct FieldPart<'a> {
    frame: &'a Frame,
    field: &'a Field,
    /// The only field of its page: its label is the page's heading.
    alone: bool,
}
impl HtmlSafe for FieldPart<'_> {}

/// A form.
#[derive(Debug, Template)]
#[template(path = "parts/form.html")]
pub struct FormPart<'a> {
    frame: &'a Frame,
    form: &'a Form,
    method: &'static str,
}
impl HtmlSafe for FormPart<'_> {}

/// Markup that holds no text from outside.
#[derive(Debug)]
pub struct Markup(String);
impl std::fmt::Display for Markup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl HtmlSafe for Markup {}

impl Frame {
    /// Running text.
    pub fn blocks<'a>(&self, blocks: &'a [Block]) -> BlocksPart<'a> {
        BlocksPart { blocks }
    }

    /// What one may ask of the bureau.
    pub fn services<'a>(&self, services: &'a [Service]) -> ServicesPart<'a> {
        ServicesPart { services }
    }

    /// A reason with rule, article, and who may lift it.
    pub fn reason<'a>(&'a self, reason: &'a Reason) -> ReasonPart<'a> {
        ReasonPart { frame: self, reason, strength_id: format!("strength-{}", reason.strength.word()) }
    }

    /// A clock with its count.
    pub fn clock<'a>(&'a self, clock: &'a Clock) -> ClockPart<'a> {
        ClockPart {
            frame: self,
            clock,
            standing_id: format!("clock-{}", clock.standing.word()),
            left_words: self.left(clock),
        }
    }

    /// How many days are left, in words: `还有 3 天`, `已过 2 天`.
    pub fn left(&self, clock: &Clock) -> String {
        match clock.left {
            Some(0) | None => String::new(),
            Some(n) if n > 0 => self.tn("days-left", n),
            Some(n) => self.tn("days-over", n.unsigned_abs()),
        }
    }

    /// Where a clock stands, in words.
    pub fn standing(&self, clock: &Clock) -> String {
        self.t(format!("clock-{}", clock.standing.word()))
    }

    /// A field within a form.
    pub fn field<'a>(&'a self, field: &'a Field) -> FieldPart<'a> {
        FieldPart { frame: self, field, alone: false }
    }

    /// A field of a form; where it is the only one, its label is the heading of the page.
    pub fn field_in<'a>(&'a self, field: &'a Field, form: &Form) -> FieldPart<'a> {
        FieldPart { frame: self, field, alone: form.one_question }
    }

    /// A form that changes something.
    pub fn form<'a>(&'a self, form: &'a Form) -> FormPart<'a> {
        FormPart { frame: self, form, method: "post" }
    }

    /// A form that only asks.
    pub fn form_get<'a>(&'a self, form: &'a Form) -> FormPart<'a> {
        FormPart { frame: self, form, method: "get" }
    }

    /// The hidden field with the page's token.
    pub fn token(&self) -> Markup {
        // The token is made of letters, digits, `-` and `_`; anything else is left out.
        let token: String =
            self.csrf.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
        Markup(format!("<input type=\"hidden\" name=\"csrf\" value=\"{token}\">"))
    }

    /// The mark behind a label: optional fields are marked, required ones are the rule.
    pub fn needed(&self, field: &Field) -> Markup {
        if field.required || field.fixed() {
            Markup(String::new())
        } else {
            Markup(format!("<span class=\"x-optional\">{}</span>", self.t("optional")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::form::FormSection;

    #[test]
    fn a_token_never_carries_markup() {
        let frame = Frame { csrf: "ab\"><script>".into(), ..Frame::default() };
        assert_eq!(frame.token().to_string(), r#"<input type="hidden" name="csrf" value="abscript">"#);
    }

    #[test]
    fn what_was_typed_comes_back_escaped() {
        let field = Field {
            id: "name".into(),
            label: "姓名".into(),
            kind: FieldKind::Text { value: "\"><script>alert(1)</script>".into() },
            ..Field::default()
        };
        let form = Form {
            sections: vec![FormSection { title: None, fields: vec![field], ..FormSection::default() }],
            ..Form::default()
        };
        let html = Frame::default().form(&form).to_string();
        assert!(!html.contains("<script>"), "{html}");
        assert!(html.contains("&#34;&#62;&#60;script&#62;alert(1)"), "{html}");
    }
}
