// The extension's own time in one tab, made to run faster. The packed code stays as it is: it takes its clock and its
// timers from the world that it runs in, and our own pages may run a script there.

/** So many times faster. A read is given up after 300 ms then; what was not read is said to be unknown. */
const FASTER = 100;

/**
 * Lets the clock and the long timers of our world in this tab run faster; short ones are what a person sees, and stay.
 * @param {import("puppeteer-core").Page} view a page of the extension
 * @param {string} url of the tab
 */
export const hurry = (view, url) => run(view, url, FASTER);

/** Lets them run as they do elsewhere again; the clock goes on from where it was. */
export const calm = (view, url) => run(view, url, 1);

async function run(view, url, times) {
  await view.evaluate(
    async (address, faster) => {
      const [tab] = (await chrome.tabs.query({})).filter((each) => each.url === address);
      await chrome.scripting.executeScript({
        target: { tabId: tab.id },
        args: [faster],
        func: (times) => {
          globalThis.pace ??= {
            now: Date.now,
            later: globalThis.setTimeout.bind(globalThis),
            real: 0,
            shown: 0,
            times: 1,
          };
          const pace = globalThis.pace;
          const time = () => pace.shown + (pace.now() - pace.real) * pace.times;
          [pace.shown, pace.real, pace.times] = [time(), pace.now(), times];
          Date.now = time;
          globalThis.setTimeout = (what, ms = 0, ...rest) =>
            pace.later(what, ms < 1000 ? ms : ms / pace.times, ...rest);
          return true;
        },
      });
    },
    url,
    times,
  );
}
