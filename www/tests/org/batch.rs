//! `$batch`: the documented exchanges and what a malformed one comes to.

use practice::org::Scenario;
use serde_json::json;

use crate::common::{Answer, Browser};

fn browser() -> Browser {
    Browser::new(Scenario::UserReady)
}

fn send(browser: &mut Browser, body: &str, prefer: &str) -> Answer {
    let headers = [("Content-Type", "multipart/mixed; boundary=\"batch_1\""), ("Prefer", prefer)];
    browser.send("POST", "$batch", &headers, &body.replace('\n', "\r\n"))
}

const PART: &str = "Content-Type: application/http\nContent-Transfer-Encoding: binary\n";

fn get(path: &str) -> String {
    format!("--batch_1\n{PART}\nGET /api/data/v9.2/{path} HTTP/1.1\nAccept: application/json\n\n\n")
}

fn item(id: u32, line: &str, body: &str) -> String {
    format!(
        "--changeset_1\n{PART}Content-ID: {id}\n\n{line} HTTP/1.1\nContent-Type: application/json; \
        type=entry\n\n{body}\n"
    )
}

fn set(items: &[String]) -> String {
    format!("--batch_1\nContent-Type: multipart/mixed; boundary=\"changeset_1\"\n\n{}--changeset_1--\n", items.concat())
}

#[test]
fn a_change_set_and_a_read_after_it() {
    let mut browser = browser();
    let account = "00000000-0000-0000-0000-000000000001";
    browser.write("POST", "accounts", &json!({ "accountid": account, "name": "Contoso" }));
    let task = |number: u32| {
        let body = json!({
            "subject": format!("Task {number} in batch"),
            "regardingobjectid_account_task@odata.bind": format!("accounts({account})"),
        });
        item(number, "POST /api/data/v9.2/tasks", &body.to_string())
    };
    let body = format!(
        "{}{}--batch_1--\n",
        set(&[task(1), task(2), task(3)]),
        get(&format!("accounts({account})/Account_Tasks?$select=subject"))
    );
    let answer = send(&mut browser, &body, "");
    assert_eq!((answer.status, answer.operations), (200, 4));
    let kind = answer.header("Content-Type").unwrap();
    let boundary = kind.strip_prefix("multipart/mixed; boundary=batchresponse_").unwrap();
    let text = answer.text();
    assert!(
        text.starts_with(&format!("--batchresponse_{boundary}\r\nContent-Type: multipart/mixed; boundary=changeset"))
    );
    assert!(text.ends_with(&format!("--batchresponse_{boundary}--\r\n")));
    assert_eq!(text.matches("HTTP/1.1 204 No Content\r\n").count(), 3);
    for id in 1..=3 {
        assert!(text.contains(&format!("Content-ID: {id}\r\n\r\nHTTP/1.1 204")), "{text}");
    }
    assert!(text.contains("OData-EntityId: https://contoso.crm4.dynamics.com/api/data/v9.2/tasks("));
    let read = &text[text.find("HTTP/1.1 200 OK").unwrap()..];
    assert!(read.contains("Content-Type: application/json; odata.metadata=minimal; odata.streaming=true\r\n"));
    assert!(read.contains("$metadata#tasks(subject)") && read.contains("Task 3 in batch"));
    let lines: Vec<(&str, u16)> = browser.org.log().iter().map(|line| (line.method.as_str(), line.status)).collect();
    assert_eq!(lines, [("POST", 204), ("POST", 200), ("POST", 204), ("POST", 204), ("POST", 204), ("GET", 200)]);
}

#[test]
fn content_ids_stand_for_rows_in_urls_and_in_bodies() {
    let mut browser = browser();
    let items = [
        item(1, "POST https://contoso.crm4.dynamics.com/api/data/v9.2/accounts", "{ \"name\":\"Account Name\"}"),
        item(2, "POST /api/data/v9.2/contacts", "{ \"firstname\":\"Contact first name\"}"),
        item(3, "PUT $1/primarycontactid/$ref", "{\"@odata.id\":\"$2\"}"),
    ];
    let answer = send(&mut browser, &(set(&items) + "--batch_1--\n"), "");
    assert_eq!(answer.status, 200, "{}", answer.text());
    let third = answer.text().split("Content-ID: 3\r\n").nth(1).unwrap().to_owned();
    assert!(third.starts_with("\r\nHTTP/1.1 204 No Content\r\n") && !third.contains("Location"), "{third}");
    let account = browser
        .get("accounts?$select=name&$expand=primarycontactid($select=firstname)&$filter=name eq 'Account Name'")
        .rows()[0]
        .clone();
    assert_eq!(account["primarycontactid"]["firstname"], "Contact first name");
}

#[test]
fn a_content_id_before_its_declaration_is_refused() {
    let mut browser = browser();
    let items = [item(1, "PUT $7/primarycontactid/$ref", "{\"@odata.id\":\"$2\"}")];
    let answer = send(&mut browser, &(set(&items) + "--batch_1--\n"), "");
    assert_eq!(answer.status, 400);
    assert!(answer.text().contains("Content-ID Reference: '$7' does not exist in the batch context."));
}

#[test]
fn a_change_set_is_all_or_nothing() {
    let mut browser = browser();
    let user = browser.user("Marketo Sync");
    let role = browser.role("Marketo Sync User", "Contoso");
    let wrong = browser.role("Marketo Sync User", "Contoso Retail");
    let give = |number: u32, role: &str| {
        let body = json!({ "@odata.id": format!("https://contoso.crm4.dynamics.com/api/data/v9.2/roles({role})") });
        let line = format!("POST /api/data/v9.2/systemusers({user})/systemuserroles_association/$ref");
        item(number, &line, &body.to_string())
    };
    let body = format!("{}{}--batch_1--\n", set(&[give(1, &role), give(2, &wrong)]), get("WhoAmI"));
    let answer = send(&mut browser, &body, "odata.continue-on-error");
    assert_eq!(answer.status, 200);
    let text = answer.text();
    assert!(text.contains("HTTP/1.1 400 Bad Request\r\nREQ_ID: ") && text.contains("0x80041409"), "{text}");
    assert!(!text.contains("changesetresponse_") && text.contains("WhoAmIResponse"), "{text}");
    assert!(browser.roles_of(&user).is_empty());
    assert_eq!(browser.org.state()["writes"]["count"], 0);
    assert!(browser.org.log().iter().all(|line| line.status != 204));
}

#[test]
fn the_first_error_ends_a_batch_unless_it_may_go_on() {
    let mut browser = browser();
    let body = format!("{}{}{}--batch_1--\n", get("WhoAmI"), get("nosuch"), get("WhoAmI"));
    let answer = send(&mut browser, &body, "");
    assert_eq!(answer.status, 404);
    assert_eq!(answer.text().matches("HTTP/1.1 ").count(), 2);
    let answer = send(&mut browser, &body, "odata.continue-on-error");
    assert_eq!((answer.status, answer.text().matches("HTTP/1.1 ").count()), (200, 3));
}

#[test]
fn part_headers_count_for_their_part() {
    let mut browser = browser();
    let part = format!(
        "--batch_1\n{PART}\nGET /api/data/v9.2/systemusers?$select=fullname HTTP/1.1\nPrefer: odata.maxpagesize=2\n\n\n"
    );
    let text = send(&mut browser, &(part + "--batch_1--\n"), "").text();
    assert!(text.contains("Preference-Applied: odata.maxpagesize=2\r\n"));
    assert_eq!(text.matches("\"fullname\"").count(), 2);
}

#[test]
fn malformed_batches_never_reach_odata() {
    let mut browser = browser();
    let twice = set(&[item(1, "POST /api/data/v9.2/accounts", "{}"), item(1, "POST /api/data/v9.2/accounts", "{}")]);
    let read = set(&[item(1, "GET /api/data/v9.2/accounts", "")]);
    let verb = get("WhoAmI").replace("GET ", "FETCH ");
    for (body, words) in [
        (twice, "The content ID '1' was found more than once in the same change set"),
        (read, "An invalid HTTP method 'GET' was detected for a request in a change set."),
        (verb, "The HTTP method 'FETCH'"),
        (get("WhoAmI").replace("binary", "8bit"), "content transfer encoding"),
    ] {
        let answer = send(&mut browser, &(body + "--batch_1--\n"), "");
        let json = answer.json();
        assert_eq!(answer.status, 400);
        assert!(
            json["Message"].as_str().unwrap().starts_with(words) || json["Message"].as_str().unwrap().contains(words)
        );
        assert_eq!((&json["ErrorCode"], &json["Message"]), (&json!("0x0"), &json["ExceptionMessage"]));
        assert!(json.get("error").is_none() && json["ExceptionType"].is_string());
    }
    let headers = [("Content-Type", "application/json")];
    assert_eq!(browser.send("POST", "$batch", &headers, "{}").status, 400);
    assert_eq!(browser.get("$batch").status, 404);
}

#[test]
fn line_feeds_alone_execute_nothing_and_say_200() {
    let mut browser = browser();
    let headers = [("Content-Type", "multipart/mixed; boundary=batch_1")];
    let body = set(&[item(1, "POST /api/data/v9.2/accounts", "{\"name\":\"Never\"}")]) + "--batch_1--\n";
    let answer = browser.send("POST", "$batch", &headers, &body);
    assert_eq!(answer.status, 200);
    assert!(!answer.text().contains("HTTP/1.1"));
    assert!(browser.get("accounts?$filter=name eq 'Never'").rows().is_empty());
}

#[test]
fn a_batch_in_a_batch_is_refused() {
    let mut browser = browser();
    let part = format!(
        "--batch_1\n{PART}\nPOST /api/data/v9.2/$batch HTTP/1.1\nContent-Type: multipart/mixed; boundary=b\n\n--b--\n"
    );
    assert_eq!(send(&mut browser, &(part + "--batch_1--\n"), "").status, 400);
}

#[test]
fn on_premises_content_ids_do_not_work_in_bodies() {
    let mut browser = Browser::new(Scenario::OnPremises);
    let items = [
        item(1, "POST /orgname/api/data/v9.0/contacts", "{\"lastname\":\"Never\"}"),
        item(2, "POST /orgname/api/data/v9.0/accounts", "{\"name\":\"x\",\"primarycontactid@odata.bind\":\"$1\"}"),
    ];
    let headers = [("Content-Type", "multipart/mixed; boundary=batch_1")];
    let body = (set(&items) + "--batch_1--\n").replace('\n', "\r\n");
    let answer = browser.send("POST", "$batch", &headers, &body);
    assert!(answer.text().contains("Resource not found for the segment '$1'."), "{}", answer.text());
    assert!(browser.get("contacts?$filter=lastname eq 'Never'").rows().is_empty());
}
