//! Draws every page from its samples into a folder, for looking at the design:
//! `cargo run -p xiezhi-web --features samples --example look -- OUT`. With `--serve` the pages are
//! served on 127.0.0.1:8621 under the real headers, assets included.

use std::{env, fs, io, path::PathBuf, sync::Arc};

use axum::{Router, extract::Path, middleware, response::Html, routing::get};
use xiezhi_web::{assets, headers, lang::Lang, samples};

#[tokio::main]
async fn main() -> io::Result<()> {
    let mut args = env::args().skip(1);
    let out = PathBuf::from(args.next().unwrap_or_else(|| "look".into()));
    let mut pages = Vec::new();
    for lang in Lang::ALL {
        for drawn in samples::draw(lang) {
            let name = format!("{}-{lang}", drawn.name.replace('/', "-"));
            fs::create_dir_all(&out)?;
            fs::write(out.join(format!("{name}.html")), &drawn.html)?;
            pages.push((name, drawn.html));
        }
    }
    fs::write(out.join("names.txt"), pages.iter().map(|(n, _)| format!("{n}\n")).collect::<String>())?;
    if args.next().as_deref() != Some("--serve") {
        return Ok(());
    }
    let pages = Arc::new(pages);
    let show = move |Path(name): Path<String>| {
        let pages = Arc::clone(&pages);
        async move { Html(pages.iter().find(|(n, _)| *n == name).map(|(_, h)| h.clone()).unwrap_or_default()) }
    };
    let app =
        Router::new().route("/look/{name}", get(show)).route("/assets/{*name}", get(assets::get)).layer(
            middleware::from_fn(|request, next| headers::set(headers::Transport::Loopback, request, next)),
        );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8621").await?;
    axum::serve(listener, app).await
}
