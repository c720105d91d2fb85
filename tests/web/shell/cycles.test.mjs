// Opened and closed again and again, the checklist leaves nothing behind in the page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { onStage } from "./stage.mjs";

/** What the first ones leave is made once: caches of the browser and of the page. */
const WARM = 20;
/** Each costs the practice organisation a survey; the thousand is for before a release. */
const CYCLES = process.env.DEEP ? 1000 : 80;
/** No driver waits long for one call. */
const AT_ONCE = 10;

/** Counts what lives on beyond a call. Runs in the page before the core is there. */
function count() {
  const kept = (globalThis.kept = { timers: new Set(), frames: new Set(), observers: new Set(), listeners: 0 });
  const later = (name, clear, set, once) => {
    const [begin, end] = [globalThis[name].bind(globalThis), globalThis[clear].bind(globalThis)];
    globalThis[name] = (what, ...rest) => {
      const id = begin(
        (...values) => {
          if (once) set.delete(id);
          what(...values);
        },
        ...rest,
      );
      set.add(id);
      return id;
    };
    globalThis[clear] = (id) => {
      set.delete(id);
      end(id);
    };
  };
  // So many openings use up what the organisation allows in five minutes, and the checklist keeps to that; five minutes
  // go by between them.
  const now = Date.now.bind(Date);
  globalThis.ahead = 0;
  Date.now = () => now() + globalThis.ahead;
  later("setTimeout", "clearTimeout", kept.timers, true);
  later("setInterval", "clearInterval", kept.timers, false);
  later("requestAnimationFrame", "cancelAnimationFrame", kept.frames, true);
  for (const name of ["MutationObserver", "ResizeObserver", "IntersectionObserver"]) {
    const { observe, disconnect } = globalThis[name].prototype;
    globalThis[name].prototype.observe = function (...what) {
      kept.observers.add(this);
      return observe.apply(this, what);
    };
    globalThis[name].prototype.disconnect = function () {
      kept.observers.delete(this);
      return disconnect.apply(this);
    };
  }
  // Listeners of what goes away go with it; these targets stay.
  const stay = new Set([globalThis, document, document.documentElement, document.body, globalThis.visualViewport]);
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (...what) {
    if (stay.has(this ?? globalThis)) kept.listeners += 1;
    return addEventListener.apply(this ?? globalThis, what);
  };
  EventTarget.prototype.removeEventListener = function (...what) {
    if (stay.has(this ?? globalThis)) kept.listeners -= 1;
    return removeEventListener.apply(this ?? globalThis, what);
  };
}

/** Opens and closes so many times: mostly at once, with all requests under way, each tenth time when all is read. */
async function cycle(times) {
  const core = await globalThis.__cairn;
  const turn = () =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => (port1.close(), resolve());
      port2.postMessage(null);
    });
  for (let done = 0; done < times; done += 1) {
    core.toggle();
    await turn();
    const { root } = platform.roots.at(-1);
    while (done % 10 === 0 && !/ of .*\d.* done/.test(root.querySelector(".frame").textContent)) await turn();
    core.toggle();
    await turn();
    if (document.querySelector("html > [popover]")) throw new Error("it did not close");
    // The test's own list of roots would keep their nodes.
    platform.roots.length = 0;
    platform.told.length = 0;
    platform.ports = platform.ports.filter(({ open }) => open);
    globalThis.ahead += 300_000;
  }
}

onStage("opening and closing", (stage) => {
  const left = async () => {
    const seen = await stage.page.evaluate(() => ({
      timers: kept.timers.size,
      frames: kept.frames.size,
      observers: kept.observers.size,
      listeners: kept.listeners,
      stored: platform.changed.listeners.size,
      ports: platform.ports.length,
    }));
    if (stage.name !== "chromium") return seen;
    const session = await stage.page.createCDPSession();
    await session.send("HeapProfiler.collectGarbage");
    await session.send("Performance.enable");
    const { metrics } = await session.send("Performance.getMetrics");
    await session.detach();
    const { Nodes, JSEventListeners, JSHeapUsedSize } = Object.fromEntries(
      metrics.map(({ name, value }) => [name, value]),
    );
    return { ...seen, Nodes, JSEventListeners, JSHeapUsedSize };
  };

  test(`leaves no listener, node, timer, observer or port behind`, async (context) => {
    // Its own five minutes do not go by with the page's.
    await stage.practice.limits({ on: false });
    await stage.page.evaluate(count);
    await stage.checklist();
    await stage.call("toggle");
    const go = async (times) => {
      for (let done = 0; done < times; done += AT_ONCE) await stage.page.evaluate(cycle, AT_ONCE);
    };
    await go(WARM);
    const { Nodes: nodesBefore, JSEventListeners: heardBefore, JSHeapUsedSize: heapBefore, ...before } = await left();
    await go(CYCLES);
    const { Nodes, JSEventListeners, JSHeapUsedSize, ...after } = await left();
    assert.deepEqual(after, before);
    if (stage.name !== "chromium") return;
    // What grows with the cycles grows by at least one each.
    assert.ok(Nodes - nodesBefore < CYCLES / 4, `nodes: ${nodesBefore}, then ${Nodes}`);
    assert.ok(JSEventListeners - heardBefore < CYCLES / 4, `listeners: ${heardBefore}, then ${JSEventListeners}`);
    context.diagnostic(`heap: ${heapBefore}, after ${CYCLES} cycles ${JSHeapUsedSize}`);
  });
});
