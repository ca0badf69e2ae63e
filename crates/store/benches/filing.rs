//! Durable filings a second against a bare loop, on both engines or the one named: `cargo bench -p xiezhi-store -- sqlite`.

use xiezhi_store::{MasterKey, Open, bench_filings, testing::Database};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let named: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    let wanted = |engine: &str| named.is_empty() || named.iter().any(|n| n == engine);
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let folder = tempfile::tempdir()?;
        let master = MasterKey::new([7; 32]);
        if wanted("sqlite") {
            println!("{}", bench_filings(Open::folder(folder.path(), master.clone()), None, 16, 4000).await?);
        }
        if wanted("postgres") {
            let (database, bare) = (Database::new(), Database::new());
            let open = Open::postgres(&database.url, &folder.path().join("blobs"), master);
            println!("{}", bench_filings(open, Some(&bare.url), 16, 4000).await?);
        }
        Ok(())
    })
}
