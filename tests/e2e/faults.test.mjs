// Every fault once around the write that matters most: what the checklist then says is held against the organisation's
// own state. Waits of minutes pass in the extension's own time.

import assert from "node:assert/strict";
import { test } from "node:test";
import { calm, hurry } from "./lib/clock.mjs";
import { DEEP } from "./lib/deep.mjs";
import { ON_A_LOOK, ON_THE_WRITE } from "./lib/faults.mjs";
import { confirm, hasRole, review } from "./lib/job.mjs";
import { until } from "./lib/until.mjs";
import { inEachBrowser } from "./lib/world.mjs";

const WRITE = { method: "POST", path: "systemuserroles_association/$ref" };
const LOOK = { method: "POST", path: "$batch" };

const MADE = "The change is made and was read back";
const ALREADY = "It was right already; nothing was written";
const NOTHING = "Nothing was changed";
const UNKNOWN = "How one change ended is not known";

const CASES = [
  ...Object.entries(ON_THE_WRITE).map(([name, fault]) => [`${name} at the write`, { ...WRITE, fault }]),
  ...Object.entries(ON_A_LOOK).flatMap(([name, fault]) => [
    [`${name} at the look before it`, { ...LOOK, nth: 1, fault }],
    [`${name} at the look after it`, { ...LOOK, nth: 2, fault }],
  ]),
];

/** Where a browser's own network code could make a difference. The native matrix has the others; here they are deep. */
const OF_THE_NETWORK = [
  "no answer at the write",
  "a reset before it at the write",
  "a reset after it at the write",
  "401 at the write",
  "a redirect to sign-in at the write",
  "the sign-in page at the write",
  "429, wait 7 s at the write",
  "truncated JSON at the look after it",
  "another character set at the look after it",
];

inEachBrowser("every fault", (world) => {
  const cases = DEEP ? CASES : CASES.filter(([name]) => OF_THE_NETWORK.includes(name));
  assert.ok(cases.length >= OF_THE_NETWORK.length);
  for (const [name, rule] of cases) {
    test(`${name}: the checklist tells the truth, and nothing is written twice`, async () => {
      await world.practice.reset({ scenario: "user-ready" });
      await world.forget();
      const tab = await world.open();
      await tab.booted();
      await review(tab);
      const before = (await world.practice.state()).writes.count;
      await world.practice.faults([rule]);
      await hurry(await world.browser.view, tab.page.url());
      await confirm(tab.panel);
      let ending;
      await until(
        async () => `an ending; the checklist says:\n${await tab.panel.text()}`,
        async () => {
          const text = await tab.panel.text();
          ending = [MADE, ALREADY, NOTHING, UNKNOWN].find((each) => text.includes(each));
          return ending !== undefined;
        },
      );
      const applied = (await world.practice.state()).writes.count - before;
      const has = await hasRole(world.practice);
      assert.ok(applied <= 1, `written ${applied} times`);
      if (ending !== UNKNOWN) assert.equal(has, ending !== NOTHING, ending);
      assert.equal(has, applied === 1);
      // Whatever was said, the next reading is right.
      await world.practice.faults([]);
      await calm(await world.browser.view, tab.page.url());
      await tab.panel.click({ role: "button", name: "Back to the checklist" });
      await tab.panel.click({ role: "button", name: "Check again" });
      await tab.panel.see(has ? "Everything is set up" : /Review one change/);
      assert.equal((await world.practice.state()).writes.count - before, applied);
    });
  }
});
