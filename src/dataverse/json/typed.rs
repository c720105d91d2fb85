//! Typed values and the tree, by way of `serde`. What does not fit is told without words: the sentences that `serde`
//! would make of it cost the extension a tenth of its size, and nobody would read them there. Files of ours are checked
//! with words natively, by tests.

use std::collections::{BTreeMap, btree_map};
use std::fmt;
use std::slice;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, Unexpected, VariantAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;

use super::Json;

/// The tree does not fit the type, or the type has no form as a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfit;

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("does not fit")
    }
}

impl std::error::Error for Unfit {}

impl de::Error for Unfit {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

impl serde::ser::Error for Unfit {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl Json {
    /// The tree as a value of a type.
    ///
    /// # Errors
    ///
    /// It does not fit.
    pub fn to_typed<'de, T: Deserialize<'de>>(&'de self) -> Result<T, Unfit> {
        T::deserialize(self)
    }
}

/// By reference: every type that is read gets its own copy of this code, and one that owns the tree carries the code
/// that drops the rest of it along.
impl<'de> Deserializer<'de> for &'de Json {
    type Error = Unfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        match self {
            Json::Null => visitor.visit_unit(),
            Json::Bool(value) => visitor.visit_bool(*value),
            Json::Int(value) => visitor.visit_i64(*value),
            Json::Float(value) => visitor.visit_f64(*value),
            Json::Text(value) => visitor.visit_borrowed_str(value),
            Json::List(items) => visitor.visit_seq(Items(items.iter())),
            Json::Object(members) => visitor.visit_map(Members { left: members.iter(), value: None }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        match self {
            Json::Null => visitor.visit_none(),
            value => visitor.visit_some(value),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Unfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        visitor.visit_bool(self.as_bool().ok_or(Unfit)?)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        visitor.visit_i64(self.as_i64().ok_or(Unfit)?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        visitor.visit_i64(self.as_i64().ok_or(Unfit)?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        visitor.visit_borrowed_str(self.as_str().ok_or(Unfit)?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        visitor.visit_borrowed_str(self.as_str().ok_or(Unfit)?)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        visitor.visit_seq(Items(self.as_list().ok_or(Unfit)?.iter()))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        visitor.visit_map(Members { left: self.as_object().ok_or(Unfit)?.iter(), value: None })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unfit> {
        visitor.visit_seq(Fields { names: names.iter(), of: self.as_object().ok_or(Unfit)? })
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        visitor.visit_unit()
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unfit> {
        visitor.visit_enum(self.variant().ok_or(Unfit)?)
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 u8 u32 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct identifier
    }
}

impl Json {
    /// Externally tagged: a name, or an object of one member.
    fn variant(&self) -> Option<Variant<'_>> {
        match self {
            Self::Text(name) => Some(Variant { name, content: None }),
            Self::Object(members) if members.len() == 1 => {
                let (name, content) = members.iter().next()?;
                Some(Variant { name, content: Some(content) })
            }
            _ => None,
        }
    }
}

struct Items<'de>(slice::Iter<'de, Json>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Unfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Unfit> {
        match self.0.next() {
            Some(item) => seed.deserialize(item).map(Some),
            None => Ok(None),
        }
    }
}

/// The fields of a struct in the order of its declaration. What `serde` derives for a sequence is a fraction of what it
/// derives for a map, since no names are compared. A field that is not there ends the sequence for this one field; then
/// `#[serde(default)]` helps, and without it the tree does not fit. Unknown members are passed over.
struct Fields<'de> {
    names: slice::Iter<'static, &'static str>,
    of: &'de BTreeMap<String, Json>,
}

impl<'de> Fields<'de> {
    /// In one copy, like [`Members::step`].
    #[inline(never)]
    fn step(&mut self) -> Option<&'de Json> {
        self.of.get(*self.names.next()?)
    }
}

impl<'de> SeqAccess<'de> for Fields<'de> {
    type Error = Unfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Unfit> {
        match self.step() {
            Some(value) => seed.deserialize(value).map(Some),
            None => Ok(None),
        }
    }
}

struct Members<'de> {
    left: btree_map::Iter<'de, String, Json>,
    /// Of the name that was handed out last.
    value: Option<&'de Json>,
}

impl<'de> Members<'de> {
    /// Walking a tree map is much code, and this would be in every copy.
    #[inline(never)]
    fn step(&mut self) -> Option<&'de str> {
        let (name, value) = self.left.next()?;
        self.value = Some(value);
        Some(name)
    }
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Unfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unfit> {
        match self.step() {
            Some(name) => seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unfit> {
        seed.deserialize(self.value.ok_or(Unfit)?)
    }
}

struct Variant<'de> {
    name: &'de str,
    content: Option<&'de Json>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Unfit;
    type Variant = Content<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Content<'de>), Unfit> {
        Ok((seed.deserialize(BorrowedStrDeserializer::new(self.name))?, Content(self.content)))
    }
}

struct Content<'de>(Option<&'de Json>);

impl<'de> VariantAccess<'de> for Content<'de> {
    type Error = Unfit;

    fn unit_variant(self) -> Result<(), Unfit> {
        if self.0.is_none_or(Json::is_null) { Ok(()) } else { Err(Unfit) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Unfit> {
        seed.deserialize(self.0.ok_or(Unfit)?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unfit> {
        self.0.ok_or(Unfit)?.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, names: &'static [&'static str], visitor: V) -> Result<V::Value, Unfit> {
        self.0.ok_or(Unfit)?.deserialize_struct("", names, visitor)
    }
}

/// An object from its members.
pub(super) fn object(members: Vec<(String, Json)>) -> Json {
    // One by one: building a map from an iterator sorts, and a sort costs more than these few members are worth.
    let mut object = BTreeMap::new();
    for (name, value) in members {
        object.insert(name, value);
    }
    Json::Object(object)
}
