//! What stands around the text of a paper: organ, number, title, signature, date, seal, check code.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::markdown::decode;
use crate::{CheckCode, Text, words};

/// Everything on a paper but its text (版头、主体 and 版记 of GB/T 9704-2012).
///
/// [`Layout::of`] takes from the text what the template says of itself; the rest is set by field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// The mark of the issuing organ (发文机关标志), as it is printed: 兰州市人民政府.
    pub organ: String,
    /// The number (发文字号): 兰政复受〔2026〕1号.
    pub number: Option<String>,
    /// The title (标题).
    pub title: String,
    /// To whom it is addressed (主送机关), without the colon.
    pub addressee: Option<String>,
    /// Who signs (发文机关署名).
    pub signer: String,
    /// The date of the paper (成文日期), from which the file's own time stamp is made as well.
    pub date: Date,
    /// How the seal comes onto the paper.
    pub seal: Seal,
    /// What a reader needs to compare the paper in hand with the record.
    pub check: Option<Check>,
    /// Who gets a copy (抄送机关).
    pub copies_to: Vec<String>,
    /// The organ that prints it (印发机关).
    pub printed_by: Option<String>,
    /// Which of the official layouts.
    pub format: Format,
    /// Whether the city does not exist: every page then says so.
    pub fictional: bool,
    /// The language of the fixed words.
    pub lang: Lang,
}

impl Layout {
    /// A layout with what the text says of itself (title, format, addressee, copies, language), signed
    /// by the organ, with a place for the seal.
    #[must_use]
    pub fn of(text: &Text, organ: impl Into<String>, date: Date) -> Self {
        let organ = organ.into();
        Self {
            number: None,
            title: text.title.clone(),
            addressee: text.to.clone(),
            signer: organ.clone(),
            date,
            seal: Seal::Place,
            check: None,
            copies_to: text.copies.clone(),
            printed_by: None,
            format: text.format,
            fictional: false,
            lang: text.lang,
            organ,
        }
    }

    /// The same without characters that no output may hold (control characters, marks that turn the
    /// direction of writing): a party's name may come here without having gone through a text.
    pub(crate) fn cleaned(&self) -> Self {
        let clean = |text: &String| decode(text);
        Self {
            organ: clean(&self.organ),
            number: self.number.as_ref().map(clean),
            title: clean(&self.title),
            addressee: self.addressee.as_ref().map(clean),
            signer: clean(&self.signer),
            date: self.date,
            seal: match &self.seal {
                Seal::Specimen { name } => Seal::Specimen { name: clean(name) },
                other => other.clone(),
            },
            check: self.check.as_ref().map(|check| Check { url: clean(&check.url), code: check.code }),
            copies_to: self.copies_to.iter().map(clean).collect(),
            printed_by: self.printed_by.as_ref().map(clean),
            format: self.format,
            fictional: self.fictional,
            lang: self.lang,
        }
    }
}

/// How the seal comes onto the paper (用印).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Seal {
    /// A marked place: the paper is printed and sealed by hand.
    Place,
    /// The image of a seal that bears 样章 and no State emblem. Only for a fictional city: [`crate::pdf`]
    /// and [`crate::docx`] refuse it otherwise, since a picture of a real seal is a forged seal.
    Specimen {
        /// The name around the rim.
        name: String,
    },
    /// No seal: a record, a form, a reading copy.
    None,
}

/// What leads from the paper to the page where it can be compared with the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The address in the QR code. It should hold no name and no number of a person.
    pub url: String,
    /// The check code (核对码).
    pub code: CheckCode,
}

/// Which of the official layouts (公文格式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// The common one, with a red mark and a red line (公文的一般格式).
    #[default]
    Document,
    /// The letter (信函格式): mark at the head of the page, a double red line above and below.
    Letter,
    /// Black, without a mark, the organ standing in the title: decisions (决定书), records, forms.
    Plain,
}

/// The language of the words that the layout itself brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lang {
    /// Chinese (the paper itself).
    #[default]
    Zh,
    /// English (a reading copy: every page says that the Chinese text alone counts).
    En,
}

impl Lang {
    /// The language tag of the document.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }
}

/// The fixed words of a paper, worked out once so that PDF, docx and HTML say the same.
#[derive(Debug, Serialize)]
pub(crate) struct Words {
    pub(crate) addressee: Option<String>,
    pub(crate) date: String,
    pub(crate) attachments: Vec<(String, String)>,
    pub(crate) note: Option<String>,
    pub(crate) copies: Option<String>,
    pub(crate) printed: Option<(String, String)>,
    pub(crate) check_lead: String,
    pub(crate) check_url: Option<String>,
    pub(crate) check_code: Option<(String, String)>,
    pub(crate) seal_place: String,
    pub(crate) banner: Option<String>,
}

impl Words {
    pub(crate) fn new(text: &Text, layout: &Layout) -> Self {
        let zh = layout.lang == Lang::Zh;
        let date = words::date(layout.date, layout.lang);
        let attachments = match text.attachments.as_slice() {
            [] => Vec::new(),
            [one] => vec![((if zh { "附件：" } else { "Attachment: " }).to_owned(), one.clone())],
            many => many
                .iter()
                .enumerate()
                .map(|(n, name)| {
                    let lead = match (n, zh) {
                        (0, true) => format!("附件：{}.", n + 1),
                        (0, false) => format!("Attachments: {}. ", n + 1),
                        (_, true) => format!("{}.", n + 1),
                        (_, false) => format!("{}. ", n + 1),
                    };
                    (lead, name.clone())
                })
                .collect(),
        };
        let copies = (!layout.copies_to.is_empty()).then(|| {
            if zh {
                format!("抄送：{}。", layout.copies_to.join("，"))
            } else {
                format!("Copies to: {}", layout.copies_to.join("; "))
            }
        });
        let printed = layout
            .printed_by
            .as_ref()
            .map(|by| (by.clone(), if zh { format!("{date}印发") } else { format!("issued {date}") }));
        let banner = match (layout.fictional, layout.lang) {
            (true, Lang::Zh) => Some("虚构城市演示文书　不具有法律效力".to_owned()),
            (true, Lang::En) => Some(
                "Fictional city, for demonstration: no legal effect. English reading copy for reference only."
                    .to_owned(),
            ),
            (false, Lang::En) => {
                Some("English reading copy, for reference only. The Chinese text alone has effect.".to_owned())
            }
            (false, Lang::Zh) => None,
        };
        Self {
            addressee: layout
                .addressee
                .as_ref()
                .filter(|to| !to.is_empty())
                .map(|to| if zh { format!("{to}：") } else { format!("{to}:") }),
            date,
            attachments,
            note: text.note.as_ref().map(|note| if zh { format!("（{note}）") } else { format!("({note})") }),
            copies,
            printed,
            check_lead: if zh {
                "扫描二维码或者输入核对码，将手中文书与登记内容比对".to_owned()
            } else {
                "Scan or enter the code to compare this paper with the record".to_owned()
            },
            check_url: layout.check.as_ref().map(|check| check.url.clone()),
            check_code: layout.check.as_ref().map(|check| {
                ((if zh { "核对码　" } else { "Check code " }).to_owned(), check.code.to_string())
            }),
            seal_place: if zh { "印章".to_owned() } else { "seal".to_owned() },
            banner,
        }
    }
}
