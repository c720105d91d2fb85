//! What the finder asks of a page. Answers come from the browser in the extension and from frozen pages in tests.

use super::normal::Fold;

/// Read-only access to the documents of a tab, frames included. No method may change the page or fail loudly: what
/// cannot be reached (another origin, not loaded) is not there.
pub trait Dom: Fold {
    /// One element; equal to itself only.
    type Node: Clone + PartialEq;
    /// One document.
    type Document: Clone;

    /// The document of the tab.
    fn top(&self) -> Self::Document;
    /// The document inside an `iframe`; `None` where it is of another origin or there is none.
    fn inside(&self, frame: &Self::Node) -> Option<Self::Document>;
    /// Elements of one document that match a selector, in document order.
    fn query(&self, document: &Self::Document, css: &str) -> Vec<Self::Node>;
    /// Elements of the document of one element that match a selector, in document order.
    fn beside(&self, node: &Self::Node, css: &str) -> Vec<Self::Node>;
    /// Elements below one element that match a selector, in document order.
    fn below(&self, node: &Self::Node, css: &str) -> Vec<Self::Node>;
    /// The element itself or its nearest ancestor that matches a selector.
    fn closest(&self, node: &Self::Node, css: &str) -> Option<Self::Node>;
    /// Elements that are right inside of one element, in document order.
    fn children(&self, node: &Self::Node) -> Vec<Self::Node>;
    /// Name of an element, in lower case.
    fn tag(&self, node: &Self::Node) -> String;
    /// Names of its attributes.
    fn attributes(&self, node: &Self::Node) -> Vec<String>;
    /// An attribute as it is written.
    fn attribute(&self, node: &Self::Node, name: &str) -> Option<String>;
    /// The text that is drawn inside an element: hidden parts are left out, blocks are on lines of their own.
    fn words(&self, node: &Self::Node) -> String;
    /// It takes up room and is not hidden. What appears on hover only, by opacity, is visible in this sense.
    fn visible(&self, node: &Self::Node) -> bool;
    /// It is a tick box and ticked, by property, not by attribute.
    fn checked(&self, node: &Self::Node) -> bool;
    /// It is a field or holds one, something is typed into that, and the focus is elsewhere.
    fn filled(&self, node: &Self::Node) -> bool;
    /// A document is there to its end; before that, what is missing on it may be yet to come.
    fn loaded(&self, document: &Self::Document) -> bool;
    /// Where a document was loaded from.
    fn address(&self, document: &Self::Document) -> Address;
    /// `lang` of a document, as it is written; empty where it says nothing.
    fn language(&self, document: &Self::Document) -> String;
}

/// Where a document was loaded from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Host without port.
    pub host: String,
    /// Path, percent-encoded as the page has it.
    pub path: String,
    /// Query with or without the `?`.
    pub query: String,
    /// Fragment with or without the `#`.
    pub hash: String,
}

impl Address {
    /// Whether this is the host; `name` with a dot at its beginning stands for every host that ends so.
    pub fn is_host(&self, name: &str) -> bool {
        let end = self.host.len().checked_sub(name.len()).filter(|at| *at == 0 || name.starts_with('.'));
        end.and_then(|at| self.host.get(at..)).is_some_and(|host| host.eq_ignore_ascii_case(name))
    }

    /// Whether the fragment begins with `start`, up to the end of a part of it: `/users` is not the beginning of
    /// `/usersettings`.
    pub fn hash_starts_with(&self, start: &str) -> bool {
        let hash = self.hash.strip_prefix('#').unwrap_or(&self.hash);
        let rest = hash.split_at_checked(start.len()).filter(|(head, _)| head.eq_ignore_ascii_case(start));
        rest.is_some_and(|(_, rest)| rest.is_empty() || start.ends_with('/') || rest.starts_with(['/', '?', '&']))
    }

    /// Whether the path ends with `suffix`: on premises the organisation stands before it, and links differ in case
    /// (dynamics-ui §1.2).
    pub fn path_ends_with(&self, suffix: &str) -> bool {
        let at = self.path.len().checked_sub(suffix.len());
        at.and_then(|at| self.path.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(suffix))
    }

    /// `appid` of the query, in lower case: which app of the Unified Interface this is; empty where it names none.
    pub fn app(&self) -> String {
        let mut app = String::new();
        self.holds("appid", |given| {
            app = String::from_utf8_lossy(given).to_ascii_lowercase();
            true
        });
        app
    }

    /// Whether the query holds `name=value`, in either case, also percent-encoded.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.holds(name, |given| given.eq_ignore_ascii_case(value.as_bytes()))
    }

    /// Whether the query holds a parameter of that name, in either case, whose decoded value passes a test.
    pub fn holds(&self, name: &str, mut test: impl FnMut(&[u8]) -> bool) -> bool {
        let query = self.query.strip_prefix('?').unwrap_or(&self.query);
        query.split('&').any(|pair| {
            let (key, given) = pair.split_once('=').unwrap_or((pair, ""));
            decoded(key).eq_ignore_ascii_case(name.as_bytes()) && test(&decoded(given))
        })
    }
}

/// Percent-decoded bytes; what is not a proper escape stays as it is.
fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().iter();
    let mut out = Vec::with_capacity(text.len());
    while let Some(&byte) = bytes.next() {
        let escape = bytes.as_slice().get(..2).filter(|_| byte == b'%').and_then(|pair| {
            let digit = |at: usize| pair.get(at).and_then(|d| char::from(*d).to_digit(16));
            u8::try_from(digit(0)? * 16 + digit(1)?).ok()
        });
        match escape {
            Some(value) => {
                out.push(value);
                bytes.nth(1);
            }
            None => out.push(byte),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &str, query: &str) -> Address {
        Address { path: path.to_owned(), query: query.to_owned(), ..Address::default() }
    }

    #[test]
    fn a_host_is_whole_or_the_end_after_a_dot() {
        let at = |host: &str| Address { host: host.to_owned(), ..Address::default() };
        assert!(at("Make.PowerApps.com").is_host("make.powerapps.com"));
        assert!(at("contoso.crm4.dynamics.com").is_host(".dynamics.com"));
        assert!(!at("evil-make.powerapps.com").is_host("make.powerapps.com"));
        assert!(!at("powerapps.com").is_host("make.powerapps.com"));
        assert!(!at("dynamics.com").is_host(".dynamics.com"));
    }

    #[test]
    fn a_fragment_begins_with_whole_parts() {
        let at = |hash: &str| Address { hash: hash.to_owned(), ..Address::default() };
        for hash in ["#/users", "/Users", "#/users/:/UserDetails/1", "#/users?source=x"] {
            assert!(at(hash).hash_starts_with("/users"), "{hash}");
        }
        assert!(at("#/users/:/UserDetails/1").hash_starts_with("/users/:/"));
        assert!(!at("#/usersettings").hash_starts_with("/users"));
        assert!(!at("").hash_starts_with("/users"));
    }

    #[test]
    fn a_path_is_matched_by_its_end_in_either_case() {
        assert!(at("/Contoso/Tools/AdminSecurity/x.aspx", "").path_ends_with("/tools/adminsecurity/x.aspx"));
        assert!(!at("/x.aspx", "").path_ends_with("/tools/x.aspx"));
        assert!(!at("/é", "").path_ends_with("\u{a9}"));
    }

    #[test]
    fn a_query_is_matched_by_name_and_whole_value() {
        let users = at("/", "?etc=8&sitemappath=Settings%7cSystem_Setting%7Cnav_security&x=%4");
        assert!(users.has("ETC", "8"));
        assert!(users.has("sitemappath", "settings|system_setting|nav_security"));
        assert!(!users.has("etc", "80"));
        assert!(!at("/", "?etc=80").has("etc", "8"));
    }
}
