//! The connection to the PSA and the links from agents to companies.

use serde::{Deserialize, Serialize};

use crate::{AgentId, Timestamp};

/// A record of the PSA: its id and what people call it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NamedReference {
    /// The PSA's id.
    pub id: i64,
    /// The name.
    pub name: String,
}

/// Agent to company, and to one of its sites.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyLink {
    /// Our agent.
    pub agent: AgentId,
    /// The company.
    pub company: NamedReference,
    /// The company's short identifier.
    pub company_identifier: String,
    /// The site; none = the default, no particular site.
    pub site: Option<NamedReference>,
    /// Who linked it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// The one connection to a documentation integration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// Host or URL as the person typed it.
    pub site: String,
    /// The login company, as on the PSA's login page.
    pub company_login: String,
    /// Where requests go, without the codebase.
    pub base_url: String,
    /// Release of the PSA as it names itself.
    pub version: String,
    /// When it was connected.
    pub connected_at: Timestamp,
    /// When it answered last.
    pub last_contact_at: Timestamp,
    /// Why nothing is sent at present: a refused key or a missing right. A passing check lifts it.
    pub paused: Option<String>,
    /// Another one with each connect: whoever keeps anything made from account and keys sees that it is out of date.
    /// Empty = of a connection that an earlier version made.
    #[serde(default)]
    pub revision: String,
}
