// Figures in words.

/** @param {number} milliseconds */
export function formatTime(milliseconds) {
  if (milliseconds < 1e-3) return `${threeDigits(1e6 * milliseconds)} ns`;
  if (milliseconds < 1) return `${threeDigits(1000 * milliseconds)} µs`;
  if (milliseconds < 1000) return `${threeDigits(milliseconds)} ms`;
  return `${threeDigits(milliseconds / 1000)} s`;
}

/**
 * On an axis, where round numbers stand.
 *
 * @param {number} milliseconds
 */
export function formatTick(milliseconds) {
  if (milliseconds === 0) return '0';
  return formatTime(milliseconds).replace(/\.0+ /, ' ');
}

/** @param {number} ratio How many times longer it takes than the other. */
export function formatRatio(ratio) {
  return ratio < 1 ? `${threeDigits(1 / ratio)} times faster` : `${threeDigits(ratio)} times slower`;
}

/**
 * A ratio with its interval: how many times slower, or faster.
 *
 * @param {import('../statistics.mjs').Estimate} estimate
 */
export function formatEstimate({ value, low, high }) {
  if (low === undefined || high === undefined) return formatRatio(value);
  const [from, to] = value < 1 ? [1 / high, 1 / low] : [low, high];
  return `${formatRatio(value)} (${short(from)} to ${short(to)})`;
}

/**
 * @param {number} value
 * @param {string} unit
 */
export function formatValue(value, unit) {
  if (unit === 'ms') return value <= 0 ? '0 ms' : formatTime(value);
  return `${value.toFixed(unit === 'x' ? 2 : 1)} ${unit}`;
}

/**
 * At least three: unlike toPrecision, never 1.23e+3.
 *
 * @param {number} value
 */
export function threeDigits(value) {
  if (value === 0) return '0';
  return value.toFixed(Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))));
}

/** @param {number} value */
function short(value) {
  return value < 10 ? value.toFixed(2) : value.toFixed(value < 100 ? 1 : 0);
}
