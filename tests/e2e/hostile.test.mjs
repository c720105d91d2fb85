// The page as an enemy, and the organisation's data as its weapon, against the extension as it is installed.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { after, test } from "node:test";
import { at } from "../../scripts/run.mjs";
import { ATTACKS } from "./lib/attacks.mjs";
import { confirm, hasRole, nothingWritten, review, writes } from "./lib/job.mjs";
import { until } from "./lib/until.mjs";
import { inEachBrowser } from "./lib/world.mjs";

const BUTTON = { role: "button", name: /^Assign role to/ };
const WRITE = { method: "POST", path: "systemuserroles_association/$ref" };

const WORDS = {
  made: "the button was in plain sight and did what it says",
  refused: "the press did not count, and the checklist says why",
  untouched: "the page took the press itself",
  gone: "the checklist took itself off the page; the toolbar button shows it",
};

const rows = [];

after(async () => {
  const head = "| browser | what the page tried | what came of a press | writes |\n|---|---|---|---|\n";
  const lines = rows.map(({ browser, tries, outcome, count }) => `| ${browser} | ${tries} | ${outcome} | ${count} |\n`);
  await mkdir(at("target", "e2e"), { recursive: true });
  await writeFile(at("target", "e2e", "attacks.md"), head + lines.join(""));
});

inEachBrowser("a hostile page", (world) => {
  const begin = async (before) => {
    await world.practice.reset({ scenario: "user-ready" });
    await world.forget();
    const tab = await world.open("/_static/blank.htm");
    if (before) await tab.page.evaluateOnNewDocument(before);
    await tab.page.goto(`${world.practice.origin}/main.aspx`);
    return tab;
  };

  const unsettled = (tab) =>
    until("a button that says it does not count", async () => {
      const [button] = await tab.panel.all(BUTTON);
      return button?.evaluate((node) => node.getAttribute("aria-disabled") === "true");
    });

  const judged = {
    made: async (tab) => {
      await tab.panel.click(BUTTON);
      await tab.panel.see("The change is made and was read back");
      assert.equal((await writes(world.practice)).length, 1);
      assert.equal(await hasRole(world.practice), true);
    },
    refused: async (tab, { x, y }) => {
      await tab.page.mouse.move(x, y);
      await tab.page.mouse.click(x, y);
      await tab.panel.see(/did not count/);
      await nothingWritten(world.practice);
    },
    untouched: async (tab, { x, y }) => {
      await tab.page.evaluate(() =>
        addEventListener("click", ({ target }) => (globalThis.hit = target.localName), { capture: true }),
      );
      await tab.page.mouse.click(x, y);
      await until("a press on the page's own", () => tab.page.evaluate(() => globalThis.hit));
      await nothingWritten(world.practice);
    },
    gone: async (tab) => {
      await tab.panel.closed();
      const view = await world.browser.view;
      await until("the sign on the toolbar button", () =>
        view.evaluate(async (url) => {
          const [here] = (await chrome.tabs.query({})).filter((each) => each.url === url);
          return (await chrome.action.getBadgeText({ tabId: here.id })) === "!";
        }, tab.page.url()),
      );
      await nothingWritten(world.practice);
    },
  };

  for (const attack of ATTACKS) {
    const outcome = attack.outcome[world.name] ?? attack.outcome;
    test(`${attack.tries}: ${WORDS[outcome]}`, async () => {
      const tab = await begin(attack.before);
      await review(tab);
      const place = await tab.panel.middle(BUTTON);
      if (attack.act) await tab.page.evaluate(attack.act, place);
      // Whatever that was, nobody has pressed anything yet.
      await nothingWritten(world.practice);
      if (attack.hides) await unsettled(tab);
      await judged[outcome](tab, attack.moves ? await tab.panel.middle(BUTTON) : place);
      assert.deepEqual(await tab.page.evaluate(() => globalThis.caught ?? []), [], "what the page got hold of");
      const count = (await writes(world.practice)).length;
      rows.push({ browser: world.name, tries: attack.tries, outcome: WORDS[outcome], count });
    });
  }

  test("navigates while we write: the next page knows what became of it, and nothing is written twice", async () => {
    const tab = await begin();
    await review(tab);
    await world.practice.faults([{ ...WRITE, fault: { slowAnswer: 1500 } }]);
    await confirm(tab.panel);
    await until("the write on its way", async () => (await writes(world.practice)).length === 1);
    await tab.page.goto(`${world.practice.origin}/main.aspx?settingsonly=true`);
    await tab.panel.opened();
    await tab.panel.see("Everything is set up");
    assert.equal(await hasRole(world.practice), true);
    assert.equal((await writes(world.practice)).length, 1);
    rows.push({
      browser: world.name,
      tries: "navigates while we write",
      outcome: "the next page says what became of the write",
      count: 1,
    });
  });

  const LONG = "W".repeat(64 * 1024);
  const NAMES = {
    markup: "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>",
    "marks that turn text round": "Marketo \u202enimdA metsyS\u202c \u2066\u2067evil",
    "64 KB": LONG,
  };
  for (const [kind, name] of Object.entries(NAMES)) {
    test(`a name with ${kind} is text, and whole`, async () => {
      const tab = await begin();
      await tab.openChecklist();
      // The first reading has to be over: it searches too, in a batch.
      await tab.panel.find({ role: "searchbox", name: "Search for a user" });
      const id = "11111111-2222-3333-4444-555555555555";
      const state = { isdisabled: false, accessmode: 0, islicensed: true, isintegrationuser: false, setupuser: false };
      const names = { fullname: name, domainname: "evil@contoso.com", internalemailaddress: name };
      const user = { systemuserid: id, _businessunitid_value: id, applicationid: null, ...state, ...names };
      const body = JSON.stringify({ value: [user] });
      await world.practice.faults([
        {
          method: "GET",
          path: "contains(",
          times: 100,
          fault: { raw: { status: 200, type: "application/json", body } },
        },
      ]);
      await tab.panel.type({ role: "searchbox", name: "Search for a user" }, "evil");
      await tab.panel.see("evil@contoso.com");
      const [made] = await tab.panel.evaluateAll((root) => root.querySelectorAll("img, script, iframe, object").length);
      assert.equal(made, 0);
      assert.notEqual(await tab.page.title(), "owned");
      const whole = await tab.panel.evaluateAll(
        (root, wanted) => root.textContent.includes(wanted),
        name.slice(0, 999),
      );
      assert.ok(whole.includes(true), "the name as it is");
      rows.push({ browser: world.name, tries: `a name with ${kind}`, outcome: "shown as text", count: 0 });
      await nothingWritten(world.practice);
    });
  }
});
