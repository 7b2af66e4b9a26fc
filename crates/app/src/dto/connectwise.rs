//! The connection to ConnectWise, its companies, and the links to them.

use super::AgentSummary;

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
    }

    /// Companies by name.
    pub struct CompaniesReply {
        /// The companies.
        pub companies: Vec<CompanyView>,
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

    /// A configuration type.
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
    }
}
