//! Lists in one line of text, in both directions.

/// What separates the items of a list wherever one is read or written as text.
const SEPARATORS: [char; 3] = [',', ';', '\n'];

/// A list in one line, with `between` between its items. An item that holds a separator or begins with a quotation mark
/// stands in quotation marks, with those inside it doubled: `a, "b, c", d` has three items.
///
/// # Examples
///
/// ```
/// # use sitebook_domain::{join_list, split_list};
/// let phones = ["office: 020 7946 0000, ext. 12".to_owned(), "mobile: 07700 900123".to_owned()];
/// let text = join_list(&phones, ", ");
/// assert_eq!(text, "\"office: 020 7946 0000, ext. 12\", mobile: 07700 900123");
/// assert_eq!(split_list(&text, &[',', ';']), phones);
/// ```
#[must_use]
pub fn join_list(items: &[String], between: &str) -> String {
    let quoted = items.iter().map(|item| {
        if item.contains(SEPARATORS) || item.starts_with('"') {
            format!("\"{}\"", item.replace('"', "\"\""))
        } else {
            item.clone()
        }
    });
    quoted.collect::<Vec<_>>().join(between)
}

/// The items of a list in one line, as [`join_list`] writes them, without space around them and without empty ones. A
/// quotation mark that is not closed before a separator or the end is a part of its item.
#[must_use]
pub fn split_list(text: &str, separators: &[char]) -> Vec<String> {
    let mut items = Vec::new();
    let mut rest = text;
    loop {
        let (item, after) =
            quoted_item(rest.trim_start(), separators).unwrap_or_else(|| match rest.split_once(separators) {
                Some((item, after)) => (item.trim().to_owned(), Some(after)),
                None => (rest.trim().to_owned(), None),
            });
        if !item.is_empty() {
            items.push(item);
        }
        match after {
            Some(after) => rest = after,
            None => return items,
        }
    }
}

/// The item in quotation marks that the text begins with, and what comes after the separator behind it.
fn quoted_item<'t>(text: &'t str, separators: &[char]) -> Option<(String, Option<&'t str>)> {
    let inside = text.strip_prefix('"')?;
    let mut from = 0;
    loop {
        let mark = from + inside.get(from..)?.find('"')?;
        let after = &inside[mark + 1..];
        if after.starts_with('"') {
            from = mark + 2;
            continue;
        }
        let item = inside[..mark].replace("\"\"", "\"").trim().to_owned();
        let after = after.trim_start();
        return match after.strip_prefix(separators) {
            Some(after) => Some((item, Some(after))),
            None if after.is_empty() => Some((item, None)),
            None => None,
        };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_item_may_hold_a_separator() {
        assert_eq!(split_list("a;\"b;c\"; d ;;\"say \"\"x\"\"\"", &[';']), ["a", "b;c", "d", "say \"x\""]);
        assert_eq!(split_list("a, \"b, c\"; d", &[',', ';']), ["a", "b, c", "d"]);
        assert_eq!(split_list("\"open;b", &[';']), ["\"open", "b"], "what is not closed is taken as it stands");
        assert_eq!(split_list("\"a\"b;c", &[';']), ["\"a\"b", "c"]);
        assert_eq!(split_list(" ; ", &[';']), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(items in prop::collection::vec("[;\"' a,=]{1,6}", 0..4)) {
            let items: Vec<String> =
                items.iter().map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect();
            prop_assert_eq!(&split_list(&join_list(&items, ", "), &[',', ';']), &items);
            prop_assert_eq!(&split_list(&join_list(&items, ";"), &[';']), &items);
        }
    }
}
