//! Every worked example of every matter comes out as its writer says, and leaves exactly what lies beside
//! it. `XIEZHI_WRITE=1` writes the `.out` files anew; read the difference line by line.

use std::{collections::BTreeSet, fs, path::PathBuf};

use xiezhi_calendar::Calendar;
use xiezhi_matter::example::{play, read};

use crate::common::{folder_of, library};

#[test]
fn every_worked_example_comes_out_to_the_day() {
    let library = library();
    let calendar = Calendar::builtin();
    let write = std::env::var_os("XIEZHI_WRITE").is_some();
    let mut failures: Vec<String> = Vec::new();
    let mut played = 0;
    assert!(!library.matters.is_empty(), "no matter was loaded");
    for (id, versions) in &library.matters {
        let Some(def) = versions.last() else { continue };
        let folder = folder_of(id).join("examples");
        let mut files: Vec<PathBuf> = fs::read_dir(&folder)
            .into_iter()
            .flatten()
            .map(|f| f.unwrap().path())
            .filter(|p| p.extension().is_some_and(|e| e == "toml"))
            .collect();
        files.sort();
        let mut outs: BTreeSet<PathBuf> = fs::read_dir(&folder)
            .into_iter()
            .flatten()
            .map(|f| f.unwrap().path())
            .filter(|p| p.extension().is_some_and(|e| e == "out"))
            .collect();
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            let like = |name: &str| fs::read_to_string(folder.join(format!("{name}.toml"))).ok();
            let example = match read(&text, &like) {
                Ok(example) => example,
                Err(e) => {
                    failures.push(format!("{}: {e}", file.display()));
                    continue;
                }
            };
            let result = play(def, &library.shared, &example, &calendar);
            played += 1;
            failures.extend(result.failures.iter().map(|f| format!("{id}: {f}")));
            let out = file.with_extension("out");
            outs.remove(&out);
            if write {
                fs::write(&out, &result.out).unwrap();
            } else if fs::read_to_string(&out).unwrap_or_default() != result.out {
                failures.push(format!("{}: differs from what is left behind now", out.display()));
            }
        }
        failures.extend(outs.iter().map(|o| format!("{}: belongs to no example", o.display())));
    }
    assert!(failures.is_empty(), "{} of {played}:\n{}", failures.len(), failures.join("\n"));
    assert!(played > 0, "no example was found");
}
