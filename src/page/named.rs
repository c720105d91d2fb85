//! A few values by name, as an object of a file has them.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

/// Values by name, in the order of names. They are two or three: a search tree, made anew for each kind of value, is
/// several kilobytes of code that would never be faster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<T>(Vec<(String, T)>);

impl<T> Named<T> {
    /// The value of that name.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> + Clone {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members(PhantomData))
    }
}

struct Members<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
    type Value = Named<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members: Vec<(String, T)> = Vec::new();
        while let Some(member) = map.next_entry()? {
            let at = members.iter().position(|(known, _)| *known > member.0).unwrap_or(members.len());
            members.insert(at, member);
        }
        Ok(Named(members))
    }
}

#[cfg(test)]
mod tests {
    use super::Named;

    #[test]
    fn an_object_is_read_in_the_order_of_names_and_nothing_else_is() {
        let read: Named<u8> = serde_json::from_str(r#"{"b":1,"a":2}"#).unwrap();
        assert_eq!(read.iter().collect::<Vec<_>>(), [("a", &2), ("b", &1)]);
        assert_eq!((read.get("a"), read.get("c"), read.is_empty()), (Some(&2), None, false));
        for wrong in ["[1]", "7", r#"{"a":"x"}"#] {
            assert!(serde_json::from_str::<Named<u8>>(wrong).is_err(), "{wrong}");
        }
    }
}
