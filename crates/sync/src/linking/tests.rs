//! Suggestions as a person would make them.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn agent(number: u128, name: &str, customer_id: &str) -> UnlinkedAgent {
    UnlinkedAgent { id: AgentId(Uuid::from_u128(number)), name: name.to_owned(), customer_id: customer_id.to_owned() }
}

fn companies(names: &[(&str, &str)]) -> Vec<CompanyName> {
    names
        .iter()
        .zip(1..)
        .map(|((identifier, name), id)| CompanyName {
            id,
            identifier: (*identifier).to_owned(),
            name: (*name).to_owned(),
        })
        .collect()
}

fn suggested(name: &str, customer_id: &str, known: &[(&str, &str)]) -> Option<(i64, SuggestionReason)> {
    let found = suggest_links(&[agent(1, name, customer_id)], &companies(known));
    found.first().map(|suggestion| (suggestion.company, suggestion.reason))
}

#[test]
fn the_customer_id_goes_before_any_name() {
    let known = [("ACME", "Acme Ltd"), ("C-100", "Something Else")];
    assert_eq!(suggested("Acme", " c-100 ", &known), Some((2, SuggestionReason::CustomerId)));
    assert_eq!(suggested("Acme", "", &known), Some((1, SuggestionReason::Name)));
}

#[test]
fn an_identifier_held_twice_says_nothing() {
    let known = [("C-100", "Oakwood"), ("c-100", "Birchwood")];
    assert_eq!(suggested("Nobody", "C-100", &known), None);
}

#[test]
fn legal_forms_accents_and_slips_of_the_pen_do_not_hinder() {
    let known =
        [("A", "Müller Zahntechnik GmbH"), ("B", "Northside Dental Practice Ltd."), ("C", "O'Brien & Sons, Inc.")];
    for (name, expected) in [
        ("Muller Zahntechnik", 1),
        ("Northside Dental", 2),
        ("Nothside Dental Practice", 2),
        ("OBrien and Sons", 3),
        ("The O’Brien Sons Company", 3),
    ] {
        assert_eq!(suggested(name, "", &known), Some((expected, SuggestionReason::Name)), "{name}");
    }
}

#[test]
fn a_word_that_many_share_is_no_likeness() {
    let known: Vec<(String, String)> =
        (0..50).map(|number| (format!("I{number}"), format!("Dental Place{number}"))).collect();
    let known: Vec<(&str, &str)> = known.iter().map(|(left, right)| (left.as_str(), right.as_str())).collect();
    assert_eq!(suggested("Dental Northside", "", &known), None);
}

#[test]
fn several_likely_companies_are_all_named() {
    let known = [("A", "Oakwood School"), ("B", "Oakwood School Trust"), ("C", "Pine School")];
    let found = suggest_links(&[agent(1, "Oakwood School", "")], &companies(&known));
    assert_eq!((found[0].company, found[0].others.as_slice()), (1, [2].as_slice()));
    assert!(found[0].score > 0.99, "{found:?}");
}

#[test]
fn a_name_of_nothing_but_a_legal_form_is_still_a_name() {
    assert_eq!(suggested("The Company", "", &[("A", "The Company Ltd")]), Some((1, SuggestionReason::Name)));
}

proptest! {
    #[test]
    fn the_order_of_the_companies_changes_nothing(
        names in proptest::collection::vec("[a-e ]{1,12}", 1..12),
        name in "[a-e ]{1,12}",
        turn in 0usize..12,
    ) {
        let known: Vec<CompanyName> = names
            .iter()
            .zip(1..)
            .map(|(name, id)| CompanyName { id, identifier: format!("I{id}"), name: name.clone() })
            .collect();
        let mut turned = known.clone();
        turned.rotate_left(turn % known.len());
        let agents = [agent(1, &name, "")];
        prop_assert_eq!(suggest_links(&agents, &known), suggest_links(&agents, &turned));
    }

    #[test]
    fn a_score_lies_between_half_and_one(name in ".{0,30}", names in proptest::collection::vec(".{0,30}", 0..8)) {
        let known: Vec<CompanyName> = names
            .iter()
            .zip(1..)
            .map(|(name, id)| CompanyName { id, identifier: String::new(), name: name.clone() })
            .collect();
        for suggestion in suggest_links(&[agent(1, &name, "")], &known) {
            prop_assert!((LEAST_SCORE..=1.0).contains(&suggestion.score));
            prop_assert!(!suggestion.others.contains(&suggestion.company));
        }
    }
}
