//! Which company an agent may belong to. Suggestions only: a person always confirms.

use std::collections::{BTreeMap, HashMap, HashSet};

use sitebook_domain::AgentId;
use unicode_normalization::UnicodeNormalization;

/// Words that say how a firm is set up, not which one it is.
const LEGAL_FORMS: [&str; 33] = [
    "ab",
    "ag",
    "as",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "gmbh",
    "group",
    "holding",
    "holdings",
    "inc",
    "incorporated",
    "kg",
    "lda",
    "limited",
    "llc",
    "llp",
    "ltd",
    "ltda",
    "nv",
    "ohg",
    "oy",
    "plc",
    "pty",
    "sa",
    "sarl",
    "sas",
    "sl",
    "spa",
    "srl",
    "the",
];
/// Two words this similar are the same word with a slip of the pen (Jaro-Winkler).
const SAME_WORD: f64 = 0.92;
/// Names less similar than this are not suggested: half of what tells the names apart agrees.
const LEAST_SCORE: f64 = 0.5;
/// What a word weighs that every company carries, beside the logarithm of how rare a word is.
const LEAST_WEIGHT: f64 = 0.5;
/// How many other companies are named beside the best one.
const MOST_OTHERS: usize = 3;
/// Companies compared word by word for one agent; those that share the rarest words come first.
const MOST_COMPARED: usize = 200;

/// An agent without a company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnlinkedAgent {
    /// The agent.
    pub id: AgentId,
    /// Its name.
    pub name: String,
    /// The customer ID that people gave it; empty for none.
    pub customer_id: String,
}

/// A company that it may belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanyName {
    /// ConnectWise's id.
    pub id: i64,
    /// The short identifier.
    pub identifier: String,
    /// The name.
    pub name: String,
}

/// What a suggestion rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuggestionReason {
    /// The customer ID is the company's identifier, in any case.
    CustomerId,
    /// The names are alike.
    Name,
}

/// A company for an agent.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkSuggestion {
    /// The agent.
    pub agent: AgentId,
    /// The company's id.
    pub company: i64,
    /// Why.
    pub reason: SuggestionReason,
    /// How alike the two are, from 0 to 1.
    pub score: f64,
    /// The next best companies by name.
    pub others: Vec<i64>,
}

/// The best company for each agent that has one, in the order of the agents. An equal customer ID goes before any name.
#[must_use]
pub fn suggest_links(agents: &[UnlinkedAgent], companies: &[CompanyName]) -> Vec<LinkSuggestion> {
    let mut by_identifier: BTreeMap<String, Vec<&CompanyName>> = BTreeMap::new();
    for company in companies {
        by_identifier.entry(company.identifier.trim().to_lowercase()).or_default().push(company);
    }
    let names = NameIndex::new(companies);
    agents
        .iter()
        .filter_map(|agent| {
            let wanted = agent.customer_id.trim().to_lowercase();
            let same = by_identifier.get(&wanted).filter(|found| !wanted.is_empty() && found.len() == 1);
            let mut alike = names.alike(&agent.name);
            let (company, reason, score) = match same {
                Some(found) => (found[0].id, SuggestionReason::CustomerId, 1.0),
                None => alike.first().map(|(id, score)| (*id, SuggestionReason::Name, *score))?,
            };
            alike.retain(|(id, _)| *id != company);
            let others = alike.into_iter().take(MOST_OTHERS).map(|(id, _)| id).collect();
            Some(LinkSuggestion { agent: agent.id, company, reason, score, others })
        })
        .collect()
}

/// The companies' names as words, and where each word occurs.
struct NameIndex {
    companies: Vec<(i64, Vec<String>)>,
    by_word: HashMap<String, Vec<usize>>,
}

impl NameIndex {
    fn new(companies: &[CompanyName]) -> Self {
        let companies: Vec<(i64, Vec<String>)> =
            companies.iter().map(|company| (company.id, words(&company.name))).collect();
        let mut by_word: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, (_, words)) in companies.iter().enumerate() {
            for word in words {
                by_word.entry(word.clone()).or_default().push(index);
            }
        }
        Self { companies, by_word }
    }

    /// How much a word tells: one that every second firm carries tells little.
    fn weight(&self, word: &str) -> f64 {
        let holders = self.by_word.get(word).map_or(0, Vec::len);
        ((self.companies.len() + 1) as f64 / (holders + 1) as f64).ln() + LEAST_WEIGHT
    }

    /// Companies with a name like this, best first, then by id.
    fn alike(&self, name: &str) -> Vec<(i64, f64)> {
        let wanted = words(name);
        let mut found: Vec<(i64, f64)> = self
            .candidates(&wanted)
            .into_iter()
            .map(|index| (self.companies[index].0, self.score(&wanted, &self.companies[index].1)))
            .filter(|(_, score)| *score >= LEAST_SCORE)
            .collect();
        found.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
        found
    }

    /// Companies that share a word, or a word with a slip in it, rarest words first.
    fn candidates(&self, wanted: &[String]) -> Vec<usize> {
        let mut lists: Vec<&Vec<usize>> = Vec::new();
        for word in wanted {
            match self.by_word.get(word) {
                Some(list) => lists.push(list),
                None => {
                    lists.extend(
                        self.by_word.iter().filter(|(known, _)| is_same_word(word, known)).map(|(_, list)| list),
                    );
                }
            }
        }
        lists.sort_by(|left, right| left.len().cmp(&right.len()).then_with(|| left.cmp(right)));
        let mut seen = HashSet::new();
        lists.into_iter().flatten().copied().filter(|index| seen.insert(*index)).take(MOST_COMPARED).collect()
    }

    /// The weight of the words that both names have, over the weight of all their words.
    fn score(&self, left: &[String], right: &[String]) -> f64 {
        let mut open: Vec<&String> = right.iter().collect();
        let (mut shared, mut all) = (0.0, 0.0);
        for word in left {
            let weight = self.weight(word);
            match open.iter().position(|other| word == *other || is_same_word(word, other)) {
                Some(position) => {
                    let weight = weight.min(self.weight(open.swap_remove(position)));
                    shared += weight;
                    all += weight;
                }
                None => all += weight,
            }
        }
        all += open.iter().map(|word| self.weight(word)).sum::<f64>();
        if all == 0.0 { 0.0 } else { shared / all }
    }
}

fn is_same_word(left: &str, right: &str) -> bool {
    // Short words differ in meaning by one letter.
    left.len().min(right.len()) >= 4
        && left.len().abs_diff(right.len()) <= 2
        && strsim::jaro_winkler(left, right) >= SAME_WORD
}

/// The words that tell a name apart: lower case, without accents, punctuation and legal forms; all words when nothing
/// else is left.
fn words(name: &str) -> Vec<String> {
    let plain: String =
        name.nfd().filter(|letter| !unicode_normalization::char::is_combining_mark(*letter)).collect::<String>();
    let plain = plain.to_lowercase().replace(['\'', '’', '.'], "").replace('&', " and ");
    let all: Vec<String> = plain
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let telling: Vec<String> =
        all.iter().filter(|word| *word != "and" && !LEGAL_FORMS.contains(&word.as_str())).cloned().collect();
    if telling.is_empty() { all } else { telling }
}

#[cfg(test)]
mod tests;
