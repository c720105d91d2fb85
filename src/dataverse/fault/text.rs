//! What the server's own words tell, where the code does not.

use super::FaultKind;

/// Plain text of at most `limit` characters: tags taken out, white space collapsed.
pub(in crate::dataverse) fn plain(text: &str, limit: usize) -> String {
    let bare = without_tags(text);
    let mut plain = String::new();
    let mut count = 0;
    for word in bare.split_whitespace() {
        for c in (if count > 0 { " " } else { "" }).chars().chain(word.chars()) {
            if count == limit {
                return plain;
            }
            plain.push(c);
            count += 1;
        }
    }
    plain
}

/// Takes out `<p class=…>`, `</p>`, `<!-- … >`; a lone `<` is text.
fn without_tags(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        bare.push_str(before);
        let opens = after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
        match after.split_once('>').filter(|_| opens) {
            Some((_, behind)) => {
                bare.push(' ');
                rest = behind;
            }
            None => {
                bare.push('<');
                rest = after;
            }
        }
    }
    bare.push_str(rest);
    bare
}

/// The kind of failure that the words tell, whatever the code. `None` where they tell nothing.
pub(super) fn kind(text: &str) -> Option<FaultKind> {
    let lower = text.to_ascii_lowercase();
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| lower.contains(phrase));
    if let Some(name) = unknown_column(text, &lower) {
        return Some(FaultKind::UnknownColumn { name });
    }
    if says(&["resource not found for the segment", "no http resource was found"]) {
        return Some(FaultKind::UnknownPath);
    }
    if says(&[
        "number of requests exceeded the limit",
        "combined execution time of incoming requests exceeded",
        "number of concurrent requests exceeded",
    ]) {
        return Some(FaultKind::Throttled { retry_after: None });
    }
    if says(&["customizationlockexception", "could not acquire write lock", "because there is another ["]) {
        return Some(FaultKind::CustomizationLock);
    }
    if says(&["a record with matching applicationid already exists"]) {
        return Some(FaultKind::AlreadyExists);
    }
    if says(&["a record with matching key values already exists", "cannot insert duplicate key"]) {
        return Some(FaultKind::AlreadyThere);
    }
    if says(&["belongs to a different business unit"]) {
        return Some(FaultKind::WrongBusinessUnit);
    }
    if says(&["user is not a member of the organization"]) {
        return Some(FaultKind::CallerRefused);
    }
    if says(&["is missing prv", "missing privilege"]) {
        return Some(FaultKind::MissingPrivilege { name: privileges(text).into_iter().next() });
    }
    if says(&[" does not exist"]) && says(&[" with id = ", " with ids = "]) {
        return Some(FaultKind::NoSuchRecord);
    }
    None
}

/// Privilege names (`prv` and what follows as one word), each once, in order.
pub(super) fn privileges(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
        if word.len() > 3 && word.starts_with("prv") && !names.iter().any(|name| name == word) {
            names.push(word.to_owned());
        }
    }
    names
}

/// What stands before the name of a column that the server does not know, in lower case.
const BEFORE_COLUMN: [&str; 3] =
    ["could not find a property named", "doesn't contain attribute with name", "the property"];

/// The column that the text calls unknown. The outer `None`: it does not speak of one.
fn unknown_column(text: &str, lower: &str) -> Option<Option<String>> {
    let mut speaks = false;
    for before in BEFORE_COLUMN {
        let Some(at) = lower.find(before) else {
            continue;
        };
        // "The property" begins many sentences; only this one is about the name.
        if before == "the property" && !lower.contains("does not exist on type") {
            continue;
        }
        speaks = true;
        let name = quoted(text.get(at + before.len()..).unwrap_or_default());
        if name.is_some() {
            return Some(name);
        }
    }
    speaks.then_some(None)
}

/// The word that follows, in whatever quotation marks: languages and versions of the server differ.
fn quoted(text: &str) -> Option<String> {
    let start = text.trim_start_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '@');
    let end = start.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '@' | '.' | '/' | '-'));
    let word = start.get(..end.unwrap_or(start.len()))?.trim_end_matches('.');
    (!word.is_empty()).then(|| word.chars().take(100).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_taken_out_and_lone_signs_stay() {
        assert_eq!(plain("<h1>Bad</h1>\r\n<p class='x'>Gateway &amp; more</p>", 300), "Bad Gateway &amp; more");
        assert_eq!(plain("5 < 6 and <img src=x", 300), "5 < 6 and <img src=x");
        assert_eq!(plain("äöü", 2), "äö");
        assert_eq!(plain(&"ab ".repeat(200), 300).chars().count(), 300);
    }

    #[test]
    fn privilege_names_are_found_once_each() {
        let text = "is missing prvAssignRole privilege (Id=1) on OTC=1036, prvReadRole, prvAssignRole; prv; xprvNo";
        assert_eq!(privileges(text), ["prvAssignRole", "prvReadRole"]);
    }

    #[test]
    fn the_unknown_column_is_found_in_any_quotation_marks() {
        for (text, name) in [
            (
                "Could not find a property named 'isautoassigned' on type 'Microsoft.Dynamics.CRM.role'.",
                "isautoassigned",
            ),
            ("could not find a property named \"islicensed\" on type x", "islicensed"),
            ("Could not find a property named “applicationid” on type", "applicationid"),
            ("Could not find a property named «_x_value» on", "_x_value"),
            ("Could not find a property named islicensed.", "islicensed"),
            (
                "'role' entity doesn't contain attribute with Name = 'isautoassigned' and NameMapping = 'Logical'.",
                "isautoassigned",
            ),
            ("The property 'isinherited' does not exist on type 'Microsoft.Dynamics.CRM.role'.", "isinherited"),
        ] {
            assert_eq!(kind(text), Some(FaultKind::UnknownColumn { name: Some(name.to_owned()) }), "{text}");
        }
        let nameless = kind("Could not find a property named ''");
        assert_eq!(nameless, Some(FaultKind::UnknownColumn { name: None }));
        assert_eq!(kind("The property is too long"), None);
    }
}
