//! A browser for the model: a session, an address, and short ways to ask.

#![allow(dead_code, reason = "each test file uses its own part of it")]

use practice::org::{Org, Request, Response, Scenario};
use serde_json::Value;

pub struct Browser {
    pub org: Org,
    pub at_ms: u64,
    pub host: String,
    pub prefix: &'static str,
    pub version: &'static str,
    pub bearer: bool,
}

pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub operations: u32,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{} {}", self.status, self.text()))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Rows of a collection.
    #[track_caller]
    pub fn rows(&self) -> Vec<Value> {
        self.json()["value"].as_array().unwrap_or_else(|| panic!("{}", self.text())).clone()
    }

    /// One column of a collection.
    #[track_caller]
    pub fn column(&self, name: &str) -> Vec<String> {
        self.rows().iter().map(|row| row[name].as_str().unwrap_or_default().to_owned()).collect()
    }

    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) -> String {
        assert_eq!(self.status, status, "{}", self.text());
        let json = self.json();
        assert_eq!(json["error"]["code"], code, "{}", self.text());
        json["error"]["message"].as_str().unwrap().to_owned()
    }
}

impl From<Response> for Answer {
    fn from(response: Response) -> Self {
        Self {
            status: response.status,
            headers: response.headers,
            body: response.body,
            operations: response.operations,
        }
    }
}

/// Encodes what a browser's `fetch` encodes in a query: blanks, quotes and what is not ASCII.
fn encode(target: &str) -> String {
    target
        .bytes()
        .map(|byte| match byte {
            b' ' => "%20".to_owned(),
            b'"' => "%22".to_owned(),
            b'<' => "%3C".to_owned(),
            b'>' => "%3E".to_owned(),
            0x80.. => format!("%{byte:02X}"),
            _ => char::from(byte).to_string(),
        })
        .collect()
}

impl Browser {
    pub fn new(scenario: Scenario) -> Self {
        let on_premises = matches!(scenario, Scenario::OnPremises | Scenario::OnPremises8);
        Self {
            org: Org::new(scenario),
            at_ms: 0,
            host: if on_premises { "crm.contoso.local" } else { "contoso.crm4.dynamics.com" }.to_owned(),
            prefix: if on_premises { "/orgname" } else { "" },
            version: match scenario {
                Scenario::OnPremises => "v9.0",
                Scenario::OnPremises8 => "v8.2",
                _ => "v9.2",
            },
            bearer: false,
        }
    }

    /// `https://contoso.crm4.dynamics.com/api/data/v9.2/`
    pub fn root(&self) -> String {
        format!("https://{}{}/api/data/{}/", self.host, self.prefix, self.version)
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.root())
    }

    pub fn target(&self, path: &str) -> String {
        encode(&format!("{}/api/data/{}/{path}", self.prefix, self.version))
    }

    pub fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Request {
        let mut fields: Vec<(String, String)> = vec![
            ("Accept".into(), "application/json".into()),
            ("OData-MaxVersion".into(), "4.0".into()),
            ("OData-Version".into(), "4.0".into()),
            ("If-None-Match".into(), "null".into()),
        ];
        fields.push(if self.bearer {
            ("Authorization".into(), "Bearer any".into())
        } else {
            ("Cookie".into(), "ARRAffinity=1; CrmOwinAuth=any".into())
        });
        fields.retain(|(name, _)| !headers.iter().any(|(given, _)| given.eq_ignore_ascii_case(name)));
        fields.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        Request {
            at_ms: self.at_ms,
            method: method.into(),
            scheme: "https".into(),
            host: self.host.clone(),
            target: if path.starts_with('/') { encode(path) } else { self.target(path) },
            headers: fields,
            body: body.as_bytes().to_vec(),
        }
    }

    pub fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let request = self.request(method, path, headers, body);
        self.org.handle(&request).into()
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, &[], "")
    }

    pub fn get_with(&mut self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send("GET", path, headers, "")
    }

    pub fn write(&mut self, method: &str, path: &str, body: &Value) -> Answer {
        self.send(method, path, &[("Content-Type", "application/json")], &body.to_string())
    }

    /// Follows an absolute link.
    pub fn follow(&mut self, link: &str, headers: &[(&str, &str)]) -> Answer {
        let origin = format!("https://{}", self.host);
        let target = link.strip_prefix(&origin).unwrap_or_else(|| panic!("{link}")).to_owned();
        self.send("GET", &target, headers, "")
    }

    /// The id in the only row that a query finds.
    #[track_caller]
    pub fn id_of(&mut self, path: &str) -> String {
        let answer = self.get(path);
        let rows = answer.rows();
        assert_eq!(rows.len(), 1, "{path}: {}", answer.text());
        let id = rows[0].as_object().unwrap().iter().find(|(name, _)| name.ends_with("id") && !name.starts_with('@'));
        id.unwrap().1.as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub fn user(&mut self, name: &str) -> String {
        self.id_of(&format!("systemusers?$select=systemuserid&$filter=fullname eq '{}'", name.replace('\'', "''")))
    }

    /// The copy of a role in a business unit.
    #[track_caller]
    pub fn role(&mut self, name: &str, unit: &str) -> String {
        self.id_of(&format!(
            "roles?$select=roleid&$filter=name eq '{name}' and businessunitid/name eq '{unit}' and ismanaged eq true"
        ))
    }

    pub fn assign(&mut self, user: &str, role: &str) -> Answer {
        let body = serde_json::json!({ "@odata.id": self.url(&format!("roles({role})")) });
        self.write("POST", &format!("systemusers({user})/systemuserroles_association/$ref"), &body)
    }

    /// Names of the roles that a user holds directly.
    pub fn roles_of(&mut self, user: &str) -> Vec<String> {
        self.get(&format!("systemusers({user})/systemuserroles_association?$select=name&$orderby=name")).column("name")
    }
}

/// A new Yes-No column as `POST …/Attributes` takes it.
pub fn boolean(schema: &str, language: i64) -> Value {
    let label = |text: &str| {
        serde_json::json!({
            "@odata.type": "Microsoft.Dynamics.CRM.Label",
            "LocalizedLabels": [{
                "@odata.type": "Microsoft.Dynamics.CRM.LocalizedLabel", "Label": text, "LanguageCode": language
            }],
        })
    };
    serde_json::json!({
        "@odata.type": "Microsoft.Dynamics.CRM.BooleanAttributeMetadata",
        "SchemaName": schema,
        "DisplayName": label("SyncToMkto"),
        "DefaultValue": false,
        "OptionSet": {
            "TrueOption": { "Value": 1, "Label": label("Yes") }, "FalseOption": { "Value": 0, "Label": label("No") }
        },
    })
}
