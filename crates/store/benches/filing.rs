//! Durable filings a second against a bare loop, on both engines: `cargo bench -p xiezhi-store`.

use xiezhi_store::{MasterKey, Open, bench_filings, testing::Database};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let folder = tempfile::tempdir()?;
        let master = MasterKey::new([7; 32]);
        println!("{}", bench_filings(Open::folder(folder.path(), master.clone()), 16, 4000).await?);
        let database = Database::new();
        let open = Open::postgres(&database.url, &folder.path().join("blobs"), master);
        println!("{}", bench_filings(open, 16, 4000).await?);
        Ok(())
    })
}
