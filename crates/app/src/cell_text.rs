//! How values stand in the cells of CSV files and sheets, in both directions.

use sitebook_domain::{join_list, split_list};

/// What begins a formula, or hides the beginning of one: OWASP ASVS 5.0, 1.2.10, and the carriage return that others add.
const FORMULA: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\0'];

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

/// A list in one cell, its items separated by `;`.
pub(crate) fn joined(items: &[String]) -> String {
    join_list(items, ";")
}

/// The items of a list in one cell, as [`joined`] writes them. People put each on a line of its own, too.
pub(crate) fn split(cell: &str) -> Vec<String> {
    split_list(cell, &[';', '\n'])
}

/// The items of a list of which none holds a comma, so that people put one between them.
pub(crate) fn split_at_commas(cell: &str) -> Vec<String> {
    split_list(cell, &[',', ';', '\n'])
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
    fn a_list_stands_in_one_cell() {
        assert_eq!(split("020 1, ext. 2; 030 4\n040 5"), ["020 1, ext. 2", "030 4", "040 5"]);
        assert_eq!(split_at_commas("vip, school;\"one, two\""), ["vip", "school", "one, two"]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(text in "['=+@ ;\"a\\t\\r-]{0,8}", items in prop::collection::vec("[;\"' a,=]{1,6}", 0..4)) {
            for cell in [guarded(text.clone()), guarded_in_text_cell(text.clone())] {
                prop_assert_eq!(unguarded(&cell), text.as_str());
            }
            let items: Vec<String> =
                items.iter().map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect();
            prop_assert_eq!(&split(&joined(&items)), &items);
            prop_assert_eq!(&split_at_commas(&joined(&items)), &items);
        }
    }
}
