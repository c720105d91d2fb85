//! A forward proxy that leads every host to the practice organisation, for browsers that cannot map host names.

use std::sync::Arc;

use http_body_util::{Either, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::HOST;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

/// Ports behind the proxy.
#[derive(Clone, Copy, Debug)]
pub(super) struct Targets {
    pub(super) https: u16,
    pub(super) http: u16,
}

type Body = Either<Incoming, Full<Bytes>>;

/// Accepts until it is aborted.
pub(super) async fn serve(listener: TcpListener, targets: Targets) {
    let targets = Arc::new(targets);
    while let Ok((stream, _)) = listener.accept().await {
        let targets = Arc::clone(&targets);
        tokio::spawn(async move {
            let service = service_fn(move |request| carry(request, *targets));
            // A client that hangs up is its own business.
            drop(
                hyper::server::conn::http1::Builder::new()
                    .preserve_header_case(true)
                    .serve_connection(TokioIo::new(stream), service)
                    .with_upgrades()
                    .await,
            );
        });
    }
}

async fn carry(request: Request<Incoming>, targets: Targets) -> Result<Response<Body>, hyper::Error> {
    if request.method() == Method::CONNECT {
        let port = match request.uri().port_u16() {
            Some(80) => targets.http,
            Some(443) => targets.https,
            _ => return Ok(status(StatusCode::FORBIDDEN)),
        };
        tokio::spawn(tunnel(request, port));
        return Ok(status(StatusCode::OK));
    }
    if request.uri().scheme_str() == Some("http") {
        return forward(request, targets.http).await;
    }
    Ok(status(StatusCode::BAD_REQUEST))
}

async fn tunnel(request: Request<Incoming>, port: u16) {
    let Ok(upgraded) = hyper::upgrade::on(request).await else {
        return;
    };
    if let Ok(mut server) = TcpStream::connect(("127.0.0.1", port)).await {
        // Either side may reset; both ends are closed by the drop.
        drop(tokio::io::copy_bidirectional(&mut TokioIo::new(upgraded), &mut server).await);
    }
}

async fn forward(mut request: Request<Incoming>, port: u16) -> Result<Response<Body>, hyper::Error> {
    let Ok(stream) = TcpStream::connect(("127.0.0.1", port)).await else {
        return Ok(status(StatusCode::BAD_GATEWAY));
    };
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    if let Some(authority) = request.uri().authority()
        && let Ok(host) = authority.as_str().parse()
    {
        request.headers_mut().insert(HOST, host);
    }
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    match target.parse::<Uri>() {
        Ok(target) => *request.uri_mut() = target,
        Err(_) => return Ok(status(StatusCode::BAD_REQUEST)),
    }
    let response = sender.send_request(request).await?;
    Ok(response.map(Either::Left))
}

fn status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Either::Right(Full::new(Bytes::new())));
    *response.status_mut() = status;
    response
}
