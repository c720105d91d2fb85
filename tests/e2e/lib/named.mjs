// Elements by role and name where the browser's own look through its accessibility tree is slow.

/**
 * Runs in the page: what fits of what assistive technology would find below a root, by the rules of HTML-AAM and AccName as
 * far as the checklist needs them. Chromium finds the same things through its own tree in the same tests, so a wrong role
 * or name does not stay hidden.
 *
 * @param {ShadowRoot} root
 * @param {{ role?: string, exact?: string, pattern?: { source: string, flags: string } }} wanted
 * @returns {Element[]}
 */
export function named(root, { role, exact, pattern }) {
  const INPUTS = { search: "searchbox", checkbox: "checkbox", radio: "radio", text: "textbox" };
  const roleOf = (element) => {
    const given = element.getAttribute("role");
    if (given) return given;
    if (element.localName === "input") return INPUTS[element.type];
    return {
      button: "button",
      textarea: "textbox",
      aside: "complementary",
      h1: "heading",
      h2: "heading",
      h3: "heading",
    }[element.localName];
  };
  const hidden = (element) =>
    !element.checkVisibility({ visibilityProperty: true }) || element.closest("[aria-hidden=true], [inert]") !== null;
  const spoken = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType !== Node.ELEMENT_NODE || hidden(node)) return "";
    const label = node.getAttribute("aria-label");
    if (label) return label;
    const inside = [...node.childNodes].map(spoken).join("");
    return getComputedStyle(node).display === "inline" ? inside : ` ${inside} `;
  };
  const nameOf = (element) => {
    const ids = (element.getAttribute("aria-labelledby") ?? "").split(" ").filter(Boolean);
    const labels = ids.length ? ids.map((id) => element.getRootNode().getElementById(id)) : [...(element.labels ?? [])];
    const label = element.getAttribute("aria-label");
    const parts =
      ids.length || (!label && labels.length) ? labels.filter(Boolean).map(spoken) : [label ?? spoken(element)];
    return parts.join(" ").replace(/\s+/g, " ").trim();
  };
  const rough = pattern && new RegExp(pattern.source, pattern.flags);
  const fits = (element) => {
    if (role !== undefined && roleOf(element) !== role) return false;
    if (hidden(element)) return false;
    if (exact !== undefined) return nameOf(element) === exact;
    return !rough || rough.test(nameOf(element).replace(/[\u2068\u2069]/g, ""));
  };
  return [...root.querySelectorAll("*")].filter(fits);
}
