//! `xiezhi rebuild`: makes every projection again from the events.

use std::{io, io::Write as _, process::ExitCode};

use clap::Args;

use crate::{
    house::{self, Kind},
    serve::{PlaceArgs, told},
};

/// Make lists, registers and due dates again from what was recorded. The server must not run.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  xiezhi rebuild
  xiezhi rebuild --data /var/lib/xiezhi

It changes no event: what it makes is the same, byte for byte, whoever makes it.

Exit status: 0 made, 1 it could not be, 2 wrong usage.")]
pub(crate) struct Rebuild {
    #[command(flatten)]
    place: PlaceArgs,
}

impl Rebuild {
    pub(crate) fn run(&self) -> ExitCode {
        let settings = match self.place.settings() {
            Ok(settings) => settings,
            Err(e) => return told(&e.to_string(), 2),
        };
        let runtime = match tokio::runtime::Runtime::new() {
            Ok(runtime) => runtime,
            Err(e) => return told(&format!("no runtime: {e}"), 1),
        };
        runtime.block_on(async {
            let bureau = match house::open(&settings, Kind::AsFound, "").await {
                Ok(bureau) => bureau,
                Err(e) => return told(&e.to_string(), 1),
            };
            let mut status = ExitCode::SUCCESS;
            for (city, _) in bureau.cities() {
                match bureau.rebuild(&city).await {
                    Ok(files) => {
                        let _ = writeln!(io::stdout(), "{city}\t{files} files");
                    }
                    Err(e) => {
                        status = told(&format!("the files of city {city} could not be made again: {e}"), 1);
                    }
                }
            }
            bureau.store().close().await;
            status
        })
    }
}
