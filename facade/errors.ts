// The texts of all errors that the facade throws: what was expected, what came, and where.
//
// Errors belong to the realm that has loaded the package, as its results do. Those of the native binding are of the realm
// that has loaded the binding, which is another one in Jest and in the vm pools of vitest: they are made anew.

import { isRefusal } from './any-addon.js';
import {
  asIntN,
  defined,
  ErrorClass,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isArray,
  isNativeError,
  isObject,
  isProxy,
  ownKeys,
  RangeErrorClass,
  search,
  sliceString,
  TYPED_ARRAYS,
  TypeErrorClass,
  toJson,
  toNumber,
  toText,
  typedArrayTag,
} from './intrinsics.js';
import { PROTOCOL } from './runtime.js';
import { made } from './stacks.js';

/** An error that users can match by its `code`. */
function withCode<E extends Error>(error: E, code: string): E {
  return made(defined(error, 'code', code));
}

/** A value of the wrong type. */
export function wrongType(name: string, expected: string, got: unknown): TypeError {
  return wrongThing(name, expected, describe(got));
}

/** What looks like an instance of our class `className` and is none, or anything else of the wrong type. */
export function noInstance(name: string, expected: string, className: string, got: unknown): TypeError {
  return isObject(got) && !isProxy(got) && classOf(got) === className
    ? wrongThing(name, expected, inheriting(className))
    : wrongType(name, expected, got);
}

/**
 * What `method` of our class `className` gives of `got`, an argument called `name`: it may have that method and nothing else of
 * the class, which then refuses it as its `this`.
 */
export function asInstance<T>(
  name: string,
  expected: string,
  className: string,
  got: unknown,
  method: () => T,
): T {
  try {
    return method();
  } catch (error) {
    throw isError(error, 'ERR_INVALID_ARG_TYPE') ? noInstance(name, expected, className, got) : error;
  }
}

/** A thing of the right type that is not as it should be; `got` says what it is. */
export function wrongThing(name: string, expected: string, got: string): TypeError {
  const message = `${name} must be ${expected}, got ${got}`;
  return withCode(new TypeErrorClass(message), 'ERR_INVALID_ARG_TYPE');
}

/** Node.js had no memory for `what`. */
export function noMemory(what: string): Error {
  return withCode(new ErrorClass(`Node.js could not make ${what}`), 'ERR_NO_MEMORY');
}

/** A number outside its range, or none that counts. */
export function outOfRange(name: string, expected: string, got: number | bigint): RangeError {
  const message = `${name} must be ${expected}, got ${describe(got)}`;
  return withCode(new RangeErrorClass(message), 'ERR_OUT_OF_RANGE');
}

/** An addon speaks other protocols than this package. */
export function wrongAddon(protocols: string, advice: string): Error {
  const message = `the addon must speak protocol ${PROTOCOL} of rayon-pool, got ${protocols}: ${advice}`;
  return withCode(new ErrorClass(message), 'ERR_ADDON_VERSION');
}

/** An error as users get it: one of the binding's in this realm, any other as it is. */
export function inThisRealm(error: unknown): unknown {
  if (!isRefusal(error)) {
    return error;
  }
  const refusal = error as Error & Record<string, unknown>;
  const Class = classFor(refusal['code']);
  if (getPrototypeOf(refusal) === Class.prototype) {
    return error;
  }
  const anew = withCode(new Class(refusal.message), refusal['code'] as string);
  // What it says more than a code and a message.
  const names = ownKeys(refusal);
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at] as string;
    const { enumerable, value } = getOwnPropertyDescriptor(refusal, name) as Detail;
    if (enumerable) {
      defined(anew, name, value);
    }
  }
  return anew;
}

/** A property of an error: its descriptor has both of its own, whatever anybody has made of prototypes. */
interface Detail {
  readonly enumerable: boolean;
  readonly value: unknown;
}

/** What errors with a code are. */
function classFor(code: unknown): ErrorConstructor {
  switch (code) {
    case 'ERR_OUT_OF_RANGE':
      return RangeErrorClass;
    case 'ERR_INVALID_ARG_TYPE':
      return TypeErrorClass;
    default:
      return ErrorClass;
  }
}

/** What a native function gives; what it throws, in this realm. */
export function callNative<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw inThisRealm(error);
  }
}

const SCORE_OF = /^the score of documents\[(\d+)\]/;

/** The error of a batch that starts with document `offset`: where it names one of its documents, it names that of the whole. */
export function atOffset(error: unknown, offset: number): unknown {
  if (isError(error, 'ERR_OUT_OF_RANGE')) {
    const found = search(SCORE_OF, error.message);
    if (found) {
      const rest = sliceString(error.message, (found[0] as string).length);
      error.message = `the score of documents[${offset + toNumber(found[1])}]${rest}`;
    }
  }
  return error;
}

/** Whether something that was thrown is an error with this code: of any realm, so no `instanceof`. */
export function isError(error: unknown, code: string): error is Error {
  return isNativeError(error) && getOwnPropertyDescriptor(error, 'code')?.value === code;
}

/** How napi-rs calls what is wrong with an argument, as the code of its error. */
const WRONG_ARGUMENT = /^(?:InvalidArg|[A-Z][A-Za-z]+Expected)$/;

/**
 * An error that `kernel` has thrown: of one that is about its arguments, what users can match by its code. What the kernel itself
 * fails with is as on the threads, whatever its code.
 */
export function ofArguments(kernel: object, error: unknown): unknown {
  const code: unknown = isNativeError(error) && getOwnPropertyDescriptor(error, 'code')?.value;
  if (typeof code !== 'string' || search(WRONG_ARGUMENT, code) === null || isRefusal(error)) {
    return error;
  }
  const name: unknown = getOwnPropertyDescriptor(kernel, 'name')?.value;
  const which = typeof name === 'string' ? `the kernel ${describe(name)}` : 'the kernel';
  const message = `${which} refuses what it was called with: ${(error as Error).message}`;
  return defined(withCode(new TypeErrorClass(message), 'ERR_INVALID_ARG_TYPE'), 'cause', error);
}

/** Why jobs end whatever they compute. */
const OUTSIDE = ['ERR_POOL_CLOSED', 'ERR_QUEUE_FULL', 'ERR_NO_MEMORY', 'ERR_KERNEL_PANIC'] as const;

/** Whether a job has failed over what it was given. */
export function isOfTheJob(error: unknown): boolean {
  for (let at = 0; at < OUTSIDE.length; at += 1) {
    if (isError(error, OUTSIDE[at] as string)) {
      return false;
    }
  }
  return true;
}

const LONGEST_QUOTE = 80;
const LONGEST_BIGINT = 256;

/** A value in a few words. */
function describe(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quoted(value.length > LONGEST_QUOTE ? `${sliceString(value, 0, LONGEST_QUOTE)}…` : value);
    case 'number':
      return value === 0 && 1 / value < 0 ? '-0' : toText(value);
    case 'bigint':
      // Writing out a huge one takes long.
      return asIntN(LONGEST_BIGINT, value) === value
        ? `${value}n`
        : `a bigint of more than ${LONGEST_BIGINT} bits`;
    case 'function':
      return 'a function';
    case 'object':
      return value === null ? 'null' : describeObject(value);
    default:
      return toText(value);
  }
}

const UNPRINTABLE = /[\p{Control}\p{Surrogate}]/u;

/** A string as it may stand in a line of a log. */
function quoted(text: string): string {
  return search(UNPRINTABLE, text) === null ? `'${text}'` : toJson(text);
}

function describeObject(value: object): string {
  if (isArray(value)) {
    return 'an array';
  }
  const name = classOf(value);
  if (name === 'Object') {
    return 'an object';
  }
  if (isProxy(value)) {
    return `a Proxy of an instance of ${name}`;
  }
  // What has no more of them than the prototype.
  const isHollow = name === 'Array' || (name in TYPED_ARRAYS && typedArrayTag(value) === undefined);
  return isHollow ? inheriting(name) : `an instance of ${name}`;
}

function inheriting(className: string): string {
  return `an object that only inherits from ${className}`;
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
