//! Signing in, or giving the code of an invitation or a receipt (登录).

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/sign_in.html")]
pub struct SignInPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::portal::SignIn,
}

impl SignInPage {
    fn title(&self) -> String {
        if self.view.by_code { self.frame.t("code-title") } else { self.frame.t("sign-in-title") }
    }
}
