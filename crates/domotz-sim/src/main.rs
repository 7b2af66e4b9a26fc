//! `domotz-sim`: a simulated account of the Domotz Public API on a loopback port, for trying Sitebook by hand.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use sitebook_domotz_sim::{API_KEY, Seed, Simulator, SimulatorServer};

/// A simulated account of the Domotz Public API on 127.0.0.1.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Port to listen on; 0 lets the system pick.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Records to start with, as JSON; without it a small sample is used.
    #[arg(long, value_name = "FILE", conflicts_with = "agents")]
    seed_file: Option<PathBuf>,
    /// An account with so many agents in place of the sample.
    #[arg(long, value_name = "COUNT")]
    agents: Option<usize>,
    /// Devices of each of them.
    #[arg(long, value_name = "COUNT", default_value_t = 100, requires = "agents")]
    devices: usize,
    /// Print the API key that is accepted.
    #[arg(long)]
    print_key: bool,
    /// Print the records as a seed file and leave.
    #[arg(long)]
    print_seed: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do if even the error cannot be written.
            drop(writeln!(io::stderr(), "domotz-sim: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> io::Result<()> {
    let simulator = match (&arguments.seed_file, arguments.agents) {
        (Some(file), _) => Simulator::from_seed(serde_json::from_slice::<Seed>(&fs::read(file)?)?),
        (None, Some(agents)) => Simulator::of_size(agents, arguments.devices),
        (None, None) => Simulator::sample(),
    };
    let mut out = io::stdout();
    if arguments.print_seed {
        return writeln!(out, "{}", serde_json::to_string_pretty(simulator.seed())?);
    }
    let server = SimulatorServer::start_on(simulator, arguments.port).await?;
    writeln!(out, "{}", server.base_url())?;
    if arguments.print_key {
        writeln!(out, "API key: {API_KEY}")?;
    }
    out.flush()?;
    tokio::signal::ctrl_c().await?;
    server.stop().await;
    Ok(())
}
