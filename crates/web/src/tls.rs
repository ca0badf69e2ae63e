//! TLS for the browsers, spoken by the server itself where no proxy does.
//!
//! Invariant: a connection that does not finish its handshake holds up nobody else, and not for long.

use std::{
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, SystemTime},
};

use tokio::{net::TcpListener, net::TcpStream, sync::mpsc, task::JoinHandle, time};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    },
    server::TlsStream,
};

/// A handshake that takes longer is dropped.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How often the files are looked at: a renewed certificate is taken up without a restart.
const LOOK_EVERY: Duration = Duration::from_mins(1);
/// Connections whose handshake is done and that wait to be taken.
const WAITING: usize = 256;

/// A certificate with its key, as files in PEM.
#[derive(Clone, Debug)]
pub struct CertificateFiles {
    /// The chain: the server's own certificate first.
    pub cert: PathBuf,
    /// The private key: PKCS#8, PKCS#1 or SEC1.
    pub key: PathBuf,
}

/// Why TLS cannot be spoken.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The chain cannot be read.
    #[error("the certificate {path} can't be read: {cause}")]
    Cert {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: String,
    },
    /// The key cannot be read.
    #[error("the key {path} can't be read: {cause}")]
    Key {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: String,
    },
    /// The two do not go together.
    #[error("the certificate {cert} and the key {key} can't be used: {cause}")]
    Pair {
        /// The chain.
        cert: PathBuf,
        /// The key.
        key: PathBuf,
        /// Why.
        cause: rustls::Error,
    },
}

/// A certificate with its key as read, and where a renewed one will lie.
#[derive(Debug)]
pub struct Certificate {
    files: CertificateFiles,
    config: Arc<ServerConfig>,
}

impl CertificateFiles {
    /// Reads both, and sees that they go together.
    pub fn read(&self) -> Result<Certificate, TlsError> {
        Ok(Certificate { files: self.clone(), config: self.config()? })
    }

    fn config(&self) -> Result<Arc<ServerConfig>, TlsError> {
        let cert = |cause: String| TlsError::Cert { path: self.cert.clone(), cause };
        let chain = CertificateDer::pem_file_iter(&self.cert)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|e| cert(e.to_string()))?;
        if chain.is_empty() {
            return Err(cert("there is no certificate in it".to_owned()));
        }
        let key = PrivateKeyDer::from_pem_file(&self.key)
            .map_err(|e| TlsError::Key { path: self.key.clone(), cause: e.to_string() })?;
        let pair = |cause| TlsError::Pair { cert: self.cert.clone(), key: self.key.clone(), cause };
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(pair)?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(pair)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }

    fn changed(&self) -> Option<(SystemTime, SystemTime)> {
        let at = |path: &Path| fs::metadata(path).and_then(|m| m.modified()).ok();
        Some((at(&self.cert)?, at(&self.key)?))
    }
}

/// Listens for browsers and speaks TLS with them.
#[derive(Debug)]
pub struct TlsListener {
    at: SocketAddr,
    #[cfg(test)]
    config: Arc<RwLock<Arc<ServerConfig>>>,
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    work: [JoinHandle<()>; 2],
}

impl TlsListener {
    /// Speaks TLS on a port. Where a renewed certificate cannot be read it goes on with the one it has, and says so.
    pub fn new(tcp: TcpListener, certificate: Certificate) -> Self {
        let Certificate { files, config } = certificate;
        let at = tcp.local_addr().unwrap_or(SocketAddr::from(([0, 0, 0, 0], 0)));
        let config = Arc::new(RwLock::new(config));
        let (done, ready) = mpsc::channel(WAITING);
        let work = [
            tokio::spawn(accept(tcp, Arc::clone(&config), done)),
            tokio::spawn(renew(files, Arc::clone(&config))),
        ];
        Self {
            at,
            #[cfg(test)]
            config,
            ready,
            work,
        }
    }
}

impl Drop for TlsListener {
    fn drop(&mut self) {
        for work in &self.work {
            work.abort();
        }
    }
}

impl axum::serve::Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(ready) => ready,
            // The task that accepts never ends by itself.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(self.at)
    }
}

async fn accept(
    mut tcp: TcpListener,
    config: Arc<RwLock<Arc<ServerConfig>>>,
    done: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>,
) {
    loop {
        // axum's own way of going on after a connection that failed, or when the files run out.
        let (stream, peer) = axum::serve::Listener::accept(&mut tcp).await;
        let config = Arc::clone(&config.read().unwrap_or_else(PoisonError::into_inner));
        let done = done.clone();
        tokio::spawn(async move {
            match time::timeout(HANDSHAKE, TlsAcceptor::from(config).accept(stream)).await {
                Ok(Ok(stream)) => {
                    let _gone = done.send((stream, peer)).await;
                }
                Ok(Err(cause)) => tracing::debug!(%peer, "No TLS with {peer}: {cause}"),
                Err(_) => tracing::debug!(%peer, "No TLS with {peer}: the handshake took too long"),
            }
        });
    }
}

/// Takes up a renewed certificate.
async fn renew(files: CertificateFiles, config: Arc<RwLock<Arc<ServerConfig>>>) {
    let mut seen = files.changed();
    loop {
        time::sleep(LOOK_EVERY).await;
        let now = files.changed();
        if now == seen || now.is_none() {
            continue;
        }
        seen = now;
        take_up(&files, &config);
    }
}

fn take_up(files: &CertificateFiles, config: &RwLock<Arc<ServerConfig>>) {
    match files.config() {
        Ok(new) => {
            *config.write().unwrap_or_else(PoisonError::into_inner) = new;
            tracing::info!("The certificate {} was read again", files.cert.display());
        }
        Err(cause) => tracing::error!("The old certificate goes on: {cause}"),
    }
}

#[cfg(test)]
mod tests {
    use axum::{Router, extract::ConnectInfo, routing::get};
    use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
    use rustls::{ClientConfig, RootCertStore, pki_types::ServerName};
    use tempfile::TempDir;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio_rustls::TlsConnector;

    use super::*;
    use crate::server::Peer;

    /// Writes a new certificate for this machine, and gives what a browser must trust.
    fn certified(folder: &TempDir) -> (CertificateFiles, CertificateDer<'static>) {
        let CertifiedKey { cert, signing_key }: CertifiedKey<KeyPair> =
            generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let files =
            CertificateFiles { cert: folder.path().join("chain.pem"), key: folder.path().join("key.pem") };
        fs::write(&files.cert, cert.pem()).unwrap();
        fs::write(&files.key, signing_key.serialize_pem()).unwrap();
        (files, cert.der().clone())
    }

    /// What the server answers to one request of a browser that trusts this certificate.
    async fn ask(at: SocketAddr, trusted: CertificateDer<'static>) -> io::Result<String> {
        let mut roots = RootCertStore::empty();
        roots.add(trusted).unwrap();
        let client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let tcp = TcpStream::connect(at).await?;
        let name = ServerName::try_from("localhost").unwrap();
        let mut tls = TlsConnector::from(Arc::new(client)).connect(name, tcp).await?;
        tls.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await?;
        let mut answer = Vec::new();
        tls.read_to_end(&mut answer).await?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    async fn serving(certificate: Certificate) -> (SocketAddr, Arc<RwLock<Arc<ServerConfig>>>) {
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = tcp.local_addr().unwrap();
        let listener = TlsListener::new(tcp, certificate);
        let config = Arc::clone(&listener.config);
        let peer = get(async |ConnectInfo(Peer(peer)): ConnectInfo<Peer>| peer.ip().to_string());
        let app = Router::new().route("/", peer).into_make_service_with_connect_info::<Peer>();
        tokio::spawn(async move { axum::serve(listener, app).await });
        (at, config)
    }

    #[tokio::test]
    async fn a_browser_is_answered_by_tls_and_its_address_known() {
        let folder = tempfile::tempdir().unwrap();
        let (files, trusted) = certified(&folder);
        let (at, _) = serving(files.read().unwrap()).await;
        // One that connects and says nothing keeps nobody waiting.
        let silent = TcpStream::connect(at).await.unwrap();
        let answer = ask(at, trusted).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("127.0.0.1"), "{answer}");
        drop(silent);
        // In the clear there is no answer.
        let mut clear = TcpStream::connect(at).await.unwrap();
        clear.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        let mut said = Vec::new();
        let _reset = clear.read_to_end(&mut said).await;
        assert!(!String::from_utf8_lossy(&said).contains("HTTP"), "{said:?}");
    }

    #[tokio::test]
    async fn a_renewed_certificate_is_taken_up_and_a_broken_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let (files, old) = certified(&folder);
        let (at, config) = serving(files.read().unwrap()).await;
        let (files, new) = certified(&folder);
        take_up(&files, &config);
        ask(at, new.clone()).await.unwrap();
        ask(at, old).await.unwrap_err();
        fs::write(&files.key, "").unwrap();
        take_up(&files, &config);
        ask(at, new).await.unwrap();
    }

    #[test]
    fn files_that_make_no_certificate_are_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let (files, _) = certified(&folder);
        let cert = fs::read_to_string(&files.cert).unwrap();
        certified(&folder);
        fs::write(&files.cert, cert).unwrap();
        let said = files.read().unwrap_err().to_string();
        assert!(said.contains("chain.pem") && said.contains("key.pem"), "{said}");
        fs::write(&files.cert, "").unwrap();
        let said = files.read().unwrap_err().to_string();
        assert!(said.contains("chain.pem") && said.contains("no certificate"), "{said}");
    }
}
