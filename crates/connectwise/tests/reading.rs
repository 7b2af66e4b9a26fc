//! Lists are complete or an error, however the server spells and cuts them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

use common::{json, played, started, world};
use sitebook_connectwise::{Request, Response, TransportError};
use sitebook_connectwise_sim::{Fault, NewConfiguration, Settings, Simulator};
use sitebook_psa::{CompanyQuery, ConfigurationQuery, Psa, PsaErrorKind};

#[tokio::test]
async fn a_list_takes_one_request_per_begun_thousand_with_its_conditions() {
    for (count, requests) in [(0, 1), (1, 1), (999, 1), (1000, 2), (2345, 3)] {
        let world = world(count).await;
        world.server.with(|simulator| {
            let other = simulator.add_company("other", "Other");
            simulator.add_configuration(NewConfiguration { company: other, ..NewConfiguration::default() });
        });
        let found = world.client.configurations(&ConfigurationQuery::of(world.company)).await.unwrap();
        let ids: Vec<i64> = found.iter().map(|configuration| configuration.id).collect();
        assert_eq!(ids, world.configurations, "{count}");
        assert_eq!(world.asked("GET", "/company/configurations"), requests, "{count}");
        world.server.with(|simulator| {
            for request in simulator.request_log().iter().filter(|request| request.path.ends_with("/configurations")) {
                assert_eq!(request.parameter("conditions"), Some(format!("company/id={}", world.company)));
                assert_eq!(request.parameter("pageSize").as_deref(), Some("1000"));
            }
        });
    }
}

#[tokio::test]
async fn every_spelling_of_values_is_read_the_same() {
    let spellings: [fn(&mut Settings); 6] = [
        |_| {},
        |settings| settings.sends_nulls = true,
        |settings| settings.ids_as_text = true,
        |settings| settings.byte_order_mark = true,
        |settings| settings.omits_link = true,
        |settings| {
            settings.sends_nulls = true;
            settings.ids_as_text = true;
        },
    ];
    let mut expected = None;
    for (number, spelling) in spellings.into_iter().enumerate() {
        let mut simulator = Simulator::sample();
        spelling(simulator.settings_mut());
        let (_server, client) = started(simulator).await;
        let companies = client.companies(&CompanyQuery::default()).await.unwrap();
        let sites = client.sites(companies[0].id).await.unwrap();
        let configurations = client.configurations(&ConfigurationQuery::of(companies[0].id)).await.unwrap();
        let one = client.configuration(configurations[0].id).await.unwrap();
        assert_eq!(one.as_ref(), Some(&configurations[0]));
        assert_eq!(configurations.len(), 12);
        let found = (companies, sites, configurations, client.configuration_types().await.unwrap());
        assert_eq!(*expected.get_or_insert_with(|| found.clone()), found, "spelling {number}");
    }
}

#[tokio::test]
async fn a_configuration_carries_all_that_is_read() {
    let world = world(0).await;
    let id = world.server.with(|simulator| {
        let maker = simulator.manufacturers().next().map(|row| row.id);
        simulator.add_configuration(NewConfiguration {
            company: world.company,
            manufacturer: maker,
            name: "fw01".to_owned(),
            device_identifier: "sitebook:1".to_owned(),
            serial_number: "SN1".to_owned(),
            model_number: "FG".to_owned(),
            mac_address: "00-11-22-33-44-55".to_owned(),
            ip_address: "10.0.0.1".to_owned(),
            notes: "line\nline".to_owned(),
            os_type: "FortiOS".to_owned(),
            os_info: "7.4".to_owned(),
            active: false,
            ..NewConfiguration::default()
        })
    });
    let found = world.client.configuration(id).await.unwrap().unwrap();
    let name = |reference: &Option<sitebook_psa::Reference>| {
        reference.as_ref().map_or_else(String::new, |reference| reference.name.clone())
    };
    assert_eq!(
        [
            name(&found.type_ref),
            name(&found.status),
            name(&found.company),
            name(&found.manufacturer),
            name(&found.site)
        ],
        ["Server", "Active", "Acme", "Dell", ""]
    );
    assert_eq!(
        [&found.name, &found.device_identifier, &found.serial_number, &found.model_number, &found.mac_address],
        ["fw01", "sitebook:1", "SN1", "FG", "00-11-22-33-44-55"]
    );
    assert_eq!(
        [&found.ip_address, &found.notes, &found.os_type, &found.os_info, &found.updated_by],
        ["10.0.0.1", "line\nline", "FortiOS", "7.4", "JSmith"]
    );
    assert!(!found.active && found.last_updated.starts_with("2026-01-01T00:"), "{}", found.last_updated);
}

#[tokio::test]
async fn companies_are_found_by_any_text_and_deleted_ones_never() {
    let (server, client) = started(Simulator::sample()).await;
    server.with(|simulator| {
        simulator.add_company("both", "Both 'single' and \"double\"");
        simulator.add_company("back", r"C:\ drive repairs");
        simulator.add_company("half", "24\" Screens");
        simulator.add_company("amp", "A&B + C% = 100*");
    });
    for (search, expected) in [
        (
            "",
            &["amp", "both", "back", "HarbourLegal", "Lakeview", "NorthsideDental", "OakwoodSchools", "OBrien", "half"]
                [..],
        ),
        ("north", &["NorthsideDental"]),
        ("LEGAL", &["HarbourLegal"]),
        ("obrien", &["OBrien"]),
        ("O'Brien <script>", &["OBrien"]),
        ("[Group]", &["Lakeview"]),
        ("24\" s", &["half"]),
        ("'single' and \"double\"", &["both"]),
        (r"C:\", &["back"]),
        ("A&B + C%", &["amp"]),
        ("\" or deletedFlag=True or name contains \"", &[]),
        ("Corner", &[]),
        ("  Harbour  ", &["HarbourLegal"]),
    ] {
        for limit in [None, Some(50)] {
            let query = CompanyQuery { search: search.to_owned(), limit, ..CompanyQuery::default() };
            let mut found: Vec<String> =
                client.companies(&query).await.unwrap().into_iter().map(|company| company.identifier).collect();
            let mut expected = expected.to_vec();
            found.sort();
            expected.sort_unstable();
            assert_eq!(found, expected, "{search:?} {limit:?}");
        }
    }
}

#[tokio::test]
async fn a_limit_is_one_page_in_the_order_of_names() {
    let (server, client) = started(Simulator::sample()).await;
    let query = CompanyQuery { search: String::new(), limit: Some(2), ..CompanyQuery::default() };
    let found: Vec<String> =
        client.companies(&query).await.unwrap().into_iter().map(|company| company.identifier).collect();
    assert_eq!(found, ["HarbourLegal", "Lakeview"]);
    server.with(|simulator| {
        let request = simulator.request_log().last().unwrap();
        assert_eq!(request.parameter("orderBy").as_deref(), Some("name asc"));
        assert_eq!(request.parameter("pageSize").as_deref(), Some("2"));
    });
    let none = CompanyQuery { search: String::new(), limit: Some(0), ..CompanyQuery::default() };
    assert_eq!(client.companies(&none).await.unwrap(), []);
    assert_eq!(client.requests_sent(), 2);
}

#[tokio::test]
async fn one_company_may_be_deleted_or_missing() {
    let world = world(0).await;
    assert!(!world.client.company(world.company).await.unwrap().unwrap().deleted);
    world.server.with(|simulator| simulator.delete_company(world.company));
    assert!(world.client.company(world.company).await.unwrap().unwrap().deleted);
    assert_eq!(world.client.company(9_999).await.unwrap(), None);
}

#[tokio::test]
async fn sites_come_with_their_address_and_only_of_their_company() {
    let (_server, client) = started(Simulator::sample()).await;
    let query = CompanyQuery { search: "Oakwood".to_owned(), limit: None, ..CompanyQuery::default() };
    let company = client.companies(&query).await.unwrap().remove(0);
    let sites = client.sites(company.id).await.unwrap();
    let shown: Vec<String> = sites.iter().map(|site| format!("{}: {}", site.name, site.address)).collect();
    assert_eq!(shown, ["Primary: 5 Oak Ln, Leeds", "Secondary: 9 Elm Ave, Leeds", "Sixth Form: 2 Ash Rd, York"]);
}

#[tokio::test]
async fn a_slow_server_is_asked_for_smaller_pages_from_then_on() {
    let world = world(600).await;
    world.server.with(|simulator| simulator.settings_mut().times_out_above = Some(250));
    assert_eq!(world.client.configurations(&ConfigurationQuery::of(world.company)).await.unwrap().len(), 600);
    let sizes: Vec<String> = world
        .server
        .with(|simulator| simulator.request_log().iter().filter_map(|request| request.parameter("pageSize")).collect());
    assert_eq!(sizes, ["1000", "250", "250", "250"]);
}

#[tokio::test]
async fn a_page_that_stays_too_slow_or_broken_is_an_error() {
    let world = world(10).await;
    world.server.with(|simulator| simulator.settings_mut().times_out_above = Some(10));
    let error = world.client.configurations(&ConfigurationQuery::of(world.company)).await.unwrap_err();
    assert_eq!(error.kind, PsaErrorKind::Unavailable { status: 500 });
    world.server.with(|simulator| simulator.settings_mut().times_out_above = None);
    world.server.with(|simulator| simulator.fail_next(1, Fault::TruncatedJson));
    assert_eq!(world.client.configurations(&ConfigurationQuery::of(world.company)).await.unwrap().len(), 10);
    world.server.with(|simulator| simulator.fail_next(9, Fault::TruncatedJson));
    let error = world.client.configurations(&ConfigurationQuery::of(world.company)).await.unwrap_err();
    assert!(matches!(error.kind, PsaErrorKind::Unreadable { .. }), "{error}");
}

#[tokio::test]
async fn lists_that_break_off_repeat_or_mix_are_errors() {
    let page = |from: i64, count: i64, company: i64| {
        let row = |id| format!(r#"{{"id":{id},"name":"x","company":{{"id":{company}}}}}"#);
        format!("[{}]", (from..from + count).map(row).collect::<Vec<_>>().join(","))
    };
    let bodies = [
        ("the same page again", vec![page(1, 1000, 5), page(1, 1000, 5)]),
        ("a page before the last", vec![page(2000, 1000, 5), page(1, 1000, 5)]),
        ("another company", vec![page(1, 3, 6)]),
        ("an object", vec!["{}".to_owned(); 3]),
        ("rows without ids", vec![r#"[{"name":"x"}]"#.to_owned(); 3]),
        ("null", vec!["null".to_owned(); 3]),
        ("nothing", vec![String::new(); 3]),
        ("page two breaks", vec![page(1, 1000, 5), "[{".to_owned(), "[{".to_owned(), "[{".to_owned()]),
    ];
    for (what, bodies) in bodies {
        let turn = AtomicU32::new(0);
        let (client, _) =
            played(|_| Ok(json(200, &bodies[(turn.fetch_add(1, Ordering::SeqCst) as usize).min(bodies.len() - 1)])));
        let error = client.configurations(&ConfigurationQuery::of(5)).await.unwrap_err();
        assert!(matches!(error.kind, PsaErrorKind::Unreadable { .. }), "{what}: {error}");
    }
}

/// A server with so many records that gives at most so many at once, whatever is asked for.
fn limited(records: Arc<AtomicI64>, limit: i64) -> impl Fn(&Request) -> Result<Response, TransportError> {
    move |request| {
        let after =
            |key: &str| request.url.query_pairs().find(|(name, _)| name == key).map(|(_, value)| value.into_owned());
        let after: i64 = after("pageId").map_or(0, |id| id.parse().unwrap());
        let last = records.load(Ordering::SeqCst).min(after + limit);
        let rows = (after + 1..=last).map(|id| format!(r#"{{"id":{id}}}"#)).collect::<Vec<_>>().join(",");
        Ok(json(200, &format!("[{rows}]")))
    }
}

#[tokio::test]
async fn a_page_that_looks_cut_is_asked_behind_unless_the_list_ended_there_before() {
    for (rows, last_count, requests) in [
        (500, None, 2),
        (500, Some(500), 1),
        (500, Some(499), 2),
        (501, None, 1),
        (25, Some(25), 2),
        (1000, Some(1000), 2),
    ] {
        let (client, _) = played(limited(Arc::new(AtomicI64::new(rows)), 1000));
        let query = ConfigurationQuery { last_count, ..ConfigurationQuery::of(5) };
        assert_eq!(client.configurations(&query).await.unwrap().len() as i64, rows);
        // One more asks where the tenant is.
        assert_eq!(client.requests_sent(), 1 + requests, "{rows} {last_count:?}");
    }
}

#[tokio::test]
async fn a_server_that_cuts_is_always_asked_behind() {
    let records = Arc::new(AtomicI64::new(60));
    let (client, _) = played(limited(Arc::clone(&records), 50));
    for (rows, last_count) in [(60, None), (60, Some(50)), (51, Some(50)), (100, Some(50))] {
        records.store(rows, Ordering::SeqCst);
        let query = ConfigurationQuery { last_count, ..ConfigurationQuery::of(5) };
        assert_eq!(client.configurations(&query).await.unwrap().len() as i64, rows);
    }
}

#[tokio::test]
async fn a_row_that_repeats_over_the_edge_of_a_page_is_taken_once() {
    let rows = |ids: std::ops::RangeInclusive<i64>| {
        format!("[{}]", ids.map(|id| format!(r#"{{"id":{id}}}"#)).collect::<Vec<_>>().join(","))
    };
    let (client, _) = played(|request| {
        let second = request.url.query().unwrap_or_default().contains("pageId=1000");
        Ok(json(200, &if second { rows(1000..=1200) } else { rows(1..=1000) }))
    });
    assert_eq!(client.configurations(&ConfigurationQuery::of(5)).await.unwrap().len(), 1200);
}

#[tokio::test]
async fn a_page_that_is_too_large_is_asked_for_in_parts() {
    let (client, _) = played(|request| {
        if request.url.query().unwrap_or_default().contains("pageSize=1000") {
            Err(TransportError::TooLarge)
        } else {
            Ok(json(200, "[]"))
        }
    });
    assert_eq!(client.configurations(&ConfigurationQuery::of(5)).await.unwrap(), []);
    assert_eq!(client.requests_sent(), 3);
}
