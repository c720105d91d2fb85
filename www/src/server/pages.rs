//! The pages inside the binary, and which of them answers which address.

use std::borrow::Cow;

use rust_embed::Embed;
use serde_json::Value;

use super::site::Site;

#[derive(Embed)]
#[folder = "pages/"]
struct Files;

/// Under this path the files are served by their own names, for the pages' relative addresses.
const ASSETS: &str = "/_static/practice/";

/// What is asked for under this is made anew each time: the settings, and the places of the scenario.
pub(super) const SITE: &str = "/_static/practice/site.json";

/// Stands for the pages that the practice organisation does not have.
const UNBUILT: &str = "classic/elsewhere.html";

const ENGLISH: u32 = 1033;

/// A language that the pages can be shown in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Language {
    pub(super) lcid: u32,
    /// Two letters, as `html[lang]` has them.
    tag: String,
    direction: String,
}

/// The pages and their languages.
pub(super) struct Pages {
    english: Language,
    others: Vec<Language>,
}

/// `labels.json` is not what the pages need.
#[derive(Debug)]
pub enum BadPages {
    /// It is not there.
    Missing,
    /// It is not JSON.
    Json(serde_json::Error),
    /// It has no English.
    NoEnglish,
}

impl std::fmt::Display for BadPages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing => f.write_str("labels.json is missing"),
            Self::Json(error) => write!(f, "labels.json: {error}"),
            Self::NoEnglish => f.write_str("labels.json has no 1033"),
        }
    }
}

impl std::error::Error for BadPages {}

/// A file to send.
pub(super) struct Page {
    pub(super) content_type: &'static str,
    pub(super) body: Cow<'static, [u8]>,
}

/// What an address of the organisation stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// A page, which wants a session.
    Page(&'static str),
    /// A page that leads on to another address, relative to the organisation's root.
    LeadsTo(&'static str),
    /// Nothing is here.
    Nowhere,
}

impl Pages {
    pub(super) fn read() -> Result<Self, BadPages> {
        let labels = Files::get("labels.json").ok_or(BadPages::Missing)?;
        let labels: Value = serde_json::from_slice(&labels.data).map_err(BadPages::Json)?;
        let mut english = None;
        let mut others = Vec::new();
        for (lcid, entry) in labels.as_object().into_iter().flatten() {
            let (Ok(lcid), Some(tag), Some(direction)) = (
                lcid.parse(),
                entry.get("language").and_then(Value::as_str),
                entry.get("direction").and_then(Value::as_str),
            ) else {
                continue;
            };
            let language = Language { lcid, tag: tag.to_owned(), direction: direction.to_owned() };
            if lcid == ENGLISH {
                english = Some(language);
            } else {
                others.push(language);
            }
        }
        Ok(Self { english: english.ok_or(BadPages::NoEnglish)?, others })
    }

    pub(super) fn english(&self) -> Language {
        self.english.clone()
    }

    pub(super) fn language(&self, lcid: u64) -> Option<Language> {
        std::iter::once(&self.english).chain(&self.others).find(|language| u64::from(language.lcid) == lcid).cloned()
    }

    /// The file that an address under [`ASSETS`] names.
    pub(super) fn asset(path: &str) -> Option<Page> {
        let name = path.strip_prefix(ASSETS)?;
        Some(Page { content_type: content_type(name)?, body: Files::get(name)?.data })
    }

    /// A page, marked with the language that its script shows it in. Its files are named from the organisation's root;
    /// how far up that is, the path says.
    pub(super) fn page(name: &str, language: &Language, path: &str) -> Option<Page> {
        let data = Files::get(name)?.data;
        let up = "../".repeat(path.matches('/').count().saturating_sub(1));
        let markup = String::from_utf8_lossy(&data).replace("=\"_static/", &format!("=\"{up}_static/"));
        let body = markup.replacen(
            "<html lang=\"en\"",
            &format!("<html lang=\"{}\" dir=\"{}\" data-lcid=\"{}\"", language.tag, language.direction, language.lcid),
            1,
        );
        Some(Page { content_type: "text/html; charset=utf-8", body: Cow::Owned(body.into_bytes()) })
    }
}

fn content_type(name: &str) -> Option<&'static str> {
    match name.rsplit_once('.')?.1 {
        "html" | "htm" => Some("text/html; charset=utf-8"),
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "json" => Some("application/json; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        _ => None,
    }
}

/// The one page of a product beside Dynamics: its script reads the rest of the address.
pub(super) fn of_product(site: Site) -> &'static str {
    match site {
        Site::Office => "office/main.html",
        Site::M365 => "m365/main.html",
        Site::PowerPlatform => "ppac/main.html",
        Site::Maker => "maker/main.html",
        _ => "elsewhere/nothing.html",
    }
}

/// The page behind a path of the organisation, its prefix taken off (dynamics-ui §1.2).
pub(super) fn route(path: &str, query: &str) -> Route {
    let value = |name: &str| {
        form_urlencoded::parse(query.as_bytes())
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.to_ascii_lowercase())
    };
    match path.to_ascii_lowercase().as_str() {
        "/" => Route::LeadsTo("main.aspx"),
        "/main.aspx" => {
            let wants_classic = value("settingsonly").as_deref() == Some("true")
                || value("origin").as_deref() == Some("portal")
                || value("forceuci").as_deref() == Some("0");
            Route::Page(if wants_classic { "classic/main.html" } else { "uci/main.html" })
        }
        "/tools/adminsecurity/adminsecurity_area.aspx" => match value("pid").as_deref() {
            Some("06") => Route::LeadsTo(USERS),
            Some(_) => Route::Page(UNBUILT),
            None => Route::Page("classic/security.html"),
        },
        "/_root/homepage.aspx" => {
            let is_users = value("etc").as_deref() == Some("8") || value("etn").as_deref() == Some("systemuser");
            Route::Page(if is_users { "classic/users.html" } else { "classic/list.html" })
        }
        "/_grid/cmds/dlg_role.aspx" => Route::Page("classic/roles.html"),
        "/_static/blank.htm" => Route::Page("classic/blank.html"),
        "/_static/loading.htm" => Route::Page("classic/loading.html"),
        "/biz/users/edit.aspx" | "/form/page.aspx" => Route::Page("classic/form.html"),
        "/userdefined/edit.aspx" => {
            let is_nested = value("practice").as_deref() == Some("nested");
            Route::Page(if is_nested { "classic/nested.html" } else { "classic/form.html" })
        }
        "/_controls/lookup/lookupinfo.aspx" => Route::Page("classic/lookup.html"),
        "/tools/personalsettings/dialogs/personalsettings.aspx" => Route::Page("classic/options.html"),
        "/tools/solution/home_solution.aspx" => Route::Page("classic/solutions.html"),
        "/tools/solution/dlg_solutionredirect.aspx" => Route::Page("classic/redirect.html"),
        "/tools/systemcustomization/dlg_publishing.aspx" => Route::Page("classic/publishing.html"),
        "/webwizard/wizardcontainer.aspx" => Route::Page("classic/wizard.html"),
        "/biz/users/addusers/addmicrosoftonlineuserpage.aspx" => Route::Page("classic/add-user.html"),
        "/tools/admin/admin.aspx"
        | "/tools/solution/edit.aspx"
        | "/tools/systemcustomization/systemcustomization.aspx" => Route::Page(UNBUILT),
        _ => Route::Nowhere,
    }
}

const USERS: &str = "_root/homepage.aspx?etc=8&pagemode=iframe&sitemappath=Settings%7cSystem_Setting%7cnav_security";

/// Whether a path is that of a file, which needs no session.
pub(super) fn is_asset(path: &str) -> bool {
    path.starts_with(ASSETS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_is_two_clients() {
        assert_eq!(route("/main.aspx", "appid=1&pagetype=entitylist"), Route::Page("uci/main.html"));
        assert_eq!(route("/Main.aspx", "SettingsOnly=true"), Route::Page("classic/main.html"));
    }

    #[test]
    fn every_routed_page_is_in_the_binary() {
        for (path, query) in [
            ("/main.aspx", ""),
            ("/main.aspx", "settingsonly=true"),
            ("/tools/AdminSecurity/adminsecurity_area.aspx", ""),
            ("/_root/homepage.aspx", "etc=8"),
            ("/_root/homepage.aspx", "etc=1"),
            ("/_grid/cmds/dlg_role.aspx", ""),
            ("/_static/blank.htm", ""),
            ("/_static/loading.htm", ""),
            ("/Biz/Users/edit.aspx", "id=%7B1%7D"),
            ("/userdefined/edit.aspx", "etc=10001"),
            ("/form/page.aspx", "etc=10001"),
            ("/_controls/lookup/lookupinfo.aspx", ""),
            ("/tools/personalsettings/dialogs/personalsettings.aspx", "dType=1"),
            ("/tools/Solution/home_solution.aspx", "etc=7100"),
            ("/Tools/Solution/dlg_solutionRedirect.aspx", ""),
            ("/tools/SystemCustomization/dlg_publishing.aspx", ""),
            ("/WebWizard/WizardContainer.aspx", ""),
            ("/Biz/Users/AddUsers/AddMicrosoftOnlineUserPage.aspx", ""),
        ] {
            let Route::Page(name) = route(path, query) else {
                panic!("{path} is not a page");
            };
            assert!(Files::get(name).is_some(), "{name}");
        }
    }

    #[test]
    fn no_page_holds_what_the_strict_policy_refuses() {
        for name in Files::iter().filter(|name| name.ends_with(".html")) {
            let file = Files::get(&name).unwrap();
            let markup = std::str::from_utf8(&file.data).unwrap();
            assert!(!markup.contains("<style"), "{name}");
            assert!(!markup.contains(" onclick="), "{name}");
            assert!(!markup.contains(" onload="), "{name}");
            for script in markup.split("<script").skip(1) {
                assert!(script.contains("src=\""), "{name}: inline script");
            }
            assert!(markup.contains("<html lang=\"en\""), "{name}");
        }
    }
}
