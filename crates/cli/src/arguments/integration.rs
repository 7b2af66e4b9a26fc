//! What Sitebook is connected to, and the sample of it.

use clap::Subcommand;

use super::words::Switch;

#[derive(Debug, Subcommand)]
pub(crate) enum Connectwise {
    /// Connect. The private key comes from SITEBOOK_CW_PRIVATE_KEY or standard input.
    Connect {
        /// Host or URL.
        #[arg(long)]
        site: String,
        /// The login company.
        #[arg(long)]
        company: String,
        /// Public key of the API member.
        #[arg(long)]
        public_key: String,
        /// Client ID (GUID).
        #[arg(long)]
        client_id: String,
    },
    /// Check key and rights again.
    Check,
    /// Remove the integration here; nothing is changed in ConnectWise.
    Disconnect,
    /// List companies.
    Companies {
        /// Part of a name or identifier.
        #[arg(long, default_value = "")]
        search: String,
    },
    /// List the sites of a company.
    Sites {
        /// The company: ConnectWise's id or identifier.
        company: String,
    },
    /// List configuration types.
    Types,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Domotz {
    /// Connect, and take in what the account holds. The API key comes from SITEBOOK_DOMOTZ_KEY or standard input.
    Connect {
        /// The API key endpoint, as the Domotz portal shows it.
        #[arg(long)]
        endpoint: String,
    },
    /// Check key and quota again.
    Check,
    /// Refresh agents and devices now.
    Refresh,
    /// Say how the source stands; asks nothing of Domotz.
    Status,
    /// Choose which agents are taken, and whether they are refreshed every hour.
    Choose {
        /// All agents, also those that are added later.
        #[arg(long, conflicts_with_all = ["team", "agent"])]
        all: bool,
        /// Agents of this team; may be given several times.
        #[arg(long, value_name = "TEAM", conflicts_with = "agent")]
        team: Vec<String>,
        /// This agent, by Domotz's id; may be given several times.
        #[arg(long, value_name = "ID")]
        agent: Vec<String>,
        /// Whether `serve` and the window refresh every hour.
        #[arg(long, value_name = "on|off")]
        hourly: Option<Switch>,
    },
    /// Remove the source here; its agents stay as they are.
    Disconnect,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Secrets {
    /// Where secrets are kept and which are set, never their values.
    Status,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Sample {
    /// Make it in the folder `sample` of the workspace directory, unless it is there.
    Start,
    /// Make it anew; whatever was done in it is gone.
    Reset,
    /// Delete it with its directory.
    Remove,
}
