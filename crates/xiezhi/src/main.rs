//! The command `xiezhi`.
//!
//! Exit status: 0 good, 1 the answer is no, 2 wrong usage. Answers go to standard output (as JSON with
//! `--json`), everything else to standard error.

mod bench;
mod check;
mod days;
mod demo;
mod house;
mod init;
mod rebuild;
mod serve;
mod settings;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Gives back what the making of papers took, where the system's allocator keeps it in pieces; its settings stand in
/// `.cargo/config.toml`.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// The functions of a municipal bureau of justice, as data: 獬豸, who could tell right from wrong.
#[derive(Debug, Parser)]
#[command(name = "xiezhi", version, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Init),
    Serve(serve::Serve),
    Check(check::Check),
    Days(days::Days),
    Rebuild(rebuild::Rebuild),
    Bench(bench::Bench),
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Init(init) => init.run(),
        Command::Serve(serve) => serve.run(),
        Command::Check(check) => check.run(),
        Command::Days(days) => days.run(),
        Command::Rebuild(rebuild) => rebuild.run(),
        Command::Bench(bench) => bench.run(),
    }
}
