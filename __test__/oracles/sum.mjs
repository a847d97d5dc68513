// Sums so simple that they are unlikely to be wrong: exact ones of bigints, and the double nearest to them looked for among
// all doubles.

const INFINITY = 0x7ffn << 52n;

/**
 * A double that is 0 or more, given by its bits, as a bigint of 2^-1074; infinity as if it were the next double.
 *
 * @param {bigint} bits
 */
function units(bits) {
  const [exponent, fraction] = [bits >> 52n, bits & ((1n << 52n) - 1n)];
  return exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n);
}

/** @param {number} value */
function bitsOf(value) {
  return /** @type {bigint} */ (new BigUint64Array(Float64Array.of(value).buffer)[0]);
}

/**
 * The double nearest to so many units, the even one of two.
 *
 * @param {bigint} magnitude
 */
function rounded(magnitude) {
  // The greatest double that is no greater, by halving.
  let [lower, upper] = [0n, INFINITY];
  while (upper - lower > 1n) {
    const middle = (lower + upper) / 2n;
    if (units(middle) <= magnitude) lower = middle;
    else upper = middle;
  }
  const [twice, between] = [2n * magnitude, units(lower) + units(upper)];
  const isUp = twice > between || (twice === between && lower % 2n === 1n);
  return /** @type {number} */ (new Float64Array(BigUint64Array.of(isUp ? upper : lower).buffer)[0]);
}

/**
 * `Math.sumPrecise`, but 0 for the sum of nothing.
 *
 * @param {Iterable<number>} values
 */
export function preciseSum(values) {
  const list = Array.from(values);
  if (list.some(Number.isNaN) || (list.includes(Infinity) && list.includes(-Infinity))) return Number.NaN;
  if (list.includes(Infinity)) return Infinity;
  if (list.includes(-Infinity)) return -Infinity;
  if (list.length > 0 && list.every((value) => Object.is(value, -0))) return -0;
  let sum = 0n;
  for (const value of list) {
    const magnitude = units(bitsOf(Math.abs(value)));
    sum += value < 0 ? -magnitude : magnitude;
  }
  return sum < 0n ? -rounded(-sum) : rounded(sum);
}
