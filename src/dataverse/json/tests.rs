use super::*;

fn read(text: &str) -> Result<Json, NotJson> {
    NativeReader.read(text)
}

#[test]
fn whole_numbers_are_whole_however_they_are_written() {
    for (text, number) in [
        ("1", 1),
        ("1.0", 1),
        ("1e0", 1),
        ("10E-1", 1),
        ("-0", 0),
        ("-0.0", 0),
        ("1e-400", 0),
        ("9007199254740991", 9_007_199_254_740_991),
        ("-9007199254740991.0", -9_007_199_254_740_991),
    ] {
        assert_eq!(read(text), Ok(Json::Int(number)), "{text}");
    }
}

#[test]
fn other_numbers_are_those_of_the_browser() {
    for (text, number) in [
        ("0.1", 0.1),
        ("9007199254740992", 9_007_199_254_740_992.0),
        ("9007199254740993", 9_007_199_254_740_992.0),
        ("-9007199254740993", -9_007_199_254_740_992.0),
        ("18446744073709551615", 18_446_744_073_709_551_616.0),
        ("123456789012345678901234567890", 1.234_567_890_123_456_8e29),
        ("1.7976931348623157e308", f64::MAX),
    ] {
        assert_eq!(read(text), Ok(Json::Float(number)), "{text}");
    }
    for text in ["1e400", "-1e400", "01", "1.", ".5", "+1", "NaN", "Infinity"] {
        assert_eq!(read(text), Err(NotJson), "{text}");
    }
}

#[test]
fn halves_of_surrogate_pairs_become_the_replacement_character() {
    for (text, expected) in [
        (r#""\ud83d\ude00""#, "\u{1f600}"),
        (r#""\uD83D""#, "\u{fffd}"),
        (r#""\ude00\ud83d""#, "\u{fffd}\u{fffd}"),
        (r#""\ud83d\ud83d\ude00""#, "\u{fffd}\u{1f600}"),
        (r#""\ud83dA\u0041""#, "\u{fffd}AA"),
        (r#""\\ud83d""#, "\\ud83d"),
        (r#""\\\ud83d""#, "\\\u{fffd}"),
        (r#""\ud83d\"""#, "\u{fffd}\""),
        ("\"\\ud83dü\"", "\u{fffd}ü"),
    ] {
        assert_eq!(read(text), Ok(Json::Text(expected.to_owned())), "{text}");
    }
    for text in [r#""\ud83"#, r#""\ud83""#, r#""\ud8+1""#, "\"\\ud83d\\", "\"\\ud83d\\ü\"", "\\ud83d"] {
        assert_eq!(read(text), Err(NotJson), "{text}");
    }
}

#[test]
fn of_a_name_given_twice_the_last_counts() {
    assert_eq!(read(r#"{"a":1,"b":2,"a":[]}"#), Ok(Json::object([("a", Json::List(vec![])), ("b", Json::Int(2))])));
}

#[test]
fn what_is_nested_too_deep_is_refused() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read(&nested(MAX_DEPTH)).is_ok());
    assert_eq!(read(&nested(MAX_DEPTH + 1)), Err(NotJson));
    assert_eq!(read(&nested(100_000)), Err(NotJson));
    let objects = |depth: usize| format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
    assert!(read(&objects(MAX_DEPTH)).is_ok());
    assert_eq!(read(&objects(MAX_DEPTH + 1)), Err(NotJson));
}

#[test]
fn text_that_is_not_json_is_refused() {
    for text in
        ["", " ", "{", "[1,]", "{\"a\":1,}", "{} {}", "nul", "'a'", "\"\u{1}\"", "\"\\x\"", "\u{feff}1", "{a:1}"]
    {
        assert_eq!(read(text), Err(NotJson), "{text}");
    }
}

#[test]
fn members_are_found_only_where_there_are_some() {
    let json = read(r#"{"text":"a","number":1,"flag":true,"none":null,"list":[1]}"#).unwrap();
    assert_eq!(json.get("text").and_then(Json::as_str), Some("a"));
    assert_eq!(json.get("number").and_then(Json::as_i64), Some(1));
    assert_eq!(json.get("flag").and_then(Json::as_bool), Some(true));
    assert!(json.get("none").is_some_and(Json::is_null));
    assert_eq!(json.get("list").and_then(Json::as_list), Some([Json::Int(1)].as_slice()));
    let list = Json::List(vec![]);
    assert_eq!((list.get("a"), list.as_str(), list.as_i64(), list.as_bool()), (None, None, None, None));
    assert_eq!((json.as_list(), Json::Null.as_object(), json.is_null()), (None, None, false));
}

#[test]
fn what_is_written_is_compact_and_escaped() {
    let text = Json::Text("\"\\/\u{0}\u{1f}\n\r\t\u{7f}ü\u{2028}\u{200b}".to_owned());
    assert_eq!(text.to_text(), "\"\\\"\\\\/\\u0000\\u001f\\n\\r\\t\u{7f}ü\u{2028}\u{200b}\"");
    let json = Json::object([
        ("b", Json::List(vec![Json::Null, Json::Bool(true), Json::Bool(false), Json::Int(-7), Json::Float(0.5)])),
        ("a", Json::Object(BTreeMap::new())),
    ]);
    assert_eq!(json.to_text(), r#"{"a":{},"b":[null,true,false,-7,null]}"#);
}
