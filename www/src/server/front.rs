//! The listeners that browsers see, and which part answers which request.

use std::sync::Arc;

use hyper::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use serde_json::json;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::pages::{self, Page, Pages, Route};
use super::shared::{Practice, Shared};
use super::site::{self, Site};
use super::wire::{self, Broken, Reply, Scheme};
use super::{api, directory, sign_in};
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
    drop(auto::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await);
}

async fn answer(shared: Arc<Shared>, scheme: Scheme, request: Request<Incoming>) -> Result<Reply, Broken> {
    let request = wire::read(scheme, request).await?;
    let (path, query) = wire::split(&request.target);
    let site = Site::of(&request.host);
    let inner = site::inside(path, site.prefix());
    if [inner, Some(path)].contains(&Some(pages::SITE)) {
        return Ok(site_facts(&shared.practice()));
    }
    if let Some(asset) = [inner, Some(path)].into_iter().flatten().find(|path| pages::is_asset(path)) {
        return Ok(file(Pages::asset(asset)));
    }
    if inner.is_some_and(|inner| site.is_organisation() && site::inside(inner, "/api/data").is_some()) {
        return api::answer(&shared, request).await;
    }
    if site.is_product() && site::inside(path, "/api/data").is_some() {
        // The products have services of their own for this; here they all lead to the organisation.
        return api::answer(&shared, site::to_organisation(request)).await;
    }
    if site.is_product() && directory::is_here(path) {
        return Ok(directory::answer(&mut shared.practice(), &request));
    }
    // Browsers ask for it by themselves; a 404 would stand in every page's console.
    if path == "/favicon.ico" {
        return Ok(wire::empty(204));
    }
    let practice = shared.practice();
    Ok(match (site, inner) {
        (site, _) if request.method == "POST" && path == "/" && (site.is_product() || site.is_organisation()) => {
            let mut practice = practice;
            // The sign-in page posts to the host's root, whatever the prefix.
            sign_in::come_back(&mut practice, scheme, &request).unwrap_or_else(|| not_found(&practice, path))
        }
        (Site::Office | Site::M365 | Site::PowerPlatform | Site::Maker, _) => {
            let reply = plain_page(&practice, pages::of_product(site), path);
            with_session(&practice, scheme, &request, reply)
        }
        (Site::SignIn, _) => plain_page(&practice, "sign-in/sign-in.html", path),
        (Site::Organisation { .. }, None) if path == sign_in::ON_PREMISES_SIGN_IN => {
            plain_page(&practice, "sign-in/sign-in.html", path)
        }
        (Site::Organisation { prefix }, Some(inner)) => match pages::route(inner, query) {
            Route::Nowhere => not_found(&practice, inner),
            Route::LeadsTo(address) => {
                let address = format!("{prefix}/{address}");
                let reply = wire::with(wire::empty(302), "Location", &address);
                with_session(&practice, scheme, &request, reply)
            }
            Route::Page(name) => {
                let reply = plain_page(&practice, name, inner);
                let reply = match practice.csp.header() {
                    Some(policy) => wire::with(reply, "Content-Security-Policy", policy),
                    None => reply,
                };
                with_session(&practice, scheme, &request, reply)
            }
        },
        (Site::Organisation { .. }, None) | (Site::Elsewhere, _) => not_found(&practice, path),
    })
}

/// A page of the organisation. While somebody is signed in a first visit signs in by itself, as single sign-on does;
/// else it leads to the sign-in page.
fn with_session(practice: &Practice, scheme: Scheme, request: &org::Request, reply: Reply) -> Reply {
    if !practice.org.is_signed_in() {
        wire::with(wire::empty(302), "Location", &sign_in::address(request))
    } else if sign_in::has_session(request) {
        reply
    } else {
        sign_in::cookies(practice, scheme, reply)
    }
}

/// What every page asks for first: how it is to be shown, and where the vendor's things are.
fn site_facts(practice: &Practice) -> Reply {
    let facts = json!({ "settings": practice.site.to_json(), "places": practice.org.places() });
    wire::with(wire::reply(200, "application/json", facts.to_string()), "Cache-Control", "no-store")
}

fn plain_page(practice: &Practice, name: &str, path: &str) -> Reply {
    file(Pages::page(name, &practice.language, path))
}

fn not_found(practice: &Practice, path: &str) -> Reply {
    let mut reply = plain_page(practice, "elsewhere/nothing.html", path);
    *reply.status_mut() = hyper::StatusCode::NOT_FOUND;
    reply
}

fn file(page: Option<Page>) -> Reply {
    match page {
        // Never cached: a reset may change the language, the policy or the session under the same address.
        Some(page) => {
            wire::with(wire::reply(200, page.content_type, page.body.into_owned()), "Cache-Control", "no-store")
        }
        None => wire::reply(404, "text/plain; charset=utf-8", "No such file."),
    }
}
