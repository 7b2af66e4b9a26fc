//! State of the workspace as a whole.

use super::ConnectionView;

shapes! {
    /// Name and e-mail of the person at the desk.
    pub struct Staff {
        /// Name.
        pub name: String,
        /// E-mail; may be empty.
        pub email: String,
    }

    /// How many agents there are in each state.
    pub struct StatusCounts {
        /// Offline.
        pub down: u32,
        /// Online, with something to look at.
        pub attention: u32,
        /// Online.
        pub online: u32,
        /// Never reported, or gone.
        pub no_contact: u32,
    }

    /// What the shell shows.
    pub struct WorkspaceStatus {
        /// The directory of the workspace.
        pub directory: String,
        /// The program's version.
        pub version: String,
        /// Number of agents.
        pub agents: u32,
        /// Number of devices that are not ignored.
        pub devices: u32,
        /// Agents by state.
        pub counts: StatusCounts,
        /// Who sits here; none until asked.
        pub staff: Option<Staff>,
        /// Which GeoIP database is in use.
        pub geoip: GeoipStatus,
        /// The connection to ConnectWise, if there is one.
        pub connection: Option<ConnectionView>,
        /// Agents that are being synchronized at this moment in this process.
        pub syncing: Vec<String>,
        /// Whether this is the sample workspace: nobody in it exists.
        pub sample: bool,
        /// Whether there is a sample workspace that can be opened.
        pub sample_exists: bool,
    }

    /// The GeoIP database in use.
    pub struct GeoipStatus {
        /// Type, such as `GeoLite2-City`.
        pub database_type: String,
        /// Day it was built, `YYYY-MM-DD`.
        pub build_date: String,
        /// Number of search tree nodes.
        pub nodes: u32,
        /// Whether it came with the program.
        pub bundled: bool,
        /// Whether it knows cities.
        pub knows_cities: bool,
        /// Attribution that must stand where its data is shown.
        pub attribution: String,
    }

    /// Use this MMDB file.
    pub struct GeoipUseRequest {
        /// Path of the file.
        pub path: String,
    }

    /// The account that the GeoIP database comes from, and how its updates go.
    pub struct GeoipUpdateReply {
        /// MaxMind's account ID; empty where none was named.
        pub account_id: String,
        /// Whether the licence key is kept.
        pub key_set: bool,
        /// When the newest database was there the last time (RFC 3339).
        pub checked_at: Option<String>,
        /// When it is looked for next (RFC 3339).
        pub next_at: Option<String>,
        /// Why the last attempt failed; empty after a good one.
        pub failure: String,
        /// The database in use.
        pub geoip: GeoipStatus,
    }

    /// Name the account that the GeoIP database comes from.
    pub struct GeoipUpdateSetRequest {
        /// MaxMind's account ID; empty = no account, and the licence key is forgotten.
        pub account_id: String,
        /// The licence key; empty = the one that is kept.
        #[serde(default)]
        pub license_key: String,
    }

    /// An agent whose estimate the database in use would make otherwise.
    pub struct GeoipMove {
        /// The agent.
        pub agent: String,
        /// Its name.
        pub name: String,
        /// How far the estimate moves, in km; none where one of both is a country only.
        pub km: Option<u32>,
        /// Where it stands.
        pub from: String,
        /// Where it would stand.
        pub to: String,
    }

    /// What making all unconfirmed estimates again would change.
    pub struct GeoipRemakeReply {
        /// The database that would make them.
        pub database: String,
        /// Agents with an unconfirmed estimate of another database, of which another place would be shown, or the same one with
        /// another radius.
        pub agents: u32,
        /// Those of them that would move.
        pub moved: u32,
        /// The agents that would move, the furthest first; at most 200.
        pub moves: Vec<GeoipMove>,
        /// Whether the offer is still open: it is made once for each database.
        pub offered: bool,
    }

    /// Answer the offer to make all unconfirmed estimates again.
    pub struct GeoipRemakeRequest {
        /// Make them again; else they stay as they are.
        pub remake: bool,
    }

    /// Look up one address.
    pub struct GeoipLookupRequest {
        /// The address.
        pub ip: String,
    }

    /// What the database says about an address.
    pub struct GeoipLookupReply {
        /// The address.
        pub ip: String,
        /// Whether it belongs to the public internet; only such are looked up.
        pub public: bool,
        /// Latitude.
        pub lat: Option<f64>,
        /// Longitude.
        pub lon: Option<f64>,
        /// Radius in km.
        pub accuracy_km: Option<u32>,
        /// City.
        pub city: Option<String>,
        /// State or region.
        pub region: Option<String>,
        /// ISO 3166-1 alpha-2 code, from the record's `country`.
        pub country: Option<String>,
        /// IANA time zone.
        pub time_zone: Option<String>,
        /// Database type and build date.
        pub database: String,
    }

    /// One secret: whether it is set, never its value.
    pub struct SecretView {
        /// Name.
        pub name: String,
        /// Whether it is set.
        pub set: bool,
    }

    /// Where secrets are kept.
    pub struct SecretsStatus {
        /// `keychain`, `file` or `none`.
        pub place: String,
        /// In words, with what to do where there is no place.
        pub description: String,
        /// Every secret of this workspace.
        pub secrets: Vec<SecretView>,
    }
}
