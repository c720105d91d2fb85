//! What comes next on a road of which nothing is in sight, and where that can be reached directly.

use super::catalogue::{Catalogue, Page, Stop};
use super::dom::Address;
use super::values::Values;

/// Index of the stop that comes next: after the stops of the pages that are here, but not before `reached`, the last one
/// that was in sight.
pub fn next(stops: &[&Stop], here: &[&Page], reached: usize) -> usize {
    let is_here = |stop: &&&Stop| here.iter().any(|page| page.name == stop.page);
    let passed = stops.iter().rposition(|stop| is_here(&stop)).map_or(reached, |last| (last + 1).max(reached));
    passed.min(stops.len().saturating_sub(1))
}

/// Where to go on with the stop `at`: the address of the furthest page from there on that has one and can be reached
/// without another product between; else, where the page of the stop is not here, of the nearest page before it. A page
/// that is here already is no way on.
pub fn link(
    catalogue: &Catalogue,
    stops: &[&Stop],
    at: usize,
    here: &[&Page],
    client_url: &str,
    values: &Values,
) -> Option<String> {
    let (before, after) = stops.split_at_checked(at)?;
    let is_here = |stop: &Stop| here.iter().any(|page| page.name == stop.page);
    let address = |stop: &&Stop| {
        let page = catalogue.page(&stop.page).filter(|_| !is_here(stop))?;
        Some((page.track, page.link.as_ref()?.address(client_url, values)?))
    };
    let mut ahead = after.iter().filter_map(address).peekable();
    let product = ahead.peek().map(|(track, _)| *track);
    let furthest = ahead.take_while(|(track, _)| Some(*track) == product).last();
    let back = || before.iter().rev().find_map(address).filter(|_| !after.first().is_some_and(|stop| is_here(stop)));
    furthest.or_else(back).map(|(_, address)| address)
}

/// Where the control of a stop is, although it is missing on the page that is here; nothing where this is that address.
pub fn detour(stop: &Stop, here: &Address, client_url: &str, values: &Values) -> Option<String> {
    let address = stop.detour.as_ref()?.address(client_url, values)?;
    (!address.ends_with(&[here.path.as_str(), &here.query].concat())).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue() -> Catalogue {
        let page = |name: &str, link: Option<&str>| {
            serde_json::json!({
                "name": name, "track": "classic", "frame": "top", "probes": [{ "css": ["a"] }], "anchors": [],
                "link": link.map(|path| serde_json::json!({ "organization": path })),
            })
        };
        let stop = |name: &str, page: &str| serde_json::json!({ "name": name, "page": page });
        serde_json::from_value(serde_json::json!({
            "labels": [],
            "pages": [page("start", None), page("users", Some("/users")), page("user", Some("/user?{user.id}")),
                page("dialog", None)],
            "stops": [stop("gear", "start"), stop("row", "users"), stop("command", "users"), stop("field", "user"),
                stop("ok", "dialog")],
        }))
        .unwrap()
    }

    fn on(catalogue: &Catalogue, here: &[&str], f: impl FnOnce(&[&Stop], &[&Page])) {
        let stops: Vec<&Stop> = catalogue.stops.iter().collect();
        let here: Vec<&Page> = catalogue.pages.iter().filter(|page| here.contains(&page.name.as_str())).collect();
        f(&stops, &here);
    }

    #[test]
    fn what_comes_next_is_after_what_is_here() {
        let all = catalogue();
        on(&all, &[], |stops, here| {
            assert_eq!(next(stops, here, 0), 0);
            assert_eq!(next(stops, here, 3), 3);
        });
        on(&all, &["start", "users"], |stops, here| {
            assert_eq!(next(stops, here, 0), 3);
            assert_eq!(next(stops, here, 4), 4);
        });
        on(&all, &["dialog"], |stops, here| assert_eq!(next(stops, here, 0), 4, "there is none after the last"));
        on(&all, &["dialog"], |_, here| assert_eq!(next(&[], here, 7), 0));
    }

    #[test]
    fn another_product_between_is_not_passed_over() {
        let mut all = catalogue();
        all.pages[1].track = super::super::track::Track::M365;
        let user = Values::new([("user.id", "1")]);
        let link = |here: &[&str], at| {
            let mut found = None;
            on(&all, here, |stops, here| found = link(&all, stops, at, here, "https://o", &user));
            found
        };
        assert_eq!(link(&["start"], 0).as_deref(), Some("https://o/users"));
        assert_eq!(link(&["users"], 3).as_deref(), Some("https://o/user?1"));
    }

    #[test]
    fn a_page_that_is_here_is_not_left_backwards() {
        let all = catalogue();
        let none = Values::default();
        on(&all, &["user"], |stops, here| assert_eq!(link(&all, stops, 3, here, "https://o", &none), None));
        on(&all, &[], |stops, here| {
            assert_eq!(link(&all, stops, 3, here, "https://o", &none).as_deref(), Some("https://o/users"));
        });
    }

    #[test]
    fn a_detour_leads_where_the_person_is_not_yet() {
        let stop: Stop = serde_json::from_value(serde_json::json!({
            "name": "command", "page": "users", "detour": { "organization": "/main.aspx?etn=systemuser&forceUCI=0" },
        }))
        .unwrap();
        let at = |query: &str| Address { path: "/o/main.aspx".into(), query: query.into(), ..Address::default() };
        let led = |query| detour(&stop, &at(query), "https://h/o", &Values::default());
        assert_eq!(led("?settingsonly=true").as_deref(), Some("https://h/o/main.aspx?etn=systemuser&forceUCI=0"));
        assert_eq!(led("?etn=systemuser&forceUCI=0"), None);
    }

    #[test]
    fn the_furthest_page_with_an_address_is_taken() {
        let all = catalogue();
        let user = Values::new([("user.id", "1")]);
        let link = |here: &[&str], at, values: &Values| {
            let mut found = None;
            on(&all, here, |stops, here| found = link(&all, stops, at, here, "https://o", values));
            found
        };
        assert_eq!(link(&["start"], 0, &user).as_deref(), Some("https://o/user?1"));
        assert_eq!(link(&["start"], 0, &Values::default()).as_deref(), Some("https://o/users"), "without a value");
        assert_eq!(link(&[], 4, &user).as_deref(), Some("https://o/user?1"), "the dialog opens on that page");
        assert_eq!(link(&["user"], 4, &user).as_deref(), Some("https://o/users"));
        assert_eq!(link(&["user", "users"], 3, &user), None);
        assert_eq!(link(&[], 9, &user), None);
    }
}
