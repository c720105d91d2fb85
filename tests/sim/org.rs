//! What goes on in the organisation besides: other administrators, the person's other work, refusals in mid-batch.

use std::collections::{BTreeMap, BTreeSet};

use cairn::core::bulk::record::Stage;
use cairn::dataverse::json::NativeReader;
use cairn::dataverse::read;
use cairn::dataverse::reply::{Ended, RawReply};
use practice::org::Request;

use super::{Meddling, Sim};

/// What only writes to users and their roles have in their address.
const WRITE: &str = "systemuserroles_association/$ref";

/// Somebody in a list.
#[derive(Clone, Debug)]
pub struct Named {
    pub id: String,
    pub user_name: String,
}

impl Sim {
    pub fn forget_log(&mut self) {
        self.world.org.clear_log();
    }

    /// A batch of writes is carried out up to a part, and the rest of it is answered with this; so many batches.
    pub fn answer_from_part(&mut self, from: usize, mut times: usize, status: &'static str, code: &'static str) {
        self.meddle = Some(Box::new(move |world, _, wire| {
            let body = String::from_utf8_lossy(&wire.body).into_owned();
            if times == 0 || !body.contains(WRITE) {
                return None;
            }
            times -= 1;
            let delimiter = body.lines().next().unwrap_or_default().to_owned();
            let parts: Vec<&str> = body.split(delimiter.as_str()).collect();
            let all = parts.len() - 2;
            let from = from.min(all);
            let first = format!("{}{delimiter}--\r\n", parts[..=from].join(&delimiter));
            let response = world.org.handle(&Request { body: first.into_bytes(), ..wire.clone() });
            let mut text = String::from_utf8(response.body).expect("text");
            let end = text.trim_end().rfind("--batchresponse").expect("an end");
            let boundary = text[end..].trim().trim_end_matches("--").to_owned();
            text.truncate(end);
            for _ in from..all {
                text.push_str(&format!(
                    "{boundary}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n\
                     HTTP/1.1 {status}\r\nContent-Type: application/json\r\nRetry-After: 3\r\n\r\n\
                     {{\"error\":{{\"code\":\"{code}\",\"message\":\"It was refused.\"}}}}\r\n"
                ));
            }
            text.push_str(&format!("{boundary}--\r\n"));
            let raw = RawReply { status: 200, headers: response.headers, body: text };
            Some(Meddling::Instead(Ended::Replied(read::reply(raw, &NativeReader))))
        }));
    }

    /// The copy of one user's role is gone whenever we write to that user, and the answers of every batch of writes come
    /// the other way round.
    pub fn refuse_one_and_answer_the_other_way_round(&mut self, user: &str) {
        let (copy, user) = (self.copy_for(user), user.to_owned());
        self.meddle = Some(Box::new(move |world, _, wire| {
            let body = String::from_utf8_lossy(&wire.body).into_owned();
            if !body.contains(WRITE) {
                return None;
            }
            let delimiter = body.lines().next().unwrap_or_default().to_owned();
            let gone = |part: &str| part.replace(&copy, "00000000-0000-0000-0000-00000000dead");
            let mut parts: Vec<String> = body
                .split(delimiter.as_str())
                .map(|part| if part.contains(&user) { gone(part) } else { part.to_owned() })
                .collect();
            let all = parts.len();
            parts[1..all - 1].reverse();
            let response = world.org.handle(&Request { body: parts.join(&delimiter).into_bytes(), ..wire.clone() });
            let text = String::from_utf8(response.body).expect("text");
            let raw = RawReply { status: response.status, headers: response.headers, body: text };
            Some(Meddling::Instead(Ended::Replied(read::reply(raw, &NativeReader))))
        }));
    }

    /// A write that is stuck on its way arrives when the next look does.
    pub fn delay_first_write(&mut self) {
        let (mut stuck, mut over) = (None, false);
        self.meddle = Some(Box::new(move |world, _, wire| {
            let body = String::from_utf8_lossy(&wire.body).into_owned();
            if !over && stuck.is_none() && body.contains(WRITE) {
                stuck = Some(wire.clone());
                return Some(Meddling::Lost);
            }
            if body.contains("WhoAmI")
                && let Some(late) = stuck.take()
            {
                over = true;
                world.org.handle(&Request { at_ms: world.now, ..late });
            }
            None
        }));
    }

    /// A colleague gives one user the role between our look and our write.
    pub fn before_first_write_give(&mut self, user: &str) {
        let copy = self.copy_for(user);
        let body = format!(r#"{{"@odata.id":"https://contoso.crm4.dynamics.com/api/data/v9.2/roles({copy})"}}"#);
        let mut given = Some(self.request("POST", &format!("systemusers({user})/{WRITE}"), &body));
        self.meddle = Some(Box::new(move |world, _, wire| {
            if String::from_utf8_lossy(&wire.body).contains(WRITE)
                && let Some(request) = given.take()
            {
                assert_eq!(world.org.handle(&Request { at_ms: world.now, ..request }).status, 204);
            }
            None
        }));
    }

    /// Every write that leaves is for users whose chunk is stored as begun for them.
    pub fn writes_only_what_is_noted(&mut self) {
        self.meddle = Some(Box::new(|world, _, wire| {
            let body = String::from_utf8_lossy(&wire.body).into_owned();
            let noted: BTreeSet<String> = world
                .store
                .chunks
                .values()
                .filter_map(|chunk| match &chunk.stage {
                    Stage::Begun { writing, .. } => Some(writing),
                    Stage::Planned | Stage::Settled { .. } => None,
                })
                .flatten()
                .map(ToString::to_string)
                .collect();
            for line in body.lines().filter(|line| line.contains(WRITE)) {
                let user = line.split(['(', ')']).nth(1).unwrap_or_default();
                assert!(noted.contains(user), "{user} was not noted");
            }
            None
        }));
    }

    fn request(&self, method: &str, path: &str, body: &str) -> Request {
        Request {
            at_ms: self.world.now,
            method: method.to_owned(),
            scheme: "https".to_owned(),
            host: "contoso.crm4.dynamics.com".to_owned(),
            target: format!("/api/data/v9.2/{path}"),
            headers: [
                ("Authorization", "Bearer x"),
                ("Accept", "application/json"),
                ("Content-Type", "application/json"),
                ("Prefer", "odata.maxpagesize=5000"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
            body: body.as_bytes().to_vec(),
        }
    }

    /// Asks as another administrator would, outside of the limits and of the log.
    pub fn elsewhere(&mut self, method: &str, path: &str, body: &str) -> serde_json::Value {
        let log = self.world.org.log().to_vec();
        self.world.org.set_limits(false);
        let request = self.request(method, path, body);
        let reply = self.world.org.handle(&request);
        self.world.org.set_limits(true);
        self.world.org.clear_log();
        for line in log {
            self.world.org.add_to_log(line);
        }
        assert!(reply.status < 300, "{path}: {}", String::from_utf8_lossy(&reply.body));
        serde_json::from_slice(&reply.body).unwrap_or_default()
    }

    /// The person's other work uses up so many requests.
    pub fn use_up(&mut self, count: usize) {
        for _ in 0..count {
            let mut request = self.request("GET", "WhoAmI()", "");
            request.headers[0] = ("Cookie".to_owned(), "CrmOwinAuth=browser".to_owned());
            self.world.org.handle(&request);
        }
        self.world.org.clear_log();
    }

    /// Ids of enabled users, of every business unit in turn, without those that the scenario made one by one.
    pub fn users(&mut self, count: usize) -> Vec<String> {
        let mut users = Vec::new();
        let mut path = Some(
            "systemusers?$select=systemuserid&$filter=isdisabled%20eq%20false%20and%20accessmode%20eq%200%20and%20\
             contains(domainname,'0')&$orderby=systemuserid"
                .to_owned(),
        );
        while let Some(next) = path.take().filter(|_| users.len() < count) {
            let json = self.elsewhere("GET", &next, "");
            let rows = json["value"].as_array().unwrap_or_else(|| panic!("rows: {json}"));
            users.extend(rows.iter().filter_map(|row| row["systemuserid"].as_str()).map(str::to_owned));
            let link = json["@odata.nextLink"].as_str().and_then(|link| link.split_once("/v9.2/"));
            path = link.map(|(_, rest)| rest.to_owned());
        }
        users.truncate(count);
        assert_eq!(users.len(), count, "so many users are there");
        users
    }

    /// Users by name, as a list would give them.
    pub fn names(&mut self, count: usize) -> Vec<Named> {
        let mut named = Vec::new();
        for id in self.users(count) {
            let row = self.elsewhere("GET", &format!("systemusers({id})?$select=domainname"), "");
            named.push(Named { user_name: row["domainname"].as_str().expect("a user name").to_owned(), id });
        }
        named
    }

    fn copy_for(&mut self, user: &str) -> String {
        let row = self.elsewhere("GET", &format!("systemusers({user})?$select=_businessunitid_value"), "");
        let unit = row["_businessunitid_value"].as_str().expect("a unit").to_owned();
        let filter = format!("name%20eq%20'Marketo%20Sync%20User'%20and%20_businessunitid_value%20eq%20{unit}");
        let roles = self.elsewhere("GET", &format!("roles?$select=roleid&$filter={filter}"), "");
        roles["value"][0]["roleid"].as_str().expect("a copy").to_owned()
    }

    pub fn give_elsewhere(&mut self, user: &str) {
        let copy = self.copy_for(user);
        let body = format!(r#"{{"@odata.id":"https://contoso.crm4.dynamics.com/api/data/v9.2/roles({copy})"}}"#);
        self.elsewhere("POST", &format!("systemusers({user})/systemuserroles_association/$ref"), &body);
    }

    pub fn take_elsewhere(&mut self, user: &str) {
        let copy = self.copy_for(user);
        self.elsewhere("DELETE", &format!("systemusers({user})/systemuserroles_association({copy})/$ref"), "");
    }

    /// Directly assigned roles, by user.
    pub fn roles_of(&mut self, users: &[String]) -> BTreeMap<String, BTreeSet<String>> {
        let mut all = BTreeMap::new();
        for user in users {
            let path =
                format!("systemusers({user})?$select=fullname&$expand=systemuserroles_association($select=roleid)");
            let row = self.elsewhere("GET", &path, "");
            let roles = row["systemuserroles_association"].as_array().expect("roles").iter();
            all.insert(user.clone(), roles.map(|role| role["roleid"].to_string()).collect());
        }
        all
    }
}
