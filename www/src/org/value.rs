//! One cell of a row, and how Dataverse's database compares and writes it.

use std::cmp::Ordering;
use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

/// A cell. Text is shared: the same name sits in many rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Value {
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    Text(Arc<str>),
    Id(Uuid),
    /// Seconds since 1970.
    Time(i64),
}

impl Value {
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(Arc::from(text))
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub(crate) fn as_id(&self) -> Option<Uuid> {
        match self {
            Self::Id(id) => Some(*id),
            _ => None,
        }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    pub(crate) fn is_true(&self) -> bool {
        matches!(self, Self::Bool(true))
    }

    /// As it stands in a JSON body.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Bool(value) => (*value).into(),
            Self::Int(value) => (*value).into(),
            Self::Text(value) => value.as_ref().into(),
            Self::Id(id) => id.to_string().into(),
            Self::Time(seconds) => write_time(*seconds).into(),
        }
    }

    /// The order that `$orderby` and `lt` follow: null first, text without regard to case, both as SQL Server sorts.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Bool(a), Self::Bool(b)) => a.cmp(b),
            (Self::Int(a), Self::Int(b)) | (Self::Time(a), Self::Time(b)) => a.cmp(b),
            (Self::Text(a), Self::Text(b)) => fold(a).cmp(&fold(b)),
            (Self::Id(a), Self::Id(b)) => a.cmp(b),
            _ => self.rank().cmp(&other.rank()),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Null => 0,
            Self::Bool(_) => 1,
            Self::Int(_) => 2,
            Self::Text(_) => 4,
            Self::Id(_) => 5,
            Self::Time(_) => 6,
        }
    }
}

/// Text as comparisons see it. The reference states no more about the database's collation than that case is
/// ignored, so
/// accents still count.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.to_lowercase() }
}

/// A GUID as a URL writes it: 36 characters, no braces. Braced and unhyphenated forms are refused as not documented.
pub(crate) fn read_id(text: &str) -> Option<Uuid> {
    (text.len() == 36).then(|| Uuid::try_parse(text).ok()).flatten()
}

/// `2026-01-05T08:00:00Z`
pub(crate) fn write_time(seconds: i64) -> String {
    Timestamp::from_second(seconds).map(|time| time.to_string()).unwrap_or_default()
}

/// Reads a date with time and zone, or a date alone.
pub(crate) fn read_time(text: &str) -> Option<i64> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time.as_second());
    }
    let date: jiff::civil::Date = text.parse().ok()?;
    Some(date.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second())
}

/// `1/5/2026 8:00 AM`, the United States form that English organisations show.
pub(crate) fn show_time(seconds: i64) -> String {
    let Ok(time) = Timestamp::from_second(seconds) else { return String::new() };
    let zoned = time.to_zoned(jiff::tz::TimeZone::UTC);
    let hour = zoned.hour();
    let half = if hour < 12 { "AM" } else { "PM" };
    let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
    format!("{}/{}/{} {hour}:{:02} {half}", zoned.month(), zoned.day(), zoned.year(), zoned.minute())
}

/// `9,999`
pub(crate) fn show_number(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        shown.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_times_are_shown_as_an_english_organisation_shows_them() {
        assert_eq!([0, 999, 9_999, -1_234_567].map(show_number), ["0", "999", "9,999", "-1,234,567"]);
        let seconds = read_time("2024-03-14T06:08:49Z").unwrap();
        assert_eq!(write_time(seconds), "2024-03-14T06:08:49Z");
        assert_eq!(show_time(seconds), "3/14/2024 6:08 AM");
        assert_eq!(read_time("1900-01-01T00:00:00Z").map(write_time).as_deref(), Some("1900-01-01T00:00:00Z"));
    }

    #[test]
    fn text_compares_without_regard_to_case() {
        assert_eq!(Value::text("ÄRGER").compare(&Value::text("ärger")), Ordering::Equal);
        assert_eq!(Value::Null.compare(&Value::text("")), Ordering::Less);
    }

    #[test]
    fn only_the_plain_form_is_an_id() {
        assert!(read_id("5f000000-0000-ea11-a811-000d3a33f066").is_some());
        assert!(read_id("{5f000000-0000-ea11-a811-000d3a33f066}").is_none());
        assert!(read_id("5f0000000000ea11a811000d3a33f066").is_none());
    }
}
