//! The `Link` header (RFC 8288), as far as it tells that there is another page. Its URLs are never followed: they carry
//! a host and a codebase of the server's choice.

/// Whether the header names a next page with an address.
pub(crate) fn has_next(header: &str) -> bool {
    next(header).is_some()
}

/// Whether the header names a next page by its number: what a server does that ignores forward-only paging.
pub(crate) fn has_numbered_next(header: &str) -> bool {
    next(header).is_some_and(|target| !target.to_ascii_lowercase().contains("pageid="))
}

/// The address of the next page.
fn next(header: &str) -> Option<&str> {
    let mut rest = header;
    while let Some((_, from_target)) = rest.split_once('<') {
        let (target, after) = from_target.split_once('>')?;
        // Parameters last until the next target.
        let parameters = after.split('<').next().unwrap_or_default();
        let is_next = parameters.split([';', ',']).any(|parameter| {
            let Some((name, value)) = parameter.split_once('=') else { return false };
            let relations = value.trim().trim_matches('"');
            name.trim().eq_ignore_ascii_case("rel")
                && relations.split_whitespace().any(|relation| relation.eq_ignore_ascii_case("next"))
        });
        if is_next && !target.trim().is_empty() {
            return Some(target);
        }
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_next_page_is_found_in_every_spelling() {
        for (header, expected) in [
            (r#"<https://cw.example/x?page=2>; rel="next", <https://cw.example/x?page=9>; rel="last""#, true),
            ("<https://cw.example/x?a=1,2;3>; rel=next", true),
            (r#"<https://cw.example/x>; title="x"; rel="prev next""#, true),
            (r#"<x>;REL="NEXT""#, true),
            (r#"<https://cw.example/x?page=1>; rel="first""#, false),
            (r#"<>; rel="next""#, false),
            (r#"<x>; rel="last", <y>; rel="next""#, true),
            (r#"<x; rel="next""#, false),
            (r#"<https://cw.example/rel="next">; rel="prev""#, false),
            ("", false),
            ("next", false),
        ] {
            assert_eq!(has_next(header), expected, "{header}");
        }
    }

    #[test]
    fn a_next_page_by_number_is_told_from_one_by_id() {
        assert!(has_numbered_next(r#"<https://cw.example/x?page=2>; rel="next""#));
        assert!(!has_numbered_next(r#"<https://cw.example/x?PageId=77>; rel="next""#));
        assert!(!has_numbered_next(""));
    }

    proptest::proptest! {
        #[test]
        fn no_header_breaks_it(header in ".*") {
            let _ = has_next(&header);
        }
    }
}
