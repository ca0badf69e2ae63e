//! Filling in an application (申请表), a question a page or all at once.

use crate::page::prelude::*;
use xiezhi_bureau::KeptDraft;

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/apply.html")]
pub struct ApplyPage {
    /// What is around it.
    pub frame: Frame,
    /// Which step this is, written out.
    n: String,
    /// Of how many.
    of: String,
    /// What the questions of this step are about, where there are several.
    heading: Option<String>,
    /// What it shows.
    pub view: view::portal::Apply,
}

impl ApplyPage {
    /// Sets the page.
    pub fn new(frame: Frame, mut view: view::portal::Apply) -> Self {
        let first = view.form.sections.first_mut().filter(|_| view.n > 0);
        let heading = first.and_then(|section| section.title.take());
        Self { n: view.n.to_string(), of: view.of.to_string(), heading, frame, view }
    }

    fn title(&self) -> String {
        self.view.matter.clone()
    }
}

/// The page before the first question.
#[derive(Debug, Template)]
#[template(path = "portal/begin.html")]
pub struct BeginPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::portal::Begin,
}

impl BeginPage {
    fn title(&self) -> String {
        self.view.matter.clone()
    }
}

/// A form that is being filled in: what is kept, and what it asks.
pub(crate) struct Filling {
    pub(crate) key: FileKey,
    pub(crate) kept: KeptDraft,
    pub(crate) form: Asked,
}

impl Filling {
    /// The draft in the address and its form.
    pub(crate) async fn find(cx: &Context, id: &str) -> Result<Self, Fault> {
        let key = FileKey { city: cx.city.clone(), id: id.parse().map_err(|_| Fault::NotFound)? };
        let kept = cx.bureau.find_draft(&cx.who, &key, cx.now).await?.ok_or(Fault::NotFound)?;
        let form = cx.bureau.opening_form(&cx.who, &cx.city, &kept.matter, &kept.answers, cx.now).await?;
        Ok(Self { key, kept, form })
    }

    /// Keeps what was posted, of one question or of all, in the draft; what is asked next may hang on it.
    async fn keep(
        &mut self,
        cx: &Context,
        posted: &mut Posted,
        question: Option<&str>,
    ) -> Result<(answers::Read, Vec<(String, Blob)>), Fault> {
        let (blobs, bad) = take(cx, &self.key, posted).await?;
        let before = self.kept.answers.clone();
        let mut read = answers::read(&cx.frame, &self.form, posted, before, &blobs, question);
        read.faults.extend(bad);
        let (id, matter) = (Some(self.key.id.clone()), &self.kept.matter);
        self.kept = cx.bureau.keep_draft(&cx.who, &cx.city, id, matter, &read.answers, cx.now).await?;
        self.form =
            cx.bureau.opening_form(&cx.who, &cx.city, &self.kept.matter, &read.answers, cx.now).await?;
        Ok((read, blobs))
    }

    fn href(&self, path: &str) -> String {
        format!("/{}/drafts/{}{path}", self.key.city, self.key.id)
    }

    fn note(&self) -> view::portal::DraftNote {
        view::portal::DraftNote {
            saved_at: self.kept.updated,
            until: crate::format::civil(self.kept.expires).date(),
            href: self.href(""),
        }
    }

    /// The page of a question.
    fn page(
        &self,
        frame: &Frame,
        question: &str,
        posted: Option<&Posted>,
        faults: &[(String, String)],
        not_done: Option<&NotDone>,
    ) -> Option<view::portal::Apply> {
        let questions = form::questions(&self.form);
        let at = questions.iter().position(|q| q == question)?;
        let upload = self.href("/uploads");
        let given = Given {
            posted,
            answers: Some(&self.kept.answers),
            faults,
            not_done,
            upload: Some(&upload),
            only: Some(question),
            taken: &[],
            fold: false,
        };
        let mut sheet = form::posting(
            frame,
            &self.form,
            &given,
            self.href(&format!("/q/{question}")),
            frame.t("save-and-go-on"),
        );
        sheet.errors.clear();
        sheet.warnings.clear();
        sheet.one_question = sheet.sections.iter().map(|s| s.fields.len()).sum::<usize>() == 1;
        if !sheet.one_question
            && let Some(party) = self.form.parties.iter().find(|p| question == format!("party.{}", p.role))
            && let Some(section) = sheet.sections.first_mut()
        {
            section.title = Some(frame.said(&party.name));
        }
        sheet.second =
            Some(Button { name: "later".into(), value: "yes".into(), label: frame.t("save-for-later") });
        let back = match at.checked_sub(1).and_then(|n| questions.get(n)) {
            Some(before) => self.href(&format!("/q/{before}")),
            None => frame.to(&format!("/guides/{}", self.kept.matter)),
        };
        Some(view::portal::Apply {
            matter: frame.said(&self.form.name),
            n: u32::try_from(at + 1).unwrap_or(u32::MAX),
            of: u32::try_from(questions.len()).unwrap_or(u32::MAX),
            form: sheet,
            back,
            other_way: self.href("/all"),
            draft: Some(self.note()),
            reasons: Vec::new(),
        })
    }

    fn after(&self, question: &str) -> String {
        let questions = form::questions(&self.form);
        let at = questions.iter().position(|q| q == question).unwrap_or(questions.len());
        match questions.get(at + 1) {
            Some(next) => self.href(&format!("/q/{next}")),
            None => self.href("/check"),
        }
    }
}

/// `GET /{city}/apply/{matter}`: where one begins; nothing is kept before the button is pressed.
pub async fn start(cx: Context, Path((_, matter)): Path<(String, String)>) -> Result<Response, Fault> {
    let guide = cx.bureau.guide(&cx.city, &matter, cx.now)?;
    let drafts = cx.bureau.drafts(&cx.who, &cx.city, cx.now).await?;
    let draft = drafts.into_iter().find(|d| d.matter == matter);
    let frame = Frame { section: Section::Services, ..cx.frame.clone() };
    let view = view::portal::Begin {
        matter: frame.said(&guide.name),
        action: cx.to(&format!("/apply/{matter}")),
        draft: draft.map(|d| view::portal::DraftNote {
            saved_at: d.updated,
            until: crate::format::civil(d.expires).date(),
            href: cx.to(&format!("/drafts/{}", d.key.id)),
        }),
        guide: cx.to(&format!("/guides/{matter}")),
        road: super::road::first(&cx, Some(&matter))?,
    };
    Ok(show(&BeginPage { frame, view }))
}

/// `POST /{city}/apply/{matter}`: a draft with an id, which is the file's from then on.
pub async fn begin(
    cx: Context,
    Path((_, matter)): Path<(String, String)>,
    _posted: Posted,
) -> Result<Response, Fault> {
    let act = opening_act(&cx, &matter)?;
    let kept = cx.bureau.keep_draft(&cx.who, &cx.city, None, &matter, &Answers::to(act), cx.now).await?;
    Ok(Redirect::to(&cx.to(&format!("/drafts/{}", kept.key.id))).into_response())
}

/// The act by which a citizen opens a file of a matter.
pub(crate) fn opening_act(cx: &Context, matter: &str) -> Result<xiezhi_matter::id::ActId, Fault> {
    let services = cx.bureau.services(&cx.city, cx.now)?;
    let service = services.into_iter().find(|s| s.matter == matter).ok_or(Fault::NotFound)?;
    service.opens.into_iter().next().map(|(act, _)| act).ok_or(Fault::NotFound)
}

/// `GET /{city}/drafts/{id}`: the first question that is not answered yet.
pub async fn resume(cx: Context, Path((_, id)): Path<(String, String)>) -> Result<Response, Fault> {
    let filling = Filling::find(&cx, &id).await?;
    let answers = &filling.kept.answers;
    let questions = form::questions(&filling.form);
    let answered = |q: &String| match q.strip_prefix("party.") {
        Some(role) => answers.parties.iter().any(|p| p.role == *role),
        None => answers.values.keys().any(|k| **k == **q),
    };
    let last = questions.iter().rposition(answered);
    let next = questions.get(last.map_or(0, |n| n + 1));
    let href = next.map_or_else(|| filling.href("/check"), |q| filling.href(&format!("/q/{q}")));
    Ok(Redirect::to(&href).into_response())
}

/// `GET /{city}/drafts/{id}/q/{question}`
pub async fn get(
    cx: Context,
    Path((_, id, question)): Path<(String, String, String)>,
) -> Result<Response, Fault> {
    let filling = Filling::find(&cx, &id).await?;
    let frame = Frame { section: Section::Services, ..cx.frame.clone() };
    let view = filling.page(&frame, &question, None, &[], None).ok_or(Fault::NotFound)?;
    Ok(show(&ApplyPage::new(frame, view)))
}

/// `POST /{city}/drafts/{id}/q/{question}`: keeps the answer and goes on.
pub async fn post(
    cx: Context,
    Path((_, id, question)): Path<(String, String, String)>,
    mut posted: Posted,
) -> Result<Response, Fault> {
    let mut filling = Filling::find(&cx, &id).await?;
    let (read, blobs) = filling.keep(&cx, &mut posted, Some(&question)).await?;
    if posted.get("later") == Some("yes") {
        let frame = Frame { section: Section::Services, ..cx.frame.clone() };
        let note = filling.note();
        let mut says = vec![frame.t1("draft-saved", "at", frame.instant(&note.saved_at))];
        says.push(frame.t1("draft-until", "day", frame.date(&note.until)));
        if let Some(code) = &filling.kept.code {
            says.push(frame.t1("draft-code", "code", code));
        }
        let next = vec![view::Link { name: frame.t("guide-draft"), href: note.href }];
        let view = view::portal::Done { title: frame.t("draft-kept"), says, next };
        return Ok(show(&super::done::DonePage { frame, view }));
    }
    let judged = cx.bureau.judge_new(&cx.who, &cx.city, &filling.kept.matter, &read.answers, cx.now).await?;
    let mine = |fault: &FormFault| {
        let name = fault.field.as_ref().map(xiezhi_matter::id::FieldId::as_str);
        name == Some(question.as_str()) || name == question.strip_prefix("party.")
    };
    let more = posted.get("add").is_some();
    if more || !read.faults.is_empty() || judged.faults.iter().any(mine) {
        let judged =
            NotDone { faults: judged.faults.into_iter().filter(mine).collect(), ..NotDone::default() };
        let frame = Frame { section: Section::Services, ..cx.frame.clone() };
        posted_blobs(&mut posted, &blobs);
        let not_done = (!more).then_some(&judged);
        let view =
            filling.page(&frame, &question, Some(&posted), &read.faults, not_done).ok_or(Fault::NotFound)?;
        return Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &ApplyPage::new(frame, view)));
    }
    Ok(Redirect::to(&filling.after(&question)).into_response())
}

/// `GET /{city}/drafts/{id}/all`: the whole form on one page.
pub async fn whole(cx: Context, Path((_, id)): Path<(String, String)>) -> Result<Response, Fault> {
    let filling = Filling::find(&cx, &id).await?;
    Ok(show(&whole_page(&cx, &filling, None, &[], None)))
}

fn whole_page(
    cx: &Context,
    filling: &Filling,
    posted: Option<&Posted>,
    faults: &[(String, String)],
    not_done: Option<&NotDone>,
) -> ApplyPage {
    let frame = Frame { section: Section::Services, ..cx.frame.clone() };
    let upload = filling.href("/uploads");
    let given = Given {
        posted,
        answers: Some(&filling.kept.answers),
        faults,
        not_done,
        upload: Some(&upload),
        only: None,
        taken: &[],
        fold: false,
    };
    let mut sheet =
        form::posting(&frame, &filling.form, &given, filling.href("/all"), frame.t("save-and-go-on"));
    sheet.warnings.clear();
    sheet.second =
        Some(Button { name: "later".into(), value: "yes".into(), label: frame.t("save-for-later") });
    let view = view::portal::Apply {
        matter: frame.said(&filling.form.name),
        n: 0,
        of: 0,
        form: sheet,
        back: frame.to(&format!("/guides/{}", filling.kept.matter)),
        other_way: filling.href(""),
        draft: Some(filling.note()),
        reasons: Vec::new(),
    };
    ApplyPage::new(frame, view)
}

/// `POST /{city}/drafts/{id}/all`
pub async fn keep_whole(
    cx: Context,
    Path((_, id)): Path<(String, String)>,
    mut posted: Posted,
) -> Result<Response, Fault> {
    let mut filling = Filling::find(&cx, &id).await?;
    let (read, blobs) = filling.keep(&cx, &mut posted, None).await?;
    let judged = cx.bureau.judge_new(&cx.who, &cx.city, &filling.kept.matter, &read.answers, cx.now).await?;
    let more = posted.get("add").is_some();
    if more || !read.faults.is_empty() || !judged.faults.is_empty() {
        posted_blobs(&mut posted, &blobs);
        let not_done = (!more).then_some(&judged);
        let page = whole_page(&cx, &filling, Some(&posted), &read.faults, not_done);
        return Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    Ok(Redirect::to(&filling.href("/check")).into_response())
}

/// Takes the documents that came with a form into the file it acts in.
pub(crate) async fn take(
    cx: &Context,
    key: &FileKey,
    posted: &mut Posted,
) -> Result<(Vec<(String, Blob)>, Vec<(String, String)>), Fault> {
    let (mut blobs, mut faults) = (Vec::new(), Vec::new());
    for (field, name, bytes) in std::mem::take(&mut posted.documents) {
        match cx.bureau.attach(&cx.who, key, &name, bytes, cx.now).await {
            Ok(blob) => blobs.push((field, blob)),
            Err(ActError::Attachment(why)) => {
                faults.push((field, format!("{name}{} {}", cx.frame.t("colon"), not_taken(&cx.frame, &why))));
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok((blobs, faults))
}

/// Documents just taken go along with a form that comes back.
pub(crate) fn posted_blobs(posted: &mut Posted, blobs: &[(String, Blob)]) {
    for (field, blob) in blobs {
        posted.put(&format!("{field}.held"), &answers::name(blob));
    }
}

/// Why a document was not taken.
pub(crate) fn not_taken(frame: &Frame, why: &AttachmentError) -> String {
    match why {
        AttachmentError::TooLarge { most, .. } => frame.t1("upload-too-large", "most", frame.bytes(most)),
        AttachmentError::Empty => frame.t("upload-empty"),
        AttachmentError::Kind => frame.t("upload-kind"),
        AttachmentError::Mislabelled { said, found } => {
            frame.t2("upload-mislabelled", "said", said, "found", found)
        }
        AttachmentError::TooMany(n) => frame.tn("upload-too-many", *n),
    }
}

/// `POST /{city}/drafts/{id}/uploads`: one document, sent by the island while the form is open.
pub async fn upload(
    cx: Context,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    let key = FileKey { city: cx.city.clone(), id: id.parse().map_err(|_| Fault::NotFound)? };
    upload_to(&cx, &key, posted).await
}

/// Takes one document and answers in JSON.
pub(crate) async fn upload_to(cx: &Context, key: &FileKey, posted: Posted) -> Result<Response, Fault> {
    let Some((_, name, bytes)) = posted.documents.into_iter().next() else {
        return Err(Fault::Unreadable);
    };
    Ok(match cx.bureau.attach(&cx.who, key, &name, bytes, cx.now).await {
        Ok(blob) => Json(json!({ "id": answers::name(&blob), "name": blob.name })).into_response(),
        Err(ActError::Attachment(why)) => {
            let error = not_taken(&cx.frame, &why);
            (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "error": error }))).into_response()
        }
        Err(other) => return Err(other.into()),
    })
}
