//! The few calls of the extension platform that the content script uses: `browser` in Firefox, `chrome` elsewhere.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// `js_sys::global()` gives the window, and in Firefox the platform hangs on the content script's own global.
    #[wasm_bindgen(thread_local_v2, js_name = globalThis)]
    static GLOBAL: JsValue;

    /// `runtime.Port`.
    #[derive(Clone)]
    pub(super) type Port;

    /// Sends to the other end.
    #[wasm_bindgen(method, catch, js_name = postMessage)]
    pub(super) fn post_message(this: &Port, message: &JsValue) -> Result<(), JsValue>;

    /// Closes it; the other end is told, this one is not.
    #[wasm_bindgen(method, catch)]
    pub(super) fn disconnect(this: &Port) -> Result<(), JsValue>;

    #[wasm_bindgen(method, getter, js_name = onMessage)]
    pub(super) fn on_message(this: &Port) -> Signal;

    #[wasm_bindgen(method, getter, js_name = onDisconnect)]
    pub(super) fn on_disconnect(this: &Port) -> Signal;

    /// An event of the platform.
    #[derive(Clone)]
    pub(super) type Signal;

    #[wasm_bindgen(method, catch, js_name = addListener)]
    pub(super) fn add_listener(this: &Signal, listener: &Function) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = removeListener)]
    pub(super) fn remove_listener(this: &Signal, listener: &Function) -> Result<(), JsValue>;

    #[derive(Clone)]
    type Api;

    #[wasm_bindgen(method, catch, getter)]
    fn runtime(this: &Api) -> Result<Runtime, JsValue>;

    #[wasm_bindgen(method, catch, getter)]
    fn storage(this: &Api) -> Result<Storage, JsValue>;

    #[wasm_bindgen(method, catch, getter)]
    fn i18n(this: &Api) -> Result<I18n, JsValue>;

    type Runtime;

    #[wasm_bindgen(method, catch, js_name = sendMessage)]
    fn send_message(this: &Runtime, message: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn connect(this: &Runtime, info: &JsValue) -> Result<Port, JsValue>;

    type Storage;

    #[wasm_bindgen(method, catch, getter)]
    fn local(this: &Storage) -> Result<Area, JsValue>;

    #[wasm_bindgen(method, catch, getter, js_name = onChanged)]
    fn on_changed(this: &Storage) -> Result<Signal, JsValue>;

    type Area;

    #[wasm_bindgen(method, catch)]
    fn get(this: &Area, keys: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, js_name = set)]
    fn put(this: &Area, items: &JsValue) -> Result<Promise, JsValue>;

    type I18n;

    #[wasm_bindgen(method, catch, js_name = getMessage)]
    fn get_message(this: &I18n, key: &str, substitutions: &Array) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = getUILanguage)]
    fn get_ui_language(this: &I18n) -> Result<JsValue, JsValue>;
}

/// The platform is not there any more: the extension was updated or removed while its page stayed open.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gone;

impl From<JsValue> for Gone {
    fn from(_: JsValue) -> Self {
        Self
    }
}

/// The platform.
#[derive(Clone)]
pub(super) struct Browser {
    api: Api,
    /// Says a message in another language than the browser's own, as the platform's `getMessage` does.
    words: Option<Function>,
}

impl Browser {
    /// Finds it. `words` is a function that says messages in place of the platform; anything else leaves it to that.
    pub(super) fn find(words: JsValue) -> Result<Self, Gone> {
        let words = words.dyn_into::<Function>().ok();
        let global = GLOBAL.with(JsValue::clone);
        for name in ["browser", "chrome"] {
            let api = Reflect::get(&global, &name.into())?;
            // Pages of Chromium have a `chrome` of their own, without `runtime`, and other libraries a `browser`.
            if api.is_object() && Reflect::get(&api, &"runtime".into()).is_ok_and(|runtime| runtime.is_object()) {
                return Ok(Self { api: api.unchecked_into(), words });
            }
        }
        Err(Gone)
    }

    /// A translated message; `None` where there is none of this key.
    pub(super) fn message(&self, key: &str, substitutions: &Array) -> Option<String> {
        let said = match &self.words {
            Some(words) => words.call2(&JsValue::UNDEFINED, &key.into(), substitutions),
            None => self.api.i18n().ok()?.get_message(key, substitutions),
        };
        let text = said.ok()?.as_string()?;
        (!text.is_empty()).then_some(text)
    }

    /// Language of the browser.
    pub(super) fn ui_language(&self) -> Option<String> {
        self.api.i18n().ok()?.get_ui_language().ok()?.as_string()
    }

    /// Tells the background something and does not wait for an answer.
    pub(super) fn tell(&self, kind: &str, members: &[(&str, &JsValue)]) {
        let message = record(members);
        // The object is new and plain.
        let _ = Reflect::set(&message, &"type".into(), &kind.into());
        if let Ok(answer) = self.api.runtime().and_then(|runtime| runtime.send_message(&message)) {
            wasm_bindgen_futures::spawn_local(async move {
                // Badge and tab bookkeeping: when the background is gone there is nobody left to show them.
                let _ = JsFuture::from(answer).await;
            });
        }
    }

    /// Opens a port to the background.
    pub(super) fn connect(&self, name: &str) -> Result<Port, Gone> {
        Ok(self.api.runtime()?.connect(&record(&[("name", &name.into())]))?)
    }

    /// Everything in `storage.local`.
    pub(super) async fn stored(&self) -> Result<JsValue, Gone> {
        let reading = self.api.storage()?.local()?.get(&JsValue::NULL)?;
        Ok(JsFuture::from(reading).await?)
    }

    /// What `storage.local` has under one key, as an object with that key.
    pub(super) async fn stored_at(&self, key: &str) -> Result<JsValue, Gone> {
        let reading = self.api.storage()?.local()?.get(&key.into())?;
        Ok(JsFuture::from(reading).await?)
    }

    /// Puts one value into `storage.local`. Fails when the quota is used up, too.
    pub(super) async fn store(&self, key: &str, value: &JsValue) -> Result<(), Gone> {
        let writing = self.api.storage()?.local()?.put(&record(&[(key, value)]))?;
        JsFuture::from(writing).await?;
        Ok(())
    }

    /// `storage.onChanged`.
    pub(super) fn storage_changed(&self) -> Result<Signal, Gone> {
        Ok(self.api.storage()?.on_changed()?)
    }
}

/// A plain object.
pub(super) fn record(members: &[(&str, &JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        // Setting a property of a new plain object cannot fail.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

/// A listener that is taken away when it is dropped.
pub(super) struct Listening<T: ?Sized> {
    signal: Signal,
    callback: Closure<T>,
}

impl<T: ?Sized> Listening<T> {
    /// Starts to listen.
    pub(super) fn start(signal: Signal, callback: Closure<T>) -> Result<Self, Gone> {
        signal.add_listener(callback.as_ref().unchecked_ref())?;
        Ok(Self { signal, callback })
    }
}

impl<T: ?Sized> Drop for Listening<T> {
    fn drop(&mut self) {
        // After an update of the extension the platform has forgotten its listeners itself.
        let _ = self.signal.remove_listener(self.callback.as_ref().unchecked_ref());
    }
}
