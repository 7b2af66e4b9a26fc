//! Facts 8: known pains of other integrations. What the engine makes of the records in 10, 11, 15 and 16 stands in `sync`;
//! here is that the client hands them over whole.

use serde_json::json;
use sitebook_connectwise_sim::{Fault, NewConfiguration as SimulatedConfiguration, Simulator};
use sitebook_psa::{
    CompanyQuery, ConfigurationChange, ConfigurationField, ConfigurationQuery, NewConfiguration, Psa, PsaErrorKind,
};

use crate::common::{json as answer, played, started, world};
use crate::facts;

facts! {
    "1. a default page of 25 mistaken for all" => async {
        let world = world(26).await;
        assert_eq!(world.client.configurations(&ConfigurationQuery::of(world.company)).await.unwrap().len(), 26);
    },
    "2. conditions lost on page 2: records of others are an error, not a result" => async {
        let world = world(1_500).await;
        world.client.configurations(&ConfigurationQuery::of(world.company)).await.unwrap();
        let (client, _) = played(|_| Ok(answer(200, r#"[{"id":1,"company":{"id":6}}]"#)));
        let error = client.configurations(&ConfigurationQuery::of(5)).await.unwrap_err();
        assert!(matches!(error.kind, PsaErrorKind::Unreadable { .. }), "{error}");
    },
    "3. a change of the codebase becomes no storm of 404s" => async {
        let world = world(30).await;
        world.client.configuration_types().await.unwrap();
        world.server.with(|simulator| simulator.upgrade("v2025_2/"));
        let reads = world.configurations.iter().map(|id| world.client.configuration(*id));
        futures::future::try_join_all(reads).await.unwrap();
        assert_eq!(world.asked("GET", "companyinfo"), 2);
    },
    "4. a page answered where JSON is expected" => async {
        let world = world(1).await;
        world.client.configuration_types().await.unwrap();
        world.server.with(|simulator| simulator.fail_next(1, Fault::Html(200)));
        assert!(world.client.configuration(world.configurations[0]).await.unwrap().is_some(), "it passes");
    },
    "5. large pages that cannot be read are asked for in parts" => async {
        let world = world(600).await;
        world.server.with(|simulator| simulator.fail_next_on(1, Fault::TruncatedJson, "GET", "/configurations"));
        assert_eq!(world.client.configurations(&ConfigurationQuery::of(world.company)).await.unwrap().len(), 600);
    },
    "6. a version that an endpoint does not support" => async {
        let mut simulator = Simulator::sample();
        simulator.settings_mut().refused_versions.insert("2025.1".to_owned());
        let (_server, client) = started(simulator).await;
        client.check().await.unwrap();
    },
    "7. an answer may be a text, a number, a flag, null, an object or a list" => async {
        for (value, expected) in [
            (json!("x"), "x"),
            (json!(1), "1"),
            (json!(1.5), "1.5"),
            (json!(true), "true"),
            (json!(null), ""),
            (json!({"a": 1}), ""),
            (json!([1]), ""),
        ] {
            let body = json!({"id": 1, "questions": [{"questionId": 2, "answer": value}]}).to_string();
            let (client, _) = played(move |_| Ok(answer(200, &body)));
            let found = client.configuration(1).await.unwrap().unwrap();
            assert_eq!(found.answers[0].value, expected);
        }
    },
    "8. null in every field that is said to hold a value; unknown fields are ignored" => async {
        let fields = "name,type,status,company,site,manufacturer,deviceIdentifier,serialNumber,modelNumber,macAddress,\
            ipAddress,notes,osType,osInfo,managementLink,activeFlag,questions,customFields,_info,identifier,city,country,\
            addressLine1,zip,phoneNumber,deletedFlag,description,closedFlag,defaultFlag,question,fieldType,entryType,\
            sequenceNumber,requiredFlag,inactiveFlag,value,caption,options,screenId,stateReference";
        let nulls: String = fields.split(',').map(|field| format!(r#","{}":null"#, field.trim())).collect();
        let row = format!(r#"{{"id":1,"new":{{"deep":[1,{{}}]}}{nulls}}}"#);
        let (client, _) = played(move |request| {
            let is_one = request.url.path().ends_with("/1");
            Ok(answer(200, &if is_one { row.clone() } else { format!("[{row}]") }))
        });
        client.configuration(1).await.unwrap().unwrap();
        client.configurations(&ConfigurationQuery::of(1)).await.unwrap();
        client.companies(&CompanyQuery::default()).await.unwrap();
        client.company(1).await.unwrap().unwrap();
        client.sites(1).await.unwrap();
        client.configuration_types().await.unwrap();
        client.configuration_statuses().await.unwrap();
        client.company_statuses().await.unwrap();
        client.company_types().await.unwrap();
        client.type_questions(1).await.unwrap();
        client.custom_fields().await.unwrap();
        client.check().await.unwrap();
    },
    "9. nothing is wiped: neither PUT nor DELETE exists here" => async {
        // Every test's end looks at the methods in the simulator's log; the type has no more than these.
        use sitebook_connectwise::Method;
        for method in [Method::Get, Method::Post, Method::Patch] {
            let name = match method {
                Method::Get => "GET",
                Method::Post => "POST",
                Method::Patch => "PATCH",
            };
            assert_eq!(method.as_str(), name);
        }
    },
    "10. inactive configurations are listed with the others, and named as such" => async {
        let world = world(3).await;
        let inactive = world.configurations[1];
        world.server.with(|simulator| simulator.edit_configuration(inactive, |record| record.active = false));
        let list = world.client.configurations(&ConfigurationQuery::of(world.company)).await.unwrap();
        let active: Vec<(i64, bool)> = list.iter().map(|record| (record.id, record.active)).collect();
        let expected: Vec<(i64, bool)> = world.configurations.iter().map(|id| (*id, *id != inactive)).collect();
        assert_eq!(active, expected);
    },
    "11. a retired device is set inactive, which is read back" => async {
        let world = world(1).await;
        let id = world.configurations[0];
        let after = world.client.update_configuration(id, &[ConfigurationChange::Active(false)]).await.unwrap();
        assert!(!after.active);
        assert!(!world.client.configuration(id).await.unwrap().unwrap().active);
    },
    "12. names with an apostrophe break no condition" => async {
        let (_server, client) = started(Simulator::sample()).await;
        let query = CompanyQuery { search: "O'Brien".to_owned(), limit: Some(5), ..CompanyQuery::default() };
        assert_eq!(client.companies(&query).await.unwrap().len(), 1);
    },
    "13. values that are too long are named, field by field" => async {
        let world = world(1).await;
        world.server.sends_what_is_refused();
        let changes = [
            (ConfigurationField::Name, 101),
            (ConfigurationField::MacAddress, 26),
            (ConfigurationField::ModelNumber, 51),
            (ConfigurationField::IpAddress, 51),
        ]
        .map(|(field, length)| ConfigurationChange::Text(field, "1".repeat(length)));
        let error = world.client.update_configuration(world.configurations[0], &changes).await.unwrap_err();
        let PsaErrorKind::Rejected { faults } = error.kind else { panic!("{error}") };
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["name", "macAddress", "modelNumber", "ipAddress"]);
    },
    "14. a list that breaks off half-way is an error and never a shorter list" => async {
        let world = world(1_500).await;
        world.server.with(|simulator| {
            simulator.fail_later(1, 99, Fault::Html(503), "GET", "/company/configurations");
        });
        world.client.configurations(&ConfigurationQuery::of(world.company)).await.unwrap_err();
    },
    "15. records that share a serial number are all listed, junk or not" => async {
        let world = world(3).await;
        world.server.with(|simulator| {
            for id in &world.configurations {
                simulator.edit_configuration(*id, |record| record.serial_number = "To be filled by O.E.M.".to_owned());
            }
        });
        let list = world.client.configurations(&ConfigurationQuery::of(world.company)).await.unwrap();
        let shared = list.iter().filter(|record| record.serial_number == "To be filled by O.E.M.").count();
        assert_eq!(shared, 3);
    },
    "16. records that share MAC and IP address are all listed, and only those of the company" => async {
        let world = world(2).await;
        let elsewhere = world.server.with(|simulator| {
            let other = simulator.add_company("elsewhere", "Elsewhere");
            for id in &world.configurations {
                simulator.edit_configuration(*id, |record| {
                    record.mac_address = "00:09:0F:AA:BB:01".to_owned();
                    record.ip_address = "10.0.0.1".to_owned();
                });
            }
            simulator.add_configuration(SimulatedConfiguration {
                company: other,
                mac_address: "00:09:0F:AA:BB:01".to_owned(),
                ip_address: "10.0.0.1".to_owned(),
                ..SimulatedConfiguration::default()
            })
        });
        let list = world.client.configurations(&ConfigurationQuery::of(world.company)).await.unwrap();
        let ids: Vec<i64> = list.iter().map(|record| record.id).collect();
        assert_eq!(ids, world.configurations);
        assert!(!ids.contains(&elsewhere));
    },
    "17. references are sent by their id, and only when there is one" => async {
        let world = world(0).await;
        let type_id = world.client.configuration_types().await.unwrap()[0].id;
        let new = NewConfiguration {
            company: world.company,
            type_id,
            texts: vec![(ConfigurationField::Name, "x".to_owned()), (ConfigurationField::Notes, String::new())],
            ..NewConfiguration::default()
        };
        world.client.create_configuration(&new).await.unwrap();
        world.server.with(|simulator| {
            let post = simulator.request_log().iter().find(|request| request.method == "POST").unwrap();
            let expected = json!({"name": "x", "type": {"id": type_id}, "company": {"id": world.company}});
            assert_eq!(post.body, expected);
        });
    },
}
