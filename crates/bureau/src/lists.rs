//! Lists: what is to be done today, registers, a party's files, a file by its number.

use jiff::{Timestamp, civil::Date};
use xiezhi_matter::{
    Text,
    id::{FieldId, PersonId},
    key::{City, FileKey, Seq},
    model::{Class, Column, FieldType},
    time,
    value::Value,
};
use xiezhi_store::{
    Cursor, Direction, FactValue, FileLine, Filter, OfficerId, Order, Query, TaskFor, TaskLine, Test,
};

use crate::{
    Bureau, LookError, Who,
    clocks::{clock_of, days},
    functions::Bound,
    heads::{head_of, head_of_line},
    load::Loaded,
    page::{Page, ground_of},
    project::paper_ref,
    record::{self, Card, normal},
    show::{Shower, Sight, as_is},
    view::{
        Count, Inbox, InboxPaper, Line, MeasuredQuery, MyFile, Plain, RegisterColumn, RegisterFilter,
        RegisterPage, RegisterQuery, TaskShown, Today, View,
    },
};

impl Bureau {
    /// What an officer must do, by due date, with the reason for each.
    pub async fn today(
        &self,
        who: &Who,
        after: Option<&Cursor>,
        limit: u32,
        now: Timestamp,
    ) -> Result<Today, LookError> {
        self.gate("today", who)?;
        let one = who.signed_in().ok_or(LookError::Forbidden("today"))?;
        let card = self.city(&one.city)?;
        let officer = one.officer.clone().ok_or(LookError::Forbidden("today"))?;
        let whose = TaskFor::Officer { officer, posts: one.reach(&card) };
        self.tasks(&one.city, &whose, after, limit, now).await
    }

    /// What a party must do, in all its files.
    pub async fn my_tasks(&self, who: &Who, now: Timestamp) -> Result<Today, LookError> {
        self.gate("my_tasks", who)?;
        let one = who.signed_in().ok_or(LookError::Forbidden("my_tasks"))?;
        let person = one.person.as_ref().ok_or(LookError::Forbidden("my_files"))?;
        let whose = TaskFor::Person(person.as_str().into());
        self.tasks(&one.city, &whose, None, 100, now).await
    }

    async fn tasks(
        &self,
        city: &City,
        whose: &TaskFor,
        after: Option<&Cursor>,
        limit: u32,
        now: Timestamp,
    ) -> Result<Today, LookError> {
        let date = time::day(now);
        let page = self.store().list_tasks(city, whose, after, limit).await?;
        let counts = self.store().count_tasks(city, whose, date).await?;
        let mut tasks = Vec::new();
        for line in page.rows {
            if let Some(task) = self.task(line, date)? {
                tasks.push(task);
            }
        }
        let calendar = self.calendar(city);
        let day = calendar.day(date);
        let day_name = day.name.map(|zh| Text::new([zh, day.name_en.unwrap_or(zh)]));
        Ok(Today {
            date,
            workday: calendar.is_workday(date),
            day_name,
            counts,
            approvals: tasks.iter().filter(|t| t.kind == "approve").count() as u64,
            tasks,
            next: page.next,
        })
    }

    fn task(&self, line: TaskLine, today: Date) -> Result<Option<TaskShown>, LookError> {
        let Some(bound) = self.of_line(&line.file) else { return Ok(None) };
        let shower = Shower::new(&bound);
        let card: Card = card_of(&line.file)?;
        let task = line.task;
        let why: Text =
            if task.reason.is_empty() { Text::default() } else { record::read(&task.reason, "a task")? };
        let mut parts = task.id.split('/').skip(1);
        let (second, third) = (parts.next(), parts.next());
        let n = |text: Option<&str>| text.and_then(|t| t.parse().ok()).map(Seq);
        let act_name = task.act.as_ref().map(|a| shower.act_name(a));
        let name = match task.kind.as_str() {
            "issue" => Text::new(["编号印发", "Issue and number it"]),
            "seal" => Text::new(["用印", "Have it sealed"]),
            "serve" => Text::new(["送达", "Serve it"]),
            "question" => Text::new(["确认或者撤销", "Confirm or annul"]),
            "assign" => shower.act_name("assign"),
            _ => act_name.unwrap_or_else(|| why.clone()),
        };
        let (request, paper) = match task.kind.as_str() {
            "approve" | "returned" | "question" => (n(second), None),
            "issue" | "seal" | "serve" => (None, second.and_then(paper_ref)),
            _ => (None, None),
        };
        Ok(Some(TaskShown {
            name,
            file: head_of_line(&bound, &line.file, &card, true),
            act: task.act.as_deref().map(Into::into),
            n: request,
            paper,
            person: third.filter(|_| task.kind == "serve").map(str::to_owned),
            since: task.since,
            due: task.due_on,
            left: task.due_on.and_then(|d| days(today, d)),
            limit: task.limit.as_deref().map(|rule| (rule.into(), shower.limit_name(rule))),
            why,
            provisional: task.provisional,
            id: task.id,
            kind: task.kind,
        }))
    }

    /// The definition under which a line of a list is shown.
    fn of_line(&self, line: &FileLine) -> Option<Bound> {
        let in_use = self.in_use();
        let version = line.row.version.parse().unwrap_or(0);
        in_use.version(&line.row.matter, version).or_else(|| in_use.current(&line.row.matter))
    }

    /// A page of a register.
    pub async fn register(
        &self,
        who: &Who,
        city: &City,
        matter: &str,
        query: &RegisterQuery,
        now: Timestamp,
    ) -> Result<RegisterPage, LookError> {
        self.gate_at("register", who, city)?;
        let bound = self.reads_matter(who, city, matter)?;
        let (columns, rows, next) = self.lines_of(city, &bound, query, now).await?;
        let shower = Shower::new(&bound);
        let counts = self.store().count_files(city, None).await?;
        let officers = self.officers_of(city, now).await?;
        Ok(RegisterPage {
            matter: (bound.def.id.to_string(), bound.def.name.clone()),
            columns,
            filters: bound.def.register.filters.iter().map(|c| filter_of(&shower, c, &officers)).collect(),
            figure: query.measured.as_ref().and_then(|m| figure_name(&bound, m)),
            rows,
            next,
            counts: counts
                .into_iter()
                .filter(|c| c.matter == matter)
                .map(|c| Count { name: shower.state(&c.state).name, id: c.state, count: c.count })
                .collect(),
        })
    }

    /// A page of what a register holds, without what only its own page shows: for exports of all of it.
    pub async fn register_lines(
        &self,
        who: &Who,
        city: &City,
        matter: &str,
        query: &RegisterQuery,
        now: Timestamp,
    ) -> Result<(Vec<RegisterColumn>, Vec<Line>, Option<Cursor>), LookError> {
        self.gate_at("register_lines", who, city)?;
        let bound = self.reads_matter(who, city, matter)?;
        self.lines_of(city, &bound, query, now).await
    }

    async fn lines_of(
        &self,
        city: &City,
        bound: &Bound,
        query: &RegisterQuery,
        now: Timestamp,
    ) -> Result<(Vec<RegisterColumn>, Vec<Line>, Option<Cursor>), LookError> {
        let mut filters = filters(bound, query);
        if let Some(measured) = &query.measured {
            filters.extend(self.behind_figure(city, bound, measured, now).await?);
        }
        let list = Query {
            city: city.clone(),
            matter: Some(bound.def.id.to_string()),
            filters,
            order: order(query.order.as_deref()),
            direction: if query.down { Direction::Down } else { Direction::Up },
            after: query.after.clone(),
            limit: if query.limit == 0 { 50 } else { query.limit },
        };
        let page = self.store().list_files(&list).await?;
        let names = self.officer_names(city).await?;
        let mut rows = Vec::new();
        for line in &page.rows {
            let bound = self.of_line(line).unwrap_or_else(|| bound.clone());
            let shower = Shower::new(&bound);
            let card = card_of(line)?;
            let cells =
                bound.def.register.columns.iter().map(|c| cell(&shower, line, &card, c, &names)).collect();
            let due = line.row.next_due.zip(line.row.next_limit.as_deref());
            rows.push(Line {
                head: head_of_line(&bound, line, &card, true),
                due: due.map(|(day, rule)| (shower.limit_name(rule), day)),
                cells,
                erased: line.erased,
            });
        }
        let shower = Shower::new(bound);
        let columns = bound.def.register.columns.iter().map(|c| column(&shower, c)).collect();
        Ok((columns, rows, page.next))
    }

    /// The matters whose registers an officer may read.
    pub fn registers(&self, who: &Who, city: &City) -> Result<Vec<(String, Text)>, LookError> {
        self.gate_at("registers", who, city)?;
        let in_use = self.in_use();
        let readable = in_use.library.matters.keys().filter_map(|id| self.reads_matter(who, city, id).ok());
        Ok(readable.map(|b| (b.def.id.to_string(), b.def.name.clone())).collect())
    }

    /// The newest definition of a matter, for an officer whose post may read it.
    pub(crate) fn reads_matter(&self, who: &Who, city: &City, matter: &str) -> Result<Bound, LookError> {
        self.sieve_matter(who, matter)?;
        let card = self.city(city)?;
        let bound = self.in_use().current(matter).ok_or(LookError::Unknown("matter"))?;
        let reads = match who {
            Who::Program => true,
            Who::Officer(one) if one.city == *city => {
                let posts = one.posts_in(&card, card.in_charge(&bound.def.office));
                !bound.def.access.of_file && bound.def.access.read.iter().any(|p| posts.contains(p))
            }
            _ => false,
        };
        if reads { Ok(bound) } else { Err(LookError::Unknown("matter")) }
    }

    /// The file with a number, of its own or of one of its papers, for whoever may know of it.
    pub async fn find_number(&self, who: &Who, city: &City, number: &str) -> Result<FileKey, LookError> {
        self.gate_at("find_number", who, city)?;
        let number = number.trim();
        let mut found = self.store().find_by_number(city, number).await?;
        if found.is_none() {
            // Brackets are typed as the keyboard has them.
            let usual = number.replace(['[', '(', '（', '【'], "〔").replace([']', ')', '）', '】'], "〕");
            found = self.store().find_by_number(city, &usual).await?;
        }
        let key = found.ok_or(LookError::Unknown("number"))?;
        let loaded = self.load(&key).await?;
        // The same answer as for a number that was never given.
        self.sees(who, &loaded)?.map(|_| key).ok_or(LookError::Unknown("number"))
    }

    /// The files in which whoever looks takes part, the newest first.
    pub async fn my_files(&self, who: &Who, now: Timestamp) -> Result<Vec<MyFile>, LookError> {
        self.gate("my_files", who)?;
        let one = who.signed_in().ok_or(LookError::Forbidden("my_files"))?;
        let person = one.person.clone().ok_or(LookError::Forbidden("my_files"))?;
        let query = Query {
            city: one.city.clone(),
            matter: None,
            filters: vec![Filter::Person(None, person.as_str().into())],
            order: Order::Changed,
            direction: Direction::Down,
            after: None,
            limit: 200,
        };
        let mut files = Vec::new();
        for line in self.store().list_files(&query).await?.rows {
            if line.erased {
                continue;
            }
            let loaded = self.load(&line.key).await?;
            let Some(view) = self.sees(who, &loaded)? else { continue };
            let loaded = self.settled(loaded, now).await?;
            let ids = loaded.file.parties.iter().map(|p| p.person.clone());
            let persons = self.persons(&one.city, ids, &std::collections::BTreeMap::new()).await?;
            let shower = Shower::new(&loaded.bound);
            let due = loaded
                .file
                .counts
                .iter()
                .filter(|c| c.running())
                .filter_map(|c| clock_of(&loaded, c, &view, now))
                .filter(|c| c.mine)
                .filter_map(|c| Some((c.name, c.due?)))
                .min_by_key(|(_, due)| *due);
            let opened = self.opened(&loaded, who).await?;
            let unread = served_on(&loaded, &person)
                .filter(|(at, _)| !opened.contains(&crate::project::paper_id(*at)))
                .count();
            files.push(MyFile {
                head: head_of(&loaded, &persons, true),
                roles: loaded.file.roles_of(&person).map(|r| (r.clone(), shower.role_name(r))).collect(),
                opened_on: loaded.file.opened_on,
                due,
                unread: u32::try_from(unread).unwrap_or(u32::MAX),
            });
        }
        Ok(files)
    }

    /// Papers of which whoever looks has opened, by what the record of looks says.
    async fn opened(&self, loaded: &Loaded, who: &Who) -> Result<Vec<String>, LookError> {
        let looks = self.store().list_looks(&loaded.key, None, 1000).await?.rows;
        let me = who.id();
        Ok(looks
            .into_iter()
            .filter(|l| l.look.who == me.as_str())
            .filter_map(|l| l.look.what.strip_prefix("paper:").map(str::to_owned))
            .collect())
    }

    /// Papers served on whoever looks, the newest first.
    pub async fn inbox(&self, who: &Who, key: &FileKey, now: Timestamp) -> Result<Inbox, LookError> {
        let loaded = self.load(key).await?;
        let view = self.gate_in("inbox", who, &loaded)?;
        self.look(who, key, "inbox", ground_of(&view), now).await?;
        let loaded = self.settled(loaded, now).await?;
        let View::Party { person, .. } = &view else { return Err(LookError::Forbidden("inbox")) };
        let ids = loaded.file.parties.iter().map(|p| p.person.clone());
        let persons = self.persons(&key.city, ids, &std::collections::BTreeMap::new()).await?;
        let names = std::collections::BTreeMap::new();
        let shower = Shower::new(&loaded.bound);
        let page = Page { loaded: &loaded, view: &view, persons: &persons, names: &names, shower };
        let opened = self.opened(&loaded, who).await?;
        let us = loaded.behind(person);
        let mut papers = Vec::new();
        for paper in loaded.file.papers.iter().rev() {
            let Some(service) = paper.services.iter().find(|s| us.contains(&s.to)) else { continue };
            let shown = page.paper(paper);
            let mode = shown.services.iter().find(|s| s.to == service.to).and_then(|s| s.mode.clone());
            papers.push(InboxPaper {
                at: paper.at,
                name: shown.name,
                number: shown.number,
                served_on: service.on,
                mode: mode.map_or_else(|| as_is(&service.how.mode), |(_, name)| name),
                document: shown.original.or(shown.pdf),
                read: opened.contains(&crate::project::paper_id(paper.at)),
                starts: loaded
                    .file
                    .counts
                    .iter()
                    .filter(|c| c.origin == xiezhi_matter::file::Origin::Event(service.n))
                    .filter_map(|c| clock_of(&loaded, c, &view, now))
                    .collect(),
            });
        }
        let consent = loaded
            .file
            .parties
            .iter()
            .filter(|p| p.person == *person)
            .find_map(|p| p.needs.get("e_service").and_then(Value::as_yes_no));
        Ok(Inbox { head: head_of(&loaded, &persons, true), papers, e_service: consent })
    }
}

fn served_on<'a>(
    loaded: &'a Loaded,
    person: &'a PersonId,
) -> impl Iterator<Item = (xiezhi_matter::event::PaperRef, Date)> + 'a {
    loaded.file.papers.iter().filter_map(move |p| Some((p.at, p.served_on(person)?)))
}

pub(crate) fn card_of(line: &FileLine) -> Result<Card, LookError> {
    if line.row.card.is_empty() {
        return Ok(Card::default());
    }
    Ok(record::read(&line.row.card, "the card of a file")?)
}

/// A column as a page writes it: `number`, `state`, `act_kind`, `due:R-R06`, `officer:lead`.
pub(crate) fn column_id(column: &Column) -> String {
    match column {
        Column::Number => "number".to_owned(),
        Column::State => "state".to_owned(),
        Column::OpenedOn => "opened_on".to_owned(),
        Column::Field(field) => field.to_string(),
        Column::Role(role) => role.to_string(),
        Column::Track(track) => format!("track:{track}"),
        Column::Officer(seat) => format!("officer:{seat}"),
        Column::Due(rule) => format!("due:{rule}"),
    }
}

pub(crate) fn column_name(shower: &Shower<'_>, column: &Column) -> Text {
    let def = shower.def();
    match column {
        Column::Number => Text::new(["案号", "Number"]),
        Column::State => Text::new(["状态", "State"]),
        Column::OpenedOn => Text::new(["收件日期", "Opened on"]),
        Column::Field(field) => def.fields.get(&**field).map_or_else(|| as_is(field), |f| f.name.clone()),
        Column::Role(role) => shower.role_name(role),
        Column::Track(track) => def.tracks.get(&**track).map_or_else(|| as_is(track), |t| t.name.clone()),
        Column::Officer(seat) => def.officers.get(&**seat).map_or_else(|| as_is(seat), |s| s.name.clone()),
        Column::Due(rule) => shower.limit_name(rule),
    }
}

/// What a figure and its period are called.
fn figure_name(bound: &Bound, query: &MeasuredQuery) -> Option<(Text, Text)> {
    let measure = bound.def.measures.get(query.measure.as_str())?;
    Some((measure.name.clone(), query.period.name()))
}

fn column(shower: &Shower<'_>, column: &Column) -> RegisterColumn {
    let sorts = match column {
        Column::Number | Column::OpenedOn | Column::Due(_) => true,
        Column::Field(field) => shower.def().fields.get(&**field).is_some_and(|f| {
            f.class <= Class::Internal
                && !matches!(f.ty, FieldType::Choices | FieldType::List | FieldType::Long)
        }),
        _ => false,
    };
    RegisterColumn { id: column_id(column), column: column.clone(), name: column_name(shower, column), sorts }
}

fn filter_of(shower: &Shower<'_>, column: &Column, officers: &[(String, String)]) -> RegisterFilter {
    let choices = match column {
        Column::Officer(_) => officers.iter().map(|(id, name)| (id.clone(), as_is(name))).collect(),
        other => choices_of(shower, other),
    };
    RegisterFilter { id: column_id(column), name: column_name(shower, column), choices }
}

/// The values that may stand in a column, in the order of the definition; none where they are not a list.
pub(crate) fn choices_of(shower: &Shower<'_>, column: &Column) -> Vec<(String, Text)> {
    let def = shower.def();
    match column {
        Column::State => def.states.iter().map(|(id, s)| (id.to_string(), s.name.clone())).collect(),
        Column::Track(track) => def
            .tracks
            .get(&**track)
            .into_iter()
            .flat_map(|t| &t.states)
            .map(|(id, s)| (id.to_string(), s.name.clone()))
            .collect(),
        Column::Field(field) => {
            let field = def.fields.get(&**field);
            match field.map(|f| f.ty) {
                Some(FieldType::YesNo) => vec![
                    ("true".to_owned(), Text::new(["是", "Yes"])),
                    ("false".to_owned(), Text::new(["否", "No"])),
                ],
                _ => field
                    .and_then(|f| f.options.as_ref())
                    .and_then(|o| shower.options(o))
                    .into_iter()
                    .flatten()
                    .map(|(id, o)| (id.to_string(), o.name.clone()))
                    .collect(),
            }
        }
        Column::Number | Column::OpenedOn | Column::Role(_) | Column::Officer(_) | Column::Due(_) => {
            Vec::new()
        }
    }
}

fn filters(bound: &Bound, query: &RegisterQuery) -> Vec<Filter> {
    let def = &bound.def;
    let mut filters = Vec::new();
    for (id, values) in &query.filters {
        let values: Vec<&String> = values.iter().filter(|v| !v.is_empty()).collect();
        if values.is_empty() {
            continue;
        }
        // Only what the register filters by.
        let Some(column) = def.register.filters.iter().find(|c| column_id(c) == *id) else { continue };
        match column {
            Column::State => filters.push(Filter::States(values.into_iter().cloned().collect())),
            Column::Field(_) | Column::Track(_) | Column::Officer(_) => {
                let any = values.into_iter().map(|v| FactValue::Text(v.clone())).collect();
                filters.push(Filter::Fact(id.clone(), Test::AnyOf(any)));
            }
            Column::Role(role) => {
                if let Some(value) = values.first() {
                    filters.push(Filter::OfficeParty(Some(role.to_string()), value.as_str().into()));
                }
            }
            Column::Number | Column::OpenedOn | Column::Due(_) => {}
        }
    }
    if let Some(words) = query.words.as_deref().map(str::trim).filter(|w| !w.is_empty()) {
        // A number has a figure in it, a name has none.
        if words.chars().any(|c| c.is_ascii_digit()) {
            let usual = words.replace(['[', '(', '（', '【'], "〔").replace([']', ')', '）', '】'], "〕");
            filters.push(Filter::Number(usual));
        } else {
            filters.push(Filter::Blind("name".to_owned(), normal(words)));
        }
    }
    filters.extend(query.opened.0.map(Filter::OpenedFrom));
    filters.extend(query.opened.1.map(Filter::OpenedUntil));
    filters.extend(query.due.0.map(Filter::DueFrom));
    filters.extend(query.due.1.map(Filter::DueUntil));
    if query.open_only {
        filters.push(Filter::Open);
    }
    filters
}

fn order(id: Option<&str>) -> Order {
    match id {
        None => Order::Due,
        Some("number") => Order::Number,
        Some("opened_on") => Order::Opened,
        Some("changed") => Order::Changed,
        Some(fact) => Order::Fact(fact.to_owned()),
    }
}

fn cell(
    shower: &Shower<'_>,
    line: &FileLine,
    card: &Card,
    column: &Column,
    names: &std::collections::BTreeMap<xiezhi_matter::id::ActorId, String>,
) -> Option<Plain> {
    match column {
        Column::Number => line.row.number.clone().map(Plain::Typed),
        Column::State => Some(Plain::Text(shower.state(&line.row.state).name)),
        Column::OpenedOn => line.row.opened_on.map(Plain::Date),
        Column::Field(field) => {
            let id: &FieldId = field;
            Some(shower.plain(id, card.values.get(id)?, Sight::Officer))
        }
        Column::Role(role) => {
            let of = card.parties.iter().filter(|(r, _)| *r == **role);
            let of: Vec<String> = of.map(|(_, name)| name.clone()).collect();
            (!of.is_empty()).then(|| Plain::Typed(of.join("、")))
        }
        Column::Track(track) => card.tracks.get(track.as_str()).map(|s| Plain::Text(shower.state(s).name)),
        Column::Officer(seat) => {
            let officers = card.officers.get(seat.as_str())?;
            let of: Vec<String> = officers
                .iter()
                .map(|o| names.get(o.as_str()).cloned().unwrap_or_else(|| OfficerId(o.clone()).0))
                .collect();
            Some(Plain::Typed(of.join("、")))
        }
        Column::Due(rule) => card.due.get(rule.as_str()).copied().map(Plain::Date),
    }
}
