//! The decision around its sentences: title, who decides, commencement, publication.

use crate::numeral;

/// What a decision says besides its sentences. What is not known yet stays blank in the draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Who decides: 某市人民政府.
    pub maker: String,
    /// The line below the title: when and where it was passed.
    pub passed: String,
    /// The day from which it holds: 2026年3月1日.
    pub from: String,
}

impl Style {
    pub(super) fn text(&self, title: &str, clauses: Vec<String>, renumbers: bool) -> String {
        let nested = title.replace('《', "〈").replace('》', "〉");
        let mut lines = vec![format!("# {}关于修改《{nested}》的决定", self.maker)];
        if !self.passed.is_empty() {
            lines.push(self.passed.clone());
        }
        lines.push(crate::parse::END_OF_HEAD.to_owned());
        let maker = if self.maker.is_empty() { String::new() } else { format!("{}决定，", self.maker) };
        lines.push(format!("{maker}对《{nested}》作如下修改："));
        for (n, clause) in clauses.into_iter().enumerate() {
            let number = numeral::write(u32::try_from(n + 1).unwrap_or(u32::MAX));
            lines.push(format!("{number}、{clause}"));
        }
        if !self.from.is_empty() {
            lines.push(format!("本决定自{}起施行。", self.from));
        }
        let order = if renumbers { "并对条文顺序作相应调整，" } else { "" };
        lines.push(format!("《{nested}》根据本决定作相应修改，{order}重新公布。"));
        lines.join("\n\n") + "\n"
    }
}
