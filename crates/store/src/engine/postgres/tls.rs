//! TLS to the database server: what goes over a network goes encrypted, to a server whose certificate was checked.

use std::{
    net::IpAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use tokio_postgres::{
    Config,
    config::{Host, SslMode},
};
use tokio_postgres_rustls::MakeRustlsConnect;
use tokio_rustls::rustls::{
    self, ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject as _},
};

/// Why no TLS can be spoken with the database.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseTlsError {
    /// The certificates cannot be read.
    #[error("the certificates {path} can't be read: {cause}")]
    Certificates {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: String,
    },
    /// The machine has none.
    #[error(
        "this machine has no certificates to check the database's against: name a file with --database-ca, or \
         install the package ca-certificates"
    )]
    NoneHere,
    /// The library refuses its settings.
    #[error("TLS can't be set up: {0}")]
    Library(#[from] rustls::Error),
}

/// How the server of an address is spoken with; `None` is in the clear.
///
/// On this machine (a socket or loopback) in the clear, unless the address asks for TLS; over a network by TLS,
/// unless it says `sslmode=disable`. The library knows no mode in which a certificate is taken unchecked.
pub(super) fn connector(
    config: &mut Config,
    ca: Option<&Path>,
) -> Result<Option<MakeRustlsConnect>, DatabaseTlsError> {
    match config.get_ssl_mode() {
        SslMode::Disable => return Ok(None),
        SslMode::Prefer if is_here(config) => return Ok(None),
        // What is merely preferred, somebody on the way can talk both ends out of.
        _ => config.ssl_mode(SslMode::Require),
    };
    let client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots(ca)?)
        .with_no_client_auth();
    Ok(Some(MakeRustlsConnect::new(client)))
}

/// Whether every server that the address names is this machine.
fn is_here(config: &Config) -> bool {
    let by_name = config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()),
        Host::Unix(_) => true,
    });
    let by_number = config.get_hostaddrs();
    if by_number.is_empty() { by_name } else { by_number.iter().all(IpAddr::is_loopback) }
}

fn roots(ca: Option<&Path>) -> Result<RootCertStore, DatabaseTlsError> {
    let mut roots = RootCertStore::empty();
    if let Some(path) = ca {
        let unread = |cause: String| DatabaseTlsError::Certificates { path: path.to_owned(), cause };
        let given = CertificateDer::pem_file_iter(path)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|e| unread(e.to_string()))?;
        for certificate in given {
            roots.add(certificate).map_err(|e| unread(e.to_string()))?;
        }
        if roots.is_empty() {
            return Err(unread("there is no certificate in it".to_owned()));
        }
        return Ok(roots);
    }
    // One broken certificate among the machine's hundred is no reason to stop.
    let _unusable = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() { Err(DatabaseTlsError::NoneHere) } else { Ok(roots) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str) -> (bool, SslMode) {
        let mut config: Config = url.parse().unwrap();
        let tls = connector(&mut config, None);
        // A machine without certificates says so; that is an attempt at TLS as well.
        let speaks = !matches!(tls, Ok(None));
        (speaks, config.get_ssl_mode())
    }

    #[test]
    fn what_goes_over_a_network_is_encrypted_unless_the_address_says_otherwise() {
        for here in [
            "postgresql://x@localhost/one",
            "postgresql://x@127.0.0.1:5433/one",
            "postgresql://x@[::1]/one",
            "postgresql:///one?host=/run/postgresql",
            "postgresql://x@db.internal/one?sslmode=disable",
        ] {
            assert!(!mode(here).0, "{here}");
        }
        for elsewhere in [
            "postgresql://x@db.internal/one",
            "postgresql://x@10.0.0.7/one?sslmode=prefer",
            "postgresql://x@localhost/one?sslmode=require",
            "postgresql://x@localhost,db.internal/one",
            "postgresql://x@localhost/one?hostaddr=10.0.0.7",
        ] {
            assert_eq!(mode(elsewhere), (true, SslMode::Require), "{elsewhere}");
        }
    }

    #[test]
    fn a_file_without_certificates_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ca.pem");
        std::fs::write(&file, "nothing\n").unwrap();
        let said = roots(Some(&file)).unwrap_err().to_string();
        assert!(said.contains("ca.pem") && said.contains("no certificate"), "{said}");
        let said = roots(Some(&folder.path().join("none.pem"))).unwrap_err().to_string();
        assert!(said.contains("none.pem"), "{said}");
    }
}
