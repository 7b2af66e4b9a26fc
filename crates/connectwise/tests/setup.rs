//! Set-up tables: statuses, questions with choices, custom fields; values checked before anything is sent.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

mod common;

use common::{json, played, world};
use sitebook_connectwise_sim::{FieldType, Function, Verb};
use sitebook_psa::{
    CompanyQuery, ConfigurationChange, ConfigurationField, NewConfiguration, Psa, PsaErrorKind, Reference, TypeQuestion,
};

#[tokio::test]
async fn statuses_are_called_by_their_description() {
    let world = world(0).await;
    world.server.with(|simulator| simulator.add_status("Retired", true));
    let statuses = world.client.configuration_statuses().await.unwrap();
    let shown: Vec<_> =
        statuses.iter().map(|status| (status.reference.name.as_str(), status.closed, status.default)).collect();
    assert_eq!(shown, [("Active", false, true), ("Retired", true, false)]);
}

#[tokio::test]
async fn questions_come_in_their_order_with_their_choices_and_inactive_ones_not() {
    let world = world(0).await;
    let type_id = world.client.configuration_types().await.unwrap()[0].id;
    world.server.with(|simulator| {
        let last = simulator.add_question(type_id, "Last?", true);
        simulator.edit_question(last, |question| question.sequence = 9);
        let first = simulator.add_question(type_id, "First?", false);
        simulator.edit_question(first, |question| question.sequence = 1);
        simulator.add_question_value(first, "A");
        simulator.add_question_value(first, "B");
        let gone = simulator.add_question(type_id, "Gone?", true);
        simulator.edit_question(gone, |question| question.inactive = true);
    });
    let questions = world.client.type_questions(type_id).await.unwrap();
    let shown: Vec<_> =
        questions.iter().map(|found| (found.question.as_str(), found.required, found.choices.join("|"))).collect();
    assert_eq!(shown, [("First?", false, "A|B".to_owned()), ("Last?", true, String::new())]);
}

#[tokio::test]
async fn custom_fields_are_those_that_configurations_carry_with_the_choices_of_the_table() {
    {
        let world = world(1).await;
        world.server.with(|simulator| {
            let zone = simulator.add_custom_field("Zone", FieldType::Text);
            simulator.edit_custom_field(zone, |field| field.options = vec!["North".to_owned(), "South".to_owned()]);
            simulator.add_custom_field("Rack units", FieldType::Number);
        });
        let fields = world.client.custom_fields().await.unwrap();
        let shown: Vec<_> = fields
            .iter()
            .map(|field| (field.caption.as_str(), field.field_type.as_str(), field.choices.join("|")))
            .collect();
        assert_eq!(shown, [("Zone", "Text", "North|South".to_owned()), ("Rack units", "Number", String::new())]);
    }
}

#[tokio::test]
async fn values_that_do_not_fit_are_refused_before_anything_is_sent() {
    let world = world(1).await;
    let id = world.configurations[0];
    let type_id = world.client.configuration_types().await.unwrap()[0].id;
    let (choice, number, flag, date, required, zone) = world.server.with(|simulator| {
        let mut typed = |label: &str, kind: FieldType| {
            let question = simulator.add_question(type_id, label, false);
            simulator.edit_question(question, |question| question.field_type = kind);
            question
        };
        let (number, flag, date) =
            (typed("Number?", FieldType::Number), typed("Flag?", FieldType::Checkbox), typed("Date?", FieldType::Date));
        let choice = simulator.add_question(type_id, "Choice?", false);
        simulator.add_question_value(choice, "North");
        let required = simulator.add_question(type_id, "Required?", true);
        simulator.set_answer(id, required, serde_json::json!("x"));
        let zone = simulator.add_custom_field("Zone", FieldType::Number);
        (choice, number, flag, date, required, zone)
    });
    let answer = |question, value: &str| ConfigurationChange::Answer { question, value: value.to_owned() };
    let custom = |field, value: &str| ConfigurationChange::CustomField { field, value: value.to_owned() };
    for (change, field) in [
        (answer(choice, "West"), "Choice?"),
        (answer(number, "many"), "Number?"),
        (answer(flag, "maybe"), "Flag?"),
        (answer(date, "tomorrow"), "Date?"),
        (answer(9_999, "x"), "question 9999"),
        (custom(zone, "x"), "Zone"),
        (custom(9_999, "x"), "custom field 9999"),
    ] {
        let error = world.client.update_configuration(id, &[change]).await.unwrap_err();
        let PsaErrorKind::UnfitValue { field: named, .. } = error.kind else { panic!("{error}") };
        assert_eq!(named, field);
    }
    let error = world.client.update_configuration(id, &[answer(required, " ")]).await.unwrap_err();
    assert_eq!(error.kind, PsaErrorKind::AnswersMissing { questions: vec!["Required?".to_owned()] });
    assert_eq!(world.asked("PATCH", ""), 0);
    let changes = [
        answer(choice, "NORTH"),
        answer(number, "4"),
        answer(flag, "True"),
        answer(date, "2026-01-31"),
        custom(zone, "1.5"),
    ];
    let after = world.client.update_configuration(id, &changes).await.unwrap();
    let value = |question| after.answers.iter().find(|answer| answer.question == question).unwrap().value.clone();
    assert_eq!((value(choice).as_str(), value(required).as_str()), ("North", "x"), "the choice as it is spelled there");
    assert_eq!(after.custom_fields[0].value, "1.5");
    let cleared = world.client.update_configuration(id, &[answer(number, ""), custom(zone, "")]).await.unwrap();
    assert_eq!(cleared.custom_fields.iter().map(|field| field.value.as_str()).collect::<String>(), "");
}

#[tokio::test]
async fn a_key_that_may_not_read_questions_can_still_create() {
    let world = world(0).await;
    let type_id = world.client.configuration_types().await.unwrap()[0].id;
    world.server.with(|simulator| simulator.revoke_right(Function::TableSetup, Verb::Inquire));
    let new = NewConfiguration {
        company: world.company,
        type_id,
        texts: vec![(ConfigurationField::Name, "x".to_owned())],
        ..NewConfiguration::default()
    };
    assert_eq!(world.client.create_configuration(&new).await.unwrap().name, "x");
}

#[tokio::test]
async fn questions_are_read_once_for_many_creations() {
    let world = world(0).await;
    let type_id = world.client.configuration_types().await.unwrap()[0].id;
    for number in 0..5 {
        let new = NewConfiguration {
            company: world.company,
            type_id,
            texts: vec![(ConfigurationField::Name, format!("x{number}"))],
            ..NewConfiguration::default()
        };
        world.client.create_configuration(&new).await.unwrap();
    }
    assert_eq!((world.asked("GET", "/questions"), world.asked("POST", "")), (1, 5));
    let _: Vec<TypeQuestion> = world.client.type_questions(type_id).await.unwrap();
    assert_eq!(world.asked("GET", "/questions"), 2, "a person who asks gets what is there now");
}

#[tokio::test]
async fn companies_are_asked_for_by_status_and_type() {
    let world = world(0).await;
    let acme = world.company;
    world.server.with(|simulator| {
        let [client, vendor] = ["Client", "Vendor"].map(|name| simulator.add_company_type(name));
        simulator.edit_company(acme, |company| {
            "1".clone_into(&mut company.phone);
            "x".clone_into(&mut company.address_line1);
            "2".clone_into(&mut company.zip);
        });
        simulator.set_company_types(acme, [client, vendor]);
        let sleeping = simulator.add_company("beta", "Beta");
        simulator.edit_company(sleeping, |company| "Inactive".clone_into(&mut company.status));
        simulator.set_company_types(sleeping, [client]);
        let supplier = simulator.add_company("gamma", "Gamma");
        simulator.set_company_types(supplier, [vendor]);
    });
    let statuses = world.client.company_statuses().await.unwrap();
    let types = world.client.company_types().await.unwrap();
    let names = |rows: &[Reference]| rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>();
    assert_eq!((names(&statuses), names(&types)), (names_of(["Active", "Inactive"]), names_of(["Client", "Vendor"])));
    let (active, client) = (Some(statuses[0].id), Some(types[0].id));
    for limit in [None, Some(10)] {
        for (status, company_type, found) in [
            (active, client, names_of(["Acme"])),
            (active, None, names_of(["Acme", "Gamma"])),
            (None, client, names_of(["Acme", "Beta"])),
            (Some(9_999), client, Vec::new()),
        ] {
            let query = CompanyQuery { status, company_type, limit, ..CompanyQuery::default() };
            let companies = world.client.companies(&query).await.unwrap();
            assert_eq!(companies.iter().map(|company| company.name.clone()).collect::<Vec<_>>(), found);
        }
        let query = CompanyQuery { search: "cme".to_owned(), status: active, company_type: client, limit };
        let found = world.client.companies(&query).await.unwrap();
        assert_eq!((found[0].phone.as_str(), found[0].address.as_str()), ("1", "x, 2"));
    }
}

fn names_of<const COUNT: usize>(names: [&str; COUNT]) -> Vec<String> {
    names.map(str::to_owned).to_vec()
}

#[tokio::test]
async fn custom_fields_are_known_although_there_is_no_configuration_yet() {
    let world = world(0).await;
    world.server.with(|simulator| {
        let zone = simulator.add_custom_field("Zone", FieldType::Text);
        simulator.edit_custom_field(zone, |field| field.options = vec!["North".to_owned()]);
    });
    let fields = world.client.custom_fields().await.unwrap();
    assert_eq!((fields[0].caption.as_str(), fields[0].field_type.as_str()), ("Zone", "Text"));
    assert_eq!((fields.len(), fields[0].choices.join("|").as_str()), (1, "North"));
}

#[tokio::test]
async fn custom_fields_of_other_screens_are_none_of_configurations() {
    let table = r#"[{"id":1,"caption":"Zone","screenId":"Configuration","fieldTypeIdentifier":"Text"},
        {"id":2,"caption":"Other","screenId":"Ticket"},{"id":3,"caption":"Unknown"}]"#;
    let (client, _) = played(move |request| {
        Ok(json(200, if request.url.path().ends_with("userDefinedFields") { table } else { "[]" }))
    });
    let fields = client.custom_fields().await.unwrap();
    assert_eq!(fields.iter().map(|field| field.caption.as_str()).collect::<Vec<_>>(), ["Zone"]);
}
