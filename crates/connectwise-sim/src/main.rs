//! `connectwise-sim`: a simulated ConnectWise PSA on a loopback port, for trying Sitebook by hand.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use sitebook_connectwise_sim::{CLIENT_ID, LOGIN_COMPANY, PRIVATE_KEY, PUBLIC_KEY, Seed, Simulator, SimulatorServer};

/// A simulated ConnectWise PSA on 127.0.0.1.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Port to listen on; 0 lets the system pick.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Records to start with, as JSON; without it a small sample is used.
    #[arg(long, value_name = "FILE")]
    seed_file: Option<PathBuf>,
    /// Print the login company, keys and client ID that are accepted.
    #[arg(long)]
    print_keys: bool,
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
            drop(writeln!(io::stderr(), "connectwise-sim: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> io::Result<()> {
    let simulator = match &arguments.seed_file {
        Some(file) => Simulator::from_seed(serde_json::from_slice::<Seed>(&fs::read(file)?)?),
        None => Simulator::sample(),
    };
    let mut out = io::stdout();
    if arguments.print_seed {
        return writeln!(out, "{}", serde_json::to_string_pretty(simulator.seed())?);
    }
    let server = SimulatorServer::start_on(simulator, arguments.port).await?;
    writeln!(out, "{}", server.base_url())?;
    if arguments.print_keys {
        writeln!(out, "company login: {LOGIN_COMPANY}\npublic key:    {PUBLIC_KEY}")?;
        writeln!(out, "private key:   {PRIVATE_KEY}\nclient ID:     {CLIENT_ID}")?;
    }
    tokio::signal::ctrl_c().await?;
    server.stop().await;
    Ok(())
}
