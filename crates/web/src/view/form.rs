//! A form (表单) made of typed fields, as a definition lists them.
//!
//! What was typed is kept as text, right or wrong, so that a rejected form comes back whole with
//! each fault at its field. A field that is asked only in some cases says so in `shown_if`: an
//! island hides it until then; without JavaScript it is shown with its condition in words, and the
//! answer is dropped where the condition does not hold, as the language says (MATTERS 3.1).

use super::{Basis, Document, Reason, Zh, clock::ChainStep};

/// A form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Where it is sent.
    pub action: String,
    /// Its parts; a form without headings has one, without a title.
    pub sections: Vec<FormSection>,
    /// What is wrong with the form as a whole.
    pub errors: Vec<String>,
    /// The words of its button.
    pub submit: String,
    /// A second way to send it: name, value and words of a button.
    pub second: Option<Button>,
    /// What must be confirmed before it goes through: refusals of strength `warn`.
    pub warnings: Vec<Warning>,
    /// It asks one question alone, whose label is the heading of the page.
    pub one_question: bool,
    /// Values that go along unseen (the version of the file that was seen, the step).
    pub hidden: Vec<(String, String)>,
}

/// A button that sends a value with the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Button {
    /// Name of the value.
    pub name: String,
    /// The value.
    pub value: String,
    /// The words on it.
    pub label: String,
}

/// A warning with the box that confirms it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What it says.
    pub reason: Reason,
    /// Whether it has been confirmed.
    pub confirmed: bool,
    /// Whether the form came back because it was not.
    pub missing: bool,
}

/// A part of a form under a heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormSection {
    /// The heading, or nothing.
    pub title: Option<String>,
    /// The fields, in order.
    pub fields: Vec<Field>,
    /// Asks for room for one more.
    pub add: Option<Button>,
    /// It is rarely needed, and folded away.
    pub fold: Option<Fold>,
}

/// How a part of a form is folded away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fold {
    /// What is in it, or when it is needed.
    pub says: String,
    /// Whether it stands open.
    pub open: bool,
}

/// A field of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// The name under which the answer is sent: `act_learned_on`, `evidence.0.name`.
    pub id: String,
    /// The question.
    pub label: String,
    /// Whether it must be answered.
    pub required: bool,
    /// What helps to answer it.
    pub hint: Option<String>,
    /// What is wrong with the answer, and what to do.
    pub error: Option<String>,
    /// The article by which it is asked.
    pub basis: Option<Basis>,
    /// Asked only if another field has one of some values.
    pub shown_if: Option<ShownIf>,
    /// Who it is that sees the answer, where that is not plain (`class` of the definition).
    pub privacy: Option<String>,
    /// The control and what it holds.
    pub kind: FieldKind,
}

/// The condition under which a field is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownIf {
    /// The other field.
    pub field: String,
    /// The values, any of which asks for it.
    pub values: Vec<String>,
    /// The condition in words.
    pub says: String,
}

/// An answer to choose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The value that is sent.
    pub value: String,
    /// The words.
    pub label: String,
    /// What helps to choose.
    pub hint: Option<String>,
    /// The article that the answer rests on.
    pub basis: Option<Basis>,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// The control of a field and what it holds: one for each type of the definition language.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant says what its parts are")]
pub enum FieldKind {
    /// A line of text.
    Text { value: String },
    /// A line for something with a known meaning to browsers: `tel`, `email`, `name`.
    Known { value: String, input: String, autocomplete: String },
    /// Several lines.
    Long { value: String, rows: u8 },
    /// A whole number; `integer` and `number` of the language.
    Number { value: String, unit: Option<String> },
    /// Yuan and fen.
    Money { value: String },
    /// Yes or no; none when not answered.
    YesNo { value: Option<bool> },
    /// A civil date, ISO.
    Date { value: String },
    /// A date and a time of day, ISO to the minute.
    Time { value: String },
    /// One of a closed list; short lists as buttons, long ones as a drop-down.
    Choice { choices: Vec<Choice> },
    /// Some of a closed list.
    Choices { choices: Vec<Choice> },
    /// A person or an organisation, with how to reach them.
    Person { parts: Vec<Field> },
    /// A colleague.
    Officer { choices: Vec<Choice> },
    /// Another file: by number, with what was found.
    File { value: String, found: Option<Zh> },
    /// Several files, a number a line.
    Files { value: String },
    /// A place: name and, where known, coordinates.
    Place { name: String },
    /// An article of law.
    Citation { instrument: String, article: String },
    /// Several articles, one a line.
    Citations { value: String },
    /// A text of law.
    LawText { value: String },
    /// An identity number.
    IdNumber { value: String },
    /// A bank account.
    Account { value: String },
    /// A portrait.
    Photo { held: Vec<Held>, upload: Upload },
    /// Documents or pictures.
    Attachment { held: Vec<Held>, upload: Upload },
    /// Rows of fields.
    List { rows: Vec<Vec<Field>>, add: String },
    /// Something computed or settled, shown and not asked.
    Fixed { value: super::Value },
}

impl Default for FieldKind {
    fn default() -> Self {
        Self::Text { value: String::new() }
    }
}

/// A document that was already taken for this form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Under which it is kept; sent back with the form.
    pub id: String,
    /// The document.
    pub document: Document,
    /// What was wrong with it, where it was not taken.
    pub error: Option<String>,
}

/// What a control for documents takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Upload {
    /// Where the island sends a document at once; without it they go with the form.
    pub href: Option<String>,
    /// Media types, as the `accept` attribute takes them.
    pub accept: String,
    /// The kinds in words: `PDF、JPEG、PNG`.
    pub kinds: String,
    /// The greatest size of one, in bytes.
    pub most_bytes: u64,
    /// How many.
    pub most: u32,
}

impl Field {
    /// The id of the control in the page, for labels and error links.
    pub fn html_id(&self) -> String {
        format!("f-{}", self.id.replace('.', "-"))
    }

    /// The id that an error summary leads to: of the first control.
    pub fn target(&self) -> String {
        match &self.kind {
            FieldKind::YesNo { .. } => format!("{}-yes", self.html_id()),
            FieldKind::Choice { choices } if choices.len() <= MOST_RADIOS => format!("{}-0", self.html_id()),
            FieldKind::Choices { .. } => format!("{}-0", self.html_id()),
            FieldKind::Person { parts } => parts.first().map_or_else(|| self.html_id(), Self::html_id),
            FieldKind::Citation { .. } => format!("{}-instrument", self.html_id()),
            _ => self.html_id(),
        }
    }

    /// The ids of hint and error, for `aria-describedby`.
    pub fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if self.hint.is_some() {
            ids.push(format!("{}-hint", self.html_id()));
        }
        if self.error.is_some() {
            ids.push(format!("{}-error", self.html_id()));
        }
        ids.join(" ")
    }

    /// The values of `shown_if`, as the island reads them.
    pub fn shown_values(&self) -> String {
        self.shown_if.as_ref().map(|s| s.values.join(" ")).unwrap_or_default()
    }

    /// Whether it is a control that has its own fieldset and legend.
    pub fn grouped(&self) -> bool {
        match &self.kind {
            FieldKind::YesNo { .. }
            | FieldKind::Choices { .. }
            | FieldKind::Person { .. }
            | FieldKind::Citation { .. }
            | FieldKind::List { .. } => true,
            // A drop-down has no room for a hint.
            FieldKind::Choice { choices } => {
                choices.len() <= MOST_RADIOS || choices.iter().any(|c| c.hint.is_some())
            }
            _ => false,
        }
    }

    /// A line for something with a known meaning to browsers, which must be given: a login, a code, a password.
    pub fn known(id: &str, label: String, value: &str, input: &str, autocomplete: &str) -> Self {
        Self {
            id: id.into(),
            label,
            required: true,
            kind: FieldKind::Known {
                value: value.into(),
                input: input.into(),
                autocomplete: autocomplete.into(),
            },
            ..Self::default()
        }
    }

    /// Whether it only shows something.
    pub fn fixed(&self) -> bool {
        matches!(self.kind, FieldKind::Fixed { .. })
    }

    /// Whether it, or one within it, takes documents.
    fn uploads(&self) -> bool {
        match &self.kind {
            FieldKind::Photo { .. } | FieldKind::Attachment { .. } => true,
            FieldKind::Person { parts } => parts.iter().any(Self::uploads),
            FieldKind::List { rows, .. } => rows.iter().flatten().any(Self::uploads),
            _ => false,
        }
    }

    /// This field and those within it that have an error.
    pub fn faults(&self) -> Vec<(String, String)> {
        let own = self.error.iter().map(|e| (self.target(), e.clone()));
        let inner: Vec<&Field> = match &self.kind {
            FieldKind::Person { parts } => parts.iter().collect(),
            FieldKind::List { rows, .. } => rows.iter().flatten().collect(),
            _ => Vec::new(),
        };
        own.chain(inner.into_iter().flat_map(Self::faults)).collect()
    }
}

/// A list of choices up to this long is shown as buttons; a longer one as a drop-down.
pub const MOST_RADIOS: usize = 8;

impl Form {
    /// All faults, each with the control that it is at: the error summary.
    pub fn faults(&self) -> Vec<(String, String)> {
        self.sections.iter().flat_map(|s| &s.fields).flat_map(Field::faults).collect()
    }

    /// Whether it takes documents, and so is sent in parts.
    pub fn uploads(&self) -> bool {
        self.sections.iter().flat_map(|s| &s.fields).any(Field::uploads)
    }

    /// Whether anything is wrong.
    pub fn failed(&self) -> bool {
        !self.errors.is_empty() || !self.faults().is_empty() || self.warnings.iter().any(|w| w.missing)
    }
}

/// The page of an act: its form, what stands in its way, and who will approve it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActPage {
    /// The file.
    pub file: super::FileHead,
    /// The act.
    pub name: String,
    /// By which articles it may be done.
    pub bases: Vec<Basis>,
    /// What it leads to, in a sentence.
    pub leads_to: Option<String>,
    /// Why it may not be done, blocks and holds.
    pub refusals: Vec<Reason>,
    /// The form that lifts a hold, where this reader may.
    pub lift: Option<Form>,
    /// Who approves it, in order.
    pub chain: Vec<ChainStep>,
    /// The papers that it issues.
    pub papers: Vec<String>,
    /// The same as they would read with what was typed, once asked for.
    pub previews: Vec<super::file::PaperText>,
    /// The clocks that it meets.
    pub clocks: Vec<super::clock::Clock>,
    /// What has changed since the reader opened the page.
    pub changed: Vec<String>,
    /// The form; none where a block stands.
    pub form: Option<Form>,
    /// Whether the reader is a party, not an officer.
    pub party: bool,
}
