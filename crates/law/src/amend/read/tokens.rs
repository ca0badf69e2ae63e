//! Words and quotations of a decision, clause by clause.

use crate::{numeral, words::is_space};

/// A stretch of a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Words of the decision itself.
    Words(String),
    /// Quoted words, a line for each paragraph, with their own quotation marks in the shape they had.
    Quote(Vec<String>),
}

/// Cuts a decision into clauses. A clause is what stands from one 一、 to the next; lines before the first
/// are clauses of their own.
pub(super) fn clauses(body: &str) -> Vec<Vec<Token>> {
    let mut out: Vec<Vec<Token>> = Vec::new();
    // How deep the quotation is that is open; 0 outside.
    let mut depth = 0u32;
    for line in body.lines().map(|line| line.trim_matches(is_space)).filter(|line| !line.is_empty()) {
        if line.starts_with(['#', '<']) && depth == 0 {
            continue;
        }
        let mut words = line;
        if depth == 0 {
            let bare = unlabelled(line);
            if bare.is_some() || out.is_empty() {
                out.push(Vec::new());
            }
            words = bare.unwrap_or(line);
        }
        let Some(clause) = out.last_mut() else { continue };
        if depth > 0 {
            // Each paragraph of a long quotation opens anew with “, which closes nothing.
            words = words.strip_prefix('“').unwrap_or(words);
            if let Some(Token::Quote(lines)) = clause.last_mut() {
                lines.push(String::new());
            }
        } else {
            clause.push(Token::Words(String::new()));
        }
        for c in words.chars() {
            match c {
                '“' => {
                    depth += 1;
                    if depth == 1 {
                        clause.push(Token::Quote(vec![String::new()]));
                        continue;
                    }
                }
                '”' if depth > 0 => {
                    depth -= 1;
                    if depth == 0 {
                        clause.push(Token::Words(String::new()));
                        continue;
                    }
                }
                _ => {}
            }
            // Inside a quotation the marks change their shape, and change back here.
            let c = if depth > 0 { turned(c) } else { c };
            match clause.last_mut() {
                Some(Token::Words(words)) => words.push(c),
                Some(Token::Quote(lines)) => {
                    if let Some(line) = lines.last_mut() {
                        line.push(c);
                    }
                }
                None => {}
            }
        }
    }
    for clause in &mut out {
        clause.retain(|token| !matches!(token, Token::Words(words) if words.is_empty()));
    }
    out
}

/// “ for ‘ and the other way round: a quotation within a quotation.
pub(crate) fn turned(c: char) -> char {
    match c {
        '“' => '‘',
        '”' => '’',
        '‘' => '“',
        '’' => '”',
        _ => c,
    }
}

/// A clause without its number: 一、…, 1.…, 第三十二条 ….
fn unlabelled(line: &str) -> Option<&str> {
    let end = line.find(|c| !numeral::is_numeral(c)).unwrap_or(line.len());
    if end > 0
        && let Some(behind) = line.get(end..)
        && let Some(words) = behind.strip_prefix(['、', '.', '．'])
    {
        return Some(words);
    }
    // Amendments of the constitution count their clauses as articles, on what their sentences say.
    let mark = crate::parse::article_mark(line)?;
    line.get(mark.len..).filter(|words| {
        line.get(..mark.len).is_some_and(|mark| mark.ends_with(is_space)) && words.starts_with("宪法")
    })
}

/// The clause as it stands, cut after some characters: enough to find it again.
pub(super) fn plain(tokens: &[Token]) -> String {
    let mut out = String::new();
    for token in tokens {
        match token {
            Token::Words(words) => out.push_str(words),
            Token::Quote(lines) => {
                out.push('“');
                out.push_str(&lines.join("\n"));
                out.push('”');
            }
        }
    }
    match out.char_indices().nth(120) {
        Some((at, _)) => out.get(..at).unwrap_or_default().to_owned() + "……",
        None => out,
    }
}
