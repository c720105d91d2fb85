// The guide's overlay in a page that is not kind to it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../../e2e/lib/until.mjs";
import { clean } from "./axe.mjs";
import { onStage } from "./stage.mjs";

const GEAR = "button[data-id=personalSettingsLauncher]";
const STEP = "The sync user has the role";

/** What the callout says, where ring and callout are, and how they look. */
const seen = (root) => {
  const box = (element) => {
    if (!element || element.hidden) return null;
    const { x, y, width, height } = element.getBoundingClientRect();
    return width ? { x, y, width, height } : null;
  };
  const callout = root.querySelector(".callout");
  if (!callout || callout.hidden) return null;
  return {
    text: root.querySelector(".guide-text").textContent.replace(/[\u2066-\u2069]/g, ""),
    ring: box(root.querySelector(".ring")),
    callout: box(callout),
    panel: box(root.querySelector(".panel")),
    look: ["fontSize", "lineHeight", "color", "fontFamily"].map((name) =>
      getComputedStyle(callout.querySelector("button"))[name].toString(),
    ),
  };
};

const overlap = (one, other) =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;

onStage(
  "the guide's overlay",
  (stage) => {
    /** The guide as soon as it says this and rests. */
    const settled = async (text, ring = true) => {
      let last = "";
      return until(
        async () => `"${text}" at rest: ${JSON.stringify(await stage.look(seen))}`,
        async () => {
          const now = await stage.look(seen);
          const rests = now?.text === text && (now.ring !== null) === ring && JSON.stringify(now) === last;
          last = JSON.stringify(now);
          return rests ? now : null;
        },
      );
    };

    const begin = async () => {
      await stage.checklist();
      await stage.pick();
      await stage.sees(/does not have it/);
      const shows = () =>
        stage.look((root) => [...root.querySelectorAll(".panel button")].some((b) => b.innerText === "Show me"));
      if (!(await shows())) await stage.press(".row", STEP);
      await stage.press(".panel button", "Show me");
      return settled("Press the gear.");
    };

    const focus = () =>
      stage.page.evaluate((gear) => {
        const root = platform.roots.findLast(({ host }) => host.isConnected)?.root;
        if (root?.activeElement) return root.activeElement.closest(".callout") ? "callout" : "panel";
        return document.activeElement?.matches(gear) ? "control" : "page";
      }, GEAR);

    const turn = async () => {
      await stage.page.keyboard.down("Alt");
      await stage.page.keyboard.down("Shift");
      await stage.page.keyboard.press("KeyG");
      await stage.page.keyboard.up("Shift");
      await stage.page.keyboard.up("Alt");
    };

    test("hostile styles and a page that hides its body leave it as it is", async () => {
      const before = await begin();
      await stage.page.evaluate(() => {
        const style = document.createElement("style");
        style.textContent = "button{font-size:44px!important} *{line-height:3!important; all: revert}";
        document.head.append(style);
      });
      await stage.page.evaluate(() => {
        for (const child of document.body.children) child.setAttribute("aria-hidden", "true");
        for (const child of document.documentElement.children) child.setAttribute("aria-hidden", "true");
      });
      const after = await until("the same looks", async () => {
        const now = await stage.look(seen);
        return now && JSON.stringify(now.look) === JSON.stringify(before.look) ? now : null;
      });
      assert.deepEqual(after.callout.width, before.callout.width);
      assert.deepEqual(after.callout.height, before.callout.height);
      // The page has come apart, so the panel may make room at the other side; it is as large as before.
      const size = ({ panel: { width, height } }) => [width, height];
      assert.deepEqual(size(after), size(before));
      const hidden = await stage.look((root) => root.host.closest("[aria-hidden]") !== null);
      assert.equal(hidden, false);
    });

    test("pointer, hover and clicks go through everything but the callout", async () => {
      const { ring, callout } = await begin();
      const at = (box) => [box.x + box.width / 2, box.y + box.height / 2];
      const top = (x, y) =>
        stage.page.evaluate((a, b) => document.elementFromPoint(a, b)?.closest("[data-id]")?.dataset.id, x, y);
      assert.equal(await top(...at(ring)), "personalSettingsLauncher");
      await stage.page.mouse.move(...at(ring));
      assert.equal(await stage.page.evaluate((gear) => document.querySelector(gear).matches(":hover"), GEAR), true);
      const dim = await stage.page.evaluate(() => {
        const [x, y] = [innerWidth / 2, innerHeight - 4];
        return document.elementFromPoint(x, y) !== platform.roots.findLast(({ host }) => host.isConnected).root.host;
      });
      assert.equal(dim, true, "the dim is only to be seen");
      const [x, y] = at(callout);
      const ours = await stage.page.evaluate(
        (a, b) => document.elementFromPoint(a, b) === platform.roots.findLast(({ host }) => host.isConnected).root.host,
        x,
        y,
      );
      assert.equal(ours, true);
      await stage.page.mouse.click(...at(ring));
      await settled("Press Advanced Settings. A new tab opens.");
    });

    test("a key leads to the callout, to the control, and back; Tab and Escape stay the page's", async () => {
      await begin();
      await stage.page.evaluate(() => {
        globalThis.heard = [];
        document.addEventListener("keydown", (event) => globalThis.heard.push([event.code, event.defaultPrevented]));
        document.body.tabIndex = -1;
        document.body.focus();
      });
      assert.equal(await focus(), "page");
      await turn();
      assert.equal(await focus(), "callout");
      await turn();
      assert.equal(await focus(), "control");
      await stage.page.evaluate(() => (globalThis.heard = []));
      await stage.page.keyboard.press("Escape");
      assert.deepEqual(await stage.page.evaluate(() => globalThis.heard), [["Escape", false]]);
      assert.notEqual(await stage.look(seen), null);
      await turn();
      assert.equal(await focus(), "callout");
      for (let times = 0; (await focus()) === "callout"; times += 1) {
        assert.ok(times < 30, "Tab leads out of the callout");
        await stage.page.keyboard.press("Tab");
      }
    });

    test("every control of the callout can be used by keyboard, and the focus stays", async () => {
      await begin();
      await turn();
      const focused = () => stage.look((root) => root.activeElement?.innerText);
      assert.equal(await focused(), "Skip");
      await stage.page.keyboard.press("Enter");
      await until("the stop after", async () => /Advanced Settings/.test((await stage.look(seen))?.text));
      assert.equal(await focused(), "Skip");
      await stage.page.keyboard.down("Shift");
      await stage.page.keyboard.press("Tab");
      await stage.page.keyboard.up("Shift");
      assert.equal(await focused(), "Back");
      await stage.page.keyboard.press("Enter");
      await settled("Press the gear.");
      const ask = () => stage.look((root) => root.querySelector(".guide-ask button").getAttribute("aria-expanded"));
      assert.equal(await ask(), "false");
      await stage.look((root) => root.querySelector(".guide-ask button").focus());
      await stage.page.keyboard.press("Enter");
      await until("the reasons", async () => (await ask()) === "true");
      assert.equal(await focused(), "I can't find it");
      await clean(stage, "the callout with its reasons");
    });

    test("a control that was asked for holds until the page moves on", async () => {
      await begin();
      await stage.press(".callout button", "Skip");
      await until("the stop after", async () => /Advanced Settings/.test((await stage.look(seen))?.text));
      await stage.page.evaluate(() => document.body.append(document.createElement("i")));
      assert.match((await stage.look(seen)).text, /Advanced Settings/);
      await stage.press(".callout button", "Back");
      await settled("Press the gear.");
      await stage.page.click(GEAR);
      const { ring } = await settled("Press Advanced Settings. A new tab opens.");
      assert.ok(ring);
    });

    test("it follows what is replaced, and says so where it is gone", async () => {
      const before = await begin();
      await stage.page.evaluate((gear) => {
        const old = document.querySelector(gear);
        const fresh = old.cloneNode(true);
        fresh.style.marginInlineEnd = "120px";
        old.replaceWith(fresh);
      }, GEAR);
      await until("the ring on the new one", async () => {
        const now = await stage.look(seen);
        return now?.ring && Math.abs(before.ring.x - now.ring.x - 120) < 4;
      });
      await stage.page.evaluate((gear) => (document.querySelector(gear).hidden = true), GEAR);
      await until("no ring", async () => (await stage.look(seen))?.ring === null);
      await stage.middle(".guide-reasons li");
      await clean(stage, "a control that is missing");
      await stage.page.evaluate((gear) => (document.querySelector(gear).hidden = false), GEAR);
      await until("the ring again", async () => (await stage.look(seen))?.ring);
    });

    for (const [title, width, height] of [
      ["320 pixels", 320, 640],
      ["400 % zoom", 320, 256],
    ]) {
      test(`at ${title} it stays on the screen and off the control`, async () => {
        await begin();
        await stage.page.setViewport({ width, height });
        const now = await until("a callout on the screen", async () => {
          const { callout, ring } = (await stage.look(seen)) ?? {};
          const fits = callout && callout.x >= 0 && callout.y >= 0 && callout.x + callout.width <= width;
          return fits && callout.y + callout.height <= height && ring ? { callout, ring } : null;
        });
        assert.equal(overlap(now.callout, now.ring), false);
        assert.equal(
          await stage.look(
            (root) => root.querySelector(".callout").scrollWidth <= root.querySelector(".callout").clientWidth,
          ),
          true,
          "nothing is cut off sideways",
        );
      });
    }

    test("right to left, the callout begins at the right", async () => {
      await stage.page.evaluate(() => (platform.direction = "rtl"));
      const { ring, callout } = await begin();
      const sides = await stage.look((root) => {
        const box = (selector) => root.querySelector(selector).getBoundingClientRect();
        return [box(".guide-title").right, box(".callout").right, box(".guide-place").left, box(".callout").left];
      });
      assert.ok(sides[1] - sides[0] < 24 && sides[2] - sides[3] < 24, String(sides));
      assert.equal(overlap(ring, callout), false);
    });

    test("with nothing happening, nothing runs", async () => {
      await begin();
      const count = await stage.page.evaluate(async () => {
        let asked = 0;
        const [frame, timer] = [globalThis.requestAnimationFrame, globalThis.setTimeout];
        globalThis.requestAnimationFrame = (...all) => ((asked += 1), frame(...all));
        globalThis.setTimeout = (...all) => ((asked += 1), timer(...all));
        for (let at = 0; at < 60; at += 1) await new Promise((done) => frame(done));
        [globalThis.requestAnimationFrame, globalThis.setTimeout] = [frame, timer];
        return asked;
      });
      assert.equal(count, 0);
    });

    test("ended, it leaves nothing behind", async () => {
      await begin();
      await stage.press(".callout button", "End the guide");
      await until("no guide", async () => (await stage.look((root) => root.querySelectorAll(".guide").length)) === 0);
      await turn();
      assert.notEqual(await focus(), "callout");
    });
  },
  { scenario: "user-ready" },
);
