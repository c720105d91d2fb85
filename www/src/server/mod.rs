//! The thin front of the practice organisation: sockets, clock, certificate, pages and the control port.
//!
//! Everything listens on loopback. The organisation itself is [`crate::org`]; this module only carries requests to it
//! and acts out the faults and delays that a test ordered.

mod api;
mod cert;
mod control;
mod directory;
mod front;
mod other_admin;
mod pages;
mod proxy;
mod settings;
mod shared;
mod sign_in;
mod site;
mod wire;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::{TlsAcceptor, rustls};

use crate::org::Scenario;

pub use site::HOSTS;

/// What to start.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Port of the HTTPS listener; 0 takes a free one.
    pub port: u16,
    /// Port of the control listener; 0 takes a free one.
    pub control_port: u16,
    /// The organisation's first state.
    pub scenario: Scenario,
}

/// Where a running practice organisation listens. Dropping it closes the listeners.
#[derive(Debug)]
pub struct Running {
    /// HTTPS, answering by host name.
    pub https: u16,
    /// The same over plain HTTP.
    pub http: u16,
    /// CONNECT proxy that leads every host here.
    pub proxy: u16,
    /// Control calls.
    pub control: u16,
    /// The authority that signed the certificate, PEM.
    pub authority_pem: String,
    // Held for its drop, which ends the listeners.
    _listeners: JoinSet<()>,
}

/// Why the practice organisation did not start.
#[derive(Debug)]
pub enum StartError {
    /// A port is taken, or loopback is not there.
    Listen(io::Error),
    /// The certificate could not be made.
    Certificate(rcgen::Error),
    /// The certificate's key was not accepted.
    Key(&'static str),
    /// TLS could not be set up.
    Tls(rustls::Error),
    /// The pages inside the binary do not fit together.
    Pages(pages::BadPages),
}

impl std::fmt::Display for StartError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Listen(error) => write!(f, "cannot listen: {error}"),
            Self::Certificate(error) => write!(f, "cannot make the certificate: {error}"),
            Self::Key(error) => write!(f, "cannot use the certificate's key: {error}"),
            Self::Tls(error) => write!(f, "cannot set up TLS: {error}"),
            Self::Pages(error) => write!(f, "cannot read the pages: {error}"),
        }
    }
}

impl std::error::Error for StartError {}

impl From<io::Error> for StartError {
    fn from(error: io::Error) -> Self {
        Self::Listen(error)
    }
}

impl From<rcgen::Error> for StartError {
    fn from(error: rcgen::Error) -> Self {
        Self::Certificate(error)
    }
}

impl From<rustls::Error> for StartError {
    fn from(error: rustls::Error) -> Self {
        Self::Tls(error)
    }
}

/// Starts every listener; answers once all of them accept.
///
/// # Errors
/// A port is taken, or the certificate cannot be made.
pub async fn start(options: Options) -> Result<Running, StartError> {
    let identity = cert::make(&HOSTS)?;
    let shared = Arc::new(shared::Shared::new(options.scenario, pages::Pages::read().map_err(StartError::Pages)?));

    let (https, https_port) = listen(options.port).await?;
    let (http, http_port) = listen(0).await?;
    let (proxy, proxy_port) = listen(0).await?;
    let (control, control_port) = listen(options.control_port).await?;

    let mut listeners = JoinSet::new();
    let tls = TlsAcceptor::from(identity.config);
    listeners.spawn(front::serve_tls(https, tls, Arc::clone(&shared)));
    listeners.spawn(front::serve_plain(http, Arc::clone(&shared)));
    listeners.spawn(proxy::serve(proxy, proxy::Targets { https: https_port, http: http_port }));
    listeners.spawn(control::serve(control, shared));

    Ok(Running {
        https: https_port,
        http: http_port,
        proxy: proxy_port,
        control: control_port,
        authority_pem: identity.authority_pem,
        _listeners: listeners,
    })
}

async fn listen(port: u16) -> io::Result<(TcpListener, u16)> {
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
    let port = listener.local_addr()?.port();
    Ok((listener, port))
}
