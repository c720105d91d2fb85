//! What a person reads, before it is in a language: a key and what is filled in. The core holds no English.

use std::borrow::Cow;

/// Milliseconds since 1970-01-01 UTC, as the shell's clock reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Moment(pub u64);

/// One sentence or label: a key of `_locales/*/messages.json` and its arguments in order (`$1`, `$2` …).
///
/// A message whose first argument is a [`Arg::Count`] has one key per plural category of the language:
/// `key_one`, `key_other` …; the shell asks `Intl.PluralRules`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Key.
    pub key: Cow<'static, str>,
    /// Arguments.
    pub args: Vec<Arg>,
}

/// Something filled into a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// Text of the organisation or of the person: never markup, shown in its own direction.
    Text(String),
    /// A whole number that decides the plural form.
    Count(u64),
    /// A point in time; the shell shows the time of day, with the date when it is not today.
    Time(Moment),
    /// A language by its LCID; the shell names it.
    Language(u32),
    /// Another message.
    Message(Message),
}

impl Message {
    /// The message of a key that never changes.
    pub const fn of(key: &'static str) -> Self {
        Self { key: Cow::Borrowed(key), args: Vec::new() }
    }

    /// Key, texts and numbers: what tells it from another message in any language.
    pub fn told(&self) -> String {
        let mut told = self.key.to_string();
        for arg in &self.args {
            let text = match arg {
                Arg::Text(text) => text.clone(),
                Arg::Count(count) => count.to_string(),
                Arg::Time(_) | Arg::Language(_) | Arg::Message(_) => continue,
            };
            told.push(' ');
            told.push_str(&text);
        }
        told
    }

    /// The message of a key that comes from a playbook.
    pub fn named(key: String) -> Self {
        Self { key: Cow::Owned(key), args: Vec::new() }
    }

    /// With text filled in.
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.args.push(Arg::Text(text.into()));
        self
    }

    /// With a number filled in.
    pub fn count(mut self, count: usize) -> Self {
        self.args.push(Arg::Count(count as u64));
        self
    }

    /// With a time filled in.
    pub fn time(mut self, at: Moment) -> Self {
        self.args.push(Arg::Time(at));
        self
    }

    /// With a language filled in.
    pub fn language(mut self, lcid: u32) -> Self {
        self.args.push(Arg::Language(lcid));
        self
    }

    /// With another message filled in.
    pub fn message(mut self, message: Message) -> Self {
        self.args.push(Arg::Message(message));
        self
    }
}
