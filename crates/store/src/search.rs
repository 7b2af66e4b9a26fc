//! What agents and devices are found by.
//!
//! The index is SQLite's FTS5, and nothing outside this file knows that: another engine has tables and statements of its
//! own behind the same methods. Every term is found as the beginning of a word; the end of a serial number or MAC address
//! is found because it is indexed the other way round, too.

mod holding;
mod text;
mod vocabulary;

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use futures::{TryStreamExt, try_join};
use sitebook_domain::{Agent, AgentField, AgentId, Device, DeviceField, DeviceId};
use sqlx::SqliteConnection;
use strsim::osa_distance;

pub use text::{SearchTerm, SearchText, fold, is_of_word, letters, words};

use crate::{Store, StoreError, agents, devices};
use holding::DeviceTexts;
use text::{indexed, reversed};
use vocabulary::Vocabulary;

/// A device's number is its agent's, this many bits to the left, and its place among the agent's devices.
const DEVICE_BITS: u32 = 20;

/// A shorter word has too many neighbours to guess one, and a name of three letters is quickly typed again.
const SHORTEST_GUESSED: usize = 4;

/// From this length on two wrong letters are forgiven.
const LONG_WORD: usize = 8;

/// So many words at most stand in for a mistyped one.
const MOST_GUESSES: usize = 5;

/// A term that is shorter finds most devices; then only the agents' own texts are searched for a table of agents.
const SHORTEST_FOR_DEVICES: usize = 3;

/// Where some terms name so many agents at most, their devices are read and looked through for the other terms.
const FEW_AGENTS: u32 = 32;

/// So many of these devices at most: the index goes through all devices that the other terms name, of whatever agent. Among a
/// million that takes 3 to 18 ms, and reading a thousand 4 to 8.
const DEVICES_OF_FEW: usize = 2000;

/// Of more agents so many devices, which mostly are enough, before the index is asked.
const DEVICES_OF_MANY: usize = 200;

/// Some words of what was typed that name an agent, and the others, which name its device.
struct Split<'t> {
    of_agent: &'t [SearchTerm],
    of_device: &'t [SearchTerm],
}

/// Ids by numbers, a JSON list. CROSS JOIN keeps SQLite to this order of the tables
/// (<https://www.sqlite.org/lang_select.html>), and so to that of the list.
const AGENT_IDS: &str = "SELECT s.agent_id FROM json_each($1) n CROSS JOIN search_agent s ON s.number = n.value";
const DEVICE_IDS: &str = "SELECT s.device_id FROM json_each($1) n CROSS JOIN search_device s ON s.number = n.value";

/// Setting that says whether everything is indexed.
const INDEX: &str = "search_index";

/// What a text found among agents and devices, the best first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found<Id> {
    /// Their ids.
    pub ids: Vec<Id>,
    /// Whether there are more.
    pub more: bool,
}

impl Store {
    /// Agents whose own texts hold all terms.
    pub async fn search_agents(&self, text: &SearchText, limit: u32) -> Result<Found<AgentId>, StoreError> {
        let mut numbers = Vec::new();
        for expression in agent_expressions(text) {
            self.fill(&mut numbers, "agent_text", &expression, limit + 1).await?;
        }
        let more = numbers.len() > limit as usize;
        numbers.truncate(limit as usize);
        let ids = self.ids_of(AGENT_IDS, &numbers).await?;
        Ok(Found { ids: ids.iter().map(|id| id.parse()).collect::<Result<_, _>>()?, more })
    }

    /// Devices that all terms name, where some of them may name the agent in place of the device.
    pub async fn search_devices(&self, text: &SearchText, limit: u32) -> Result<Found<DeviceId>, StoreError> {
        let terms = &text.terms;
        let (in_agents, in_devices) =
            try_join!(self.occurring(Vocabulary::Agents, terms), self.occurring(Vocabulary::Devices, terms))?;
        let all = |occurring: &[bool], part: &Range<usize>| occurring[part.clone()].iter().all(|occurs| *occurs);
        let mut numbers = Vec::new();
        if all(&in_devices, &(0..terms.len())) {
            for expression in device_expressions(text) {
                self.fill(&mut numbers, "device_text", &expression, limit + 1).await?;
            }
        }
        // "northside fw01", "fw01 northside": some words name the agent, and the others its device. The more of them name the
        // agent, the fewer agents they name.
        let mut unread = Vec::new();
        for at in (1..terms.len()).rev() {
            for (agent, device) in [(0..at, at..terms.len()), (terms.len() - at..terms.len(), 0..terms.len() - at)] {
                if numbers.len() > limit as usize || !all(&in_agents, &agent) || !all(&in_devices, &device) {
                    continue;
                }
                let split = Split { of_agent: &terms[agent], of_device: &terms[device] };
                if !self.fill_by_reading(&mut numbers, &split, limit + 1).await? {
                    unread.push(split);
                }
            }
        }
        for split in unread {
            if numbers.len() <= limit as usize {
                add(&mut numbers, self.devices_by_index(&split, limit + 1).await?, limit + 1);
            }
        }
        let more = numbers.len() > limit as usize;
        numbers.truncate(limit as usize);
        let ids = self.ids_of(DEVICE_IDS, &numbers).await?;
        Ok(Found { ids: ids.iter().map(|id| id.parse()).collect::<Result<_, _>>()?, more })
    }

    /// All agents that hold all terms, each in a text of their own or in one of their devices.
    pub async fn agents_with(&self, text: &SearchText) -> Result<HashSet<AgentId>, StoreError> {
        let mut found: Option<HashSet<i64>> = None;
        for term in &text.terms {
            let mut numbers: Vec<i64> = sqlx::query_scalar("SELECT rowid FROM agent_text WHERE agent_text MATCH $1")
                .bind(in_agent(term))
                .fetch_all(self.read())
                .await?;
            if term.words.iter().map(|word| word.chars().count()).sum::<usize>() >= SHORTEST_FOR_DEVICES {
                let of_devices: Vec<i64> =
                    sqlx::query_scalar("SELECT DISTINCT rowid >> $2 FROM device_text WHERE device_text MATCH $1")
                        .bind(in_device(term))
                        .bind(DEVICE_BITS)
                        .fetch_all(self.read())
                        .await?;
                numbers.extend(of_devices);
            }
            let numbers: HashSet<i64> = numbers.into_iter().collect();
            found = Some(match found {
                Some(before) => &before & &numbers,
                None => numbers,
            });
        }
        let wanted: Vec<i64> = found.unwrap_or_default().into_iter().collect();
        let ids = self.ids_of(AGENT_IDS, &wanted).await?;
        Ok(ids.iter().map(|id| id.parse()).collect::<Result<_, _>>()?)
    }

    /// The ids of documents, in their order.
    async fn ids_of(&self, statement: &'static str, numbers: &[i64]) -> Result<Vec<String>, StoreError> {
        let numbers = serde_json::to_string(numbers)?;
        Ok(sqlx::query_scalar(statement).bind(numbers).fetch_all(self.read()).await?)
    }

    /// The text with words of names beside those that are no word of a name but near to one; none when there is nothing
    /// to put beside. For a text that finds nothing: a word that begins others may be a mistyped one all the same.
    pub async fn guessed(&self, text: &SearchText) -> Result<Option<SearchText>, StoreError> {
        let mut guessed = text.clone();
        let mut any = false;
        for term in &mut guessed.terms {
            let [word] = term.words.as_slice() else { continue };
            if term.mac.is_some() || !is_guessable(word) {
                continue;
            }
            term.instead = self.near_words(word).await?;
            any |= !term.instead.is_empty();
        }
        Ok(any.then_some(guessed))
    }

    /// The nearest words of names, or beginnings of them, with one wrong letter, or two in a long word. None for a word
    /// of a name; those that it begins are found without guessing.
    async fn near_words(&self, word: &str) -> Result<Vec<String>, StoreError> {
        let length = word.chars().count();
        let forgiven = if length >= LONG_WORD { 2 } else { 1 };
        let known: Vec<String> = sqlx::query_scalar("SELECT word FROM name_word WHERE length(word) >= $1")
            .bind(length.saturating_sub(forgiven) as i64)
            .fetch_all(self.read())
            .await?;
        if known.iter().any(|known| known == word) {
            return Ok(Vec::new());
        }
        let mut near: Vec<(usize, String)> = known
            .into_iter()
            .filter(|known| !known.starts_with(word))
            .filter_map(|known| {
                let begun: String = known.chars().take(length + 1).collect();
                let distance = osa_distance(word, &begun).min(osa_distance(word, &known));
                (distance <= forgiven).then_some((distance, known))
            })
            .collect();
        near.sort_unstable();
        let best = near.first().map(|(distance, _)| *distance);
        Ok(near
            .into_iter()
            .filter(|(distance, _)| Some(*distance) == best)
            .map(|(_, word)| word)
            .take(MOST_GUESSES)
            .collect())
    }

    /// Adds the numbers of devices that some terms name, of the agents that others name, by reading the devices of these and
    /// looking through them. Of many only the first ones are read. Says whether the index has nothing to add.
    async fn fill_by_reading(&self, numbers: &mut Vec<i64>, split: &Split<'_>, limit: u32) -> Result<bool, StoreError> {
        let mut agents = Vec::new();
        self.fill(&mut agents, "agent_text", &joined(split.of_agent, in_agent), FEW_AGENTS + 1).await?;
        let are_few = agents.len() <= FEW_AGENTS as usize;
        let most = if are_few { DEVICES_OF_FEW } else { DEVICES_OF_MANY };
        Ok(self.look_into(numbers, &agents, split.of_device, limit as usize, most).await? && are_few)
    }

    /// The numbers of devices that some terms name, of the agents that others name, by the index, which goes through all devices
    /// that the terms name.
    async fn devices_by_index(&self, split: &Split<'_>, limit: u32) -> Result<Vec<i64>, StoreError> {
        let mut device_expressions = Vec::new();
        for term in split.of_device {
            let begun = self.begun_words(Vocabulary::Devices, term).await?;
            device_expressions.push(in_device_spelled(term, begun.as_deref()));
        }
        let found = sqlx::query_scalar(
            "SELECT rowid FROM device_text WHERE device_text MATCH $1 \
             AND rowid >> $3 IN (SELECT rowid FROM agent_text WHERE agent_text MATCH $2) LIMIT $4",
        )
        .bind(device_expressions.join(" AND "))
        .bind(joined(split.of_agent, in_agent))
        .bind(DEVICE_BITS)
        // What was found otherwise is found again.
        .bind(limit)
        .fetch_all(self.read())
        .await?;
        Ok(found)
    }

    /// Adds the numbers of devices of some agents that hold all terms, until there are `limit` or `most` were read; says
    /// whether no more are wanted.
    async fn look_into(
        &self,
        numbers: &mut Vec<i64>,
        agents: &[i64],
        terms: &[SearchTerm],
        limit: usize,
        most: usize,
    ) -> Result<bool, StoreError> {
        let agents = serde_json::to_string(agents)?;
        // In this order of the tables it gives the first rows before it has read the last.
        let mut devices = sqlx::query_as::<_, (i64, String)>(
            "SELECT s.number, d.search_text FROM json_each($1) a \
             CROSS JOIN search_device s ON s.number >= a.value << $2 AND s.number < (a.value + 1) << $2 \
             CROSS JOIN device d ON d.id = s.device_id LIMIT $3",
        )
        .bind(agents)
        .bind(DEVICE_BITS)
        .bind(most as i64 + 1)
        .fetch(self.read());
        let mut read = 0;
        while numbers.len() < limit {
            let Some((number, texts)) = devices.try_next().await? else { break };
            if read == most {
                return Ok(false);
            }
            read += 1;
            let texts = DeviceTexts::parse(&texts);
            if terms.iter().all(|term| texts.hold(term)) && !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        Ok(true)
    }

    /// Adds the numbers of rows that an expression finds, until there are `limit`.
    async fn fill(&self, numbers: &mut Vec<i64>, table: &str, expression: &str, limit: u32) -> Result<(), StoreError> {
        if numbers.len() >= limit as usize {
            return Ok(());
        }
        let statement = format!("SELECT rowid FROM {table} WHERE {table} MATCH $1 LIMIT $2");
        let found = sqlx::query_scalar(sqlx::AssertSqlSafe(statement))
            .bind(expression)
            // What an earlier expression found is found again.
            .bind(i64::from(limit))
            .fetch_all(self.read())
            .await?;
        add(numbers, found, limit);
        Ok(())
    }

    /// Indexes everything, if a version without the index, or with another way of folding, wrote this file.
    pub(crate) async fn index_if_missing(&self) -> Result<(), StoreError> {
        if self.setting(INDEX).await?.as_deref() != Some("missing") {
            return Ok(());
        }
        let mut transaction = self.write().await?;
        let agents: Vec<String> = sqlx::query_scalar("SELECT id FROM agent").fetch_all(&mut *transaction).await?;
        for id in agents {
            let id = id.parse()?;
            let Some(agent) = agents::agent(&mut transaction, id).await? else { continue };
            index_agent(&mut transaction, &agent).await?;
            for device in devices::of_agent(&mut transaction, id).await? {
                index_device(&mut transaction, &device).await?;
            }
        }
        sqlx::query("UPDATE setting SET value = 'ready' WHERE name = $1")
            .bind(INDEX)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }
}

/// Adds numbers that are not there yet, until there are `limit`.
fn add(numbers: &mut Vec<i64>, found: Vec<i64>, limit: u32) {
    let mut known: BTreeSet<i64> = numbers.iter().copied().collect();
    let missing = (limit as usize).saturating_sub(numbers.len());
    numbers.extend(found.into_iter().filter(|number| known.insert(*number)).take(missing));
}

/// What the index has of an agent: name, identifiers, and other words.
pub(crate) fn agent_texts(agent: &Agent) -> [String; 3] {
    let text = |field: AgentField| agent.layers.displayed(field);
    let identifiers = [
        text(AgentField::CustomerId),
        text(AgentField::ContractId),
        text(AgentField::ContactEmail),
        text(AgentField::ContactPhones),
        agent.source_id.clone(),
    ];
    let words = [
        text(AgentField::ContactFirstName),
        text(AgentField::ContactLastName),
        text(AgentField::Tags),
        text(AgentField::Plan),
        text(AgentField::Note),
    ];
    [agent.name().to_owned(), identifiers.join("\n"), words.join("\n")]
}

/// What the index has of a device: name, identifiers, and the words of these the other way round.
pub(crate) fn device_texts(device: &Device) -> [String; 3] {
    let macs: Vec<String> = device.macs().into_iter().map(sitebook_domain::MacAddress::hex).collect();
    let serial = device.layers.text(DeviceField::Serial);
    let identifiers = [serial.to_owned(), macs.join(" "), device.source_id.clone()].join("\n");
    let endings: Vec<String> = words(serial).into_iter().chain(macs).map(|word| reversed(&word)).collect();
    [device.name().to_owned(), identifiers, endings.join(" ")]
}

/// Puts an agent into the index, in place of what was there of it.
pub(crate) async fn index_agent(connection: &mut SqliteConnection, agent: &Agent) -> Result<(), StoreError> {
    let number: i64 = sqlx::query_scalar(
        "INSERT INTO search_agent (number, agent_id) VALUES ((SELECT COALESCE(MAX(number), 0) + 1 FROM search_agent), $1) \
         ON CONFLICT (agent_id) DO UPDATE SET agent_id = excluded.agent_id RETURNING number",
    )
    .bind(agent.id.to_string())
    .fetch_one(&mut *connection)
    .await?;
    let [name, identifiers, others] = agent_texts(agent);
    remember_words(connection, &name).await?;
    let contact = agent.layers.text(AgentField::ContactLastName);
    remember_words(connection, &format!("{} {contact}", agent.layers.text(AgentField::ContactFirstName))).await?;
    sqlx::query("INSERT OR REPLACE INTO agent_text (rowid, name, identifiers, words) VALUES ($1, $2, $3, $4)")
        .bind(number)
        .bind(indexed(&name))
        .bind(indexed(&identifiers))
        .bind(indexed(&others))
        .execute(connection)
        .await?;
    Ok(())
}

/// Puts a device into the index, in place of what was there of it. Its agent is in it already.
pub(crate) async fn index_device(connection: &mut SqliteConnection, device: &Device) -> Result<(), StoreError> {
    let number: i64 = sqlx::query_scalar(
        "INSERT INTO search_device (number, device_id) VALUES ((SELECT COALESCE(MAX(d.number), a.number << $3) + 1 \
             FROM search_agent a LEFT JOIN search_device d ON d.number > a.number << $3 \
                 AND d.number < (a.number + 1) << $3 WHERE a.agent_id = $2), $1) \
         ON CONFLICT (device_id) DO UPDATE SET device_id = excluded.device_id RETURNING number",
    )
    .bind(device.id.to_string())
    .bind(device.agent.to_string())
    .bind(DEVICE_BITS)
    .fetch_one(&mut *connection)
    .await?;
    let [name, identifiers, endings] = device_texts(device);
    remember_words(connection, &name).await?;
    sqlx::query("INSERT OR REPLACE INTO device_text (rowid, name, identifiers, endings) VALUES ($1, $2, $3, $4)")
        .bind(number)
        .bind(indexed(&name))
        .bind(indexed(&identifiers))
        .bind(endings)
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes an agent and its devices out of the index.
pub(crate) async fn forget_agent(connection: &mut SqliteConnection, agent: AgentId) -> Result<(), StoreError> {
    let number: Option<i64> = sqlx::query_scalar("SELECT number FROM search_agent WHERE agent_id = $1")
        .bind(agent.to_string())
        .fetch_optional(&mut *connection)
        .await?;
    let Some(number) = number else { return Ok(()) };
    for statement in [
        "DELETE FROM device_text WHERE rowid >= $1 << $2 AND rowid < ($1 + 1) << $2",
        "DELETE FROM search_device WHERE number >= $1 << $2 AND number < ($1 + 1) << $2",
        "DELETE FROM agent_text WHERE rowid = $1 AND $2 > 0",
        "DELETE FROM search_agent WHERE number = $1 AND $2 > 0",
    ] {
        sqlx::query(statement).bind(number).bind(DEVICE_BITS).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Takes a device out of the index.
pub(crate) async fn forget_device(connection: &mut SqliteConnection, device: DeviceId) -> Result<(), StoreError> {
    let number: Option<i64> = sqlx::query_scalar("DELETE FROM search_device WHERE device_id = $1 RETURNING number")
        .bind(device.to_string())
        .fetch_optional(&mut *connection)
        .await?;
    if let Some(number) = number {
        sqlx::query("DELETE FROM device_text WHERE rowid = $1").bind(number).execute(connection).await?;
    }
    Ok(())
}

async fn remember_words(connection: &mut SqliteConnection, name: &str) -> Result<(), StoreError> {
    for word in words(name).iter().filter(|word| is_guessable(word)) {
        sqlx::query("INSERT INTO name_word (word) VALUES ($1) ON CONFLICT DO NOTHING")
            .bind(word)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Whether a mistyped word may be guessed: of letters only, for a wrong digit makes another identifier.
fn is_guessable(word: &str) -> bool {
    word.chars().count() >= SHORTEST_GUESSED && !word.chars().any(char::is_numeric)
}

/// The expressions for agents, the best matches first.
fn agent_expressions(text: &SearchText) -> Vec<String> {
    let all: Vec<&str> = text.terms.iter().flat_map(|term| term.words.iter().map(String::as_str)).collect();
    if all.is_empty() {
        return Vec::new();
    }
    let each = |column: &str| joined(&text.terms, |term| phrases(term, column));
    vec![
        format!("name : ^{}", quoted(&all)),
        format!("identifiers : {}", quoted(&all)),
        format!("name : ^{} *", quoted(&all)),
        each("name"),
        joined(&text.terms, in_agent),
    ]
}

/// The expressions for devices, the best matches first.
fn device_expressions(text: &SearchText) -> Vec<String> {
    let all: Vec<&str> = text.terms.iter().flat_map(|term| term.words.iter().map(String::as_str)).collect();
    if all.is_empty() {
        return Vec::new();
    }
    vec![
        format!("name : ^{}", quoted(&all)),
        format!("identifiers : {}", quoted(&all)),
        format!("name : ^{} *", quoted(&all)),
        joined(&text.terms, in_device),
    ]
}

fn joined(terms: &[SearchTerm], expression: impl Fn(&SearchTerm) -> String) -> String {
    terms.iter().map(expression).collect::<Vec<_>>().join(" AND ")
}

/// A term anywhere in an agent's texts.
fn in_agent(term: &SearchTerm) -> String {
    phrases(term, "{name identifiers words}")
}

/// A term in a device's name or identifiers, or at the end of one.
fn in_device(term: &SearchTerm) -> String {
    in_device_spelled(term, None)
}

/// The same, with words that its last one begins in place of that beginning. The index goes along whole words as it needs
/// them; what a beginning stands for it gathers beforehand, all of it.
fn in_device_spelled(term: &SearchTerm, begun: Option<&[String]>) -> String {
    let mut ways = vec![phrases_spelled(term, "{name identifiers}", begun)];
    ways.extend(term.mac.as_ref().map(|mac| format!("identifiers : {} *", quoted(&[mac.as_str()]))));
    ways.extend(term.ending().map(|ending| format!("endings : {} *", quoted(&[ending.as_str()]))));
    format!("({})", ways.join(" OR "))
}

/// The term, or a word in its place, in columns.
fn phrases(term: &SearchTerm, columns: &str) -> String {
    phrases_spelled(term, columns, None)
}

fn phrases_spelled(term: &SearchTerm, columns: &str, begun: Option<&[String]>) -> String {
    let own: Vec<&str> = term.words.iter().map(String::as_str).collect();
    let mut ways = match (begun, own.split_last()) {
        (Some(begun), Some((_, before))) => {
            begun.iter().map(|word| format!("{columns} : {}", quoted(&[before, &[word.as_str()]].concat()))).collect()
        }
        _ => vec![format!("{columns} : {} *", quoted(&own))],
    };
    ways.extend(term.instead.iter().map(|word| format!("{columns} : {}", quoted(&[word.as_str()]))));
    format!("({})", ways.join(" OR "))
}

/// Words one after the other. They hold letters, marks and digits only, so nothing in them ends the string.
fn quoted(words: &[&str]) -> String {
    format!("\"{}\"", words.join(" "))
}
