//! Facts 2: reading lists.

use sitebook_connectwise_sim::{Fault, ForwardEnd, NewConfiguration, Settings, Simulator};
use sitebook_psa::{CompanyQuery, ConfigurationQuery, Psa};

use crate::common::{Direct, World, started, world};
use crate::facts;

/// A world whose list of so many configurations must come whole under a switch.
async fn whole(count: usize, set: impl FnOnce(&mut Settings)) -> World {
    let world = world(count).await;
    world.server.with(|simulator| set(simulator.settings_mut()));
    for _ in 0..2 {
        let found = world.client.configurations(&ConfigurationQuery::of(world.company)).await.unwrap();
        assert_eq!(found.len(), count);
        assert!(found.iter().map(|record| record.id).eq(world.configurations.iter().copied()));
    }
    world
}

facts! {
    "the default page has 25 rows: 1000 are always asked for" => async {
        let world = whole(60, |_| {}).await;
        world.server.with(|simulator| {
            let list = simulator.request_log().iter().find(|request| request.path.ends_with("/configurations")).unwrap();
            assert_eq!(list.parameter("pageSize").as_deref(), Some("1000"));
        });
    },
    "big pages time out: smaller ones are asked for" => async {
        whole(600, |settings| settings.times_out_above = Some(250)).await;
        whole(300, |settings| settings.times_out_above = Some(100)).await;
    },
    "a server may give fewer rows than asked for without a word [?]" => async {
        for cap in [25, 64, 250] {
            for (count, omits_link) in [(cap, true), (cap * 2, false), (cap * 2 + 7, true)] {
                whole(count, |settings| {
                    settings.page_size_cap = Some(cap);
                    settings.omits_link = omits_link;
                })
                .await;
            }
        }
    },
    "fields: only what is needed travels" => async {
        let world = whole(3, |_| {}).await;
        world.client.sites(world.company).await.unwrap();
        world.client.companies(&CompanyQuery::default()).await.unwrap();
        world.client.configuration_types().await.unwrap();
        world.client.configuration(world.configurations[0]).await.unwrap();
        world.server.with(|simulator| {
            for request in simulator.request_log().iter().filter(|request| request.path.contains("/apis/3.0/")) {
                assert!(request.parameter("fields").is_some_and(|fields| fields.starts_with("id,")), "{}", request.path);
            }
        });
    },
    "orderBy is not sent with forward-only paging" => async {
        let world = whole(3, |_| {}).await;
        world.server.with(|simulator| {
            for request in simulator.request_log() {
                let is_forward_only = request.header("pagination-type") == Some("forward-only");
                assert!(!(is_forward_only && request.parameter("orderBy").is_some()));
            }
        });
    },
    "conditions go with every page" => async {
        let world = whole(2_100, |_| {}).await;
        world.server.with(|simulator| {
            let lists = simulator.request_log().iter().filter(|request| request.path.ends_with("/configurations"));
            let conditions: Vec<_> = lists.map(|request| request.parameter("conditions")).collect();
            assert!(conditions.len() >= 6 && conditions.iter().all(|found| *found == conditions[0]), "{conditions:?}");
        });
    },
    "forward-only paging ends with a Link, without one, or with an empty one [?]" => async {
        for end in [ForwardEnd::Link, ForwardEnd::NoLink, ForwardEnd::EmptyValue, ForwardEnd::EmptyTarget] {
            for count in [0, 7, 1_000] {
                whole(count, |settings| settings.forward_end = end).await;
            }
        }
    },
    "the Link header may be missing altogether [?]" => async {
        for count in [0, 1_001] {
            whole(count, |settings| settings.omits_link = true).await;
        }
    },
    "forward-only paging may be ignored [?]: the id becomes a condition" => async {
        for (count, cap) in [(0, None), (1_234, None), (777, Some(250)), (620, Some(310))] {
            let world = whole(count, |settings| {
                settings.ignores_forward_only = true;
                settings.page_size_cap = cap;
            })
            .await;
            world.server.with(|simulator| {
                let is_page_number = |page: &str| page != "1";
                let mut pages = simulator.request_log().iter().filter_map(|request| request.parameter("page"));
                assert!(!pages.any(|page| is_page_number(&page)), "page numbers shift while a list is read");
            });
        }
    },
    "records that come and go during the walk shift no other record" => async {
        let mut simulator = Simulator::empty();
        let company = simulator.add_company("acme", "Acme");
        simulator.add_type("Server");
        let add = move |simulator: &mut Simulator| {
            simulator.add_configuration(NewConfiguration {
                company,
                name: "x".to_owned(),
                ..NewConfiguration::default()
            })
        };
        let ids: Vec<i64> = (0..2_500).map(|_| add(&mut simulator)).collect();
        // A page is lost on the way and asked for again; meanwhile records of the pages before are deleted.
        simulator.fail_later(2, 1, Fault::Reset, "GET", "/company/configurations");
        let direct = Direct::new(simulator);
        let client = direct.client();
        let watched = direct.clone();
        let observer = move |_: &sitebook_connectwise::Notice| {
            watched.with(|simulator| {
                ids[..700].iter().for_each(|id| simulator.delete_configuration(*id));
                add(simulator);
            });
        };
        let client = client.observed_by(std::sync::Arc::new(observer));
        let found = client.configurations(&ConfigurationQuery::of(company)).await.unwrap();
        assert_eq!(found.len(), 2_501);
    },
    "a page that comes again is noticed" => async {
        let world = world(3_000).await;
        world.server.with(|simulator| {
            simulator.fail_later(1, 1, Fault::PageLoop, "GET", "/company/configurations");
        });
        let found = world.client.configurations(&ConfigurationQuery::of(world.company)).await.unwrap();
        assert_eq!(found.len(), 3_000, "one loop is read around");
        world.server.with(|simulator| {
            simulator.fail_later(1, 99, Fault::PageLoop, "GET", "/company/configurations");
        });
        world.client.configurations(&ConfigurationQuery::of(world.company)).await.unwrap_err();
    },
    "counts are asked for with /count" => async {
        let world = world(1_234).await;
        assert_eq!(world.client.count_configurations(world.company).await.unwrap(), 1_234);
        assert_eq!(world.asked("GET", "/company/configurations/count"), 1);
    },
    "URLs stay within 2000 characters: in-lists are cut, and long texts are compared here" => async {
        let world = world(900).await;
        let found = world.client.configurations_with_ids(&world.configurations).await.unwrap();
        assert_eq!(found.len(), 900);
        assert!(world.asked("GET", "/company/configurations") > 3);
        let query = CompanyQuery { search: "%&'".repeat(700), ..CompanyQuery::default() };
        assert_eq!(world.client.companies(&query).await.unwrap(), []);
    },
    "strings: the quote that does not occur; both quotes or a backslash are compared here" => async {
        for backslash_escapes in [false, true] {
            let (server, client) = started(Simulator::sample()).await;
            server.with(|simulator| simulator.settings_mut().backslash_escapes = backslash_escapes);
            let names = ["O'Neill", "24\" Screens", "both ' and \"", r"C:\drive", "Hotel [Group] x", "A&B + C% = 100*"];
            for name in names {
                server.with(|simulator| simulator.add_company("new", name));
            }
            for name in names {
                let query = CompanyQuery { search: name.to_owned(), ..CompanyQuery::default() };
                let found = client.companies(&query).await.unwrap();
                assert_eq!(found.iter().map(|company| company.name.as_str()).collect::<Vec<_>>(), [name]);
            }
        }
    },
    "like is never used: sources disagree about its wildcard [?]" => async {
        let (server, client) = started(Simulator::sample()).await;
        client.companies(&CompanyQuery { search: "a".to_owned(), ..CompanyQuery::default() }).await.unwrap();
        client.manufacturer("Dell").await.unwrap();
        server.with(|simulator| {
            let mut conditions = simulator.request_log().iter().filter_map(|request| request.parameter("conditions"));
            assert!(!conditions.any(|conditions| conditions.contains(" like ")));
        });
    },
    "= may tell upper from lower case [?]" => async {
        for case_sensitive in [false, true] {
            let world = world(1).await;
            world.server.with(|simulator| {
                simulator.settings_mut().case_sensitive = case_sensitive;
                simulator.edit_configuration(world.configurations[0], |record| {
                    record.device_identifier = "sitebook:ab".to_owned();
                });
            });
            for (wanted, found) in [("sitebook:ab", 1), ("SITEBOOK:AB", 0), ("sitebook:a", 0), ("it's \"", 0)] {
                let records = world.client.configurations_by_identifier(world.company, wanted).await.unwrap();
                assert_eq!(records.len(), found, "{wanted}");
            }
            let maker = world.client.manufacturer("DELL").await.unwrap();
            assert_eq!((maker.reference.name.as_str(), maker.created), ("Dell", false));
        }
    },
    "lastUpdated works as a condition, or is refused with 400 [?]" => async {
        for refuses in [false, true] {
            let world = world(40).await;
            world.server.with(|simulator| simulator.settings_mut().refuses_last_updated = refuses);
            let query = ConfigurationQuery::of(world.company);
            let all = world.client.configurations(&query).await.unwrap();
            let since = all.iter().map(|record| record.last_updated.clone()).max().unwrap();
            for _ in 0..2 {
                let changes = world.client.configurations_since(&query, &since).await.unwrap();
                assert_eq!(changes.is_whole, refuses);
                assert!(changes.configurations.iter().any(|record| record.last_updated == since));
            }
            let conditions = world.server.with(|simulator| {
                let log = simulator.request_log().iter();
                log.filter(|request| request.parameter("conditions").is_some_and(|text| text.contains("lastUpdated>=["))).count()
            });
            assert_eq!(conditions, if refuses { 1 } else { 2 }, "a refusal is remembered");
        }
    },
    "servers compare lastUpdated in their own way [?]: the readings overlap by five minutes" => async {
        for offset in [-240, 0, 240] {
            let world = world(3).await;
            world.server.with(|simulator| simulator.settings_mut().condition_clock_offset = offset);
            let query = ConfigurationQuery::of(world.company);
            let before = world.client.configurations(&query).await.unwrap();
            let since = before.iter().map(|record| record.last_updated.clone()).max().unwrap();
            let id = world.configurations[1];
            world.server.with(|simulator| simulator.edit_configuration(id, |record| record.notes = "x".to_owned()));
            let changes = world.client.configurations_since(&query, &since).await.unwrap();
            let found = changes.configurations.iter().filter(|record| record.id == id).count();
            assert_eq!(found, 1, "{offset}: changed records come, each once");
        }
    },
    "a moment that cannot be read leads to the whole list" => async {
        let world = world(3).await;
        for since in ["", "yesterday", "-9999-01-01T00:00:00Z"] {
            let query = ConfigurationQuery::of(world.company);
            let changes = world.client.configurations_since(&query, since).await.unwrap();
            assert!(changes.is_whole && changes.configurations.len() == 3, "{since}");
        }
    },
}
