// Many measurements in a few numbers.

/** The value below which this share of them lies. */
const at = (sorted, share) => sorted[Math.round(share * (sorted.length - 1))];

/**
 * Median and quartiles.
 * @param {number[]} values at least one
 * @returns {Spread}
 *
 * @typedef {{ median: number, low: number, high: number, n: number }} Spread `low` to `high`: the middle half
 */
export function spread(values) {
  const sorted = values.toSorted((one, other) => one - other);
  return { median: at(sorted, 0.5), low: at(sorted, 0.25), high: at(sorted, 0.75), n: values.length };
}

/** A single value, where repeating it would tell nothing new. */
export const exactly = (value) => ({ median: value, low: value, high: value, n: 1 });

/** What the second adds to the first; the spread is that of the second. */
export function added(without, with_) {
  const shift = (value) => value - without.median;
  return { ...with_, median: shift(with_.median), low: shift(with_.low), high: shift(with_.high) };
}

/**
 * Runs each contender once in each round, so that what disturbs the machine disturbs all of them.
 * @param {Record<string, (round: number) => Promise<number>>} contenders
 * @returns {Promise<Record<string, Spread>>}
 */
export async function alternating(contenders, rounds) {
  const names = Object.keys(contenders);
  const values = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    // Nobody always goes first.
    const order = names.map((_, index) => names[(index + round) % names.length]);
    for (const name of order) values[name].push(await contenders[name](round));
  }
  return Object.fromEntries(names.map((name) => [name, spread(values[name])]));
}
