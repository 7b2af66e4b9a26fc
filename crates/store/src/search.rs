//! What agents and devices are found by.
//!
//! The index is SQLite's FTS5, and nothing outside this folder knows that: another engine has tables and statements of its
//! own behind the same methods. Every term is found as the beginning of a word; the end of a serial number or MAC address
//! is found because it is indexed the other way round, too.

mod expressions;
mod holding;
mod indexing;
mod text;
mod vocabulary;

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use futures::{TryStreamExt, try_join};
use sitebook_domain::{AgentId, DeviceId};
use strsim::osa_distance;

pub(crate) use indexing::{agent_texts, device_texts, forget_agent, forget_device, index_agent, index_device};
pub use text::{SearchTerm, SearchText, fold, is_of_word, letters, words};

use crate::{Store, StoreError};
use expressions::{agent_expressions, device_expressions, in_agent, in_device, in_device_spelled, joined};
use holding::DeviceTexts;
use indexing::DEVICE_BITS;
use vocabulary::Vocabulary;

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
}

/// Adds numbers that are not there yet, until there are `limit`.
fn add(numbers: &mut Vec<i64>, found: Vec<i64>, limit: u32) {
    let mut known: BTreeSet<i64> = numbers.iter().copied().collect();
    let missing = (limit as usize).saturating_sub(numbers.len());
    numbers.extend(found.into_iter().filter(|number| known.insert(*number)).take(missing));
}

/// Whether a mistyped word may be guessed: of letters only, for a wrong digit makes another identifier.
fn is_guessable(word: &str) -> bool {
    word.chars().count() >= SHORTEST_GUESSED && !word.chars().any(char::is_numeric)
}
