//! Requests on the page's own session: `fetch`, same-origin (browser-platform §2.5).

use gloo_timers::callback::Timeout;
use js_sys::JsString;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::reader::BrowserReader;
use crate::dataverse::read;
use crate::dataverse::reply::{Ended, RawReply};
use crate::dataverse::request::{HttpRequest, Payload};

/// Sends `request` and waits for the whole reply; gives up after `timeout_ms`.
pub(super) async fn send(request: HttpRequest, timeout_ms: u32, abort: web_sys::AbortController) -> Ended {
    let timed_out = std::rc::Rc::new(std::cell::Cell::new(false));
    let (late, signal) = (std::rc::Rc::clone(&timed_out), abort.signal());
    let timer = Timeout::new(timeout_ms, move || {
        late.set(true);
        abort.abort();
    });
    let reply = exchange(&request, &signal).await;
    timer.cancel();
    match reply {
        Ok(ended) => ended,
        Err(_) if timed_out.get() => Ended::TimedOut,
        // A refused connection, a lost one and a blocked one all reject with the same TypeError.
        Err(_) => Ended::NoAnswer,
    }
}

async fn exchange(request: &HttpRequest, signal: &web_sys::AbortSignal) -> Result<Ended, JsValue> {
    let window = web_sys::window().ok_or(JsValue::UNDEFINED)?;
    let options = options(request, signal)?;
    let reply: web_sys::Response =
        JsFuture::from(window.fetch_with_str_and_init(&request.url, &options)).await?.unchecked_into();
    if reply.type_() == web_sys::ResponseType::Opaqueredirect {
        return Ok(Ended::Redirected);
    }
    let body = JsFuture::from(reply.text()?).await?;
    let mut headers = Vec::new();
    reply.headers().unchecked_into::<HeaderList>().for_each(&mut |value, name| {
        headers.push((String::from(name), String::from(value)));
    });
    let raw = RawReply { status: reply.status(), headers, body: body.as_string().unwrap_or_default() };
    Ok(Ended::Replied(read::reply(raw, &BrowserReader)))
}

fn options(request: &HttpRequest, signal: &web_sys::AbortSignal) -> Result<web_sys::RequestInit, JsValue> {
    let headers = web_sys::Headers::new()?;
    for (name, value) in &request.headers {
        headers.append(name, value)?;
    }
    let options = web_sys::RequestInit::new();
    options.set_method(request.method.as_str());
    options.set_headers(&headers);
    options.set_signal(Some(signal));
    options.set_credentials(web_sys::RequestCredentials::SameOrigin);
    options.set_cache(web_sys::RequestCache::NoStore);
    // The Web API redirects only to a sign-in; following it would show a foreign page as an answer (dataverse §1.5).
    options.set_redirect(web_sys::RequestRedirect::Manual);
    match &request.body {
        Payload::None => {}
        Payload::Json(json) => options.set_body(&json.to_text().into()),
        Payload::Multipart { text, .. } => options.set_body(&text.as_str().into()),
    }
    Ok(options)
}

#[wasm_bindgen]
extern "C" {
    /// `Headers`, of which web-sys has no way to list all.
    type HeaderList;

    #[wasm_bindgen(method, js_name = forEach)]
    fn for_each(this: &HeaderList, each: &mut dyn FnMut(JsString, JsString));
}
