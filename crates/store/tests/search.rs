//! What agents and devices are found by.

#![allow(clippy::unwrap_used, reason = "the functions beside the tests are tests, too")]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::{ProptestConfig, prop_assert};
use proptest::test_runner::TestRunner;
use sitebook_domain::{AgentField, DeviceField, FieldValue, Timestamp};
use sitebook_store::{
    AgentImport, DeviceImport, ImportBatch, ImportOptions, ReportedPosition, SearchText, Store, letters, words,
};
use tempfile::TempDir;

fn text(value: &str) -> FieldValue {
    FieldValue::Text(value.to_owned())
}

/// An agent by its name, customer reference and note.
fn agent(id: &str, name: &str, customer: &str, note: &str) -> AgentImport {
    let values = BTreeMap::from([
        (AgentField::Name, text(name)),
        (AgentField::CustomerId, text(customer)),
        (AgentField::Note, text(note)),
        (AgentField::ContactEmail, text(&format!("office@{id}.example"))),
        (AgentField::ContactLastName, text("Lindqvist")),
    ]);
    AgentImport { source: None, source_id: id.to_owned(), values, position: ReportedPosition::Absent }
}

fn device(agent: &str, id: &str, name: &str, serial: &str, mac: &str) -> DeviceImport {
    let values = BTreeMap::from([
        (DeviceField::Name, text(name)),
        (DeviceField::Serial, text(serial)),
        (DeviceField::Macs, FieldValue::List(vec![mac.to_owned()])),
    ]);
    DeviceImport { agent_source: None, agent_source_id: agent.to_owned(), source_id: id.to_owned(), values }
}

struct Desk {
    store: Store,
    _directory: TempDir,
}

impl Desk {
    async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&directory.path().join("w.db")).await.unwrap();
        let desk = Self { store, _directory: directory };
        desk.import(
            vec![
                agent("a1", "Northside Dental", "C-100", "Key at reception"),
                agent("a2", "Northgate Müller & Söhne", "C-1001", "100% _sure_ \\ key"),
                agent("a3", "Southside Dental", "D-7", ""),
            ],
            vec![
                device("a1", "d1", "fw01", "FGT60FTK20001234", "00:09:0F:AA:BB:01"),
                device("a1", "d2", "Reception printer", "VNB3K12345", "00-09-0f-aa-bb-02"),
                device("a2", "d1", "fw01", "FGT60FTK20009999", "0009.0faa.bb03"),
                device("a3", "d1", "fw02", "", "F0:1E:34:00:00:04"),
            ],
        )
        .await;
        desk
    }

    async fn import(&self, agents: Vec<AgentImport>, devices: Vec<DeviceImport>) {
        let batch = ImportBatch { source: "import".to_owned(), agents, devices };
        self.store.import(&batch, &ImportOptions::default(), Timestamp(1)).await.unwrap();
    }

    /// The agents that a text finds, the best first, by the source's id.
    async fn agents(&self, typed: &str) -> Vec<String> {
        let mut found = Vec::new();
        for id in self.store.search_agents(&SearchText::parse(typed), 50).await.unwrap().ids {
            found.push(self.store.agent(id).await.unwrap().unwrap().source_id);
        }
        found
    }

    /// The devices that a text finds: agent and device by the source's ids.
    async fn devices(&self, typed: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for id in self.store.search_devices(&SearchText::parse(typed), 50).await.unwrap().ids {
            let device = self.store.device(id).await.unwrap().unwrap();
            let agent = self.store.agent(device.agent).await.unwrap().unwrap();
            found.insert(format!("{}/{}", agent.source_id, device.source_id));
        }
        found
    }

    /// The agents that hold a text themselves or in a device.
    async fn with(&self, typed: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for id in self.store.agents_with(&SearchText::parse(typed)).await.unwrap() {
            found.insert(self.store.agent(id).await.unwrap().unwrap().source_id);
        }
        found
    }

    async fn guessed(&self, typed: &str) -> Option<Vec<Vec<String>>> {
        let guessed = self.store.guessed(&SearchText::parse(typed)).await.unwrap()?;
        Some(guessed.terms.into_iter().map(|term| term.instead).collect())
    }
}

fn set(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[tokio::test]
async fn agents_are_found_by_the_beginnings_of_words_in_any_of_their_texts() {
    let desk = Desk::new().await;
    for (typed, found) in [
        ("north", vec!["a1", "a2"]),
        ("DENTAL north", vec!["a1"]),
        ("muller", vec!["a2"]),
        ("reception", vec!["a1"]),
        ("office@a3.example", vec!["a3"]),
        ("lindq south", vec!["a3"]),
        ("a_ent", vec![]),
        ("%", vec![]),
        ("nothing like this", vec![]),
    ] {
        assert_eq!(desk.agents(typed).await.into_iter().collect::<BTreeSet<_>>(), set(&found), "{typed}");
    }
}

#[tokio::test]
async fn names_in_any_script_are_found_as_they_are_written_and_as_people_type_them() {
    let desk = Desk::new().await;
    let names = [
        ("서울 지점", "서울"),
        ("デジタル", "デジ"),
        ("Αθήνα", "ΑΘΗΝΑ"),
        ("Γιώργος Παπαδόπουλος", "παπαδοπουλος"),
        ("Пермский край", "КРАЙ"),
        ("Краснодарский", "краснодарский"),
        ("принтер-Й", "принтер-й"),
        ("नई दिल्ली", "दिल्ली"),
        ("กรุงเทพ", "กรุง"),
        ("شركة مُحَمَّد", "محمد"),
        ("Alte Straße", "strasse"),
        ("Øre", "ore"),
        ("Ｆｕｌｌ－ｗｉｄｔｈ", "full-width"),
        ("ﬁfth ﬂoor", "fifth floor"),
        ("𞤀𞤣𞤤𞤢𞤥", "𞤢𞤣𞤤𞤢𞤥"),
    ];
    let agents = names.iter().enumerate().map(|(number, (name, _))| agent(&format!("n{number}"), name, "", ""));
    let devices = names.iter().enumerate().map(|(number, (name, _))| device(&format!("n{number}"), "d1", name, "", ""));
    desk.import(agents.collect(), devices.collect()).await;
    for (number, (name, typed)) in names.iter().enumerate() {
        for typed in [name, typed] {
            assert!(desk.agents(typed).await.contains(&format!("n{number}")), "{typed} finds {name}");
            assert!(desk.devices(typed).await.contains(&format!("n{number}/d1")), "{typed} finds {name}");
            assert!(desk.with(typed).await.contains(&format!("n{number}")), "{typed} finds {name}");
        }
    }
    assert!(desk.agents("दलल").await.is_empty(), "other letters make another name");
    assert_eq!(desk.guessed("краснодраский").await, Some(vec![vec!["краснодарскии".to_owned()]]));
}

#[test]
fn every_name_is_found_by_itself_by_each_of_its_words_and_by_their_beginnings() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let desk = runtime.block_on(Desk::new());
    let mut runner = TestRunner::new(ProptestConfig::with_cases(64));
    let names = "([\\p{L}\\p{M}\\p{N}]{1,6}[ -]){0,2}[\\p{L}\\p{M}\\p{N}]{1,6}";
    runner
        .run(&names, |name| {
            if sitebook_domain::parse_macs(&name).is_empty() && !words(&name).is_empty() {
                runtime.block_on(desk.import(vec![agent("p", &name, "", "")], vec![device("p", "d", &name, "", "")]));
                let mut typed = vec![name.clone()];
                for word in name.split([' ', '-']).filter(|word| !words(word).is_empty()) {
                    let parts: Vec<&str> = letters(word).collect();
                    typed.extend((1..=parts.len()).map(|count| parts[..count].concat()));
                }
                for typed in typed.iter().filter(|typed| !words(typed).is_empty()) {
                    let found = runtime.block_on(desk.agents(typed)).contains(&"p".to_owned());
                    prop_assert!(found, "{} finds the agent {}", typed.escape_unicode(), name.escape_unicode());
                    let found = runtime.block_on(desk.devices(typed)).contains("p/d");
                    prop_assert!(found, "{} finds the device {}", typed.escape_unicode(), name.escape_unicode());
                }
            }
            Ok(())
        })
        .unwrap();
}

#[tokio::test]
async fn a_device_of_the_last_of_many_agents_of_a_name_is_found() {
    // The devices of few agents are read, those of many are found by the index.
    for count in [20, 200] {
        let desk = Desk::new().await;
        let ids: Vec<String> = (0..count).map(|number| format!("m{number:03}")).collect();
        let agents = ids.iter().map(|id| agent(id, "Harbour Clinic", "", "")).collect();
        let devices = ids.iter().enumerate().map(|(number, id)| device(id, "d1", &format!("printer{number}"), "", ""));
        desk.import(agents, devices.collect()).await;
        let last = count - 1;
        for typed in
            [format!("harbour printer{last}"), format!("printer{last} clinic"), format!("clinic harbour printer{last}")]
        {
            assert_eq!(desk.devices(&typed).await, set(&[&format!("m{last:03}/d1")]), "{typed}");
        }
        let begun = (0..count).filter(|number| number.to_string().starts_with('3')).count();
        assert_eq!(desk.devices("harbour printer3").await.len(), begun, "the third, and those from the thirtieth on");
        assert_eq!(desk.devices("harbour plotter").await, set(&[]));
        for (limit, more) in [(count / 2, true), (count - 1, true), (count, false)] {
            let found = desk.store.search_devices(&SearchText::parse("harbour printer"), limit).await.unwrap();
            assert_eq!((found.ids.len(), found.more), (limit as usize, more), "{count}");
        }
    }
}

#[tokio::test]
async fn the_last_of_very_many_devices_of_an_agent_is_found() {
    // One agent, and one of very many, whose devices are more than are read before the index is asked.
    for (agents, each) in [(1, 2100), (40, 210)] {
        let desk = Desk::new().await;
        let ids: Vec<String> = (0..agents).map(|number| format!("m{number:03}")).collect();
        let devices = ids.iter().flat_map(|id| {
            (0..each).map(move |number| device(id, &format!("d{number}"), &format!("printer{number}"), "", ""))
        });
        desk.import(ids.iter().map(|id| agent(id, "Harbour Clinic", "", "")).collect(), devices.collect()).await;
        let last = each - 1;
        let found = desk.devices(&format!("harbour printer{last}")).await;
        assert_eq!(found, ids.iter().map(|id| format!("{id}/d{last}")).collect(), "{agents} agents");
        let found = desk.store.search_devices(&SearchText::parse("harbour printer"), each).await.unwrap();
        assert_eq!((found.ids.len(), found.more), (each as usize, agents > 1), "{agents} agents");
    }
}

#[tokio::test]
async fn the_whole_identifier_comes_before_those_that_it_begins() {
    let desk = Desk::new().await;
    desk.import(vec![agent("a0", "C 100 things", "", "")], Vec::new()).await;
    assert_eq!(desk.agents("c-100").await, ["a0", "a1", "a2"], "a name, the identifier, a longer one");
}

#[tokio::test]
async fn devices_are_found_by_name_serial_and_mac_in_any_spelling_and_by_their_ends() {
    let desk = Desk::new().await;
    for (typed, found) in [
        ("fw01", vec!["a1/d1", "a2/d1"]),
        ("fgt60ftk20001234", vec!["a1/d1"]),
        ("FGT60", vec!["a1/d1", "a2/d1"]),
        ("1234", vec!["a1/d1"]),
        ("9999", vec!["a2/d1"]),
        ("0009.0faa.bb03", vec!["a2/d1"]),
        ("00-09-0f-aa-bb-03", vec!["a2/d1"]),
        ("00:09:0f:aa", vec!["a1/d1", "a1/d2", "a2/d1"]),
        ("aabb01", vec!["a1/d1"]),
        ("northside fw", vec!["a1/d1"]),
        ("printer north", vec!["a1/d2"]),
        ("printer south", vec![]),
    ] {
        assert_eq!(desk.devices(typed).await, set(&found), "{typed}");
    }
}

#[tokio::test]
async fn an_agent_is_found_by_what_it_and_its_devices_hold_together() {
    let desk = Desk::new().await;
    for (typed, found) in [
        ("fw01", vec!["a1", "a2"]),
        ("dental fw02", vec!["a3"]),
        ("00:09:0F:AA:BB:03", vec!["a2"]),
        ("key", vec!["a1", "a2"]),
        ("dental fw01 printer", vec!["a1"]),
        ("dental vnb nothing", vec![]),
    ] {
        assert_eq!(desk.with(typed).await, set(&found), "{typed}");
    }
}

#[tokio::test]
async fn what_was_changed_is_found_by_what_it_is_now_only() {
    let desk = Desk::new().await;
    desk.import(
        vec![agent("a1", "Harbour Clinic", "C-100", "")],
        vec![device("a1", "d1", "gateway", "NEW123456", "00:09:0F:AA:BB:01")],
    )
    .await;
    assert!(desk.agents("northside").await.is_empty());
    assert_eq!(desk.agents("harbour").await, ["a1"]);
    assert!(desk.devices("fgt60ftk20001234").await.is_empty());
    assert_eq!(desk.devices("new123").await, set(&["a1/d1"]));
    assert_eq!(desk.devices("harbour gate").await, set(&["a1/d1"]));
}

#[tokio::test]
async fn a_mistyped_name_stands_for_the_nearest_one_and_an_identifier_for_itself_only() {
    let desk = Desk::new().await;
    let instead =
        |words: &[&[&str]]| Some(words.iter().map(|word| word.iter().map(|w| (*w).to_owned()).collect()).collect());
    assert_eq!(desk.guessed("nortside").await, instead(&[&["northside"]]));
    assert_eq!(desk.guessed("sotuhside dntal").await, instead(&[&["southside"], &["dental"]]));
    assert_eq!(desk.guessed("northside detal").await, instead(&[&[], &["dental"]]));
    for typed in ["fgt60ftk2000123x", "fw03", "00:09:0f:aa:bb:0f", "northside", "xyz", "quetzalcoatl"] {
        assert_eq!(desk.guessed(typed).await, None, "{typed}");
    }
    let guessed = desk.store.guessed(&SearchText::parse("nortside dentl")).await.unwrap().unwrap();
    assert_eq!(desk.store.search_agents(&guessed, 8).await.unwrap().ids.len(), 1);
}

#[tokio::test]
async fn a_word_that_begins_others_may_be_mistyped_all_the_same() {
    let desk = Desk::new().await;
    desk.import(vec![agent("b1", "Brook Dental", "", ""), agent("b2", "Books and more", "", "")], Vec::new()).await;
    assert_eq!(desk.agents("book dental").await, Vec::<String>::new());
    let guessed = desk.store.guessed(&SearchText::parse("book dental")).await.unwrap().unwrap();
    assert_eq!(guessed.terms[0].instead, ["brook"]);
    assert_eq!(desk.store.search_agents(&guessed, 8).await.unwrap().ids.len(), 1);
    assert_eq!(desk.guessed("book").await, Some(vec![vec!["brook".to_owned()]]));
    assert_eq!(desk.guessed("books").await, None);
}

#[tokio::test]
async fn a_list_says_whether_there_are_more() {
    let desk = Desk::new().await;
    let text = SearchText::parse("dental");
    let one = desk.store.search_agents(&text, 1).await.unwrap();
    assert_eq!((one.ids.len(), one.more), (1, true));
    let both = desk.store.search_agents(&text, 2).await.unwrap();
    assert_eq!((both.ids.len(), both.more), (2, false));
}

#[tokio::test]
async fn nothing_that_is_typed_is_read_as_a_command_to_the_index() {
    let desk = Desk::new().await;
    for typed in [
        "\"",
        "a\" OR \"b",
        "name:",
        "NEAR(a b)",
        "^",
        "*",
        "(",
        "-fw01",
        "AND",
        "fw01 OR fw02",
        "''; DROP TABLE agent",
        "\0",
    ] {
        desk.agents(typed).await;
        desk.devices(typed).await;
        desk.with(typed).await;
    }
    assert_eq!(desk.agents("north").await.len(), 2);
}

#[tokio::test]
async fn a_file_from_before_the_index_is_indexed_when_it_is_opened() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("w.db");
    let store = Store::open(&path).await.unwrap();
    let agents = vec![agent("a1", "Northside Dental", "C-100", "")];
    let batch = ImportBatch {
        source: "import".to_owned(),
        agents,
        devices: vec![device("a1", "d1", "fw01", "S123456", "00:09:0F:AA:BB:01")],
    };
    store.import(&batch, &ImportOptions::default(), Timestamp(1)).await.unwrap();
    store.close().await;
    let pool = sqlx::SqlitePool::connect(path.to_str().unwrap()).await.unwrap();
    for statement in [
        "DELETE FROM agent_text",
        "DELETE FROM device_text",
        "DELETE FROM search_agent",
        "DELETE FROM search_device",
        "DELETE FROM name_word",
        "UPDATE setting SET value = 'missing' WHERE name = 'search_index'",
    ] {
        sqlx::query(statement).execute(&pool).await.unwrap();
    }
    pool.close().await;
    let store = Store::open(&path).await.unwrap();
    assert_eq!(store.search_agents(&SearchText::parse("north"), 8).await.unwrap().ids.len(), 1);
    assert_eq!(store.search_devices(&SearchText::parse("3456"), 8).await.unwrap().ids.len(), 1);
}
