//! The form of an act, as data.

use xiezhi_matter::{
    Text,
    event::Values,
    id::{ActId, FieldId, PersonId, RoleId},
    key::Seq,
    model::{Basis, Class, FieldType, PartyKind},
    value::Value,
};

use super::{Chain, Clock, FileHead, Reason, Shown};

/// A form to be filled in.
#[derive(Clone, Debug)]
pub struct Form {
    /// The file; none for an opening act.
    pub file: Option<FileHead>,
    /// The last event of the file, to be sent back.
    pub seen: Seq,
    /// The act.
    pub act: ActId,
    /// Its name.
    pub name: Text,
    /// On what it rests.
    pub basis: Vec<Basis>,
    /// In which capacity it would be done.
    pub answerer: Answerer,
    /// Its fields, in order.
    pub fields: Vec<AskedField>,
    /// The roles it asks for.
    pub parties: Vec<PartyForm>,
    /// How many sign, the doer among them.
    pub sign: Option<u32>,
    /// Who could sign with the doer.
    pub signers: Vec<(String, String)>,
    /// Earlier events one of which it answers.
    pub about: Vec<(Seq, Text)>,
    /// Parties for one of whom it is recorded.
    pub for_party: Vec<(PersonId, String)>,
    /// Whether it may be opened: no block stands.
    pub open: bool,
    /// What stands in its way already, before anything is filled in, or is to be confirmed or lifted.
    pub reasons: Vec<Reason>,
    /// Who approves it, in order.
    pub chain: Chain,
    /// The papers it issues.
    pub papers: Vec<Text>,
    /// The limits it meets.
    pub clocks: Vec<Clock>,
    /// Where it leads.
    pub leads_to: Vec<Text>,
    /// It is proposed: why.
    pub proposed: Option<Text>,
    /// What is given so far: from the draft, the proposal, prefill.
    pub given: Values,
}

/// In which capacity somebody fills a form in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answerer {
    /// As an officer; the post or seat by name.
    Officer(Text),
    /// As a party in a role.
    Party(RoleId, Text),
    /// As anybody.
    Public,
}

/// A field of a form.
#[derive(Clone, Debug)]
pub struct AskedField {
    /// Its id.
    pub id: FieldId,
    /// The question.
    pub name: Text,
    /// What helps to answer it.
    pub help: Option<Text>,
    /// What it holds.
    pub ty: FieldType,
    /// How closed it is.
    pub class: Class,
    /// Whether it must be answered, where it is asked.
    pub required: bool,
    /// Whether it is asked, with the values so far.
    pub shown: bool,
    /// The fields on which that hangs.
    pub controlled_by: Vec<FieldId>,
    /// The same for a page that can't judge conditions: asked where one field has one of these values.
    pub shown_if: Option<ShownIf>,
    /// About parties of which kind alone it is asked, where it is about a party.
    pub only: Option<PartyKind>,
    /// The options in force.
    pub options: Vec<Choice>,
    /// The fields of a row, of a list.
    pub of: Vec<AskedField>,
    /// Least and most.
    pub range: Option<(i64, i64)>,
    /// What it holds now: typed, proposed, prefilled, or on file.
    pub value: Option<Value>,
    /// Whether the file holds it already, so that it need not be given again.
    pub on_file: bool,
    /// Worked out and only shown.
    pub computed: Option<Shown>,
    /// On what it rests.
    pub basis: Vec<Basis>,
}

/// The condition under which a field is asked, as far as one other field decides it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownIf {
    /// The other field.
    pub field: FieldId,
    /// Its name.
    pub name: Text,
    /// The values: options by id, `true` or `false`.
    pub values: Vec<String>,
    /// The same values in words.
    pub words: Vec<Text>,
}

/// An option.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Choice {
    pub id: String,
    pub name: Text,
    pub basis: Vec<Basis>,
}

/// What is asked about parties in a role.
#[derive(Clone, Debug)]
pub struct PartyForm {
    /// The role.
    pub role: RoleId,
    /// Its name.
    pub name: Text,
    /// Who can have it.
    pub kind: PartyKind,
    /// At least so many.
    pub min: u32,
    /// At most.
    pub max: Option<u32>,
    /// Whether one must be given on this form.
    pub required: bool,
    /// For which role it acts.
    pub acts_for: Option<RoleId>,
    /// What is asked about each, besides the name.
    pub needs: Vec<AskedField>,
    /// Offices to choose from, where an office can have it.
    pub offices: Vec<(String, Text)>,
    /// Whether whoever fills it in can be this party.
    pub may_be_me: bool,
    /// The name and the facts of whoever fills it in, where they have an account and can be this party.
    pub me: Option<(String, Values)>,
    /// On what it rests.
    pub basis: Vec<Basis>,
}
