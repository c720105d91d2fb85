use super::*;
use crate::dataverse::id::{ApplicationId, BusinessUnitId, Guid, RoleId, TableId, UserId};
use crate::dataverse::json::NativeReader;
use crate::dataverse::read;
use crate::dataverse::reply::RawReply;
use crate::dataverse::version::FourPart;

pub(super) const A: Guid = Guid::from_bits(0xa);
pub(super) const B: Guid = Guid::from_bits(0xb);
pub(super) const C: Guid = Guid::from_bits(0xc);

/// `A`, `B`, `C` in a body stand for identifiers.
fn reply(status: u16, content_type: &str, body: &str) -> Ended {
    let body = ["A", "B", "C"]
        .iter()
        .zip([A, B, C])
        .fold(body.to_owned(), |body, (letter, id)| body.replace(&format!("\"{letter}\""), &format!("\"{id}\"")));
    let headers = vec![
        ("Content-Type".to_owned(), content_type.to_owned()),
        ("x-ms-service-request-id".to_owned(), "r1".to_owned()),
    ];
    Ended::Replied(read::reply(RawReply { status, headers, body }, &NativeReader))
}

pub(super) fn ok(query: &Query, body: &str) -> Result<Answer, FaultKind> {
    answer(query, &reply(200, "application/json", body)).map_err(|fault| fault.kind)
}

pub(super) fn shape<T>(place: &'static str) -> Result<T, FaultKind> {
    Err(FaultKind::Shape(place))
}

#[test]
fn what_is_no_answer_is_a_fault() {
    let kind = |ended: &Ended| answer(&Query::WhoAmI, ended).map_err(|fault| fault.kind);
    assert_eq!(kind(&Ended::Redirected), Err(FaultKind::SignedOut));
    assert_eq!(kind(&Ended::NoAnswer), Err(FaultKind::NoAnswer));
    assert_eq!(kind(&Ended::TimedOut), Err(FaultKind::TimedOut));
    assert_eq!(kind(&reply(200, "text/html", "<html>")), Err(FaultKind::SignedOut));
    assert_eq!(kind(&reply(200, "application/json", "{")), Err(FaultKind::Unreadable));
    assert_eq!(kind(&reply(204, "", "")), Err(FaultKind::Unreadable));
    assert_eq!(kind(&reply(200, "text/css", "a")), Err(FaultKind::Unreadable));
    let fault = answer(&Query::WhoAmI, &reply(200, "application/json", "{}")).unwrap_err();
    assert_eq!(fault.request_id.as_deref(), Some("r1"));
}

#[test]
fn a_bare_404_is_about_the_record_only_where_the_path_names_one() {
    let body = r#"{"error":{"code":"","message":"Not found"}}"#;
    let kind = |query: &Query| answer(query, &reply(404, "application/json", body)).unwrap_err().kind;
    assert_eq!(kind(&Query::User(UserId(A))), FaultKind::NoSuchRecord);
    assert_eq!(kind(&Query::WhoAmI), FaultKind::UnknownPath);
    let gone = r#"{"error":{"code":"0x80040217","message":"gone"}}"#;
    let fault = answer(&Query::WhoAmI, &reply(404, "application/json", gone)).unwrap_err();
    assert_eq!(fault.kind, FaultKind::NoSuchRecord);
}

#[test]
fn each_read_of_a_batch_has_its_own_answer() {
    let text = "--b\n\nHTTP/1.1 200 OK\n\n{\"Version\":\"9.2\"}\n--b\n\nHTTP/1.1 403 Forbidden\n\n\
                {\"error\":{\"code\":\"0x80040220\",\"message\":\"is missing prvReadRole privilege\"}}\n--b--";
    let queries = [Query::Version, Query::RolePrivileges(RoleId(A)), Query::ProvisionedLanguages];
    // With an error's status the server stopped there; what is asked for afterwards was not carried out.
    for (status, asked) in [(200, 2), (400, 2), (400, 3)] {
        let queries = &queries[..asked];
        let answers = batch_answers(queries, &reply(status, "multipart/mixed; boundary=b", text)).expect("parts");
        assert_eq!(answers[0], Ok(Answer::Version(Some(FourPart([9, 2, 0, 0])))));
        let name = Some("prvReadRole".to_owned());
        assert_eq!(answers[1].as_ref().unwrap_err().kind, FaultKind::MissingPrivilege { name });
        assert!(answers.get(2).is_none_or(|third| third.as_ref().unwrap_err().kind == FaultKind::Unreadable));
        assert_eq!(answers.len(), asked);
    }
}

/// With a part too few or too many each could be its neighbour's; and what names something else is out of order.
#[test]
fn parts_that_could_be_anothers_are_nobodys() {
    let part = |body: &str| format!("--b\n\nHTTP/1.1 200 OK\n\n{body}\n");
    let user = |id: &str| part(&format!(r#"{{"systemuserid":"{id}","_businessunitid_value":"B"}}"#));
    let whoami = part(r#"{"UserId":"A","BusinessUnitId":"B","OrganizationId":"C"}"#);
    let read = |queries: &[Query], parts: &[&String]| {
        let text: String = parts.iter().map(|part| part.as_str()).collect();
        let ended = reply(200, "multipart/mixed; boundary=b", &format!("{text}--b--"));
        batch_answers(queries, &ended).map(|answers| answers.iter().all(Result::is_ok)).map_err(|fault| fault.kind)
    };
    let (a, b) = (user("A"), user("B"));
    let queries = [Query::WhoAmI, Query::User(UserId(A)), Query::User(UserId(B))];
    assert_eq!(read(&queries, &[&whoami, &a, &b]), Ok(true));
    for wrong in [&[&whoami, &a][..], &[&whoami, &b], &[&whoami, &a, &b, &b], &[&whoami, &b, &a], &[&b, &a, &whoami]] {
        assert_eq!(read(&queries, wrong), Err(FaultKind::Unreadable), "{wrong:?}");
    }
    let writes = [Write::PublishAll, Write::PublishAll];
    let accepted = part("").replace("200 OK", "204 No Content");
    for (count, ok) in [(1, false), (2, true), (3, false)] {
        let ended = reply(200, "multipart/mixed; boundary=b", &format!("{}--b--", accepted.repeat(count)));
        let ends = written_each(&writes, &ended);
        assert_eq!(ends.is_ok_and(|ends| ends.iter().all(Result::is_ok)), ok, "{count}");
    }
}

#[test]
fn a_batch_that_failed_as_a_whole_says_how() {
    let kind = |ended: &Ended| batch_answers(&[Query::WhoAmI], ended).map_err(|fault| fault.kind);
    assert_eq!(kind(&reply(401, "", "")), Err(FaultKind::SignedOut));
    assert_eq!(kind(&reply(200, "text/html", "<html>")), Err(FaultKind::SignedOut));
    assert_eq!(kind(&reply(429, "", "")), Err(FaultKind::Throttled { retry_after: None }));
    assert_eq!(kind(&reply(404, "text/html", "<html>")), Err(FaultKind::UnknownPath));
    assert_eq!(
        kind(&reply(404, "application/json", r#"{"error":{"code":"","message":"?"}}"#)),
        Err(FaultKind::UnknownPath)
    );
    assert_eq!(kind(&reply(200, "multipart/mixed; boundary=b", "nothing")), Err(FaultKind::Unreadable));
    assert_eq!(kind(&reply(200, "application/json", "{}")), Err(FaultKind::Unreadable));
    assert_eq!(kind(&Ended::Redirected), Err(FaultKind::SignedOut));
    let malformed = r#"{"Message":"The content ID '1' was found more than once","ErrorCode":"0x0"}"#;
    assert_eq!(kind(&reply(400, "application/json", malformed)), Err(FaultKind::Other));
}

#[test]
fn a_write_is_accepted_or_not() {
    let write = Write::AssignRole { user: UserId(A), role: RoleId(B) };
    let kind = |ended: &Ended| written(&write, ended).map_err(|fault| fault.kind);
    assert_eq!(kind(&reply(204, "", "")), Ok(()));
    assert_eq!(kind(&reply(200, "application/json", "{}")), Ok(()));
    assert_eq!(kind(&reply(200, "", "")), Err(FaultKind::Unreadable));
    assert_eq!(kind(&reply(200, "text/html", "<html>Sign in</html>")), Err(FaultKind::SignedOut));
    assert_eq!(kind(&reply(200, "application/json", "{")), Err(FaultKind::Unreadable));
    assert_eq!(
        kind(&reply(200, "application/json", r#"{"error":{"code":"0x80040237"}}"#)),
        Err(FaultKind::AlreadyThere)
    );
    assert_eq!(kind(&reply(302, "", "")), Err(FaultKind::SignedOut));
    assert_eq!(kind(&Ended::NoAnswer), Err(FaultKind::NoAnswer));
    let twice = r#"{"error":{"code":"0x80040237","message":"A record with matching key values already exists."}}"#;
    assert_eq!(kind(&reply(412, "application/json", twice)), Err(FaultKind::AlreadyThere));
    let gone = format!(
        r#"{{"error":{{"code":"0x80060888","message":"Resource not found for the segment '{}'"}}}}"#,
        B.to_string().to_uppercase()
    );
    assert_eq!(kind(&reply(404, "application/json", &gone)), Err(FaultKind::NoSuchRecord));
    let path = r#"{"error":{"code":"0x80060888","message":"Resource not found for the segment 'x'"}}"#;
    assert_eq!(kind(&reply(404, "application/json", path)), Err(FaultKind::UnknownPath));
}

#[test]
fn each_write_of_a_batch_has_its_own_end() {
    let user = UserId(A);
    let writes = [
        Write::AssignRole { user, role: RoleId(B) },
        Write::SetUserLanguage { user, language: 1036 },
        Write::RemoveRole { user, role: RoleId(B) },
        Write::PublishAll,
    ];
    let text = "--b\n\nHTTP/1.1 204 No Content\n\n--b\n\nHTTP/1.1 400 Bad Request\n\n\
                {\"error\":{\"code\":\"0x80044195\",\"message\":\"The specified language code is not valid.\"}}\n--b\n\n\
                HTTP/1.1";
    let three = &writes[..3];
    let ends = written_each(three, &reply(200, "multipart/mixed; boundary=b", text)).expect("parts");
    let kinds: Vec<_> = ends.into_iter().map(|end| end.map_err(|fault| fault.kind)).collect();
    assert_eq!(kinds, [Ok(()), Err(FaultKind::InvalidLanguage), Err(FaultKind::Unreadable)]);
    let kind = |ended: &Ended| written_each(&writes, ended).map_err(|fault| fault.kind);
    assert_eq!(kind(&reply(429, "", "")), Err(FaultKind::Throttled { retry_after: None }));
    assert_eq!(kind(&reply(404, "text/html", "<html>")), Err(FaultKind::UnknownPath));
    assert_eq!(kind(&reply(204, "", "")), Err(FaultKind::Unreadable));
    assert_eq!(kind(&Ended::TimedOut), Err(FaultKind::TimedOut));
    assert_eq!(kind(&Ended::Redirected), Err(FaultKind::SignedOut));
}

/// Two refusals in each other's place: their words tell.
#[test]
fn a_refusal_that_names_another_user_of_the_batch_is_not_believed() {
    let writes = [A, B].map(|user| Write::RemoveRole { user: UserId(user), role: RoleId(A) });
    let refused = |user: Guid| {
        let message = format!("The user with id={} is disabled.", user.to_string().to_uppercase());
        format!(
            "--b\n\nHTTP/1.1 400 Bad Request\n\n{{\"error\":{{\"code\":\"0x80048d35\",\"message\":\"{message}\"}}}}\n"
        )
    };
    let kind = |first: Guid, second: Guid| {
        let text = format!("{}{}--b--", refused(first), refused(second));
        let ends = written_each(&writes, &reply(200, "multipart/mixed; boundary=b", &text));
        ends.map(|ends| ends.iter().all(Result::is_err)).map_err(|fault| fault.kind)
    };
    assert_eq!(kind(A, B), Ok(true));
    assert_eq!(kind(B, A), Err(FaultKind::Unreadable));
}

#[test]
fn the_same_code_means_what_the_write_makes_of_it() {
    let kind = |write: &Write, code: &str, words: &str| {
        let body = format!(r#"{{"error":{{"code":"{code}","message":"{words}"}}}}"#);
        written(write, &reply(400, "application/json", &body)).unwrap_err().kind
    };
    let (application, business_unit) = (ApplicationId(A), BusinessUnitId(B));
    let create = Write::CreateApplicationUser { application, business_unit };
    let assign = Write::AssignRole { user: UserId(A), role: RoleId(B) };
    let twice = "A record with matching key values already exists.";
    assert_eq!(kind(&create, "0x80040237", twice), FaultKind::AlreadyExists);
    assert_eq!(kind(&assign, "0x80040237", twice), FaultKind::AlreadyThere);
    let same = "A record with matching applicationid already exists.";
    assert_eq!(kind(&create, "", same), FaultKind::AlreadyExists);
    assert_eq!(kind(&Write::PublishAll, "0x80044150", "Generic SQL error."), FaultKind::CustomizationLock);
    assert_eq!(kind(&assign, "0x80044150", "Generic SQL error."), FaultKind::Other);
}

#[test]
fn what_was_created_is_told_by_its_address() {
    let told = |status: u16, headers: &[(&str, String)]| {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let raw = RawReply { status, headers, body: String::new() };
        created(&Ended::Replied(read::reply(raw, &NativeReader)))
    };
    let address = |id: Guid| format!("https://contoso.crm4.dynamics.com/api/data/v9.2/systemusers({id})");
    assert_eq!(told(204, &[("OData-EntityId", address(A))]), Some(RecordId(A)));
    assert_eq!(told(201, &[("Location", address(A))]), Some(RecordId(A)));
    assert_eq!(told(204, &[("location", address(B)), ("odata-entityid", address(A))]), Some(RecordId(A)));
    assert_eq!(told(400, &[("OData-EntityId", address(A))]), None);
    assert_eq!(told(204, &[("OData-EntityId", "https://x/a(name='b')".to_owned())]), None);
    assert_eq!(told(204, &[("OData-EntityId", String::new())]), None);
    assert_eq!(told(204, &[]), None);
    assert_eq!(created(&Ended::NoAnswer), None);
}

#[test]
fn a_publication_in_the_background_is_told_by_its_job() {
    let body = r#"{"@odata.context":"x","AsyncOperationId":"A"}"#;
    assert_eq!(job(&reply(200, "application/json", body)), Some(JobId(A)));
    assert_eq!(job(&reply(400, "application/json", body)), None);
    assert_eq!(job(&reply(200, "application/json", "{}")), None);
    assert_eq!(job(&reply(204, "", "")), None);
    assert_eq!(job(&Ended::TimedOut), None);
}

#[test]
fn a_set_that_this_server_does_not_have_is_an_unknown_path() {
    let body = r#"{"error":{"code":"0x80060888",
        "message":"Resource not found for the segment 'msdyn_solutionhistories'."}}"#;
    let kind =
        |query: &Query, status, body: &str| answer(query, &reply(status, "application/json", body)).unwrap_err().kind;
    assert_eq!(kind(&Query::Publications, 404, body), FaultKind::UnknownPath);
    assert_eq!(
        kind(&Query::Publications, 404, r#"{"error":{"code":"","message":"Not found"}}"#),
        FaultKind::UnknownPath
    );
    let gone = r#"{"error":{"code":"0x80040217","message":"gone"}}"#;
    assert_eq!(kind(&Query::Table(TableId(A)), 404, gone), FaultKind::NoSuchRecord);
    let none = r#"{"error":{"code":"0x80041d2b","message":"no settings"}}"#;
    assert_eq!(kind(&Query::UserSettings(UserId(A)), 400, none), FaultKind::NoSuchRecord);
}
