import { launchChromium } from "./lib/chromium.mjs";
import { launchFirefox } from "./lib/firefox.mjs";
import { startPractice } from "./lib/practice.mjs";
import { find, opens, press, type } from "./lib/hand.mjs";
import { readFile } from "node:fs/promises";
const which = process.argv[2],
  name = process.argv[3] ?? "chromium";
const practice = await startPractice("nothing-done");
const browser = await (name === "chromium" ? launchChromium : launchFirefox)(practice.ports, { folder: null });
const b = browser.browser;
const post = (p, body) =>
  fetch(`http://127.0.0.1:${practice.ports.control}${p}`, { method: "POST", body: JSON.stringify(body) }).then(
    async (r) => {
      if (!r.ok) throw new Error(await r.text());
    },
  );
const watch = (page) => {
  page.on("console", (m) => m.type() === "error" && console.log("CONSOLE", m.text(), m.location()?.url));
  page.on("pageerror", (e) => console.log("ERROR", e.message));
  page.on("dialog", (d) => {
    console.log("DIALOG", d.message());
    d.accept();
  });
  return page;
};
const open = async (path) => {
  const page = watch(await b.newPage());
  await page.goto(new URL(path, practice.origin).href);
  return page;
};
const shot = (page, n) => page.screenshot({ path: `/tmp/site-shots/${n}-${name}.png` });
try {
  const { default: run } = await import(`/tmp/site-shots/${which}.mjs`);
  await run({ practice, b, post, open, shot, watch, find, opens, press, type, name });
  console.log("ok");
} catch (e) {
  console.log(e);
  let i = 0;
  for (const p of await b.pages()) {
    console.log(p.url());
    await shot(p, `fail${i++}`).catch(() => {});
  }
}
await browser.close();
await practice.stop();
