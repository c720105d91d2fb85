// One look for the target after something on the page has changed, against the winning selector alone.

import { spread } from "../lib/numbers.mjs";
import { counted, onStage } from "../lib/stage.mjs";
import { guide, TARGET } from "../lib/tours.mjs";

/** Changes of the page in one measurement; each is answered by one look. */
const TOUCHES = 20;

/** @param {{ rounds: number, sizes: { elements: number, frames: number }[] }} counts */
export async function find({ rounds, sizes }) {
  return onStage({}, async (stage) => {
    const ours = await guide(stage);
    await ours.start();
    const plain = await stage.open();
    await plain.page.waitForSelector(TARGET);
    const rows = [];
    for (const size of sizes) rows.push(await look(ours.page, plain.page, size, rounds));
    const [least] = rows;
    return rows.map((row) => judged(row, least));
  });
}

function judged(row, least) {
  const alone = row.peers["the selector alone"].median;
  const grown = row.ours.median - least.ours.median;
  const goal = "≤ 3 times the selector, and growing no faster";
  return {
    ...row,
    goal,
    met: row.ours.median <= 3 * alone && grown <= 3 * (alone - least.peers["the selector alone"].median),
  };
}

async function look(ours, plain, { elements, frames }, rounds) {
  for (const page of [ours, plain]) await page.evaluate(fill, elements, frames);
  const [looks, alone] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    const [with_, without] = [await touches(ours), await touches(plain)];
    looks.push((with_ - without) / TOUCHES);
    alone.push(await plain.evaluate(query, TARGET));
  }
  return {
    quantity: `find a target: ${elements.toLocaleString("en")} elements, ${frames} frame${frames === 1 ? "" : "s"}`,
    browser: "Chromium",
    unit: "ms",
    ours: spread(looks),
    peers: { "the selector alone": spread(alone) },
    note: "ours: the whole answer to a change, from the observer's call to the drawn spotlight",
  };
}

/** Script time of all changes, and of what answers them. */
async function touches(page) {
  await page.bringToFront();
  const { script } = await counted(page, () => page.evaluate(touch, TOUCHES));
  return script;
}

/** So many more elements, in the page and in frames of its own; what was there for the last size goes. */
function fill(elements, frames) {
  document.getElementById("bench-room")?.remove();
  const room = document.createElement("div");
  room.id = "bench-room";
  room.style.cssText = "position: absolute; height: 0; overflow: hidden";
  document.body.append(room);
  const parents = [room];
  for (let frame = 1; frame < frames; frame += 1) {
    const inner = room.appendChild(document.createElement("iframe"));
    parents.push(inner.contentDocument.body);
  }
  const each = Math.floor(elements / parents.length);
  for (const parent of parents) {
    // Shaped as pages are: groups within groups, controls at their ends.
    const groups = document.createDocumentFragment();
    for (let made = 0; made < each; made += 10) {
      let inner = groups.appendChild(document.createElement("div"));
      for (let depth = 0; depth < 4; depth += 1) inner = inner.appendChild(document.createElement("div"));
      for (let control = 0; control < 5; control += 1) {
        inner.appendChild(document.createElement("button")).dataset.id = `control-${made + control}`;
      }
    }
    parent.append(groups);
  }
}

/** Changes an attribute, so many times, and lets a frame and its answer pass each time. */
async function touch(times) {
  const room = document.getElementById("bench-room");
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  for (let time = 0; time < times; time += 1) {
    room.className = `touched-${time}`;
    await frame();
    await frame();
  }
}

/** The selector on the target's own document, as often as it takes to be told from the clock's grain. */
function query(selector) {
  const times = 200;
  const began = performance.now();
  let found = 0;
  for (let time = 0; time < times; time += 1) found += document.querySelectorAll(selector).length;
  if (found !== times) throw new Error(`${selector} fits ${found / times} elements`);
  return (performance.now() - began) / times;
}
