// The person shows the guide a control: the press goes to the guide, never to the page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../../e2e/lib/until.mjs";
import { clean } from "./axe.mjs";
import { onStage } from "./stage.mjs";

const GEAR = "button[data-id=personalSettingsLauncher]";
const RENAMED = "button[data-id=globalPreferences]";
const STEP = "The sync user has the role";

/** What the callout says, and where the ring is. */
const seen = (root) => {
  const plain = (selector) => root.querySelector(selector)?.textContent.replace(/[\u2066-\u2069]/g, "");
  const ring = root.querySelector(".ring");
  const { x, y, width, height } = ring?.getBoundingClientRect() ?? {};
  return {
    text: plain(".guide-text"),
    title: plain(".guide-title"),
    buttons: [...root.querySelectorAll(".callout .guide-row button")].map((each) => each.innerText),
    ring: !ring || ring.hidden ? null : { x: x + width / 2, y: y + height / 2 },
  };
};

onStage(
  "showing a control",
  (stage) => {
    const says = (text) =>
      until(
        async () => `"${text}" in ${JSON.stringify(await stage.look(seen))}`,
        async () => {
          const now = await stage.look(seen);
          return now.text?.startsWith(text) ? now : null;
        },
      );

    /** Where something of the page is. */
    const place = (selector) =>
      stage.page.$eval(selector, (element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return [x + width / 2, y + height / 2];
      });

    /** Whether the middle of the ring is on the control. */
    const below = ({ x, y }) =>
      stage.page.evaluate((a, b, gear) => document.elementFromPoint(a, b)?.closest(gear) !== null, x, y, RENAMED);

    /** What the page has heard since the last call. */
    const heard = () => stage.page.evaluate(() => globalThis.heard.splice(0));

    /** The guide on a page whose gear is called otherwise, with the person about to show it. */
    const begin = async () => {
      await stage.page.waitForSelector(GEAR);
      await stage.page.evaluate((gear) => {
        const element = document.querySelector(gear);
        for (const name of element.getAttributeNames()) {
          if (!["class", "style", "type"].includes(name)) element.removeAttribute(name);
        }
        element.dataset.id = "globalPreferences";
        element.setAttribute("aria-label", "Preferences");
        globalThis.heard = [];
        for (const name of ["pointerdown", "mousedown", "pointerup", "mouseup", "click", "auxclick", "keydown"]) {
          document.addEventListener(name, ({ type, code }) => globalThis.heard.push(code ?? type), true);
        }
      }, GEAR);
      await stage.checklist();
      await stage.pick();
      await stage.sees(/does not have it/);
      const shows = () =>
        stage.look((root) => [...root.querySelectorAll(".panel button")].some((b) => b.innerText === "Show me"));
      if (!(await shows())) await stage.press(".row", STEP);
      await stage.press(".panel button", "Show me");
      await point();
      const { title, buttons } = await stage.look(seen);
      assert.equal(title, "Press the gear.");
      assert.deepEqual(buttons, ["Cancel"]);
      await heard();
    };

    /** Says that the control will be shown, and waits until the panel has made room for the press. */
    const point = async () => {
      await offered("Point at it");
      await says("Press the control on the page.");
      await until("the panel out of the way", () =>
        stage.page.evaluate((gear) => {
          const { x, y, width, height } = document.querySelector(gear).getBoundingClientRect();
          return document.elementFromPoint(x + width / 2, y + height / 2)?.closest(gear) !== null;
        }, RENAMED),
      );
    };

    /** Uses a button of the callout as soon as it is there; where it stands is not what this is about. */
    const offered = (name) =>
      stage.becomes(
        `"${name}" in the callout`,
        (root, wanted) => {
          const found = [...root.querySelectorAll(".callout button")].find((each) => each.innerText === wanted);
          found?.click();
          return found !== undefined;
        },
        name,
      );

    const turn = async () => {
      await stage.page.keyboard.down("Alt");
      await stage.page.keyboard.down("Shift");
      await stage.page.keyboard.press("KeyG");
      await stage.page.keyboard.up("Shift");
      await stage.page.keyboard.up("Alt");
    };

    const remembered = () =>
      stage.page.evaluate(() => Object.entries(platform.stored).filter(([key]) => key.includes("/anchor/")));

    test("the press picks it and does not reach the page, and it is marked once it is kept", async () => {
      await begin();
      const at = await place(RENAMED);
      await stage.page.mouse.move(...at);
      await until("the ring on what is below the pointer", async () => {
        const { ring } = await stage.look(seen);
        return ring && below(ring);
      });
      await stage.page.mouse.click(...at);
      const { buttons } = await says("You have shown: button Preferences");
      assert.deepEqual(buttons, ["Remember it", "Cancel"]);
      assert.deepEqual(await heard(), [], "the page has heard nothing of it");
      assert.deepEqual(await remembered(), []);
      await clean(stage, "a control that was shown");
      await stage.press(".callout button", "Remember it");
      const { ring } = await until("the mark", async () => {
        const now = await stage.look(seen);
        return now.text === "Press the gear." && now.ring ? now : null;
      });
      assert.ok(await below(ring));
      const [[key, value], ...rest] = await remembered();
      assert.deepEqual(rest, []);
      assert.match(key, /^org\/https:\/\/contoso\.crm4\.dynamics\.com\/anchor\/gear$/);
      assert.deepEqual(value.by, { Attribute: { name: "data-id", value: "globalPreferences" } });
      await stage.page.mouse.click(...at);
      await until("the page's own press", async () => (await heard()).includes("click"));
    });

    test("what cannot be told apart is refused, and a script of the page picks nothing", async () => {
      await begin();
      await stage.page.evaluate((selector) => {
        const element = document.querySelector(selector);
        element.dataset.id = "cell-7";
        element.setAttribute("aria-label", "12345");
        element.click();
      }, RENAMED);
      assert.deepEqual(await heard(), ["click"]);
      await stage.page.mouse.click(...(await place("button[data-id=cell-7]")));
      await says("Nothing that lasts tells this control from others");
      assert.deepEqual(await heard(), []);
      await offered("Cancel");
      await until("the guide as before", async () => (await stage.look(seen)).buttons.includes("Skip"));
      assert.deepEqual(await remembered(), []);
    });

    test("by keyboard: the key shows what has the focus, and ends it from the callout; Escape stays the page's", async () => {
      await begin();
      await stage.page.keyboard.press("Escape");
      await says("Press the control on the page.");
      await turn();
      await until("the end of it", async () => (await stage.look(seen)).buttons.includes("Skip"));
      await point();
      await stage.page.focus(RENAMED);
      await turn();
      await says("You have shown: button Preferences");
      assert.equal(await stage.look((root) => root.activeElement?.innerText), "Remember it");
      await stage.page.keyboard.press("Enter");
      await until("the mark", async () => (await stage.look(seen)).ring);
      assert.equal((await remembered()).length, 1);
    });

    test("what was stored and cannot be read is said, and nothing is marked by it", async () => {
      await stage.page.evaluate(() => {
        platform.stored["org/https://contoso.crm4.dynamics.com/anchor/gear"] = { schema: 0, stop: "gear" };
      });
      await begin();
      await offered("Cancel");
      await stage.middle(".guide-reasons li", "cannot be read any more");
      await until("no mark", async () => (await stage.look(seen)).ring === null);
    });

    test("a description of the page is offered, once it was said what it holds", async () => {
      await begin();
      await offered("Cancel");
      await stage.page.evaluate(() => {
        const make = URL.createObjectURL;
        globalThis.saved = [];
        URL.createObjectURL = (blob) => (globalThis.saved.push(blob), make.call(URL, blob));
      });
      await offered("Report this page");
      await says("A description of this page as a file");
      assert.deepEqual(await stage.page.evaluate(() => globalThis.saved.length), 0);
      await offered("Save the description");
      const text = await until("a file", () => stage.page.evaluate(() => globalThis.saved[0]?.text()));
      const report = JSON.parse(text);
      assert.equal(report.schema, 1);
      assert.ok(report.pages.includes("uci-shell"));
      assert.match(text, /globalPreferences/);
      assert.doesNotMatch(text, /contoso|marketo sync/i);
    });
  },
  { scenario: "user-ready" },
);
