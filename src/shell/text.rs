//! Messages become text: the browser's translations, plural forms, numbers and times.

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::browser::Browser;
use crate::core::message::{Arg, Message, Moment};
use crate::dataverse::language;

/// First strong isolate … pop directional isolate: text of the organisation keeps its own direction, and does not
/// change that of the sentence around it.
const ISOLATE: char = '\u{2068}';
const POP: char = '\u{2069}';

/// Everything that depends on the language.
pub(super) struct Texts {
    browser: Browser,
    language: String,
    plural: Intl::PluralRules,
    number: Function,
    time: Function,
    day_and_time: Function,
}

impl Texts {
    /// For the language that the browser has chosen among ours.
    pub(super) fn new(browser: Browser) -> Self {
        // Our messages may be in another language than the browser's own: forms follow the messages.
        let language = browser.message("locale", &Array::new()).unwrap_or_else(|| "en".to_owned());
        let interface = browser.ui_language().unwrap_or_default();
        // en-GB tells the time otherwise than en-US, so the region counts where the language is the same.
        let region = if primary(&interface) == primary(&language) { interface } else { language.clone() };
        let (locales, regions) = (Array::of1(&language.as_str().into()), Array::of1(&region.as_str().into()));
        Self {
            browser,
            plural: Intl::PluralRules::new(&locales, &Object::new()),
            number: Intl::NumberFormat::new(&regions, &Object::new()).format(),
            time: Intl::DateTimeFormat::new(&regions, &styles(&["timeStyle"])).format(),
            day_and_time: Intl::DateTimeFormat::new(&regions, &styles(&["timeStyle", "dateStyle"])).format(),
            language,
        }
    }

    /// Language of the messages, for `lang`.
    pub(super) fn language(&self) -> &str {
        &self.language
    }

    /// `ltr` or `rtl`, that of the messages.
    pub(super) fn direction(&self) -> String {
        self.browser.message("@@bidi_dir", &Array::new()).unwrap_or_else(|| "ltr".to_owned())
    }

    /// A message as text; where there is none, its key.
    pub(super) fn message(&self, message: &Message) -> String {
        self.known(message).unwrap_or_else(|| message.key.to_string())
    }

    /// A message as text, where there is one.
    pub(super) fn known(&self, message: &Message) -> Option<String> {
        let filled: Array = message.args.iter().map(|arg| JsValue::from_str(&self.arg(arg))).collect();
        let plural = match message.args.first() {
            Some(Arg::Count(count)) => self.plural_key(&message.key, *count, &filled),
            _ => None,
        };
        plural.or_else(|| self.browser.message(&message.key, &filled))
    }

    fn plural_key(&self, key: &str, count: u64, filled: &Array) -> Option<String> {
        let form = String::from(self.plural.select(float(count)));
        let ask = |form: &str| self.browser.message(&[key, "_", form].concat(), filled);
        ask(&form).or_else(|| ask("other"))
    }

    fn arg(&self, arg: &Arg) -> String {
        match arg {
            Arg::Text(text) => {
                let mut isolated = String::with_capacity(text.len() + 6);
                isolated.push(ISOLATE);
                isolated.push_str(text);
                isolated.push(POP);
                isolated
            }
            Arg::Count(count) => call(&self.number, &JsValue::from_f64(float(*count))),
            Arg::Time(moment) => self.moment(*moment),
            Arg::Language(lcid) => self.name_of_language(*lcid),
            Arg::Message(message) => self.message(message),
        }
    }

    /// The language's name as the browser says it; its number where nobody knows a name.
    fn name_of_language(&self, lcid: u32) -> String {
        let options = Object::new();
        // Setting a property of a new plain object cannot fail.
        let _ = Reflect::set(&options, &"type".into(), &"language".into());
        let name = language::tag(lcid).and_then(|tag| {
            let names = Intl::DisplayNames::new(&Array::of1(&self.language.as_str().into()), &options);
            names.of(tag).map(String::from)
        });
        name.unwrap_or_else(|| lcid.to_string())
    }

    /// A moment with its date, whichever day it is read.
    pub(super) fn day_and_time(&self, moment: Moment) -> String {
        call(&self.day_and_time, &Date::new(&JsValue::from_f64(float(moment.0))))
    }

    fn moment(&self, moment: Moment) -> String {
        let date = Date::new(&JsValue::from_f64(float(moment.0)));
        let today = date.to_date_string() == Date::new_0().to_date_string();
        call(if today { &self.time } else { &self.day_and_time }, &date)
    }
}

/// `en` of `en-GB`.
fn primary(language: &str) -> &str {
    language.split(['-', '_']).next().unwrap_or(language)
}

fn styles(names: &[&str]) -> Object {
    let options = Object::new();
    for name in names {
        // Setting a property of a new plain object cannot fail.
        let _ = Reflect::set(&options, &(*name).into(), &"short".into());
    }
    options
}

/// Counts and times stay far below 2^53.
#[expect(clippy::cast_precision_loss, reason = "JavaScript knows no other number; values stay below 2^53")]
pub(super) const fn float(value: u64) -> f64 {
    value as f64
}

fn call(format: &Function, value: &JsValue) -> String {
    format
        .call1(&JsValue::UNDEFINED, value)
        .ok()
        .and_then(|text| text.dyn_into::<js_sys::JsString>().ok())
        .map_or_else(String::new, String::from)
}
