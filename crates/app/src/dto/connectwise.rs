//! The connection to ConnectWise, its companies, and the links to them.

use super::{AgentSummary, LinkedCompany};

/// Something about the API key's security role that leads to surprises later.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RightWarning {
    /// "Customize" hides configuration types from the role: their records look as if they did not exist.
    TypesHidden {
        /// Names of the hidden types, as far as they are known.
        hidden: Vec<String>,
        /// How many types the role may see.
        visible: u32,
        /// How many there are.
        total: u32,
    },
    /// The level is "My": lists leave out the records of others without saying so.
    LevelMy {
        /// The right in ConnectWise's words.
        right: String,
    },
    /// The key may delete configurations, which Sitebook never does.
    MayDelete {
        /// The right in ConnectWise's words.
        right: String,
    },
    /// The rights could not be read and were found out by trying.
    NotReadable,
}

shapes! {
    /// A right that the API key needs.
    pub struct RightView {
        /// The right in ConnectWise's words.
        pub right: String,
        /// Whether the key has it; none = could not be found out.
        pub granted: Option<bool>,
    }

    /// Connect, or replace the keys of the connection.
    pub struct ConnectRequest {
        /// Host or URL, in any form that people paste.
        pub site: String,
        /// The login company, as on ConnectWise's login page.
        pub company: String,
        /// Public key of the API member.
        pub public_key: String,
        /// Private key of the API member.
        pub private_key: String,
        /// Client ID (GUID).
        pub client_id: String,
    }

    /// Result of connecting or checking.
    pub struct ConnectReply {
        /// Always true: a failure is an error.
        pub connected: bool,
        /// Where requests go.
        pub base_url: String,
        /// ConnectWise's release.
        pub version: String,
        /// Every right that is needed.
        pub rights: Vec<RightView>,
        /// What the administrator should know although nothing is missing.
        pub warnings: Vec<RightWarning>,
    }

    /// This computer's address as the internet sees it.
    pub struct PublicIpReply {
        /// The address.
        pub ip: String,
        /// Who was asked.
        pub asked: String,
    }

    /// The connection.
    pub struct ConnectionView {
        /// Host or URL as typed.
        pub site: String,
        /// Login company.
        pub company_login: String,
        /// Where requests go.
        pub base_url: String,
        /// ConnectWise's release.
        pub version: String,
        /// When it was connected (RFC 3339).
        pub connected_at: String,
        /// When ConnectWise answered last (RFC 3339).
        pub last_contact_at: String,
        /// Why nothing is sent at present.
        pub paused: Option<String>,
    }

    /// What Sitebook keeps about the integration, for the page that removes it.
    pub struct ConnectwiseStatus {
        /// The connection; none when not connected.
        pub connection: Option<ConnectionView>,
        /// Every right that is needed, as last checked.
        pub rights: Vec<RightView>,
        /// What the administrator should know, as last checked.
        pub warnings: Vec<RightWarning>,
        /// When the rights were checked last (RFC 3339).
        pub checked_at: Option<String>,
        /// Number of linked agents.
        pub links: u32,
        /// Number of matches.
        pub matches: u32,
        /// Number of runs in Activity.
        pub runs: u32,
    }

    /// Removal of the integration.
    pub struct DisconnectReply {
        /// Links that were removed.
        pub links: u32,
        /// Matches that were removed.
        pub matches: u32,
        /// The file that the links and matches were written to before.
        pub export: String,
    }

    /// Which companies.
    pub struct CompaniesRequest {
        /// Part of the name or identifier; empty = the first ones by name.
        #[serde(default)]
        pub search: String,
        /// Only companies of this status, by its id.
        #[serde(default)]
        #[ts(optional, type = "number | null")]
        pub status: Option<i64>,
        /// Only companies that have this type among theirs, by its id.
        #[serde(default)]
        #[ts(optional, type = "number | null")]
        pub company_type: Option<i64>,
    }

    /// A company.
    pub struct CompanyView {
        /// Id.
        #[ts(type = "number")]
        pub id: i64,
        /// Short identifier.
        pub identifier: String,
        /// Name.
        pub name: String,
        /// Status.
        pub status: String,
        /// City.
        pub city: String,
        /// Main address in one line.
        pub address: String,
        /// Phone number.
        pub phone: String,
    }

    /// Companies by name.
    pub struct CompaniesReply {
        /// The companies, at most 200.
        pub companies: Vec<CompanyView>,
        /// Whether there are more than are shown.
        pub more: bool,
    }

    /// What companies can be filtered by.
    pub struct CompanyFilters {
        /// Statuses.
        pub statuses: Vec<TypeView>,
        /// Types.
        pub types: Vec<TypeView>,
    }

    /// A company with what helps to recognise it.
    pub struct CompanyDetail {
        /// The company.
        pub company: CompanyView,
        /// How many configurations it has, active or not.
        #[ts(type = "number")]
        pub configurations: u64,
        /// Its sites in use.
        pub sites: Vec<SiteView>,
    }

    /// One company: ConnectWise's id or identifier.
    pub struct CompanyRequest {
        /// The company.
        pub company: String,
    }

    /// A site of a company.
    pub struct SiteView {
        /// Id.
        #[ts(type = "number")]
        pub id: i64,
        /// Name.
        pub name: String,
        /// Address in one line.
        pub address: String,
    }

    /// Sites of a company.
    pub struct SitesReply {
        /// The sites.
        pub sites: Vec<SiteView>,
    }

    /// A row of one of ConnectWise's set-up tables: a type or a status.
    pub struct TypeView {
        /// Id.
        #[ts(type = "number")]
        pub id: i64,
        /// Name.
        pub name: String,
    }

    /// Configuration types.
    pub struct TypesReply {
        /// The types.
        pub types: Vec<TypeView>,
    }

    /// Link an agent to a company.
    pub struct LinkRequest {
        /// The agent.
        pub agent: String,
        /// ConnectWise's id or identifier.
        pub company: String,
        /// Id or name of a site; none = the default, no particular site.
        #[serde(default)]
        pub site: Option<String>,
    }

    /// The agent after linking or unlinking.
    pub struct LinkReply {
        /// The agent.
        pub agent: AgentSummary,
        /// Matches that were removed because the company changed.
        pub matches_removed: u32,
        /// The name to put back by the link that was removed or replaced; none when there was none.
        pub undo: Option<String>,
    }

    /// Link many agents, each to its company.
    pub struct LinkManyRequest {
        /// The links.
        pub links: Vec<LinkRequest>,
    }

    /// A link that was not made.
    pub struct LinkFailure {
        /// The agent as it was named.
        pub agent: String,
        /// Why not, and what to do.
        pub message: String,
    }

    /// Result of linking many.
    pub struct LinkManyReply {
        /// How many were linked.
        pub linked: u32,
        /// The others.
        pub failed: Vec<LinkFailure>,
    }

    /// A company that an agent may belong to. Nothing is linked until a person says so.
    pub struct LinkSuggestionView {
        /// Our id of the agent.
        pub agent: String,
        /// The company.
        pub company: LinkedCompany,
        /// What the suggestion rests on.
        pub reason: SuggestionBasis,
        /// How alike the two are, from 0 to 1.
        pub score: f64,
        /// The next best companies by name.
        pub others: Vec<LinkedCompany>,
    }

    /// Suggestions for the agents that are not linked.
    pub struct LinkSuggestionsReply {
        /// At most one for each agent.
        pub suggestions: Vec<LinkSuggestionView>,
        /// How many companies there are to choose from.
        pub companies: u32,
    }
}

/// What a suggestion rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum SuggestionBasis {
    /// The agent's customer ID is the company's identifier.
    CustomerId,
    /// The names are alike.
    Name,
}
