//! Which organisation an address belongs to.

/// What paths of Dynamics itself begin with, in lower case. On premises an organisation's name may come before them
/// (dynamics-ui §1.2).
const OWN: [&str; 17] = [
    "main.aspx",
    "default.aspx",
    "api",
    "apps",
    "biz",
    "form",
    "nga",
    "tools",
    "uclient",
    "userdefined",
    "webresources",
    "webwizard",
    "workplace",
    "xrmservices",
    "_common",
    "_forms",
    "sfa",
];

/// Hosts on which an organisation is a host of its own, never a path.
const ONLINE: [&str; 5] =
    [".dynamics.com", ".dynamics.cn", ".microsoftdynamics.us", ".microsoftdynamics.de", ".appsplatform.us"];

/// Whether the organisation of this origin or client URL is in Microsoft's own data centres.
pub fn is_online(address: &str) -> bool {
    let host = host(address);
    ONLINE.iter().any(|end| host.ends_with(end))
}

fn host(address: &str) -> String {
    let rest = address.split("://").last().unwrap_or(address);
    rest.split([':', '/']).next().unwrap_or(rest).to_ascii_lowercase()
}

/// The client URL of the organisation to which a page belongs: the origin, on premises with the organisation's name;
/// without a trailing slash.
pub fn client_url(origin: &str, path: &str) -> String {
    let first = path.split('/').find(|part| !part.is_empty()).unwrap_or_default();
    let lower = first.to_ascii_lowercase();
    // `_root`, `_static`, `_grid`, `_controls` …, and `{…}` or `%7b…`, with which the platform marks cached files.
    let internal = lower.starts_with(['_', '{']) || lower.starts_with("%7b") || OWN.contains(&lower.as_str());
    if is_online(origin) || first.is_empty() || internal { origin.to_owned() } else { [origin, "/", first].concat() }
}

#[cfg(test)]
mod tests {
    use super::{client_url, is_online};

    #[test]
    fn online_is_a_host() {
        let org = "https://contoso.crm4.dynamics.com";
        for path in ["/main.aspx", "/", "", "/apps/sales", "/something/main.aspx"] {
            assert_eq!(client_url(org, path), org);
        }
    }

    #[test]
    fn on_premises_is_a_path_or_a_host() {
        let host = "http://crm.contoso.local:5555";
        assert_eq!(client_url(host, "/orgname/main.aspx"), "http://crm.contoso.local:5555/orgname");
        assert_eq!(client_url(host, "/OrgName/_root/homepage.aspx"), "http://crm.contoso.local:5555/OrgName");
        assert_eq!(client_url(host, "/orgname"), "http://crm.contoso.local:5555/orgname");
        for path in ["/main.aspx", "/MAIN.aspx", "/_root/homepage.aspx", "/Tools/Solution/x.aspx", "/%7b0%7d/a.js", "/"]
        {
            assert_eq!(client_url(host, path), host);
        }
    }

    #[test]
    fn where_it_runs_follows_from_the_host() {
        assert!(is_online("https://contoso.crm4.dynamics.com"));
        assert!(is_online("https://CONTOSO.crm.dynamics.cn/"));
        assert!(!is_online("https://crm.contoso.local/orgname"));
        assert!(!is_online("http://dynamics.com.contoso.local:5555/x.dynamics.com"));
    }

    #[test]
    fn anything_gives_something() {
        assert_eq!(client_url("", ""), "");
        assert_eq!(client_url("null", "//"), "null");
    }
}
