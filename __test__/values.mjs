// Values of every type, each with how an error message puts it.

class Foo {}

/** @type {readonly { value: unknown, text: string }[]} */
const ALL = [
  { value: undefined, text: 'undefined' },
  { value: null, text: 'null' },
  { value: true, text: 'true' },
  { value: 7, text: '7' },
  { value: 1.5, text: '1.5' },
  { value: Number.NaN, text: 'NaN' },
  { value: -1n, text: '-1n' },
  { value: '7', text: "'7'" },
  { value: 'x'.repeat(81), text: `'${'x'.repeat(80)}…'` },
  { value: Symbol('name'), text: 'Symbol(name)' },
  { value: () => 7, text: 'a function' },
  { value: {}, text: 'an object' },
  { value: Object.create(null), text: 'an object' },
  { value: { length: 1, 0: 'a' }, text: 'an object' },
  { value: new Foo(), text: 'an instance of Foo' },
  { value: new Uint16Array([97]), text: 'an instance of Uint16Array' },
  { value: new Number(7), text: 'an instance of Number' },
  { value: new String('text'), text: 'an instance of String' },
  { value: { constructor: 7 }, text: 'an object' },
  { value: { constructor: { name: Symbol('name') } }, text: 'an object' },
  { value: ['a'], text: 'an array' },
];

/**
 * Arrays and what is like them: objects, but never options.
 *
 * @type {readonly { value: any, text: string }[]}
 */
export const ARRAYS = [
  { value: [], text: 'an array' },
  { value: [{ signal: undefined }], text: 'an array' },
  { value: new Proxy([], {}), text: 'an array' },
  { value: new Uint8Array(1), text: 'an instance of Uint8Array' },
  { value: Buffer.from('a'), text: 'an instance of Buffer' },
];

/**
 * All of them but those of some types, `typeof` being asked and arrays standing for themselves.
 *
 * @param {...string} types
 */
export function valuesBut(...types) {
  return ALL.filter(({ value }) => !types.includes(Array.isArray(value) ? 'array' : typeof value));
}
