//! Comparing a paper in hand with what was issued (文书核对). It never says merely “genuine”.

use crate::{context::Address, page::prelude::*};

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/check.html")]
pub struct CheckPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::portal::Check,
}

impl CheckPage {
    fn title(&self) -> String {
        self.frame.t("check-title")
    }
}

/// The city in which the paper was issued, and its code.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The city.
    #[serde(default)]
    city: String,
    /// The code.
    #[serde(default)]
    code: String,
}

/// `GET /check`
pub async fn get(
    State(app): State<App>,
    Extension(frame): Extension<Frame>,
    Extension(address): Extension<Address>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    look(&app, frame, &address, &asked).await
}

/// `GET /check/{code}`: as printed below the QR code.
pub async fn get_code(
    State(app): State<App>,
    Extension(frame): Extension<Frame>,
    Extension(address): Extension<Address>,
    Path(code): Path<String>,
) -> Result<Response, Fault> {
    look(&app, frame, &address, &Asked { code, city: String::new() }).await
}

/// `GET /{city}/check/{code}`: where the QR code of a paper leads.
pub async fn get_in_city(
    State(app): State<App>,
    Extension(frame): Extension<Frame>,
    Extension(address): Extension<Address>,
    Path((city, code)): Path<(String, String)>,
) -> Result<Response, Fault> {
    look(&app, frame, &address, &Asked { city, code }).await
}

async fn look(app: &App, frame: Frame, address: &Address, asked: &Asked) -> Result<Response, Fault> {
    let frame = Frame { section: Section::Check, ..frame };
    let now = (app.clock)();
    let cities = app.bureau.cities();
    let mut found = None;
    let code = asked.code.trim();
    if !code.is_empty() {
        for (city, _) in cities.iter().filter(|(c, _)| asked.city.is_empty() || c.as_str() == asked.city) {
            match app.bureau.check_paper(city, code, &address.0, now).await {
                Ok(checked) => found = Some(checked),
                Err(LookError::Unknown(_) | LookError::NoFile(_)) => {}
                Err(other) => return Err(other.into()),
            }
        }
    }
    let field = Field {
        id: "code".into(),
        label: frame.t("check-code"),
        hint: Some(frame.t("check-code-hint")),
        required: true,
        kind: FieldKind::Known { value: code.into(), input: "text".into(), autocomplete: "off".into() },
        ..Field::default()
    };
    let form = Form {
        action: "/check".into(),
        sections: vec![FormSection { title: None, fields: vec![field], ..FormSection::default() }],
        submit: frame.t("check-go"),
        ..Form::default()
    };
    let unknown = !code.is_empty() && found.is_none();
    let view = view::portal::Check { form, found: found.map(|c| wire::portal::checked(&frame, &c)), unknown };
    let status = if unknown { StatusCode::NOT_FOUND } else { StatusCode::OK };
    Ok(show_as(status, &CheckPage { frame, view }))
}
