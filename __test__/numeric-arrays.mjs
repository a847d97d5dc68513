// Typed arrays of every kind, with the numbers that tests fill them with.

/** @typedef {import('../index.js').TypedArray} TypedArray */
/** @typedef {{ new (length: number): TypedArray; new (buffer: ArrayBufferLike, offset?: number, length?: number): TypedArray }} Kind */

/** Every kind of typed array that is taken. */
export const KINDS = /** @type {readonly Kind[]} */ (
  /** @type {unknown} */ ([
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
  ])
);

/**
 * A source of 32-bit numbers that is the same at each run.
 *
 * @param {number} seed
 */
export function randomBits(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

/**
 * An array of a kind whose bytes are random: floats of every exponent, infinities, NaNs of every sign and payload.
 *
 * @template {TypedArray} T
 * @param {new (length: number) => T} Kind
 * @param {number} length
 * @param {number} [seed]
 */
export function randomArray(Kind, length, seed = 1) {
  const values = new Kind(length);
  const bytes = bytesOf(values);
  const next = randomBits(seed);
  for (let i = 0; i < bytes.length; i++) bytes[i] = next();
  return values;
}

/** @param {TypedArray} values */
export function bytesOf(values) {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

/**
 * The bytes of each element of an array, which are random to begin with, remade: the last byte is the one that weighs
 * most.
 *
 * @typedef {(element: Buffer, i: number, all: Buffer) => unknown} Remake
 * @type {Record<string, Remake>}
 */
const REMAKES = {
  random: () => {},
  'of one value': (element, _, all) => all.copy(element, 0, 0, element.length),
  'of few values': (element, i, all) => {
    const start = ((i * 7) % 5) * element.length;
    if (start < i * element.length) all.copy(element, 0, start, start + element.length);
  },
  // All close together but two: ranges do not tell them apart at first.
  'in a cluster': (element, i) => element.fill(i < 2 ? 0x40 * i : 0x3f, Math.min(2, element.length - 1)),
  // Half of what is left is near zero, again and again.
  'of every magnitude': (element, i) => element.fill(0, element.length - (i % (element.length + 1))),
  // For floats: half of them NaN, with payloads and signs.
  'half of them NaN': (element, i) => i % 2 && lead(element, i % 4 > 1 ? 0x7f : 0xff, 0xff),
  denormal: (element, i) => lead(element, i % 2 ? 0x80 : 0, 0),
};

/**
 * @param {Buffer} element
 * @param {number} last
 * @param {number} lastButOne
 */
function lead(element, last, lastButOne) {
  element[element.length - 1] = last;
  if (element.length > 1) element[element.length - 2] = lastButOne;
}

/**
 * Arrays of a kind, of every sort that a sort may trip over.
 *
 * @param {Kind} Kind
 * @param {number} length
 * @returns {{ name: string, values: TypedArray }[]}
 */
export function difficultArrays(Kind, length) {
  const remade = Object.entries(REMAKES).map(([name, remake]) => {
    const values = randomArray(Kind, length);
    const [bytes, size] = [bytesOf(values), values.BYTES_PER_ELEMENT];
    for (let i = 0; i < length; i++) remake(bytes.subarray(i * size, (i + 1) * size), i, bytes);
    return { name, values };
  });
  const sorted = randomArray(Kind, length).sort();
  const swapped = sorted.slice();
  if (length > 0) swapped.copyWithin(length - 1, 0, 1);
  return [
    ...remade,
    { name: 'sorted', values: sorted },
    { name: 'sorted but for the last', values: swapped },
    { name: 'reversed', values: sorted.slice().reverse() },
  ];
}

/**
 * The bits of all numbers but the NaNs, in their order, and those of the NaNs in that of their bits: `sort` leaves open
 * where each NaN ends up among the others.
 *
 * @param {TypedArray} values
 */
export function bitsOf(values) {
  if (!(values instanceof Float32Array || values instanceof Float64Array)) return [bytesOf(values)];
  const numbers = values.filter((value) => !Number.isNaN(value));
  const notNumbers = values.filter((value) => Number.isNaN(value));
  const Bits = values instanceof Float32Array ? Uint32Array : BigUint64Array;
  return [bytesOf(numbers), bytesOf(new Bits(notNumbers.buffer, 0, notNumbers.length).sort())];
}
