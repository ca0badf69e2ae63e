//! A document of a file (材料): handed in, made, sealed, or a proof of service.

use crate::{page::prelude::*, workbench::file::key};

/// `GET /{city}/files/{id}/documents/{hash}`
pub async fn get(
    cx: Context,
    Path((_, id, hash)): Path<(String, String, String)>,
) -> Result<Response, Fault> {
    let key = key(&cx, &id)?;
    cx.signed_in()?;
    let hash: xiezhi_store::Hash = hash.parse().map_err(|_| Fault::NotFound)?;
    let document = cx.bureau.document(&cx.who, &key, &hash, cx.now).await?;
    Ok(answers::download(document))
}
