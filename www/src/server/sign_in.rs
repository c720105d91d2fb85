//! Signing in and out: the redirect to Microsoft's sign-in page, its answer, and the session cookies.

use form_urlencoded::{Serializer, parse};

use super::shared::Practice;
use super::site::{SIGN_IN, Site};
use super::wire::{self, Reply, Scheme};
use crate::org::Request;

/// Client id of Dataverse itself, as recorded sign-in addresses name it (dataverse §1.5).
const DATAVERSE_CLIENT: &str = "00000007-0000-0000-c000-000000000000";
const TENANT: &str = "6b0b8f5a-1d2c-4e3f-9a4b-5c6d7e8f9a0b";
/// The same for every user: who signs in elsewhere in the browser changes the user behind the cookie, not the cookie.
const SESSION: &str = "browser";
/// Where an on-premises server's own sign-in page lives.
pub(super) const ON_PREMISES_SIGN_IN: &str = "/adfs/ls/";
const REDIRECT_TO: &str = "RedirectTo";

/// The sign-in page's markup.
pub(super) fn form_page() -> &'static str {
    include_str!("../../pages/sign-in/sign-in.html")
}

/// Where a request without a session is sent; the page asked for comes back in `state`.
pub(super) fn address(request: &Request) -> String {
    let origin = format!("{}://{}", request.scheme, request.host);
    let state = Serializer::new(String::new())
        .append_pair("OpenIdConnect.AuthenticationProperties", "practice")
        .append_pair(REDIRECT_TO, &format!("{origin}{}", request.target))
        .finish();
    let query = Serializer::new(String::new())
        .append_pair("client_id", DATAVERSE_CLIENT)
        .append_pair("response_mode", "form_post")
        .append_pair("response_type", "code id_token")
        .append_pair("scope", "openid profile")
        .append_pair("state", &state)
        .append_pair("nonce", "practice")
        .append_pair("redirect_uri", &format!("{origin}/"))
        .finish();
    if Site::of(&request.host).prefix().is_empty() {
        format!("https://{SIGN_IN}/{TENANT}/oauth2/authorize?{query}")
    } else {
        // A security token service of its own, of the same scheme: a form on https may not post to http.
        format!("{origin}{ON_PREMISES_SIGN_IN}?{query}")
    }
}

/// The organisation's part of the way back: the posted form starts the session and leads to the page that was asked
/// for. `None` if the body is not the sign-in page's form.
pub(super) fn come_back(practice: &mut Practice, scheme: Scheme, request: &Request) -> Option<Reply> {
    let (_, state) = parse(&request.body).find(|(name, _)| name == "state")?;
    let (_, wanted) = parse(state.as_bytes()).find(|(name, _)| name == REDIRECT_TO)?;
    let origin = format!("{}://{}/", request.scheme, request.host);
    // Only back to where the form was posted to: a form can be posted by any page.
    let wanted = if wanted.starts_with(&origin) { wanted.into_owned() } else { origin };
    let person = practice.person.clone();
    practice.org.sign_in_as(&person);
    Some(cookies(practice, scheme, wire::with(wire::empty(302), "Location", &wanted)))
}

/// Adds the session's cookies, if there is a session.
pub(super) fn cookies(practice: &Practice, scheme: Scheme, reply: Reply) -> Reply {
    if !practice.org.is_signed_in() {
        return reply;
    }
    let how = match scheme {
        Scheme::Https => "; path=/; secure; HttpOnly; SameSite=None",
        // Over plain http a browser drops what is marked secure.
        Scheme::Http => "; path=/; HttpOnly",
    };
    let reply = wire::with(reply, "Set-Cookie", &format!("CrmOwinAuth={SESSION}{how}"));
    wire::with(reply, "Set-Cookie", &format!("ARRAffinity=8f2d5c{how}"))
}

/// Whether the request carries the session cookie.
pub(super) fn has_session(request: &Request) -> bool {
    let wanted = format!("CrmOwinAuth={SESSION}");
    // HTTP/2 may send the cookies as several fields.
    request
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("cookie"))
        .flat_map(|(_, value)| value.split(';'))
        .any(|cookie| cookie.trim() == wanted)
}
