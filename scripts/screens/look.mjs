// What can be told of a screen without looking at it. It runs in the page, so it uses nothing from outside.

/**
 * Text that is cut off or runs out of its button, and words that are broken in the middle, as lines.
 * @param {ShadowRoot} root
 * @returns {string[]}
 */
export function lookAtText(root) {
  // Said, not shown; or shown once it has the focus.
  const UNSEEN = ".live, .aside, .guide-keys, .guide-focus, style";
  const lines = new Set();
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = /** @type {Text} */ (texts.currentNode);
    const parent = text.parentElement;
    if (!text.data.trim() || !parent || !parent.checkVisibility() || parent.closest(UNSEEN)) continue;
    const where = `${parent.closest("[class]")?.className || parent.localName}: "${text.data.trim().slice(0, 80)}"`;
    if (cutOff(text)) lines.add(`cut off: ${where}`);
    const word = broken(text);
    if (word) lines.add(`broken "${word}" in ${where}`);
  }
  for (const field of root.querySelectorAll("input[placeholder]")) {
    if (field.checkVisibility() && !holds(field)) lines.add(`cut off: what to enter: "${field.placeholder}"`);
  }
  return [...lines];

  /** Whether a field has room for what stands in it as long as it is empty, and for the mark that empties it. */
  function holds(field) {
    const style = getComputedStyle(field);
    const pen = document.createElement("canvas").getContext("2d");
    if (!pen) return true;
    pen.font = style.font;
    const mark = field.type === "search" ? parseFloat(style.fontSize) * 1.5 : 0;
    const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - mark;
    return pen.measureText(field.placeholder).width <= room;
  }

  /** Whether a part of it lies outside of what clips it, or outside of its button. */
  function cutOff(text) {
    const range = document.createRange();
    range.selectNodeContents(text);
    const rects = [...range.getClientRects()];
    let scrolls = false;
    for (let box = text.parentElement; box && !scrolls; box = box.parentElement) {
      const style = getComputedStyle(box);
      // A closed row of a step that is done shows the beginning of its evidence on purpose: opened, it shows all.
      const row = style.textOverflow === "ellipsis" ? box.closest(".head-line") : null;
      if (row?.querySelector('[aria-expanded="false"]')) return false;
      const { left, right, top, bottom } = box.getBoundingClientRect();
      const isButton = box.localName === "button";
      const clips = style.overflowX !== "visible" || isButton;
      scrolls = style.overflowY === "auto" || style.overflowY === "scroll";
      const clipsDown = !scrolls && (style.overflowY !== "visible" || isButton);
      const outside = (rect) =>
        (clips && (rect.left < left - 1 || rect.right > right + 1)) ||
        (clipsDown && (rect.top < top - 1 || rect.bottom > bottom + 1));
      if (rects.some(outside)) return true;
    }
    return false;
  }

  /** The first word that stands on two lines; very long ones are names, which have to. */
  function broken(text) {
    for (const { 0: word, index } of text.data.matchAll(/[\p{Alphabetic}\p{M}]{2,24}/gu)) {
      // These are written without spaces, and break between any two letters.
      if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(word)) continue;
      // An address is one word without a place to break at.
      if (/^\S*@/.test(text.data.slice(index)) || /@\S*$/.test(text.data.slice(0, index))) continue;
      // A soft hyphen is where it may break.
      if (text.data[index - 1] === "\u00ad") continue;
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      const tops = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
      if (tops.size > 1) return word;
    }
    return null;
  }
}
