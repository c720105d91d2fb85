//! The front over real sockets: hosts, sign-in, policies, faults and the control port.
#![cfg(feature = "server")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use practice::org::Scenario;
use practice::server::{Options, Running, start};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const ONLINE: &str = "contoso.crm4.dynamics.com";
const WHO: &str = "/api/data/v9.2/WhoAmI";

struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

async fn running(scenario: Scenario) -> Running {
    start(Options { port: 0, control_port: 0, scenario }).await.unwrap()
}

async fn send(port: u16, request: Request<Full<Bytes>>) -> hyper::Result<Answer> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let response: Response<_> = sender.send_request(request).await?;
    let status = response.status().as_u16();
    let headers = response.headers().iter().map(|(n, v)| (n.to_string(), v.to_str().unwrap().to_owned())).collect();
    let body = response.into_body().collect().await?.to_bytes();
    Ok(Answer { status, headers, body: String::from_utf8(body.to_vec()).unwrap() })
}

async fn get(running: &Running, host: &str, path: &str, cookie: &str) -> hyper::Result<Answer> {
    let request = Request::get(path).header("host", host).header("cookie", cookie).body(Full::default()).unwrap();
    send(running.http, request).await
}

async fn order(running: &Running, path: &str, body: Value) -> Answer {
    let request = Request::post(path).header("host", "control").body(Full::from(body.to_string())).unwrap();
    send(running.control, request).await.unwrap()
}

async fn read(running: &Running, path: &str) -> Answer {
    let request = Request::get(path).header("host", "control").body(Full::default()).unwrap();
    send(running.control, request).await.unwrap()
}

async fn logged(running: &Running) -> Vec<Value> {
    let answer = read(running, "/requests").await;
    answer.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Opens a page, as a browser does that has never been here, and keeps the session's cookie.
async fn session(running: &Running) -> String {
    let page = get(running, ONLINE, "/main.aspx", "").await.unwrap();
    assert_eq!(page.status, 200);
    let cookie = page.header("set-cookie");
    cookie.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_first_visit_signs_in_and_the_api_wants_the_cookie() {
    let running = running(Scenario::UserReady).await;
    assert_eq!(get(&running, ONLINE, WHO, "").await.unwrap().status, 401);
    let cookie = session(&running).await;
    let who = get(&running, ONLINE, WHO, &cookie).await.unwrap();
    assert_eq!(who.status, 200);
    assert!(who.json()["UserId"].is_string());
    let log = logged(&running).await;
    assert_eq!(
        log,
        [json!({"method": "GET", "path": WHO, "status": 401}), json!({"method": "GET", "path": WHO, "status": 200}),]
    );
}

#[tokio::test]
async fn signing_out_leads_pages_to_the_sign_in_page_and_back() {
    let running = running(Scenario::UserReady).await;
    let cookie = session(&running).await;
    order(&running, "/session", json!({"user": null, "api": "redirect"})).await;

    let api = get(&running, ONLINE, WHO, &cookie).await.unwrap();
    assert_eq!(api.status, 302);
    let path = "/main.aspx?settingsonly=true";
    let page = get(&running, ONLINE, path, &cookie).await.unwrap();
    assert_eq!(page.status, 302);
    let address = page.header("location");
    assert!(address.starts_with("https://login.microsoftonline.com/"), "{address}");
    assert_eq!(page.header("set-cookie"), "");

    let (_, query) = address.split_once('?').unwrap();
    let state = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "state").unwrap().1.into_owned();
    let form = form_urlencoded::Serializer::new(String::new()).append_pair("state", &state).finish();
    let request = Request::post("/").header("host", ONLINE).body(Full::from(form)).unwrap();
    let back = send(running.http, request).await.unwrap();
    assert_eq!((back.status, back.header("location")), (302, format!("http://{ONLINE}{path}").as_str()));
    let cookie = back.header("set-cookie").split(';').next().unwrap();
    assert_eq!(get(&running, ONLINE, WHO, cookie).await.unwrap().status, 200);
}

#[tokio::test]
async fn without_a_session_the_api_answers_as_ordered() {
    let running = running(Scenario::SignedOut).await;
    for (how, status, content_type) in
        [("401", 401, "application/json"), ("redirect", 302, ""), ("html", 200, "text/html")]
    {
        order(&running, "/session", json!({"user": null, "api": how})).await;
        let answer = get(&running, ONLINE, WHO, "").await.unwrap();
        assert_eq!(answer.status, status, "{how}");
        if how != "401" {
            assert!(answer.header("content-type").starts_with(content_type), "{how}");
        }
    }
}

#[tokio::test]
async fn pages_carry_the_policy_and_the_api_does_not() {
    let running = running(Scenario::UserReady).await;
    let cookie = session(&running).await;
    let policy = "content-security-policy";
    let page = get(&running, ONLINE, "/main.aspx", &cookie).await.unwrap();
    assert_eq!(page.header(policy), "");
    for (mode, part) in [("default", "script-src *"), ("strict", "base-uri 'none'")] {
        assert_eq!(order(&running, "/csp", json!({"mode": mode})).await.status, 200);
        let page = get(&running, ONLINE, "/main.aspx", &cookie).await.unwrap();
        assert!(page.header(policy).contains(part), "{mode}");
        let api = get(&running, ONLINE, WHO, &cookie).await.unwrap();
        assert_eq!(api.header(policy), "");
    }
}

#[tokio::test]
async fn faults_are_acted_out_once_and_logged() {
    let running = running(Scenario::UserReady).await;
    let cookie = session(&running).await;
    let who = || get(&running, ONLINE, WHO, &cookie);

    order(&running, "/faults", json!([{"path": "WhoAmI", "fault": {"retryAfter": 7}}])).await;
    let throttled = who().await.unwrap();
    assert_eq!((throttled.status, throttled.header("retry-after")), (429, "7"));
    assert_eq!(who().await.unwrap().status, 200);

    order(&running, "/faults", json!([{"path": "WhoAmI", "fault": "resetBeforeApply"}])).await;
    assert!(who().await.is_err());
    assert_eq!(who().await.unwrap().status, 200);

    order(&running, "/faults", json!([{"path": "WhoAmI", "fault": "truncatedJson"}])).await;
    let half = who().await.unwrap();
    assert!(serde_json::from_str::<Value>(&half.body).is_err());

    let statuses: Vec<_> = logged(&running).await.iter().map(|line| line["status"].clone()).collect();
    assert_eq!(statuses, [429, 200, 0, 200, 200]);
}

#[tokio::test]
async fn a_request_that_waits_holds_up_no_other() {
    let running = running(Scenario::UserReady).await;
    let cookie = session(&running).await;
    order(&running, "/faults", json!([{"path": "WhoAmI()", "fault": {"noAnswer": 600_000}}])).await;
    let slow_path = format!("{WHO}()");
    let slow = get(&running, ONLINE, &slow_path, &cookie);
    tokio::pin!(slow);
    tokio::select! {
        answer = &mut slow => panic!("answered with {}", answer.unwrap().status),
        quick = answered_behind(&running, &cookie) => assert_eq!(quick.status, 200),
    }
}

/// Asks until the request before is known to wait, and once more.
async fn answered_behind(running: &Running, cookie: &str) -> Answer {
    while !logged(running).await.iter().any(|line| line["status"] == 0) {
        tokio::task::yield_now().await;
    }
    get(running, ONLINE, WHO, cookie).await.unwrap()
}

#[tokio::test]
async fn a_reset_forgets_everything_ordered() {
    let running = running(Scenario::UserReady).await;
    let cookie = session(&running).await;
    order(&running, "/faults", json!([{"fault": {"status": {"status": 503}}}])).await;
    order(&running, "/csp", json!({"mode": "strict"})).await;
    let reset = order(&running, "/reset", json!({"scenario": "fresh"})).await;
    assert_eq!(reset.status, 200, "{}", reset.body);
    assert!(logged(&running).await.is_empty());
    assert_eq!(get(&running, ONLINE, WHO, &cookie).await.unwrap().status, 200);
    let page = get(&running, ONLINE, "/main.aspx", &cookie).await.unwrap();
    assert_eq!(page.header("content-security-policy"), "");
}

#[tokio::test]
async fn what_the_control_port_does_not_understand_is_refused() {
    let running = running(Scenario::UserReady).await;
    for (path, body, status) in [
        ("/reset", json!({"scenario": "nowhere"}), 400),
        ("/reset", json!({"scenario": "fresh", "language": 9}), 400),
        ("/csp", json!({"mode": "loose"}), 400),
        ("/latency", json!({"ms": "soon"}), 400),
        ("/faults", json!([{"fault": "storm"}]), 400),
        ("/site", json!({"form": "modern"}), 400),
        ("/site", json!({"language": 9}), 400),
        ("/shutdown", json!({}), 404),
    ] {
        assert_eq!(order(&running, path, body).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn another_administrator_writes_unlogged() {
    for (scenario, host, base) in [
        (Scenario::UserReady, ONLINE, "/api/data/v9.2"),
        (Scenario::OnPremises, "crm.contoso.local", "/orgname/api/data/v9.0"),
    ] {
        let running = running(scenario).await;
        let page = base.replace("/api/data/v9.2", "/main.aspx").replace("/api/data/v9.0", "/main.aspx");
        let cookie = get(&running, host, &page, "").await.unwrap().header("set-cookie").to_owned();
        let state = read(&running, "/state").await.json();
        let users = state["users"].as_array().unwrap();
        let sync = users.iter().find(|user| user["fullname"] == "Marketo Sync").unwrap();
        let held = format!("{base}/systemusers({})/systemuserroles_association", sync["id"].as_str().unwrap());

        let pair = json!({"user": "Marketo Sync", "role": "Marketo Sync User"});
        for (verb, count) in [("assign", 1), ("unassign", 0)] {
            let wrote = order(&running, "/write", json!({verb: pair})).await;
            assert_eq!(wrote.status, 200, "{}", wrote.body);
            let roles = get(&running, host, &held, &cookie).await.unwrap().json();
            assert_eq!(roles["value"].as_array().unwrap().len(), count);
        }
        let paths: Vec<_> = logged(&running).await.iter().map(|line| line["path"].clone()).collect();
        assert_eq!(paths, [held.as_str(), held.as_str()]);

        let nobody = json!({"assign": {"user": "Nobody At All", "role": "Marketo Sync User"}});
        assert_eq!(order(&running, "/write", nobody).await.status, 400);
    }
}

#[tokio::test]
async fn the_on_premises_server_lives_under_its_path() {
    let running = running(Scenario::OnPremises).await;
    let host = "crm.contoso.local";
    let page = get(&running, host, "/OrgName/main.aspx?settingsonly=true", "").await.unwrap();
    assert_eq!(page.status, 200);
    assert!(page.body.contains("crmMasthead"));
    let frame = get(&running, host, "/orgname/_grid/cmds/dlg_role.aspx", "").await.unwrap();
    assert!(frame.body.contains("\"../../_static/practice/classic/roles.js\""));
    let file = get(&running, host, "/orgname/_static/practice/base.js", "").await.unwrap();
    assert_eq!(file.status, 200);
    assert_eq!(get(&running, host, "/main.aspx", "").await.unwrap().status, 404);

    order(&running, "/session", json!({"user": null})).await;
    let page = get(&running, host, "/orgname/main.aspx", "").await.unwrap();
    let address = page.header("location").strip_prefix("http://crm.contoso.local").unwrap();
    let form = get(&running, host, address, "").await.unwrap();
    assert_eq!(form.status, 200);
    assert!(form.body.contains("signInForm"));
}

#[tokio::test]
async fn the_proxy_leads_every_host_here() {
    let running = running(Scenario::UserReady).await;
    let request = Request::get(format!("http://{ONLINE}/main.aspx")).body(Full::default()).unwrap();
    assert_eq!(send(running.proxy, request).await.unwrap().status, 200);

    let mut tunnel = TcpStream::connect(("127.0.0.1", running.proxy)).await.unwrap();
    let connect = format!("CONNECT {ONLINE}:443 HTTP/1.1\r\nHost: {ONLINE}:443\r\n\r\n");
    tunnel.write_all(connect.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    tunnel.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200");
}

#[tokio::test]
async fn a_slow_publish_is_answered_by_the_gateway_and_goes_on() {
    let running = running(Scenario::HalfDone).await;
    let cookie = session(&running).await;
    assert_eq!(order(&running, "/publishing", json!({ "ms": "long" })).await.status, 400);
    assert_eq!(order(&running, "/publishing", json!({ "ms": 3_600_000, "gives_up_ms": 0 })).await.status, 200);
    let post = |path: &str| {
        let request = Request::post(format!("/api/data/v9.2/{path}")).header("host", ONLINE).header("cookie", &cookie);
        request.header("content-type", "application/json").body(Full::from("{}")).unwrap()
    };
    let answer = send(running.http, post("PublishAllXml")).await.unwrap();
    assert_eq!((answer.status, answer.header("content-type")), (502, "text/html"));
    let locked = send(running.http, post("PublishAllXmlAsync")).await.unwrap();
    assert_eq!((locked.status, &locked.json()["error"]["code"]), (503, &json!("0x80071151")));
    let state = read(&running, "/state").await.json();
    let publications = state["publications"].as_array().unwrap();
    assert_eq!(publications.last().unwrap()["succeeded"], Value::Null);
}

#[tokio::test]
async fn the_products_act_on_the_organisation_from_their_own_hosts() {
    let running = running(Scenario::Fresh).await;
    let host = "admin.microsoft.com";
    let page = get(&running, host, "/Adminportal/Home", "").await.unwrap();
    assert_eq!(page.status, 200);
    assert!(page.body.contains("\"../_static/practice/m365/main.js\""), "{}", page.body);
    let cookie = page.header("set-cookie").split(';').next().unwrap().to_owned();
    assert_eq!(get(&running, host, WHO, &cookie).await.unwrap().status, 200);
    assert_eq!(get(&running, host, WHO, "").await.unwrap().status, 401);

    order(&running, "/session", json!({"user": null})).await;
    let away = get(&running, host, "/", &cookie).await.unwrap();
    assert!(away.header("location").starts_with("https://login.microsoftonline.com/"));
    assert_eq!(get(&running, host, "/practice-directory/accounts", &cookie).await.unwrap().status, 401);
}

#[tokio::test]
async fn an_account_becomes_a_user_in_its_time() {
    let running = running(Scenario::Fresh).await;
    let host = "admin.microsoft.com";
    let names = |state: &Value| {
        let users = state["users"].as_array().unwrap().clone();
        users.iter().any(|user| user["domainname"] == "marketo.sync@contoso.com")
    };
    let account = json!({"first": "Marketo", "last": "Sync", "name": "marketo.sync@contoso.com", "licensed": true});
    let post = |path: &str, body: &Value| {
        let request = Request::post(format!("/practice-directory/{path}")).header("host", host);
        request.body(Full::from(body.to_string())).unwrap()
    };
    assert_eq!(order(&running, "/site", json!({"directory_ms": 3_600_000})).await.status, 200);
    assert_eq!(send(running.http, post("accounts", &account)).await.unwrap().status, 204);
    assert_eq!(send(running.http, post("accounts", &account)).await.unwrap().status, 409);
    assert!(!names(&read(&running, "/state").await.json()));
    assert_eq!(send(running.http, post("sync", &account)).await.unwrap().status, 204);
    assert!(names(&read(&running, "/state").await.json()));
}

#[tokio::test]
async fn pages_read_how_they_are_shown_and_where_things_are() {
    let running = running(Scenario::NothingDone).await;
    order(&running, "/site", json!({"redirection": "on", "language": 1025, "seed": 7})).await;
    let facts = get(&running, ONLINE, "/_static/practice/site.json", "").await.unwrap().json();
    assert_eq!((&facts["settings"]["redirection"], &facts["settings"]["seed"]), (&json!("on"), &json!(7)));
    assert_eq!(facts["places"]["tables"][0]["table"], "emk_preference");
    assert_eq!(read(&running, "/site").await.json(), facts["settings"]);
    let page = get(&running, ONLINE, "/main.aspx", "").await.unwrap();
    assert!(page.body.contains("lang=\"ar\" dir=\"rtl\""));
}
