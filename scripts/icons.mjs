// Draws the toolbar icons from icons/cairn.svg. Run by hand when the drawing changes; the pictures are committed.

import { readFile } from "node:fs/promises";
import puppeteer from "puppeteer-core";
import { at } from "./run.mjs";

const SIZES = [16, 32, 48, 128];

const svg = await readFile(at("extension", "icons", "cairn.svg"), "base64");
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const page = await browser.newPage();
for (const size of SIZES) {
  await page.setViewport({ width: size, height: size });
  await page.goto(`data:image/svg+xml;base64,${svg}`);
  await page.screenshot({ path: at("extension", "icons", `cairn-${size}.png`), omitBackground: true });
}
await browser.close();
