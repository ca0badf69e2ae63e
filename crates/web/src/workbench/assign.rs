//! Giving a seat in a file to an officer (指定承办人).

use crate::{
    page::prelude::*,
    workbench::small::{self, Small, choice},
};

fn small(cx: &Context, page: &xiezhi_bureau::view::FilePage) -> Small {
    let frame = &cx.frame;
    let mut options = Vec::new();
    for seat in &page.seats {
        for (id, name) in &seat.could {
            options.push((
                format!("{}:{id}", seat.seat),
                format!("{}{} {name}", frame.said(&seat.name), frame.t("colon")),
            ));
        }
    }
    let mut instead = vec![(String::new(), frame.t("assign-nobody"))];
    for seat in &page.seats {
        instead.extend(seat.officers.iter().map(|(id, name)| (id.to_string(), name.clone())));
    }
    Small {
        name: frame.t("do-assign"),
        says: Vec::new(),
        fields: vec![
            choice(frame, "seat", "assign-seat", options),
            Field { required: false, ..choice(frame, "instead", "assign-instead", instead) },
        ],
        submit: frame.t("do-assign"),
        path: "assign".into(),
    }
}

/// `GET /{city}/files/{id}/assign`
pub async fn get(cx: Context, Path((_, id)): Path<(String, String)>) -> Result<Response, Fault> {
    let (_, page) = small::file(&cx, &id).await?;
    Ok(small::ask(&cx, &page, small(&cx, &page)))
}

/// `POST /{city}/files/{id}/assign`
pub async fn post(
    cx: Context,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    let (key, page) = small::file(&cx, &id).await?;
    let chosen = posted.text("seat");
    let Some((seat, officer)) = chosen.split_once(':') else {
        return Ok(small::again(&cx, &page, small(&cx, &page), &posted, &[cx.frame.t("missing-option")]));
    };
    let (seat, officer) = (seat.into(), officer.into());
    let instead = posted.get("instead").filter(|i| !i.is_empty()).map(Into::into);
    let seen = small::seen(&posted, &page);
    let done = cx.bureau.assign(&cx.who, &key, &seat, &officer, instead.as_ref(), seen, cx.now);
    Box::pin(small::answer(&cx, &page, small(&cx, &page), &posted, done)).await
}
