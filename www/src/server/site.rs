//! Host names that the practice organisation answers for.

use crate::org::Request;

/// Every host name, as the certificate and the ready line list them.
pub const HOSTS: [&str; 8] = [
    ORGANISATION,
    "admin.microsoft.com",
    "admin.cloud.microsoft",
    "admin.powerplatform.microsoft.com",
    "make.powerapps.com",
    "portal.office.com",
    SIGN_IN,
    ON_PREMISES,
];

pub(super) const ORGANISATION: &str = "contoso.crm4.dynamics.com";
pub(super) const SIGN_IN: &str = "login.microsoftonline.com";
pub(super) const ON_PREMISES: &str = "crm.contoso.local";

/// An on-premises server carries its organisation in the path (dynamics-ui §1).
pub(super) const ON_PREMISES_PREFIX: &str = "/orgname";

/// What a host name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Site {
    /// An organisation; paths start behind the prefix.
    Organisation { prefix: &'static str },
    /// The start page of Office, which leads to the admin center.
    Office,
    /// Microsoft 365 admin center.
    M365,
    /// Power Platform admin center.
    PowerPlatform,
    /// Power Apps maker portal.
    Maker,
    /// Microsoft's sign-in page.
    SignIn,
    /// No host of ours: a browser that is led here by a catch-all rule asks for all kinds of things.
    Elsewhere,
}

impl Site {
    /// The site of a `Host` value, with or without a port.
    pub(super) fn of(host: &str) -> Self {
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        match name.to_ascii_lowercase().as_str() {
            ORGANISATION => Self::Organisation { prefix: "" },
            ON_PREMISES => Self::Organisation { prefix: ON_PREMISES_PREFIX },
            "admin.microsoft.com" | "admin.cloud.microsoft" => Self::M365,
            "portal.office.com" => Self::Office,
            "admin.powerplatform.microsoft.com" => Self::PowerPlatform,
            "make.powerapps.com" => Self::Maker,
            SIGN_IN => Self::SignIn,
            _ => Self::Elsewhere,
        }
    }

    /// One of the products beside Dynamics, which act on the organisation from a host of their own.
    pub(super) fn is_product(self) -> bool {
        matches!(self, Self::Office | Self::M365 | Self::PowerPlatform | Self::Maker)
    }

    pub(super) fn is_organisation(self) -> bool {
        matches!(self, Self::Organisation { .. })
    }

    /// What every path of the site starts with.
    pub(super) fn prefix(self) -> &'static str {
        match self {
            Self::Organisation { prefix } => prefix,
            _ => "",
        }
    }
}

/// The request as the organisation itself would get it.
pub(super) fn to_organisation(request: Request) -> Request {
    Request { scheme: "https".to_owned(), host: ORGANISATION.to_owned(), ..request }
}

/// The path behind the site's prefix, or `None` if the path is outside of it. Upper and lower case are the same, as on
/// IIS.
pub(super) fn inside<'a>(path: &'a str, prefix: &str) -> Option<&'a str> {
    let head = path.get(..prefix.len())?;
    let rest = path.get(prefix.len()..)?;
    (head.eq_ignore_ascii_case(prefix) && (rest.is_empty() || rest.starts_with('/'))).then_some(if rest.is_empty() {
        "/"
    } else {
        rest
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_known_with_a_port_and_in_any_case() {
        assert_eq!(Site::of("Contoso.CRM4.dynamics.com:4443"), Site::Organisation { prefix: "" });
        assert_eq!(Site::of("contoso.crm4.dynamics.com.evil.example"), Site::Elsewhere);
    }

    #[test]
    fn a_prefix_ends_at_a_slash() {
        assert_eq!(inside("/OrgName/main.aspx", "/orgname"), Some("/main.aspx"));
        assert_eq!(inside("/orgname", "/orgname"), Some("/"));
        assert_eq!(inside("/orgnames/main.aspx", "/orgname"), None);
        assert_eq!(inside("/main.aspx", ""), Some("/main.aspx"));
    }
}
