//! Every table of the language and its keys: the one place where they are said.

use super::shape::{Key, Lengths, Noun, Shape, Table, later, may, must};

use Shape::{
    Any, Asked, Axis, Basis, Bool, Bound, By, Cel, Column, Date, Entries, Event, From, Give, Int, List,
    ListRef, Many, OnTrack, OneOf, Or, Pattern, Ref, RefOrGroup, Rows, Searched, Target, Text, Who, Words,
};

const WRITTEN: Shape = Shape::Length(Lengths::Written);
const MEASURED: Shape = Shape::Length(Lengths::Measured);
const BASIS: Key = may("basis", Basis, "the article it rests on");
const RESTS: Key = must("basis", Basis, "the article it rests on");
const UNVERIFIED: Key = may("unverified", Bool, "the source is other than the promulgated text");
const IN_FORCE: Key = may("in_force", Shape::Table(&IN_FORCE_TABLE), "first and last day on which it is law");
const NAME: Key = must("name", Text, "its name, in every language");

/// The types of a field.
pub(crate) const TYPES: &[&str] = &[
    "text",
    "long",
    "integer",
    "number",
    "money",
    "yes-no",
    "date",
    "time",
    "choice",
    "choices",
    "person",
    "officer",
    "file",
    "files",
    "place",
    "citation",
    "citations",
    "law-text",
    "id-number",
    "account",
    "photo",
    "attachment",
    "record",
    "list",
];

/// `in_force`.
pub(crate) static IN_FORCE_TABLE: Table = Table {
    name: "in_force",
    keys: &[may("from", Date, "the first day"), may("until", Date, "the last day; absent while it lasts")],
};

/// A definition.
pub(crate) static MATTER: Table = Table {
    name: "matter",
    keys: &[
        must("id", Words, "the id of the matter, for ever"),
        must("kind", OneOf(&["case", "register", "plan", "project", "campaign"]), "what its pages open on"),
        NAME,
        must("law", Ref(Noun::Law), "the law that a bare article is of"),
        must("version", Int, "the number of this version"),
        must("from", Date, "the first day on which an application falls under it"),
        may("until", Date, "the last day"),
        must("office", Ref(Noun::Office), "the kind of office in charge"),
        may("parent", Ref(Noun::Matter), "the matter of which a file is a child"),
        may("use", List(&Words), "fragments that are merged under it"),
        may("drop", List(&Words), "entries of a fragment that are left out, as `act.x`"),
        may("number", Or(&[OneOf(&["none"]), Pattern]), "how a file is numbered; `none`: not"),
        may("paper_number", Pattern, "how its papers are numbered; else as shared.toml says"),
        may("service", Ref(Noun::Service), "rules of service; else `civil-procedure`"),
        may("default", Shape::Table(&DEFAULT), "keys that entries take when they lack them"),
        may("group", Entries(&Many(&Words)), "named lists of states or of acts"),
        may("define", Entries(&Shape::Table(&DEFINE)), "named conditions and figures"),
        must("state", Entries(&Shape::Table(&STATE)), "where a file can stand"),
        may("track", Entries(&Shape::Table(&TRACK)), "what runs beside the main track"),
        may("party", Entries(&Shape::Table(&PARTY)), "roles"),
        may("officer", Entries(&Shape::Table(&OFFICER)), "seats that officers have in a file"),
        may("options", Entries(&Entries(&Shape::Table(&OPTION))), "closed lists"),
        may("field", Entries(&Shape::Table(&FIELD)), "what is asked, found and kept"),
        must("act", Entries(&Shape::Table(&ACT)), "what may be done"),
        may("limit", Entries(&Many(&Shape::Table(&LIMIT))), "time limits"),
        may("refusal", Entries(&Many(&Shape::Table(&REFUSAL))), "what may not be done"),
        may("lookup", Entries(&Shape::Table(&LOOKUP)), "searches in other files"),
        may("child", Entries(&Shape::Table(&CHILD)), "kinds of child files"),
        may("paper", Entries(&Shape::Table(&PAPER)), "papers"),
        may("register", Shape::Table(&REGISTER), "the list of all files"),
        may("measure", Entries(&Shape::Table(&MEASURE)), "figures"),
        may("retention", Entries(&Shape::Table(&RETENTION)), "how long it is kept"),
        may("access", Shape::Table(&ACCESS), "who may read it"),
        may("transition", Shape::Table(&TRANSITION), "what becomes of files under the version before"),
        later("public"),
        later("schedule"),
        later("code"),
    ],
};

/// `[default]`: a table of keys for each table of entries.
pub(crate) static DEFAULT: Table = Table {
    name: "default",
    keys: &[
        may("act", Any, "keys of an act"),
        may("field", Any, "keys of a field"),
        may("limit", Any, "keys of a limit"),
        may("refusal", Any, "keys of a refusal"),
        may("paper", Any, "keys of a paper"),
        may("state", Any, "keys of a state"),
        may("party", Any, "keys of a role"),
        may("officer", Any, "keys of a seat"),
        may("lookup", Any, "keys of a lookup"),
        may("child", Any, "keys of a kind of child file"),
        may("measure", Any, "keys of a measure"),
        may("retention", Any, "keys of a rule of keeping"),
    ],
};

static DEFINE: Table =
    Table { name: "define.x", keys: &[must("cel", Cel, "the condition or figure"), NAME, BASIS] };

pub(crate) static STATE: Table = Table {
    name: "state.x",
    keys: &[
        NAME,
        may("final", Bool, "no act with a `to` leaves it"),
        may("side", Bool, "it remembers where the file came from"),
        may("stops", List(&Ref(Noun::Limit)), "limits that stand still in it"),
        BASIS,
    ],
};

static TRACK: Table = Table {
    name: "track.x",
    keys: &[NAME, must("state", Entries(&Shape::Table(&STATE)), "its states; `off` is none of them"), BASIS],
};

static PARTY: Table = Table {
    name: "party.role",
    keys: &[
        NAME,
        must("kind", OneOf(&["person", "organisation", "office", "any"]), "who can have the role"),
        may("min", Int, "at least so many"),
        may("max", Int, "at most so many"),
        may("for", Ref(Noun::Role), "whoever has it acts for that role"),
        may("needs", List(&Asked(Noun::Field)), "fields asked about each"),
        may("register", Ref(Noun::Matter), "the matter it is picked from"),
        may("hides", List(&Ref(Noun::Field)), "fields it never sees"),
        BASIS,
    ],
};

static OFFICER: Table = Table {
    name: "officer.seat",
    keys: &[
        NAME,
        must("post", Ref(Noun::Post), "who can have the seat"),
        may("min", Int, "at least so many"),
        BASIS,
    ],
};

pub(crate) static OPTION: Table = Table { name: "options.list.item", keys: &[NAME, BASIS, IN_FORCE] };

static FIELD: Table = Table {
    name: "field.x",
    keys: &[
        NAME,
        must("type", OneOf(TYPES), "what it holds"),
        may(
            "class",
            OneOf(&["public", "internal", "personal", "sensitive", "restricted"]),
            "how closed it is; `personal` unless it says otherwise",
        ),
        may("options", ListRef, "the list of a choice"),
        may("of", Or(&[List(&Ref(Noun::Field)), Ref(Noun::Matter)]), "a list's fields, or a file's matter"),
        may("when", Cel, "asked only if"),
        may("default", Give, "taken at the opening act where nothing was given"),
        may("prefill", Cel, "offered, may be changed"),
        may("value", Cel, "worked out, never typed"),
        may("range", List(&Int), "least and most"),
        may("past", Bool, "a date that has come: today at the latest"),
        may("only", OneOf(&["person", "organisation"]), "asked about parties of this kind alone"),
        may("unique", Bool, "no two files hold the same"),
        may("find", OneOf(&["blind"]), "found by a keyed hash"),
        may("scope", OneOf(&["act"]), "stays with the event"),
        may("help", Text, "what helps to answer"),
        BASIS,
    ],
};

static TO: Table = Table {
    name: "to",
    keys: &[must("state", Target, "where the file stands then"), may("when", Cel, "only if")],
};

static TRACK_MOVE: Table = Table {
    name: "act.x.track",
    keys: &[
        must("name", Ref(Noun::Track), "which track"),
        must("from", Many(&OnTrack), "where it must stand; `any`: wherever"),
        must("to", OnTrack, "where it stands then"),
    ],
};

static STEP: Table = Table {
    name: "step",
    keys: &[must("post", Ref(Noun::Post), "who approves"), may("when", Cel, "falls away unless")],
};
const STEPS: Shape = List(&Or(&[Ref(Noun::Post), Shape::Table(&STEP)]));

static EXTENDS: Table = Table {
    name: "act.x.extends",
    keys: &[
        must("limit", Ref(Noun::Limit), "which limit"),
        must("by", MEASURED, "by how much"),
        may("most", MEASURED, "at most, in all"),
        may("each", MEASURED, "at most, at once"),
        may("times", Int, "how often"),
        may("refusal", Words, "under which rule too much is refused"),
    ],
};

static ACT: Table = Table {
    name: "act.x",
    keys: &[
        NAME,
        must("from", Many(&From), "states in which it may be done; `new`: it opens a file"),
        must("by", Many(&Who), "who may do it"),
        RESTS,
        may("to", Or(&[Target, List(&Shape::Table(&TO))]), "the state afterwards; absent: no change"),
        may("track", Shape::Table(&TRACK_MOVE), "what it does to a track"),
        may("when", Cel, "only if"),
        may("approve", Or(&[Ref(Noun::Approval), STEPS]), "posts in order, or a chain of shared.toml"),
        may("sign", Int, "how many sign, the doer among them"),
        may("dated", Many(&Ref(Noun::Field)), "the first that has a value is the legal date"),
        may("parties", List(&Asked(Noun::Role)), "roles the form asks for"),
        may("leaves", Ref(Noun::Field), "the person that this field names leaves those roles"),
        may("fields", List(&Asked(Noun::Field)), "what the form asks"),
        may("fields_for", By(&Who, &List(&Asked(Noun::Field))), "what it asks some besides"),
        may("set", By(&Ref(Noun::Field), &Give), "what it sets by itself"),
        may("papers", List(&Ref(Noun::Paper)), "papers it issues"),
        may("opens", Ref(Noun::Child), "a child file it opens"),
        may("extends", Shape::Table(&EXTENDS), "what it adds to a running limit"),
        may("about", Many(&RefOrGroup(Noun::Act)), "earlier acts one of whose events it answers"),
        may("undoes", Bool, "that event counts as undone from then on"),
        may("bulk", Or(&[Bool, OneOf(&["import"])]), "one form, many files; or rows of a sheet"),
        may("offline", Bool, "may be filled in without a network"),
        UNVERIFIED,
        later("does"),
        later("code"),
    ],
};

/// An event that is written as a table.
pub(crate) static EVENT: Table = Table {
    name: "event",
    keys: &[
        may("act", RefOrGroup(Noun::Act), "an act was done"),
        may("service", Many(&Ref(Noun::Paper)), "a paper was served"),
        may("to", Many(&Ref(Noun::Role)), "on whom; else all whom the paper names"),
        may("field", Ref(Noun::Field), "the date that a field holds"),
        may("enter", Many(&RefOrGroup(Noun::State)), "the file came into a state"),
        may("expiry", Ref(Noun::Limit), "a limit ran out"),
        may("child", Ref(Noun::Child), "a child ended, or came into `state`"),
        may("state", Words, "the state of the child"),
        may("asked", Ref(Noun::Act), "an act was put up for approval"),
    ],
};

static OF_FIELD: Table =
    Table { name: "until", keys: &[must("field", Ref(Noun::Field), "the field that holds the date")] };

static ON_EXPIRY: Table = Table {
    name: "on_expiry",
    keys: &[
        may("act", Ref(Noun::Act), "the law itself does this"),
        may("as", OneOf(&["deemed"]), "records and papers say 视为"),
        may("dated", OneOf(&["last-day", "next-day"]), "its legal date"),
        may("propose", Ref(Noun::Act), "a named officer is asked to do this"),
        may("with", By(&Ref(Noun::Field), &Give), "what it is given"),
        may("tell", Many(&Ref(Noun::Post)), "posts are told"),
    ],
};

static LIMIT: Table = Table {
    name: "limit.x",
    keys: &[
        NAME,
        RESTS,
        may("within", Many(&MEASURED), "so long; of several the earliest"),
        may("until", Shape::Table(&OF_FIELD), "the date in a field"),
        may("before", MEASURED, "so many clear days before"),
        may("of", Shape::Table(&OF_FIELD), "the date that `before` counts back from"),
        may("after", MEASURED, "a waiting period"),
        may("starts", Many(&Event), "what starts a count"),
        may("when", Cel, "a count sleeps while this is false"),
        may("met_by", Many(&Event), "what meets a count"),
        may("ends", Many(&Event), "what drops a count"),
        may("binds", Many(&Bound), "whom it binds"),
        may("on_expiry", Shape::Table(&ON_EXPIRY), "what follows when it runs out"),
        may("remind", Many(&WRITTEN), "how long before the due day to remind"),
        may("roll", OneOf(&["no"]), "the last day does not roll off a rest day"),
        may("again", OneOf(&["restart"]), "a new start replaces the running count"),
        may("keeps", Bool, "goes on, and may start, in a final state"),
        IN_FORCE,
        UNVERIFIED,
        later("every"),
    ],
};

static REFUSAL: Table = Table {
    name: "refusal.x",
    keys: &[
        must("act", Many(&RefOrGroup(Noun::Act)), "the acts it stands against"),
        must("when", Cel, "if"),
        must("says", Text, "what it says"),
        RESTS,
        may("strength", OneOf(&["block", "hold", "warn"]), "`block` unless it says otherwise"),
        may("lift", Many(&Who), "who may lift a hold"),
        IN_FORCE,
        UNVERIFIED,
    ],
};

static OVERLAPS: Table = Table {
    name: "overlaps",
    keys: &[
        must("theirs", List(&Words), "their first and last day"),
        must("ours", List(&Cel), "our first and last day"),
    ],
};

static LOOKUP: Table = Table {
    name: "lookup.x",
    keys: &[
        must("of", Searched, "a matter, or `relations`"),
        may("match", Entries(&Cel), "their field, role, `id` or `parent` equals ours"),
        may("states", List(&Words), "states they may be in; absent: any"),
        may("overlaps", Shape::Table(&OVERLAPS), "their days overlap ours"),
        may("where", Cel, "filters the rows, over `each`"),
        may("max", Int, "at most so many rows"),
        may("guard", Bool, "only one may win"),
    ],
};

static THEN: Table = Table {
    name: "then",
    keys: &[
        may("act", Ref(Noun::Act), "the law does this"),
        may("propose", Ref(Noun::Act), "a named officer is asked to do this"),
        may("when", Cel, "only if"),
        may("with", By(&Ref(Noun::Field), &Give), "what it is given"),
    ],
};

static CHILD: Table = Table {
    name: "child.x",
    keys: &[
        must("of", Ref(Noun::Matter), "its matter"),
        may("fill", Entries(&Give), "its fields and roles"),
        may("unique", Bool, "one child only"),
        may("max", Int, "at most so many"),
        may("up", List(&Words), "fields of it that the parent sees"),
        may("then", Shape::Table(&THEN), "what follows here when it ends"),
        later("each"),
    ],
};

static PAPER: Table = Table {
    name: "paper.x",
    keys: &[
        NAME,
        may("number", Or(&[OneOf(&["none"]), Pattern]), "a pattern of its own, or `none`"),
        may("letter", Words, "its letter in `paper_number`"),
        must("seal", Or(&[OneOf(&["none"]), Ref(Noun::Seal)]), "whose seal, or `none`"),
        may("to", Many(&Ref(Noun::Role)), "whom it is for"),
        may("serve", Bool, "it is served"),
        may("public", Bool, "anybody may read it"),
        may("when", Cel, "issued only if"),
        BASIS,
    ],
};

static REGISTER_PUBLIC: Table = Table {
    name: "register.public",
    keys: &[
        may("columns", List(&Column), "what anybody may read"),
        may("papers", List(&Ref(Noun::Paper)), "papers anybody may read"),
        may("when", Cel, "only if"),
    ],
};

static REGISTER: Table = Table {
    name: "register",
    keys: &[
        must("columns", List(&Column), "what the list shows"),
        may("filters", List(&Column), "what it can be narrowed by"),
        may("order", List(&Column), "what it is ordered by"),
        may("public", Shape::Table(&REGISTER_PUBLIC), "what of it anybody may read"),
    ],
};

const FIGURES: Shape = OneOf(&["count", "sum", "share", "mean", "median", "p90"]);

static MEASURE: Table = Table {
    name: "measure.x",
    keys: &[
        NAME,
        must("figure", Many(&FIGURES), "what is worked out"),
        may("each", Rows, "over what; else over files"),
        may("dated", Ref(Noun::Act), "the act that places it in time; else the stock at the end"),
        may("where", Cel, "only if"),
        may("value", Cel, "of what"),
        may("whole", Cel, "of a share, the whole"),
        may("axes", List(&Axis), "what it is broken down by"),
        may("period", OneOf(&["day", "week", "month", "quarter", "half-year", "year"]), "over how long"),
        may("suppress", Int, "cells under so many are not shown"),
    ],
};

static RETENTION: Table = Table {
    name: "retention.x",
    keys: &[
        must("keep", WRITTEN, "so long"),
        must(
            "from",
            Or(&[Many(&RefOrGroup(Noun::State)), Shape::Table(&EVENT)]),
            "from a state, or an event",
        ),
        must("then", OneOf(&["archive", "lock", "erase"]), "what then"),
        RESTS,
        may("fields", List(&Ref(Noun::Field)), "these fields; else the whole file"),
        may("when", Cel, "only if"),
    ],
};

static ACCESS: Table = Table {
    name: "access",
    keys: &[
        must("read", List(&Ref(Noun::Post)), "posts that may read"),
        may("of_file", Bool, "only those with a seat in the file"),
        may("fields", By(&Ref(Noun::Field), &Many(&Who)), "who reads a field of the highest class"),
        may("parties", By(&Ref(Noun::Role), &OneOf(&["own", "all"])), "what a party sees"),
        later("apart"),
    ],
};

static TRANSITION: Table = Table {
    name: "transition",
    keys: &[
        RESTS,
        must("files", OneOf(&["stay", "move", "next-act"]), "what becomes of them"),
        may("states", Entries(&Ref(Noun::State)), "old states to new"),
        may("when", Cel, "which files"),
    ],
};

/// A basis that is written as a table.
pub(crate) static BASIS_TABLE: Table = Table {
    name: "basis",
    keys: &[
        may("law", Ref(Noun::Law), "a short name from shared.toml, or a title; else the matter's law"),
        may("article", Words, "the article, as 第三十条第一款"),
        may("quote", Words, "its exact words"),
        may("local", Words, "a rule below law"),
        may("choice", Words, "the law is silent: what was chosen, and why"),
        UNVERIFIED,
    ],
};

/// `shared.toml`.
pub(crate) static SHARED: Table = Table {
    name: "shared.toml",
    keys: &[
        must("languages", List(&OneOf(&["zh", "en"])), "languages, in the order in which texts give them"),
        may("paper_number", Pattern, "how papers are numbered where a matter does not say"),
        must("draft_days", Int, "days after which a draft goes"),
        must("law", Entries(&Shape::Table(&LAW)), "laws by short name"),
        must("post", Entries(&Shape::Table(&POST)), "posts"),
        must("office", Entries(&Shape::Table(&OFFICE)), "kinds of office"),
        may("seal", Entries(&Shape::Table(&SEAL)), "seals"),
        may("approval", Entries(&Shape::Table(&APPROVAL)), "chains of approval"),
        may("parameter", Entries(&Shape::Table(&PARAMETER)), "figures that are loaded"),
        may("options", Entries(&Entries(&Shape::Table(&OPTION))), "closed lists that matters share"),
        may("service", Entries(&Shape::Table(&SERVICE)), "rules of service"),
        may("act", Entries(&Shape::Table(&BUILT_IN)), "posts and bases of the built-in acts"),
    ],
};

static LAW: Table = Table {
    name: "law.x",
    keys: &[
        must("title", Words, "its title"),
        may(
            "workdays",
            Or(&[OneOf(&["all"]), List(&Int)]),
            "which numbers of days are working days under it",
        ),
        BASIS,
        UNVERIFIED,
    ],
};

static POST: Table = Table {
    name: "post.x",
    keys: &[NAME, may("outside", Bool, "of another organisation"), may("alone", Bool, "never delegated")],
};

static OFFICE: Table = Table { name: "office.x", keys: &[NAME] };

static SEAL: Table =
    Table { name: "seal.x", keys: &[NAME, must("posts", List(&Ref(Noun::Post)), "who may have it set")] };

static APPROVAL: Table = Table { name: "approval.x", keys: &[must("steps", STEPS, "posts, in order")] };

static PARAMETER_VALUE: Table = Table {
    name: "parameter.x.values",
    keys: &[
        must("from", Date, "the first day"),
        must("value", Any, "the value; with `by`, a table"),
        may("source", Words, "where it is from"),
        may("area", Words, "the first digits of a city's code"),
        UNVERIFIED,
    ],
};

static PARAMETER: Table = Table {
    name: "parameter.x",
    keys: &[
        NAME,
        must("type", Or(&[OneOf(&["length"]), OneOf(TYPES)]), "of a field, or `length`"),
        may("by", Words, "the value is a table of such keys"),
        must("values", List(&Shape::Table(&PARAMETER_VALUE)), "dated values"),
    ],
};

static SERVICE: Table = Table {
    name: "service.x",
    keys: &[
        NAME,
        BASIS,
        must("mode", Entries(&Shape::Table(&MODE)), "direct, leaving, electronic, post, relay, announcement"),
    ],
};

static MODE: Table = Table {
    name: "service.x.mode.y",
    keys: &[
        must("rule", Words, "its rule, S-1 … S-6"),
        NAME,
        must("proof", Text, "what proves it, for people"),
        may("needs", List(&OneOf(&["proof", "consent", "reasons"])), "what it cannot do without"),
        may("after", WRITTEN, "when it counts as done; absent: at once"),
        RESTS,
    ],
};

static BUILT_IN: Table =
    Table { name: "built-in act.x", keys: &[NAME, must("by", Many(&Who), "who may do it"), RESTS] };

/// `roads.toml`.
pub(crate) static ROADS: Table = Table {
    name: "roads.toml",
    keys: &[
        must("law", Ref(Noun::Law), "the law that a bare article is of"),
        must(
            "question",
            Entries(&Shape::Table(&QUESTION)),
            "questions, in the order in which they are asked",
        ),
        must("say", Entries(&Shape::Table(&SAY)), "sentences that roads say"),
        may("term", Entries(&Shape::Table(&TERM)), "periods that roads tell"),
        must(
            "road",
            Entries(&Shape::Table(&ROAD)),
            "where answers lead; the first whose `when` holds is taken",
        ),
    ],
};

/// `rules.toml`.
pub(crate) static RULES: Table = Table {
    name: "rules.toml",
    keys: &[
        must("law", Ref(Noun::Law), "the law that a bare article is of"),
        must("rule", Entries(&Shape::Table(&LISTED)), "rules of the law pages, by their ids"),
    ],
};

static LISTED: Table = Table {
    name: "rule.x",
    keys: &[
        must("says", Text, "what it says, in one line"),
        RESTS,
        may("test", Words, "the test that holds it, as `crates/x/tests/y.rs::name`"),
        may("why", Words, "why no limit or refusal carries it, or no example exercises it"),
    ],
};

const CONDITION: Key = may(
    "when",
    Any,
    "only if: a table of answers by question, and of marks that it `has` or `lacks`; in a list, any of them",
);

static QUESTION: Table = Table {
    name: "question.x",
    keys: &[
        must("asks", Text, "the question"),
        may("help", Text, "what helps to answer"),
        CONDITION,
        may("date", Bool, "it asks for a date, from which its answer follows"),
        must("answer", Entries(&Shape::Table(&ANSWER)), "what may be answered"),
        BASIS,
    ],
};

static ANSWER: Table = Table {
    name: "question.x.answer.y",
    keys: &[
        NAME,
        may("help", Text, "what helps to choose it"),
        may("within", WRITTEN, "of a date: today is within so long of it"),
        may("ahead", Bool, "of a date: it is still to come"),
        may("marks", Many(&Words), "what conditions may ask for besides the answer itself"),
        BASIS,
    ],
};

static ROAD: Table = Table {
    name: "road.x",
    keys: &[
        NAME,
        CONDITION,
        may("matter", Ref(Noun::Matter), "the matter that starts here"),
        must("why", List(&Words), "sentences that say why it is this road; one of them has an article"),
        may("until", List(&Words), "periods, of which the first whose `when` holds is told"),
        may("next", List(&Words), "sentences that say what to do next"),
        may("other", List(&Words), "sentences about other roads that are open as well"),
    ],
};

static SAY: Table = Table { name: "say.x", keys: &[must("says", Text, "a sentence"), CONDITION, BASIS] };

static TERM: Table = Table {
    name: "term.x",
    keys: &[
        NAME,
        must("from", Words, "the question whose date it runs from"),
        must("within", WRITTEN, "how long"),
        CONDITION,
        RESTS,
    ],
};
