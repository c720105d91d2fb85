//! The listeners that browsers see, and which part answers which request.

use std::sync::Arc;

use hyper::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::pages::{self, Page, Pages, Route};
use super::shared::{Practice, Shared};
use super::site::{self, Site};
use super::wire::{self, Broken, Reply, Scheme};
use super::{api, sign_in};
use crate::org;

/// Accepts TLS connections until it is aborted.
pub(super) async fn serve_tls(listener: TcpListener, tls: TlsAcceptor, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let (tls, shared) = (tls.clone(), Arc::clone(&shared));
        tokio::spawn(async move {
            // Nagle's delay would show up as latency that nobody ordered.
            if stream.set_nodelay(true).is_ok()
                && let Ok(stream) = tls.accept(stream).await
            {
                serve_connection(stream, Scheme::Https, shared).await;
            }
        });
    }
}

/// Accepts plain connections until it is aborted.
pub(super) async fn serve_plain(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        if stream.set_nodelay(true).is_ok() {
            tokio::spawn(serve_connection(stream, Scheme::Http, Arc::clone(&shared)));
        }
    }
}

async fn serve_connection<S>(stream: S, scheme: Scheme, shared: Arc<Shared>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request| answer(Arc::clone(&shared), scheme, request));
    // An error here is a connection that was broken to order, or a client that hung up.
    drop(
        auto::Builder::new(TokioExecutor::new())
            .serve_connection(TokioIo::new(stream), service)
            .await,
    );
}

async fn answer(
    shared: Arc<Shared>,
    scheme: Scheme,
    request: Request<Incoming>,
) -> Result<Reply, Broken> {
    let request = wire::read(scheme, request).await?;
    let (path, query) = wire::split(&request.target);
    if pages::is_asset(path) {
        return Ok(file(Pages::asset(path)));
    }
    match Site::of(&request.host) {
        Site::Organisation { prefix } => {
            let Some(inner) = site::inside(path, prefix) else {
                // The sign-in page posts to the host's root, whatever the prefix.
                return Ok(posted(&shared, scheme, &request).unwrap_or_else(|| not_found(&shared)));
            };
            if site::inside(inner, "/api/data").is_some() {
                return api::answer(&shared, request).await;
            }
            if let Some(reply) = posted(&shared, scheme, &request) {
                return Ok(reply);
            }
            let root = format!("{prefix}/");
            Ok(organisation_page(
                &shared,
                scheme,
                &request,
                &root,
                pages::route(inner, query),
            ))
        }
        // Their documents differ only in what they say: later pages widen them.
        Site::M365 => Ok(plain_page(&shared, "elsewhere/m365.html")),
        Site::PowerPlatform => Ok(plain_page(&shared, "elsewhere/ppac.html")),
        Site::Maker => Ok(plain_page(&shared, "elsewhere/maker.html")),
        Site::SignIn => Ok(plain_page(&shared, "sign-in/sign-in.html")),
        Site::Elsewhere => Ok(not_found(&shared)),
    }
}

fn posted(shared: &Shared, scheme: Scheme, request: &org::Request) -> Option<Reply> {
    let is_root = wire::split(&request.target).0 == "/";
    (request.method == "POST" && is_root)
        .then(|| sign_in::come_back(&mut shared.practice(), scheme, request))
        .flatten()
}

/// A page of the organisation: with the session, or to the sign-in page.
fn organisation_page(
    shared: &Shared,
    scheme: Scheme,
    request: &org::Request,
    root: &str,
    route: Route,
) -> Reply {
    let practice = shared.practice();
    if route == Route::Nowhere {
        drop(practice);
        return not_found(shared);
    }
    if practice.org.session_token().is_none() {
        return wire::with(wire::empty(302), "Location", &sign_in::address(request));
    }
    let reply = match route {
        Route::Page(name) => {
            let reply = file(Pages::page(name, &practice.language));
            match practice.csp.header() {
                Some(policy) => wire::with(reply, "Content-Security-Policy", policy),
                None => reply,
            }
        }
        Route::LeadsTo(address) => {
            wire::with(wire::empty(302), "Location", &format!("{root}{address}"))
        }
        Route::Nowhere => wire::empty(404),
    };
    signed_in(&practice, scheme, request, reply)
}

/// A first visit signs in by itself, as single sign-on does.
fn signed_in(practice: &Practice, scheme: Scheme, request: &org::Request, reply: Reply) -> Reply {
    if sign_in::has_session(practice, request) {
        reply
    } else {
        sign_in::cookies(practice, scheme, reply)
    }
}

fn plain_page(shared: &Shared, name: &str) -> Reply {
    let language = shared.practice().language.clone();
    file(Pages::page(name, &language))
}

fn not_found(shared: &Shared) -> Reply {
    let mut reply = plain_page(shared, "elsewhere/nothing.html");
    *reply.status_mut() = hyper::StatusCode::NOT_FOUND;
    reply
}

fn file(page: Option<Page>) -> Reply {
    match page {
        // Never cached: a reset may change the language, the policy or the session under the same address.
        Some(page) => wire::with(
            wire::reply(200, page.content_type, page.body.into_owned()),
            "Cache-Control",
            "no-store",
        ),
        None => wire::reply(404, "text/plain; charset=utf-8", "No such file."),
    }
}
