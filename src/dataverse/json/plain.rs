//! Typed values as a tree: what `serde` needs for what is kept between visits, and nothing else.

use serde::ser::{Impossible, Serialize, SerializeSeq, SerializeStruct, SerializeStructVariant, Serializer};

use super::Json;
use super::typed::{Unfit, object};

impl Json {
    /// The tree of a value.
    ///
    /// # Errors
    ///
    /// The value holds something that no file of ours holds: a fraction, bytes, a tuple, a map.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Result<Self, Unfit> {
        value.serialize(Plain)
    }
}

struct Plain;

impl Plain {
    fn variant(name: &'static str, content: Json) -> Json {
        object(vec![(name.to_owned(), content)])
    }
}

type No = Impossible<Json, Unfit>;

impl Serializer for Plain {
    type Ok = Json;
    type Error = Unfit;
    type SerializeSeq = List;
    type SerializeTuple = No;
    type SerializeTupleStruct = No;
    type SerializeTupleVariant = No;
    type SerializeMap = No;
    type SerializeStruct = Struct;
    type SerializeStructVariant = Struct;

    fn serialize_bool(self, value: bool) -> Result<Json, Unfit> {
        Ok(Json::Bool(value))
    }

    fn serialize_i8(self, value: i8) -> Result<Json, Unfit> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<Json, Unfit> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<Json, Unfit> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<Json, Unfit> {
        Ok(Json::Int(value))
    }

    fn serialize_u8(self, value: u8) -> Result<Json, Unfit> {
        self.serialize_i64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<Json, Unfit> {
        self.serialize_i64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<Json, Unfit> {
        self.serialize_i64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<Json, Unfit> {
        self.serialize_i64(value.try_into().map_err(|_| Unfit)?)
    }

    fn serialize_f32(self, _: f32) -> Result<Json, Unfit> {
        Err(Unfit)
    }

    fn serialize_f64(self, _: f64) -> Result<Json, Unfit> {
        Err(Unfit)
    }

    fn serialize_char(self, value: char) -> Result<Json, Unfit> {
        Ok(Json::Text(value.into()))
    }

    fn serialize_str(self, value: &str) -> Result<Json, Unfit> {
        Ok(Json::Text(value.to_owned()))
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<Json, Unfit> {
        Err(Unfit)
    }

    fn serialize_none(self) -> Result<Json, Unfit> {
        Ok(Json::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Json, Unfit> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Json, Unfit> {
        Ok(Json::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Json, Unfit> {
        Ok(Json::Null)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Result<Json, Unfit> {
        Ok(Json::Text(name.to_owned()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<Json, Unfit> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Result<Json, Unfit> {
        Ok(Self::variant(name, value.serialize(self)?))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List, Unfit> {
        Ok(List(Vec::new()))
    }

    fn serialize_tuple(self, _: usize) -> Result<No, Unfit> {
        Err(Unfit)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<No, Unfit> {
        Err(Unfit)
    }

    fn serialize_tuple_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<No, Unfit> {
        Err(Unfit)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<No, Unfit> {
        Err(Unfit)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Struct, Unfit> {
        Ok(Struct { variant: None, members: Vec::new() })
    }

    fn serialize_struct_variant(self, _: &'static str, _: u32, name: &'static str, _: usize) -> Result<Struct, Unfit> {
        Ok(Struct { variant: Some(name), members: Vec::new() })
    }
}

struct List(Vec<Json>);

impl SerializeSeq for List {
    type Ok = Json;
    type Error = Unfit;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unfit> {
        self.0.push(value.serialize(Plain)?);
        Ok(())
    }

    fn end(self) -> Result<Json, Unfit> {
        Ok(Json::List(self.0))
    }
}

struct Struct {
    variant: Option<&'static str>,
    members: Vec<(String, Json)>,
}

impl Struct {
    fn put<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Unfit> {
        self.members.push((name.to_owned(), value.serialize(Plain)?));
        Ok(())
    }

    fn whole(self) -> Json {
        let members = object(self.members);
        match self.variant {
            Some(name) => Plain::variant(name, members),
            None => members,
        }
    }
}

impl SerializeStruct for Struct {
    type Ok = Json;
    type Error = Unfit;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Unfit> {
        self.put(name, value)
    }

    fn end(self) -> Result<Json, Unfit> {
        Ok(self.whole())
    }
}

impl SerializeStructVariant for Struct {
    type Ok = Json;
    type Error = Unfit;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Unfit> {
        self.put(name, value)
    }

    fn end(self) -> Result<Json, Unfit> {
        Ok(self.whole())
    }
}
