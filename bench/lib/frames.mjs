// When something is on screen. These functions run in pages: they may use nothing from outside themselves.

/**
 * Looks after each frame that was painted until `shown` holds.
 * The same for every contender, so what the looking costs, all of them pay.
 * @param {() => boolean} shown
 * @returns {Promise<number>} the time of the frame's end, on the clock of all processes
 */
export function whenPainted(shown) {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    // A message is handled after the frame in which it was posted has been painted.
    port1.onmessage = () => {
      if (shown()) done(performance.timeOrigin + performance.now());
      else requestAnimationFrame(() => port2.postMessage(0));
    };
    requestAnimationFrame(() => port2.postMessage(0));
  });
}

/** Whether what a selector names in a document or root is there to be seen. */
export function isShown(root, selector) {
  const element = root.querySelector(selector);
  const box = element?.getBoundingClientRect();
  return Boolean(box?.width && element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }));
}

/** Both for use inside of a page: as source, in front of a function that is sent there. */
export const FRAMES = `${whenPainted}\n${isShown}\n`;

/**
 * Runs in a page: `benchShown` will be the milliseconds from the next trusted click to the frame in which this is there
 * to be seen below `root`.
 * @param {Document | ShadowRoot} root
 * @param {string} frames the source of what is above
 * @param {{ selector: string, text?: string }} goal
 */
export function watch(root, frames, { selector, text = "" }) {
  const { whenPainted, isShown } = new Function(`${frames}; return { whenPainted, isShown };`)();
  const holds = () => isShown(root, selector) && root.querySelector(selector).textContent.includes(text);
  globalThis.benchShown = new Promise((done) => {
    const begin = async ({ timeStamp }) => {
      const painted = await whenPainted(holds);
      done(painted - performance.timeOrigin - timeStamp);
    };
    addEventListener("click", begin, { capture: true, once: true });
  });
}
