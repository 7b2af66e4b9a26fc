//! Cutting a condition into words.

use super::BadCondition;

/// One word of a condition.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A field path or a key word.
    Word(String),
    Text(String),
    Number(f64),
    /// Seconds since 1970, UTC.
    Time(i64),
    /// `=`, `!=`, `<`, `<=`, `>`, `>=`
    Sign(&'static str),
    Open,
    Close,
    Comma,
}

/// Cuts a text into its words; with `escapes`, a backslash in a string makes the next character plain.
pub(super) fn tokens(text: &str, escapes: bool) -> Result<Vec<Token>, BadCondition> {
    let mut rest = text.trim_start();
    let mut found = Vec::new();
    while let Some(first) = rest.chars().next() {
        let (token, after) = next(first, rest, escapes)?;
        found.push(token);
        rest = after.trim_start();
    }
    Ok(found)
}

fn next(first: char, rest: &str, escapes: bool) -> Result<(Token, &str), BadCondition> {
    const SIGNS: [&str; 6] = ["!=", "<=", ">=", "=", "<", ">"];
    if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
        return Ok((Token::Sign(sign), &rest[sign.len()..]));
    }
    match first {
        '(' => Ok((Token::Open, &rest[1..])),
        ')' => Ok((Token::Close, &rest[1..])),
        ',' => Ok((Token::Comma, &rest[1..])),
        '"' | '\'' => {
            let (inner, after) =
                string(first, &rest[1..], escapes).ok_or_else(|| BadCondition("a string has no end".to_owned()))?;
            Ok((Token::Text(inner), after))
        }
        '[' => {
            let (inner, after) =
                rest[1..].split_once(']').ok_or_else(|| BadCondition("a date has no end".to_owned()))?;
            let time: jiff::Timestamp =
                inner.trim().parse().map_err(|_| BadCondition(format!("\"{inner}\" is not a date")))?;
            Ok((Token::Time(time.as_second()), after))
        }
        _ => {
            let end = rest.find(|c: char| c.is_whitespace() || "()=!<>,\"'[]".contains(c)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            if first == '-' || first.is_ascii_digit() {
                let number = word.parse().map_err(|_| BadCondition(format!("\"{word}\" is not a number")))?;
                return Ok((Token::Number(number), after));
            }
            let is_path =
                !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '/' || c == '.');
            if is_path {
                Ok((Token::Word(word.to_owned()), after))
            } else {
                Err(BadCondition(format!("unexpected \"{first}\"")))
            }
        }
    }
}

fn string(quote: char, text: &str, escapes: bool) -> Option<(String, &str)> {
    let mut inner = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            _ if character == quote => return Some((inner, &text[at + character.len_utf8()..])),
            '\\' if escapes => inner.push(characters.next()?.1),
            _ => inner.push(character),
        }
    }
    None
}
