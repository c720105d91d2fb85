// What a hostile page tries. Each function runs in the page's own world and uses nothing from outside itself.

/**
 * @typedef {"made" | "refused" | "untouched" | "gone"} Outcome
 * @typedef {object} Attack
 * @property {string} tries what it is
 * @property {() => void} [before] runs before anything else in the page, as a page's own scripts may
 * @property {(place: { x: number, y: number }) => void} [act] runs while the review is shown; `place` is the button that writes
 * @property {true} [hides] the button has to notice before it is pressed: no person is faster than that
 * @property {true} [moves] the button is pressed where it then is
 * @property {Outcome | { chromium: Outcome, firefox: Outcome }} outcome what comes of a trusted press at the button's place.
 *   `made`: the person saw the button, and it worked; `refused`: it did not count, with words; `untouched`: the page took
 *   the press itself; `gone`: the checklist took itself off the page, and the toolbar button says so
 */

/** A cover in the top layer, of which our listeners do not hear. */
const deaf = () => {
  for (const type of ["toggle", "beforetoggle"]) {
    addEventListener(type, (event) => event.stopImmediatePropagation(), { capture: true });
  }
};

const cover = (style) => `(() => {
  const cover = document.createElement("div");
  cover.popover = "manual";
  cover.id = "cover";
  cover.textContent = "You have won. Press here.";
  cover.style.cssText = "position:fixed;inset:0;width:auto;height:auto;background:gold;${style}";
  document.body.append(cover);
  cover.showPopover();
})()`;

/** @type {Attack[]} */
export const ATTACKS = [
  {
    tries: "patches what the page's scripts share: attachShadow, addEventListener, JSON, fetch, observers, isTrusted",
    before: () => {
      globalThis.caught = [];
      const note = (name) => globalThis.caught.push(name);
      const attach = Element.prototype.attachShadow;
      Element.prototype.attachShadow = function (options) {
        const root = attach.call(this, { ...options, mode: "open" });
        note("attachShadow");
        return root;
      };
      const listen = EventTarget.prototype.addEventListener;
      EventTarget.prototype.addEventListener = function (type, listener, options) {
        if (this instanceof Element && this.matches("html > [popover]")) note("addEventListener");
        return listen.call(this, type, listener, options);
      };
      const show = HTMLElement.prototype.showPopover;
      HTMLElement.prototype.showPopover = function () {
        note("showPopover");
        return show.call(this);
      };
      const ask = globalThis.fetch;
      globalThis.fetch = (...what) => {
        if (String(what[0]).includes("/$batch")) note("fetch");
        return ask(...what);
      };
      Object.defineProperty(Event.prototype, "isTrusted", { get: () => true, configurable: true });
      Document.prototype.elementFromPoint = () => document.documentElement.lastElementChild;
      ShadowRoot.prototype.elementFromPoint = () => null;
      JSON.parse = () => ({});
      globalThis.IntersectionObserver = class {
        observe() {}
      };
    },
    act: () => {
      const host = document.querySelector("html > [popover]");
      if (host.shadowRoot !== null) globalThis.caught.push("the closed root");
      host.click();
    },
    outcome: "made",
  },
  {
    tries: "makes up clicks and keys on the host",
    act: ({ x, y }) => {
      const host = document.querySelector("html > [popover]");
      const at = { bubbles: true, composed: true, cancelable: true, clientX: x, clientY: y, detail: 1 };
      for (const type of ["pointerover", "pointerdown", "mousedown", "pointerup", "mouseup", "click", "dblclick"]) {
        host.dispatchEvent(new (type.startsWith("pointer") ? PointerEvent : MouseEvent)(type, at));
      }
      for (const type of ["keydown", "keypress", "keyup"]) {
        host.dispatchEvent(new KeyboardEvent(type, { key: "Enter", code: "Enter", bubbles: true, composed: true }));
      }
      host.click();
      host.focus();
    },
    outcome: "made",
  },
  {
    tries: "sends our own messages: postMessage, events, storage events, the extension platform",
    act: () => {
      for (const type of ["open", "page", "panel", "open-tab", "guide", "badge", "state"]) {
        const message = { type, open: false, tabId: 1, url: "https://example.org/", linked: true, text: "!" };
        postMessage(message, "*");
        document.dispatchEvent(new CustomEvent(type, { detail: message }));
        try {
          globalThis.chrome?.runtime?.sendMessage?.(message);
          globalThis.browser?.runtime?.sendMessage?.(message);
        } catch {
          // No platform for the page: that is the point.
        }
      }
      dispatchEvent(new StorageEvent("storage", { key: "settings", newValue: '{"guideOnly":false}' }));
      localStorage.setItem("org/https://contoso.crm4.dynamics.com/memory", "{}");
    },
    outcome: "made",
  },
  {
    tries: "takes the host away once, gives it foreign attributes and a style of its own",
    act: () => {
      const host = document.querySelector("html > [popover]");
      host.remove();
      host.style.cssText = "opacity:0!important;transform:scale(.01)!important;display:none!important";
      host.setAttribute("aria-hidden", "true");
      const sheet = document.createElement("style");
      sheet.textContent =
        "html > [popover] { opacity: 0 !important; visibility: hidden !important; inset: 90% !important }";
      document.head.append(sheet);
    },
    outcome: "made",
  },
  {
    tries: "fades and shrinks the host by an animation",
    act: () => {
      const to = { opacity: [0, 0], transform: ["scale(.01)", "scale(.01)"], visibility: ["hidden", "hidden"] };
      document.querySelector("html > [popover]").animate(to, { duration: 1e8, fill: "both" });
    },
    outcome: "made",
  },
  {
    tries: "takes the host away again and again",
    act: () => {
      const away = () => document.querySelectorAll("html > [popover]").forEach((host) => host.remove());
      new MutationObserver(away).observe(document.documentElement, { childList: true });
      away();
    },
    outcome: "gone",
  },
  {
    tries: "covers with the highest z-index there is",
    act: () => {
      const cover = document.createElement("div");
      cover.style.cssText = "position:fixed;inset:0;z-index:2147483647;background:gold;pointer-events:none";
      document.documentElement.append(cover);
    },
    outcome: "made",
  },
  {
    tries: "covers with a popover that our listeners do not hear of and that lets the pointer through",
    before: deaf,
    act: cover("pointer-events:none"),
    hides: true,
    outcome: "refused",
  },
  {
    tries: "covers again each time we come to the front",
    act: () => {
      const cover = document.createElement("div");
      cover.popover = "manual";
      cover.style.cssText = "position:fixed;inset:0;width:auto;height:auto;background:gold;pointer-events:none";
      document.body.append(cover);
      let left = 60;
      const again = () => {
        if (cover.matches(":popover-open")) cover.hidePopover();
        cover.showPopover();
        left -= 1;
        if (left > 0) requestAnimationFrame(again);
      };
      again();
    },
    hides: true,
    outcome: "refused",
  },
  {
    tries: "covers from inside a closed shadow root",
    before: deaf,
    act: () => {
      const holder = document.createElement("div");
      const cover = document.createElement("div");
      cover.popover = "manual";
      cover.style.cssText = "position:fixed;inset:0;width:auto;height:auto;background:gold;pointer-events:none";
      document.body.append(holder);
      holder.attachShadow({ mode: "closed" }).append(cover);
      cover.showPopover();
    },
    hides: true,
    outcome: "refused",
  },
  {
    tries: "covers with the shadow of a popover that has no size",
    before: deaf,
    act: cover(
      "inset:0 auto auto 0;width:0;height:0;padding:0;border:0;box-shadow:0 0 0 9999px gold;pointer-events:none",
    ),
    hides: true,
    outcome: "refused",
  },
  {
    tries: "covers, and takes the cover away as the pointer goes down",
    before: deaf,
    act: `${cover("pointer-events:none")};
      addEventListener("pointerdown", () => document.getElementById("cover").remove(), { capture: true })`,
    hides: true,
    outcome: "refused",
  },
  {
    tries: "covers with a change of the whole view",
    act: () => {
      const sheet = document.createElement("style");
      sheet.textContent = `::view-transition { background: gold; pointer-events: none }
        ::view-transition-group(root) { animation: still 1000s }
        ::view-transition-old(root), ::view-transition-new(root) { opacity: 0; animation: none }
        @keyframes still { from { opacity: 0 } to { opacity: 0 } }`;
      document.head.append(sheet);
      document.startViewTransition(() => undefined);
    },
    hides: true,
    // To Chromium all of it is the page's root, whatever it lets through.
    outcome: { chromium: "untouched", firefox: "refused" },
  },
  {
    tries: "covers with a popover that takes the press",
    before: deaf,
    act: cover(""),
    outcome: "untouched",
  },
  {
    tries: "opens a modal dialog",
    act: () => {
      const dialog = document.createElement("dialog");
      dialog.style.cssText = "position:fixed;inset:0;width:auto;height:auto;max-width:none;max-height:none";
      document.body.append(dialog);
      dialog.showModal();
    },
    outcome: "untouched",
  },
  {
    tries: "makes what we hang under see-through",
    act: () => document.documentElement.style.setProperty("opacity", "0.01"),
    outcome: "refused",
  },
  {
    tries: "takes us out of the top layer, unheard",
    before: deaf,
    act: () => document.querySelector("html > [popover]").hidePopover(),
    outcome: "refused",
  },
  {
    tries: "keeps the beginning of the press from us",
    act: () => addEventListener("pointerdown", (event) => event.stopImmediatePropagation(), { capture: true }),
    outcome: "refused",
  },
  {
    tries: "makes everything too small to read",
    act: () => document.documentElement.style.setProperty("zoom", "0.25"),
    moves: true,
    outcome: "refused",
  },
  {
    tries: "names its own elements as the document names its parts",
    before: () =>
      addEventListener("DOMContentLoaded", () => {
        for (const name of ["body", "documentElement", "activeElement", "location", "defaultView", "visibilityState"]) {
          const form = document.createElement("form");
          form.id = name;
          form.setAttribute("name", name);
          form.append(Object.assign(document.createElement("input"), { name: "parentElement", type: "hidden" }));
          document.body.append(form);
        }
      }),
    outcome: "made",
  },
];
