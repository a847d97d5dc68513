// The texts of all errors that the facade throws: what was expected, what came, and where.

/** An error that users can match by its `code`. */
function withCode<E extends Error>(error: E, code: string): E {
  return Object.assign(error, { code });
}

/** A value of the wrong type. */
export function wrongType(name: string, expected: string, got: unknown): TypeError {
  return wrongThing(name, expected, describe(got));
}

/** A thing of the right type that is not as it should be; `got` says what it is. */
export function wrongThing(name: string, expected: string, got: string): TypeError {
  return withCode(new TypeError(`${name} must be ${expected}, got ${got}`), 'ERR_INVALID_ARG_TYPE');
}

/** Node.js had no memory for `what`. */
export function noMemory(what: string): Error {
  return withCode(new Error(`Node.js could not make ${what}`), 'ERR_NO_MEMORY');
}

/** A number outside its range, or none that counts. */
export function outOfRange(name: string, expected: string, got: number | bigint): RangeError {
  return withCode(new RangeError(`${name} must be ${expected}, got ${describe(got)}`), 'ERR_OUT_OF_RANGE');
}

/** The error of a batch that starts with document `offset`: where it names one of its documents, it names that of the whole. */
export function atOffset(error: unknown, offset: number): unknown {
  if (error instanceof RangeError) {
    error.message = error.message.replace(
      /^the score of documents\[(\d+)\]/,
      (_, index) => `the score of documents[${offset + Number(index)}]`,
    );
  }
  return error;
}

const LONGEST_QUOTE = 80;
const LONGEST_BIGINT = 256;

/** A value in a few words. */
function describe(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `'${value.length > LONGEST_QUOTE ? `${value.slice(0, LONGEST_QUOTE)}…` : value}'`;
    case 'bigint':
      // Writing out a huge one takes long.
      return BigInt.asIntN(LONGEST_BIGINT, value) === value
        ? `${value}n`
        : `a bigint of more than ${LONGEST_BIGINT} bits`;
    case 'function':
      return 'a function';
    case 'object':
      return value === null ? 'null' : describeObject(value);
    default:
      return String(value);
  }
}

function describeObject(value: object): string {
  if (Array.isArray(value)) {
    return 'an array';
  }
  const name = classOf(value);
  return name === 'Object' ? 'an object' : `an instance of ${name}`;
}

/** The name of an object's class; `Object` when it has none, or one that is no name. */
function classOf(value: object): string {
  try {
    const name: unknown = value.constructor.name;
    return typeof name === 'string' && name !== '' ? name : 'Object';
  } catch {
    // No constructor, or a getter or proxy that throws: an error message is no place to fail.
    return 'Object';
  }
}
