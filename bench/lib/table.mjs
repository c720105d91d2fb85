// Rows of the table: what was measured, against whom, and whether the goal is reached.

/**
 * One row.
 * @typedef {{
 *   quantity: string,
 *   browser?: string,
 *   unit: string,
 *   ours: import("./numbers.mjs").Spread | null,
 *   peers?: Record<string, import("./numbers.mjs").Spread>,
 *   goal?: string,
 *   met?: boolean,
 *   must?: boolean,
 *   note?: string,
 * }} Row `ours: null` for what could not be measured, with the reason in `note`; `must`: a size or a count, which fails
 *   the run when it is not `met`
 */

const number = (value) => {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 0.1 ? 2 : 4;
  return value === 0 ? "0" : Number(value.toFixed(digits)).toLocaleString("en", { maximumFractionDigits: digits });
};

const told = ({ median, low, high, n }, unit) =>
  n === 1 ? `${number(median)} ${unit}` : `${number(median)} (${number(low)}–${number(high)}) ${unit}`;

/** Theirs by ours: above 1 we are ahead. Where ours is nothing there is no ratio. */
const ratio = (ours, theirs) => (ours.median > 0 ? ` = ${number(theirs.median / ours.median)} ×` : "");

const VERDICT = { true: "yes", false: "NO", undefined: "" };

/** The rows as a table that is readable as text and as Markdown. */
export function table(rows) {
  const head = ["quantity", "browser", "ours", "peers, and theirs by ours", "goal", "reached"];
  const lines = rows.map(({ quantity, browser = "", unit, ours, peers = {}, goal = "", met, note }) => [
    note ? `${quantity} · ${note}` : quantity,
    browser,
    ours ? told(ours, unit) : "not measured",
    Object.entries(peers)
      .map(([name, peer]) => `${name} ${told(peer, unit)}${ours ? ratio(ours, peer) : ""}`)
      .join("; "),
    goal,
    VERDICT[met],
  ]);
  const all = [head, head.map(() => "---"), ...lines];
  return all.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Sizes and counts that missed their goal. */
export const failures = (rows) => rows.filter(({ must, met }) => must && met === false);
