//! How values stand in the cells of CSV files and sheets, in both directions.

/// What begins a formula, or hides the beginning of one: OWASP ASVS 5.0, 1.2.10, and the carriage return that others add.
const FORMULA: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\0'];

/// What separates the items of a list in a cell.
const SEPARATOR: char = ';';

/// Whether a spreadsheet would run the text, or might have been kept from it by the apostrophes that it begins with.
fn is_formula_behind_apostrophes(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}

/// A text for a cell of a CSV file: one that a spreadsheet would run begins with an apostrophe. So does one that begins
/// like such a guard, so that [`unguarded`] gives back exactly what was written.
pub(crate) fn guarded(text: String) -> String {
    if is_formula_behind_apostrophes(&text) { format!("'{text}") } else { text }
}

/// A text for a cell that is marked as text, which nothing runs: it needs an apostrophe only where [`unguarded`] would
/// take one away.
pub(crate) fn guarded_in_text_cell(text: String) -> String {
    if text.starts_with('\'') { guarded(text) } else { text }
}

/// The text of a cell without its guard: one apostrophe before what a spreadsheet would run.
pub(crate) fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_formula_behind_apostrophes(rest) => rest,
        _ => text,
    }
}

/// A list in one cell, its items separated by `;`. An item that holds a `;` or begins with a quotation mark stands in
/// quotation marks, with those inside it doubled: `a;"b;c";d` has three items.
pub(crate) fn joined(items: &[String]) -> String {
    let quoted = items.iter().map(|item| {
        if item.contains(SEPARATOR) || item.starts_with('"') {
            format!("\"{}\"", item.replace('"', "\"\""))
        } else {
            item.clone()
        }
    });
    quoted.collect::<Vec<_>>().join(";")
}

/// The items of a list in one cell, as [`joined`] writes them, without space around them and without empty ones. A
/// quotation mark that is not closed before a `;` or the end is a part of its item.
pub(crate) fn split(cell: &str) -> Vec<String> {
    let mut items = Vec::new();
    let mut rest = cell;
    loop {
        let (item, after) = quoted_item(rest.trim_start()).unwrap_or_else(|| match rest.split_once(SEPARATOR) {
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
fn quoted_item(text: &str) -> Option<(String, Option<&str>)> {
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
        return match after.strip_prefix(SEPARATOR) {
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
    fn a_guard_is_one_apostrophe_before_what_would_be_run() {
        for (value, cell) in [
            ("=1+1", "'=1+1"),
            ("+44 20", "'+44 20"),
            ("\tx", "'\tx"),
            ("'=1", "''=1"),
            ("'quoted'", "'quoted'"),
            ("plain", "plain"),
            ("", ""),
        ] {
            assert_eq!(guarded(value.to_owned()), cell);
            assert_eq!(unguarded(cell), value);
        }
        assert_eq!(unguarded("O'Neil"), "O'Neil");
        assert_eq!(guarded_in_text_cell("+44".to_owned()), "+44");
        assert_eq!(guarded_in_text_cell("'+44".to_owned()), "''+44");
    }

    #[test]
    fn an_item_may_hold_the_separator() {
        assert_eq!(split("a;\"b;c\"; d ;;\"say \"\"x\"\"\""), ["a", "b;c", "d", "say \"x\""]);
        assert_eq!(split("\"open;b"), ["\"open", "b"], "what is not closed is taken as it stands");
        assert_eq!(split("\"a\"b;c"), ["\"a\"b", "c"]);
        assert_eq!(split(" ; "), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(text in "['=+@ ;\"a\\t\\r-]{0,8}", items in prop::collection::vec("[;\"' a,=]{1,6}", 0..4)) {
            for cell in [guarded(text.clone()), guarded_in_text_cell(text.clone())] {
                prop_assert_eq!(unguarded(&cell), text.as_str());
            }
            let items: Vec<String> =
                items.iter().map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect();
            prop_assert_eq!(split(&joined(&items)), items);
        }
    }
}
