// Random numbers, the same at each run.

/**
 * Evenly from 0 to 1, with all of a double's 53 bits.
 *
 * @param {number} count
 */
export function randomDoubles(count) {
  const next = randomBits();
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
  return values;
}

/**
 * Of 32 bits.
 *
 * @param {number} count
 */
export function randomIntegers(count) {
  const next = randomBits();
  const values = new Uint32Array(count);
  for (let i = 0; i < count; i++) values[i] = next();
  return values;
}

/**
 * Fractions from 0 to 1, 1 excluded, the same for the same seed.
 *
 * @param {number} seed
 */
export function randomFractions(seed) {
  const next = randomBits(seed);
  return () => (next() >>> 0) / 2 ** 32;
}

/** A source of 32-bit integers: a counter, mixed. */
function randomBits(seed = 0) {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
}
