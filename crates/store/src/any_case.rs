//! Texts in any case. SQLite's own `lower` and `LIKE` know the case of ASCII letters only.

use std::fmt::Write as _;

/// The pattern for `GLOB` of this text in any case.
pub(crate) fn equal(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() * 4);
    for character in text.chars() {
        let cases = cases(character);
        match cases.as_slice() {
            // What would mean something else stands for itself inside brackets.
            [only @ ('*' | '?' | '[')] => {
                let _ = write!(pattern, "[{only}]");
            }
            [only] => pattern.push(*only),
            several => {
                let _ = write!(pattern, "[{}]", several.iter().collect::<String>());
            }
        }
    }
    pattern
}

/// The pattern for `GLOB` of texts that contain this one in any case.
pub(crate) fn containing(text: &str) -> String {
    format!("*{}*", equal(text))
}

/// The character in each of its cases.
fn cases(character: char) -> Vec<char> {
    let mut cases = vec![character];
    let mut at = 0;
    while let Some(known) = cases.get(at).copied() {
        let mut lower = known.to_lowercase();
        let mut upper = known.to_uppercase();
        for (other, rest) in [(lower.next(), lower.next()), (upper.next(), upper.next())] {
            cases.extend(other.filter(|other| rest.is_none() && !cases.contains(other)));
        }
        at += 1;
    }
    if cases.contains(&'σ') && !cases.contains(&'ς') {
        cases.push('ς');
    }
    cases
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_letter_stands_for_all_its_cases_and_a_sign_for_itself() {
        assert_eq!(equal("aÉ-7"), "[aA][Éé]-7");
        assert_eq!(containing("ж*?[x]"), "*[жЖ][*][?][[][xX]]*");
        assert_eq!(equal("Σ"), "[Σσς]");
        assert_eq!(equal("ς"), "[ςΣσ]");
        assert_eq!(equal("서울"), "서울");
    }
}
