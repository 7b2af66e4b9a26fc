//! Facts 3 and 4: shapes, and writing.

use sitebook_connectwise_sim::{
    Change, Clearing, CompanyMove, Fault, FieldType, Lag, PartialCustomFields, SubPaths, TextClearing, TooLong,
};
use sitebook_psa::{
    ConfigurationChange, ConfigurationField, DifferenceKind, NewConfiguration, Psa, PsaErrorKind, Reference,
    creation_differences, differences,
};

use crate::common::{World, world};
use crate::facts;

fn text(field: ConfigurationField, value: &str) -> ConfigurationChange {
    ConfigurationChange::Text(field, value.to_owned())
}

async fn new_in(world: &World) -> NewConfiguration {
    NewConfiguration {
        company: world.company,
        type_id: world.client.configuration_types().await.unwrap()[0].id,
        device_identifier: "sitebook:1".to_owned(),
        texts: vec![(ConfigurationField::Name, "fw01".to_owned())],
        ..NewConfiguration::default()
    }
}

facts! {
    "a PATCH is an array of operations on whole fields, without a leading slash [?]" => async {
        let world = world(1).await;
        for refused in [false, true] {
            world.server.with(|simulator| simulator.settings_mut().leading_slash_refused = refused);
            let changes = [text(ConfigurationField::Name, "x"), ConfigurationChange::Active(false)];
            let after = world.client.update_configuration(world.configurations[0], &changes).await.unwrap();
            assert_eq!(differences(&changes, &after), []);
        }
    },
    "references are sent whole: a path into one may be a false 200, work, or be refused [?]" => async {
        for sub_paths in [SubPaths::FalseOk, SubPaths::Works, SubPaths::Refused] {
            let world = world(1).await;
            world.server.with(|simulator| simulator.settings_mut().sub_paths = sub_paths);
            let (maker, retired) = world.server.with(|simulator| {
                let maker = simulator.manufacturers().next().unwrap().id;
                (maker, simulator.add_status("Retired", true))
            });
            let changes = [
                ConfigurationChange::Manufacturer(Some(Reference { id: maker, name: String::new() })),
                ConfigurationChange::Status(retired),
            ];
            let after = world.client.update_configuration(world.configurations[0], &changes).await.unwrap();
            assert_eq!(differences(&changes, &after), [], "{sub_paths:?}");
            assert!(after.active, "a closed status does not make a record inactive");
        }
    },
    "a 200 may be false: what came back is compared with what was sent" => async {
        let world = world(1).await;
        world.server.with(|simulator| simulator.settings_mut().unstored_fields.insert("serialNumber".to_owned()));
        let changes = [text(ConfigurationField::Name, "x"), text(ConfigurationField::SerialNumber, "S1")];
        let after = world.client.update_configuration(world.configurations[0], &changes).await.unwrap();
        let found = differences(&changes, &after);
        assert_eq!(found.iter().map(|found| found.kind).collect::<Vec<_>>(), [DifferenceKind::NotStored]);
    },
    "a text too long is refused, under some code, or cut [?]" => async {
        let changes = [text(ConfigurationField::Name, &"x".repeat(101))];
        for code in ["MaxLength", "InvalidValue"] {
            let world = world(1).await;
            world.server.sends_what_is_refused();
            world.server.with(|simulator| simulator.settings_mut().too_long_code = code.to_owned());
            let error = world.client.update_configuration(world.configurations[0], &changes).await.unwrap_err();
            let PsaErrorKind::Rejected { faults } = error.kind else { panic!("{error}") };
            assert_eq!((faults[0].field.as_str(), faults[0].code.as_str()), ("name", code));
        }
        let world = world(1).await;
        world.server.sends_what_is_refused();
        world.server.with(|simulator| simulator.settings_mut().too_long = TooLong::Truncated);
        let after = world.client.update_configuration(world.configurations[0], &changes).await.unwrap();
        assert_eq!(differences(&changes, &after)[0].kind, DifferenceKind::Cut);
    },
    "trailing spaces may be trimmed, and line ends in one line become spaces [?]" => async {
        for (trims, flattens) in [(false, true), (true, true), (true, false), (false, false)] {
            let world = world(1).await;
            world.server.with(|simulator| {
                simulator.settings_mut().trims_trailing_space = trims;
                simulator.settings_mut().flattens_newlines = flattens;
            });
            let changes = [text(ConfigurationField::Name, "a "), text(ConfigurationField::OsInfo, "a\nb")];
            let after = world.client.update_configuration(world.configurations[0], &changes).await.unwrap();
            let found = differences(&changes, &after);
            assert_eq!(found.len(), usize::from(trims) + usize::from(flattens), "{found:?}");
            assert!(found.iter().all(|found| found.kind == DifferenceKind::Spacing));
        }
    },
    "a text is cleared by an empty text or by null [?]" => async {
        for way in [TextClearing::Either, TextClearing::OnlyEmpty, TextClearing::OnlyNull] {
            for is_ignored in [false, true] {
                let world = world(2).await;
                // One of the two ways is refused, and that is how the other is found.
                world.server.sends_what_is_refused();
                world.server.with(|simulator| {
                    simulator.settings_mut().text_clearing = way;
                    simulator.settings_mut().refused_clearing_is_ignored = is_ignored;
                    for id in &world.configurations {
                        simulator.edit_configuration(*id, |record| record.notes = "old".to_owned());
                    }
                });
                let changes = [text(ConfigurationField::Notes, ""), text(ConfigurationField::Name, "new")];
                for id in &world.configurations {
                    let after = world.client.update_configuration(*id, &changes).await.unwrap();
                    assert_eq!(differences(&changes, &after), [], "{way:?} {is_ignored}");
                }
                let patches = world.asked("PATCH", "");
                assert_eq!(patches, if way == TextClearing::OnlyNull { 3 } else { 2 }, "what worked is remembered");
            }
        }
    },
    "a reference is cleared by null or by remove [?]" => async {
        for way in [Clearing::Either, Clearing::OnlyNull, Clearing::OnlyRemove] {
            for is_ignored in [false, true] {
                let world = world(2).await;
                world.server.sends_what_is_refused();
                world.server.with(|simulator| {
                    simulator.settings_mut().reference_clearing = way;
                    simulator.settings_mut().refused_clearing_is_ignored = is_ignored;
                    let maker = simulator.manufacturers().next().map(|row| row.id);
                    for id in &world.configurations {
                        simulator.edit_configuration(*id, |record| record.manufacturer_id = maker);
                    }
                });
                let changes = [ConfigurationChange::Manufacturer(None), ConfigurationChange::Site(None)];
                for id in &world.configurations {
                    let after = world.client.update_configuration(*id, &changes).await.unwrap();
                    assert_eq!(differences(&changes, &after), [], "{way:?} {is_ignored}");
                }
                let patches = world.asked("PATCH", "");
                assert_eq!(patches, if way == Clearing::OnlyRemove { 3 } else { 2 }, "what worked is remembered");
            }
        }
    },
    "what a POST leaves out gets the server's defaults" => async {
        let world = world(0).await;
        let new = new_in(&world).await;
        let after = world.client.create_configuration(&new).await.unwrap();
        assert_eq!(creation_differences(&new, &after), []);
        assert_eq!(after.status.unwrap().name, "Active");
    },
    "POST is not idempotent: it is sent once, and found again by its identifier [?: lists may lag]" => async {
        for lag in [Lag::None, Lag::Requests(2)] {
            let world = world(0).await;
            let new = new_in(&world).await;
            world.server.with(|simulator| {
                simulator.settings_mut().lag = lag;
                simulator.fail_next_on(1, Fault::ResetAfterwards, "POST", "/company/configurations");
            });
            let error = world.client.create_configuration(&new).await.unwrap_err();
            assert!(error.outcome_unknown, "{error}");
            assert_eq!(world.asked("POST", "/company/configurations"), 1);
            let mut found = Vec::new();
            for _ in 0..4 {
                found = world.client.configurations_by_identifier(world.company, "sitebook:1").await.unwrap();
                if !found.is_empty() {
                    break;
                }
            }
            assert_eq!(found.len(), 1, "{lag:?}");
        }
    },
    "there is no optimistic concurrency: only changed fields are sent, so that another's edit stays" => async {
        let world = world(1).await;
        let edit = Change::Edit(vec![("serialNumber".to_owned(), serde_json::json!("S2"))]);
        world.server.with(|simulator| simulator.fail_next_on(1, Fault::Before(edit), "PATCH", ""));
        let changes = [text(ConfigurationField::Name, "ours")];
        let after = world.client.update_configuration(world.configurations[0], &changes).await.unwrap();
        assert_eq!((after.name.as_str(), after.serial_number.as_str()), ("ours", "S2"));
    },
    "a record deleted just before the write is not found, and nothing is created" => async {
        let world = world(1).await;
        world.server.with(|simulator| simulator.fail_next_on(1, Fault::Before(Change::Delete), "PATCH", ""));
        let changes = [text(ConfigurationField::Name, "ours")];
        let error = world.client.update_configuration(world.configurations[0], &changes).await.unwrap_err();
        assert!(matches!(error.kind, PsaErrorKind::NotFound { .. }) && !error.outcome_unknown, "{error}");
    },
    "a required question must be answered: an unanswered one is named before anything is sent" => async {
        let world = world(0).await;
        let mut new = new_in(&world).await;
        let question = world.server.with(|simulator| simulator.add_question(new.type_id, "Rack?", true));
        let error = world.client.create_configuration(&new).await.unwrap_err();
        assert_eq!(error.kind, PsaErrorKind::AnswersMissing { questions: vec!["Rack?".to_owned()] });
        assert_eq!(world.asked("POST", ""), 0);
        new.answers = vec![(question, "R1".to_owned())];
        let after = world.client.create_configuration(&new).await.unwrap();
        assert_eq!(creation_differences(&new, &after), []);
    },
    "answers come as texts or as what they are [?], and the whole array is sent back" => async {
        for as_text in [true, false] {
            let world = world(1).await;
            let id = world.configurations[0];
            let type_id = world.client.configuration_types().await.unwrap()[0].id;
            let (rack, height) = world.server.with(|simulator| {
                simulator.settings_mut().answers_as_text = as_text;
                let rack = simulator.add_question(type_id, "Rack?", false);
                let height = simulator.add_question(type_id, "Height?", false);
                simulator.edit_question(height, |question| question.field_type = FieldType::Number);
                simulator.set_answer(id, rack, serde_json::json!("R1"));
                (rack, height)
            });
            let changes = [ConfigurationChange::Answer { question: height, value: "2".to_owned() }];
            let after = world.client.update_configuration(id, &changes).await.unwrap();
            assert_eq!(differences(&changes, &after), []);
            let kept = [ConfigurationChange::Answer { question: rack, value: "R1".to_owned() }];
            assert_eq!(differences(&kept, &after), [], "the other answer stayed");
        }
    },
    "custom fields: the whole array is sent, whether or not a part would do [?]" => async {
        for partial in [PartialCustomFields::Kept, PartialCustomFields::Cleared, PartialCustomFields::Refused] {
            let world = world(1).await;
            let id = world.configurations[0];
            let (zone, room) = world.server.with(|simulator| {
                simulator.settings_mut().partial_custom_fields = partial;
                let zone = simulator.add_custom_field("Zone", FieldType::Text);
                let room = simulator.add_custom_field("Room", FieldType::Text);
                simulator.set_custom_value(id, zone, serde_json::json!("North"));
                (zone, room)
            });
            let changes = [ConfigurationChange::CustomField { field: room, value: "R1".to_owned() }];
            let after = world.client.update_configuration(id, &changes).await.unwrap();
            assert_eq!(differences(&changes, &after), [], "{partial:?}");
            let kept = [ConfigurationChange::CustomField { field: zone, value: "North".to_owned() }];
            assert_eq!(differences(&kept, &after), [], "{partial:?}");
        }
    },
    "the type changes at a path of its own; some types cannot be changed, and answers may be lost [?]" => async {
        for keeps in [false, true] {
            let world = world(1).await;
            let id = world.configurations[0];
            let (old, new) = world.server.with(|simulator| {
                simulator.settings_mut().type_change_keeps_answers = keeps;
                let old = simulator.configuration(id).unwrap().type_id;
                let rack = simulator.add_question(old, "Rack?", false);
                simulator.set_answer(id, rack, serde_json::json!("R1"));
                (old, simulator.add_type("Router"))
            });
            let after = world.client.change_type(id, new, &[]).await.unwrap();
            assert_eq!(after.type_ref.unwrap().id, new);
            world.server.with(|simulator| simulator.settings_mut().fixed_types.insert(old));
            let error = world.client.change_type(id, old, &[]).await.unwrap_err();
            assert!(matches!(error.kind, PsaErrorKind::Rejected { .. }), "{error}");
        }
    },
    "a site belongs to one company; a record that moves takes a site with it or loses it [?]" => async {
        for way in [CompanyMove::NeedsSite, CompanyMove::DropsSite] {
            let world = world(1).await;
            let foreign = world.server.with(|simulator| {
                simulator.settings_mut().company_move = way;
                let other = simulator.add_company("other", "Other");
                simulator.add_site(other, "Elsewhere")
            });
            let changes = [ConfigurationChange::Site(Some(foreign))];
            let error = world.client.update_configuration(world.configurations[0], &changes).await.unwrap_err();
            assert!(matches!(error.kind, PsaErrorKind::Rejected { .. }), "{error}");
        }
    },
    "null and absent are the same, ids may be texts [?]" => async {
        for (nulls, texts) in [(false, false), (true, false), (false, true), (true, true)] {
            let world = world(1).await;
            world.server.with(|simulator| {
                simulator.settings_mut().sends_nulls = nulls;
                simulator.settings_mut().ids_as_text = texts;
            });
            let changes = [text(ConfigurationField::Name, "x")];
            let after = world.client.update_configuration(world.configurations[0], &changes).await.unwrap();
            assert_eq!((after.serial_number.as_str(), after.company.unwrap().id), ("", world.company));
        }
    },
}
