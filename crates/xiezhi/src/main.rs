//! The command `xiezhi`.
//!
//! Exit status: 0 good, 1 the answer is no, 2 wrong usage. Answers go to standard output (as JSON with
//! `--json`), everything else to standard error.

mod check;
mod days;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The functions of a municipal bureau of justice, as data: 獬豸, who could tell right from wrong.
#[derive(Debug, Parser)]
#[command(name = "xiezhi", version, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Check),
    Days(days::Days),
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Check(check) => check.run(),
        Command::Days(days) => days.run(),
    }
}
