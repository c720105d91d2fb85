// A step shown on the page, left open, and scrolled under: ours beside the tours.

import { alternating, exactly } from "../lib/numbers.mjs";
import { counted, onStage } from "../lib/stage.mjs";
import { contestants, TOURS } from "../lib/tours.mjs";

const NAMES = { chromium: "Chromium", firefox: "Firefox" };

/**
 * @param {{ browsers: ("chromium" | "firefox")[], rounds: number, idleMs: number, frames: number }} counts
 */
export async function step({ browsers, rounds, idleMs, frames }) {
  const rows = [];
  for (const browser of browsers) {
    await onStage({ browser }, async (stage) => {
      const contenders = await contestants(stage);
      rows.push(await shown(contenders, browser, rounds));
      if (browser !== "chromium") return;
      rows.push(...(await idle(contenders, idleMs)));
      rows.push(await moving(contenders, rounds, "scroll", (page) => page.evaluate(scroll, frames)));
      rows.push(await moving(contenders, rounds, "resize", (page) => resize(page, frames)));
    });
  }
  if (browsers.includes("firefox")) rows.push(unmeasured("idle, scroll and resize", "its driver tells no script time"));
  return rows;
}

const unmeasured = (quantity, why) => ({ quantity, browser: "Firefox", unit: "", ours: null, note: why });

async function shown(contenders, browser, rounds) {
  const timed = Object.fromEntries(
    Object.entries(contenders).map(([name, contestant]) => [
      name,
      async () => {
        const ms = await contestant.start();
        await contestant.stop();
        return ms;
      },
    ]),
  );
  // Everybody once for nothing: the first time is another quantity.
  await alternating(timed, 1);
  const { ours: mine, ...peers } = await alternating(timed, rounds);
  const best = Math.min(...Object.values(peers).map(({ median }) => median));
  return {
    quantity: "step shown: click to paint",
    browser: NAMES[browser],
    unit: "ms",
    ours: mine,
    peers,
    goal: "≤ half of the best",
    met: mine.median <= best / 2,
  };
}

async function idle(contenders, idleMs) {
  const script = {};
  const frames = {};
  for (const [name, { page, start, stop }] of Object.entries(contenders)) {
    await start();
    // What starts the tour is over when nothing has been asked for in a while.
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
    const world = await contenders[name].world();
    await world.evaluate(`(${countFrames})()`);
    // This is the length of the measurement, not a wait for anything.
    const { script: ms } = await counted(page, () => page.evaluate(stayFor, idleMs));
    frames[name] = exactly((await world.evaluate("globalThis.benchFrames")) / (idleMs / 1000));
    script[name] = exactly(ms / (idleMs / 1000));
    await stop();
  }
  const row = (quantity, unit, { ours: mine, ...peers }, limit) => ({
    quantity,
    browser: "Chromium",
    unit,
    ours: mine,
    peers,
    goal: "0",
    met: mine.median <= limit,
  });
  return [
    // Reading the counters is itself a little script.
    row("idle with a step open: script in a second", "ms", script, 0.5),
    row("idle with a step open: frames asked for in a second", "", frames, 0),
  ];
}

const stayFor = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Counts the frames that are asked for in the world where this runs, which is a page's or the extension's own. */
function countFrames() {
  const real = globalThis.requestAnimationFrame;
  globalThis.benchFrames = 0;
  globalThis.requestAnimationFrame = (run) => {
    globalThis.benchFrames += 1;
    return real.call(globalThis, run);
  };
}

async function moving(contenders, rounds, what, move) {
  const perFrame =
    ({ page, start, stop }, open) =>
    async () => {
      await page.bringToFront();
      await page.evaluate(makeScrollable);
      if (open) await start();
      const { task, made } = await counted(page, () => move(page));
      if (open) await stop();
      return task / made;
    };
  const timed = { bare: perFrame(contenders[TOURS[0]], false) };
  for (const [name, contestant] of Object.entries(contenders)) timed[name] = perFrame(contestant, true);
  const { ours: mine, bare, ...peers } = await alternating(timed, Math.min(rounds, 5));
  const best = Math.min(...Object.values(peers).map(({ median }) => median));
  return {
    quantity: `${what}: task time in a frame`,
    browser: "Chromium",
    unit: "ms",
    ours: mine,
    peers: { ...peers, "no tour": bare },
    goal: "best of the three",
    met: mine.median <= best,
  };
}

/** The page's own layout fills the window; with room below it scrolls as long pages do. */
function makeScrollable() {
  document.documentElement.style.cssText = "height: auto; overflow: auto";
  document.body.style.cssText = "height: 4000px; overflow: visible";
}

/** Scrolls a little in each of so many frames. */
async function scroll(frames) {
  for (let frame = 0; frame < frames; frame += 1) {
    document.documentElement.scrollTop = frame % 2 === 0 ? 40 : 0;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  return frames;
}

/** Makes the window a little smaller and larger; each is at least one frame. */
async function resize(page, frames) {
  const times = Math.max(4, Math.floor(frames / 10));
  for (let time = 0; time < times; time += 1) {
    await page.setViewport({ width: time % 2 === 0 ? 1240 : 1280, height: 800 });
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  return times;
}
