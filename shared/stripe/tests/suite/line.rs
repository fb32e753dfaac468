//! A line to the pretend Stripe that counts its connections and breaks them, with or without TLS.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use rcgen::{CertifiedKey, generate_simple_self_signed};
use shared_stripe::{Client, Stripe, Transport};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::server::TlsStream;

use crate::support::{API_KEY, Shop};

/// The outcome of a request and of its connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is answered, and the connection stays open.
    Answered,
    /// It is answered, and the connection is closed without notice.
    AnsweredAndClosed,
    /// The connection is reset before Stripe gets the request.
    ResetBefore,
    /// Stripe executes the request, and the connection is reset before the response.
    ResetAfter,
    /// Stripe executes the request, and the connection is reset in the middle of the response.
    ResetWithin,
}

#[derive(Debug, Default)]
struct State {
    connections: usize,
    requests: Vec<String>,
    /// Fates of the next requests.
    next: VecDeque<Fate>,
    /// Fate of all requests after those.
    then: Option<Fate>,
}

/// A line to a shop's pretend Stripe.
pub(crate) struct Line {
    base: String,
    /// Root certificate (PEM) of a line with TLS.
    root: Option<String>,
    state: Arc<Mutex<State>>,
}

impl Line {
    /// Opens a line with TLS or without it.
    pub(crate) async fn to(shop: &Shop, with_tls: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State::default()));
        let (root, tls) = if with_tls { Some(certified()).unzip() } else { (None, None) };
        let scheme = if with_tls { "https" } else { "http" };
        let stripe = shop.base().trim_start_matches("http://").parse().unwrap();
        tokio::spawn(accept(listener, tls, stripe, Arc::clone(&state)));
        Self { base: format!("{scheme}://{address}"), root, state }
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    pub(crate) fn transport(&self) -> Transport {
        Transport::new(Some(&self.base), self.root.as_deref().map(str::as_bytes)).unwrap()
    }

    /// The shop's adapter at the end of this line.
    pub(crate) fn stripe(&self) -> Stripe {
        Client::new(self.transport(), API_KEY).unwrap().into()
    }

    /// Decides what happens to the next requests.
    pub(crate) fn next(&self, fates: &[Fate]) {
        self.state.lock().unwrap().next.extend(fates);
    }

    /// Decides what happens to all requests after those.
    pub(crate) fn then(&self, fate: Fate) {
        self.state.lock().unwrap().then = Some(fate);
    }

    /// Returns the number of connections that were opened.
    pub(crate) fn connections(&self) -> usize {
        self.state.lock().unwrap().connections
    }

    /// Returns the first lines of the requests that arrived.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.state.lock().unwrap().requests.clone()
    }
}

fn certified() -> (String, TlsAcceptor) {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()));
    let config = config.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    let config = config.with_single_cert(vec![cert.der().clone()], key).unwrap();
    (cert.pem(), TlsAcceptor::from(Arc::new(config)))
}

/// A connection that can be reset.
trait Connection: AsyncRead + AsyncWrite + Unpin + Send {
    fn tcp(&self) -> &TcpStream;
}

impl Connection for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl Connection for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

async fn accept(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    stripe: SocketAddr,
    state: Arc<Mutex<State>>,
) {
    while let Ok((tcp, _)) = listener.accept().await {
        state.lock().unwrap().connections += 1;
        let (tls, state) = (tls.clone(), Arc::clone(&state));
        tokio::spawn(async move {
            match tls {
                None => serve(tcp, stripe, &state).await,
                Some(tls) => {
                    if let Ok(stream) = tls.accept(tcp).await {
                        serve(stream, stripe, &state).await;
                    }
                }
            }
        });
    }
}

/// Serves the requests of one connection until one of them ends it.
async fn serve(mut connection: impl Connection, stripe: SocketAddr, state: &Mutex<State>) {
    while let Some(request) = read_message(&mut connection).await {
        let fate = {
            let mut state = state.lock().unwrap();
            state.requests.push(String::from_utf8_lossy(&request).lines().next().unwrap().to_owned());
            let then = state.then.unwrap_or(Fate::Answered);
            state.next.pop_front().unwrap_or(then)
        };
        if fate == Fate::ResetBefore {
            return connection.tcp().set_zero_linger().unwrap();
        }
        let response = ask(stripe, &request).await;
        let sent = match fate {
            Fate::ResetAfter => 0,
            Fate::ResetWithin => response.len() / 2,
            _ => response.len(),
        };
        connection.write_all(&response[..sent]).await.unwrap();
        connection.flush().await.unwrap();
        match fate {
            Fate::Answered => {}
            Fate::AnsweredAndClosed => return connection.shutdown().await.unwrap_or_default(),
            _ => return connection.tcp().set_zero_linger().unwrap(),
        }
    }
}

/// Sends a request to the pretend Stripe on a connection of its own, and returns the response.
async fn ask(stripe: SocketAddr, request: &[u8]) -> Vec<u8> {
    let mut connection = TcpStream::connect(stripe).await.unwrap();
    connection.write_all(request).await.unwrap();
    read_message(&mut connection).await.unwrap()
}

/// Reads one HTTP/1.1 message whose body, if it has one, has a `Content-Length`. None at the end of the connection.
async fn read_message(connection: &mut (impl AsyncRead + Unpin)) -> Option<Vec<u8>> {
    let mut message = Vec::new();
    loop {
        if let Some(head) = message.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&message[..head]).to_lowercase();
            let length = text.lines().find_map(|line| line.strip_prefix("content-length: ").map(str::parse));
            let length: usize = length.transpose().unwrap().unwrap_or(0);
            if message.len() >= head + 4 + length {
                return Some(message);
            }
        }
        if connection.read_buf(&mut message).await.ok()? == 0 {
            return None;
        }
    }
}

/// Formats the requests of a line for the message of a failed assertion.
pub(crate) fn listed(line: &Line) -> String {
    let mut text = String::new();
    for request in line.requests() {
        writeln!(text, "{request}").unwrap();
    }
    text
}
