// The callout for everybody: axe's rules in the dark, right to left and on a narrow screen, and what assistive technology
// is given through the closed root.

import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../../e2e/lib/until.mjs";
import { clean } from "./axe.mjs";
import { onStage } from "./stage.mjs";

const GEAR = "Press the gear.";

onStage(
  "access to the guide",
  (stage) => {
    const says = () => stage.look((root) => root?.querySelector(".guide-text")?.textContent ?? "");
    const marked = () => stage.look((root) => root.querySelector(".ring")?.hidden === false);

    const begin = async () => {
      await stage.checklist();
      await stage.pick();
      await stage.sees(/does not have it/);
      const shows = () =>
        stage.look((root) => [...root.querySelectorAll(".panel button")].some((b) => b.innerText === "Show me"));
      if (!(await shows())) await stage.press(".row", "The sync user has the role");
      await stage.press(".panel button", "Show me");
      await until(GEAR, async () => (await says()) === GEAR && (await marked()));
    };
    const asked = async () => {
      await stage.look((root) => root.querySelector(".guide-ask button").click());
      await stage.middle(".guide-reasons li");
    };

    test("right to left and at 320 pixels no rule is broken", async () => {
      await stage.page.evaluate(() => (platform.direction = "rtl"));
      await begin();
      await asked();
      await clean(stage, "right to left");
      await stage.page.setViewport({ width: 320, height: 640 });
      await stage.becomes("the callout on the screen", (root) => {
        const { left, right } = root.querySelector(".callout").getBoundingClientRect();
        return left >= 0 && right <= 320;
      });
      await clean(stage, "320 pixels");
    });

    test("it hears of names that change, and of a dialog of the browser", async () => {
      await begin();
      await stage.page.evaluate(() => {
        const gear = document.querySelector("button[data-id=personalSettingsLauncher]");
        for (const name of ["data-id", "data-lp-id", "id"]) gear.removeAttribute(name);
        gear.setAttribute("aria-label", "Qwxz");
        gear.setAttribute("data-test-gear", "");
        document.body.append(document.createElement("dialog"));
      });
      await until("no ring", async () => !(await marked()));
      await stage.page.evaluate(() =>
        document.querySelector("[data-test-gear]").setAttribute("aria-label", "Settings"),
      );
      await until("the ring by its name", marked);
      await stage.page.evaluate(() => document.querySelector("dialog").showModal());
      await until("no ring behind the dialog", async () => !(await marked()));
      await stage.page.evaluate(() => document.querySelector("dialog").close());
      await until("the ring again", marked);

      await stage.page.evaluate(() => document.querySelector("[data-test-gear]").click());
      await until("the next instruction", async () => /Advanced Settings/.test(await says()) && (await marked()));
      await stage.page.evaluate(() => {
        const item = document.querySelector("[data-id^='SettingsMenu.AdvancedSettings']");
        item.removeAttribute("data-id");
        item.setAttribute("data-test-item", "");
      });
      await stage.page.evaluate(() => (document.querySelector("[data-test-item]").firstChild.data = "Qwxz"));
      await until("no ring on another word", async () => !(await marked()));
      await stage.page.evaluate(
        () => (document.querySelector("[data-test-item]").firstChild.data = "Advanced Settings"),
      );
      await until("the ring by its word", marked);
    });

    test("a copy that is kept for screen readers alone is no second control, one that can be seen is", async () => {
      const launcher = await stage.page.waitForSelector("button[data-id=personalSettingsLauncher]");
      await launcher.evaluate((gear) => {
        const copy = gear.cloneNode(true);
        copy.style.cssText = "all: unset; position: absolute; width: 1px; height: 1px; overflow: hidden";
        copy.setAttribute("data-test-copy", "");
        gear.after(copy);
      });
      await begin();
      await stage.page.evaluate(() => {
        const { style } = document.querySelector("[data-test-copy]");
        style.width = style.height = "20px";
      });
      await until("no ring on one of two", async () => !(await marked()));
    });

    // What follows can be asked of Chromium alone.
    if (stage.name !== "chromium") return;

    const emulate = async (features) => {
      const session = await stage.page.createCDPSession();
      await session.send("Emulation.setEmulatedMedia", { features });
    };

    test("in the dark no rule is broken", async () => {
      await emulate([{ name: "prefers-color-scheme", value: "dark" }]);
      await begin();
      await asked();
      await clean(stage, "dark");
    });

    test("forced colours keep the ring and draw the callout's edge", async () => {
      await begin();
      const look = () =>
        stage.look((root) => {
          const [ring, callout] = [".ring", ".callout"].map((one) => getComputedStyle(root.querySelector(one)));
          return { shadow: ring.boxShadow, outline: ring.outlineStyle, edge: callout.borderTopWidth };
        });
      assert.notEqual((await look()).shadow, "none");
      await emulate([{ name: "forced-colors", value: "active" }]);
      assert.deepEqual(await look(), { shadow: "none", outline: "solid", edge: "2px" });
    });

    test("the ring does not move for those who asked for that", async () => {
      await begin();
      const moves = () => stage.look((root) => getComputedStyle(root.querySelector(".ring")).animationName);
      assert.match(await moves(), /^guide-arrive/);
      await emulate([{ name: "prefers-reduced-motion", value: "reduce" }]);
      assert.equal(await moves(), "none");
    });

    test("assistive technology is given name, description and what is news", async () => {
      await begin();
      const session = await stage.page.createCDPSession();
      const { nodes } = await session.send("Accessibility.getFullAXTree");
      const told = nodes.filter(({ ignored }) => !ignored);
      const callout = told.find(
        ({ role, name }) => role.value === "dialog" && name.value === "The sync user has the role",
      );
      assert.ok(callout, JSON.stringify(told.filter(({ role }) => role.value === "dialog")));
      assert.equal(callout.description.value, "Alt+Shift+G goes to the control and back.");
      const property = (node, wanted) => node.properties?.find(({ name }) => name === wanted)?.value.value;
      assert.ok(!property(callout, "modal"));
      const byId = new Map(nodes.map((node) => [node.nodeId, node]));
      const below = (node) =>
        (node.childIds ?? []).flatMap((id) => [byId.get(id), ...below(byId.get(id))]).filter(Boolean);
      const news = below(callout).filter((node) => node.role?.value === "status");
      assert.equal(news.length, 2, "what to do, and why it may be missing");
      for (const region of news) assert.equal(property(region, "live"), "polite");
      const texts = below(news[0]).map(({ name }) => name?.value);
      assert.ok(texts.includes(GEAR), String(texts));
      const buttons = below(callout).filter(({ ignored, role }) => !ignored && role.value === "button");
      assert.deepEqual(
        buttons.map(({ name }) => name.value),
        ["Skip", "Do it for me", "End the guide", "I can't find it", "Go to the control on the page"],
      );
    });
  },
  { scenario: "user-ready" },
);
