//! Whether a text can be an e-mail address.

use thiserror::Error;

/// Longest name before the @, in octets (RFC 5321, 4.5.3.1.1).
const LONGEST_NAME: usize = 64;

/// Longest address, in octets: a path of 256 (RFC 5321, 4.5.3.1.3) without its angle brackets.
const LONGEST_ADDRESS: usize = 254;

/// Longest part of a domain between two dots, in octets (RFC 1035, 2.3.4).
const LONGEST_LABEL: usize = 63;

/// Why a text cannot be an e-mail address that people write to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EmailFault {
    /// A space, a line break or another character that nobody sees.
    #[error("it holds a space or a character that cannot be seen")]
    Spaces,
    /// No @.
    #[error("it has no @")]
    NoAt,
    /// More than one @.
    #[error("it has more than one @; one field holds one address")]
    SeveralAts,
    /// Nothing before the @.
    #[error("nothing stands before the @")]
    NoName,
    /// The name before the @ is too long.
    #[error("what stands before the @ is longer than 64 characters")]
    NameTooLong,
    /// The name before the @ begins or ends with a dot, or has two in a row.
    #[error("a dot before the @ stands at an end or beside another one")]
    DotsInName,
    /// Brackets, quotation marks, commas and the like.
    #[error("it holds brackets, quotation marks, commas or the like; enter the address alone")]
    Punctuation,
    /// The domain is an IP address.
    #[error("an IP address stands after the @, where a domain belongs")]
    IpAddress,
    /// No dot after the @.
    #[error("the part after the @ needs a dot, as in example.com")]
    NoDot,
    /// The domain is not one.
    #[error("the part after the @ is no domain such as example.com")]
    BadDomain,
    /// The address is too long.
    #[error("it is longer than 254 characters")]
    TooLong,
}

/// Says why a text cannot be an e-mail address; addresses in any script are allowed. Whether mail arrives is another matter.
pub fn check_email(text: &str) -> Result<(), EmailFault> {
    if text.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
        return Err(EmailFault::Spaces);
    }
    let (name, domain) = text.split_once('@').ok_or(EmailFault::NoAt)?;
    if domain.contains('@') {
        return Err(EmailFault::SeveralAts);
    }
    check_name(name)?;
    check_domain(domain)?;
    if text.len() > LONGEST_ADDRESS {
        return Err(EmailFault::TooLong);
    }
    Ok(())
}

fn check_name(name: &str) -> Result<(), EmailFault> {
    if name.is_empty() {
        return Err(EmailFault::NoName);
    }
    if name.len() > LONGEST_NAME {
        return Err(EmailFault::NameTooLong);
    }
    if name.split('.').any(str::is_empty) {
        return Err(EmailFault::DotsInName);
    }
    if name.contains(|letter| "()<>[]:;,\\\"".contains(letter)) {
        return Err(EmailFault::Punctuation);
    }
    Ok(())
}

fn check_domain(domain: &str) -> Result<(), EmailFault> {
    let is_number = |label: &str| !label.is_empty() && label.chars().all(|letter| letter.is_ascii_digit());
    if domain.starts_with('[') || domain.split('.').all(is_number) {
        return Err(EmailFault::IpAddress);
    }
    if domain.contains(|letter| "()<>[]:;,\\\"".contains(letter)) {
        return Err(EmailFault::Punctuation);
    }
    if !domain.contains('.') {
        return Err(EmailFault::NoDot);
    }
    let is_label = |label: &str| {
        let is_sound = |letter: char| letter == '-' || !letter.is_ascii() || letter.is_ascii_alphanumeric();
        !label.is_empty()
            && label.len() <= LONGEST_LABEL
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(is_sound)
    };
    let is_top_level_number = domain.rsplit('.').next().is_some_and(is_number);
    if is_top_level_number || !domain.split('.').all(is_label) {
        return Err(EmailFault::BadDomain);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_that_people_have_are_taken() {
        let longest = format!("{}@example.com", "x".repeat(64));
        for text in [
            "ann@example.com",
            "a.b+c@mail.example.co.uk",
            "o'brien_1@example.io",
            "δοκιμή@παράδειγμα.ελ",
            "jürgen@müller.de",
            "用户@例子.公司",
            "x@xn--mller-kva.de",
            "a!#$%&'*+/=?^_`{|}~-@example.com",
            longest.as_str(),
        ] {
            assert_eq!(check_email(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_is_none_is_refused_with_the_reason() {
        let long_name = format!("{}@example.com", "x".repeat(65));
        let long_label = format!("x@{}.com", "x".repeat(64));
        let too_long = format!("x@{}com", "abcdefg.".repeat(32));
        for (text, fault) in [
            ("", EmailFault::NoAt),
            ("example.com", EmailFault::NoAt),
            ("@example.com", EmailFault::NoName),
            ("ann@example.com@example.com", EmailFault::SeveralAts),
            ("ann @example.com", EmailFault::Spaces),
            ("ann@example.com bob@example.com", EmailFault::Spaces),
            ("ann@example\u{0}.com", EmailFault::Spaces),
            ("<ann@example.com>", EmailFault::Punctuation),
            ("\"Ann\"@example.com", EmailFault::Punctuation),
            ("ann@example.com;", EmailFault::Punctuation),
            (".ann@example.com", EmailFault::DotsInName),
            ("ann..lee@example.com", EmailFault::DotsInName),
            ("ann@example", EmailFault::NoDot),
            ("ann@[10.0.0.1]", EmailFault::IpAddress),
            ("ann@10.0.0.1", EmailFault::IpAddress),
            ("ann@example..com", EmailFault::BadDomain),
            ("ann@-example.com", EmailFault::BadDomain),
            ("ann@example.com.", EmailFault::BadDomain),
            ("ann@exa_mple.com", EmailFault::BadDomain),
            ("ann@example.1", EmailFault::BadDomain),
            (long_name.as_str(), EmailFault::NameTooLong),
            (long_label.as_str(), EmailFault::BadDomain),
            (too_long.as_str(), EmailFault::TooLong),
        ] {
            assert_eq!(check_email(text), Err(fault), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_gets_an_answer(text in ".{0,300}") {
            let _ = check_email(&text);
        }
    }
}
