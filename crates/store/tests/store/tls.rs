//! TLS to a real PostgreSQL: encrypted, and only with a server whose certificate holds.

use std::{fs, path::Path};

use rcgen::{CertifiedKey, generate_simple_self_signed};
use xiezhi_store::{MasterKey, Open, Store, testing::Cluster};

/// Fails unless all of the program's connections are encrypted, and there is one.
const ENCRYPTED: &str = "DO $$ BEGIN
    IF (SELECT bool_and(s.ssl) FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid)
        WHERE a.application_name = 'xiezhi') IS NOT TRUE
    THEN RAISE EXCEPTION 'in the clear'; END IF;
END $$";

async fn opened(url: &str, ca: &Path, folder: &Path) -> Result<Store, String> {
    let open = Open::postgres(url, &folder.join("blobs"), MasterKey::new([7; 32]));
    Store::open(open.trusting(Some(ca))).await.map_err(|e| e.to_string())
}

#[tokio::test]
async fn a_database_is_spoken_with_by_tls_and_its_certificate_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    let ca = folder.path().join("ca.pem");
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    fs::write(&ca, cert.pem()).unwrap();
    let cluster = Cluster::new();
    cluster.speak_tls(&cert.pem(), &signing_key.serialize_pem());
    let database = cluster.database();
    let url = format!("{}?sslmode=require", database.url);

    let store = opened(&url, &ca, folder.path()).await.unwrap();
    store.check().await.unwrap();
    database.run(ENCRYPTED);
    store.close().await;

    // Somebody else's certificate for the same address.
    let other = generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    fs::write(&ca, other.cert.pem()).unwrap();
    let said = opened(&url, &ca, folder.path()).await.err().unwrap();
    assert!(said.contains("certificate"), "{said}");
}
