//! TLS proxies in front of local servers, with a certificate authority made for the run.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// Trust stores of Linux systems, one of them Lambda's.
const SYSTEM_ROOTS: [&str; 2] = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"];

/// A certificate authority and one certificate that it issued, for `localhost`.
pub(crate) struct CertificateAuthority {
    acceptor: TlsAcceptor,
    /// The system's root certificates and this one, so that the functions parse as many as in Lambda.
    pub(crate) roots: PathBuf,
    /// This root certificate alone: Stripe's client parses none in Lambda.
    pub(crate) own_root: PathBuf,
}

impl CertificateAuthority {
    /// Creates an authority and writes the root certificates into a folder.
    pub(crate) fn new(folder: &Path) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "3D Things bench");
        let key = KeyPair::generate().unwrap();
        let root = params.self_signed(&key).unwrap();
        let issuer = Issuer::new(params, key);
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &issuer).unwrap();

        let system = SYSTEM_ROOTS.iter().find_map(|path| fs::read_to_string(path).ok()).unwrap_or_default();
        let roots = folder.join("roots.pem");
        fs::write(&roots, system + &root.pem()).unwrap();
        let own_root = folder.join("own-root.pem");
        fs::write(&own_root, root.pem()).unwrap();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        Self { acceptor: acceptor(certificate.der().clone(), key), roots, own_root }
    }

    /// Starts a TLS proxy for a server and returns its URL.
    pub(crate) async fn serve_tls(&self, upstream: SocketAddr) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let acceptor = self.acceptor.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(proxy(acceptor.clone(), stream, upstream));
            }
        });
        format!("https://localhost:{port}")
    }
}

fn acceptor(certificate: CertificateDer<'static>, key: PrivateKeyDer<'static>) -> TlsAcceptor {
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// Proxies one connection. A stopped function leaves it open, so that errors are ignored.
async fn proxy(acceptor: TlsAcceptor, stream: TcpStream, upstream: SocketAddr) {
    let _ = stream.set_nodelay(true);
    let Ok(mut outside) = acceptor.accept(stream).await else { return };
    let Ok(mut inside) = TcpStream::connect(upstream).await else { return };
    let _ = inside.set_nodelay(true);
    let _ = copy_bidirectional(&mut outside, &mut inside).await;
}
