// What the language and Node.js have built in, as it was when the package was loaded.
//
// Programs replace globals and the methods of prototypes: fake timers, polyfills, zone.js, tests. Whatever they put there
// later must neither keep a job from its end nor get hold of memory that native threads work on. So the rest of the facade
// takes nothing from globals, calls no method of a built-in prototype and iterates over nothing by the iterators of such
// (a test of the sources refuses it): it calls what is captured here.

import { AsyncResource } from 'node:async_hooks';
import events from 'node:events';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import timers from 'node:timers';
import { types } from 'node:util';
import v8 from 'node:v8';
import { MessageChannel, MessagePort, receiveMessageOnPort } from 'node:worker_threads';

import type { AbortSignalLike } from './abort-signal.js';

/** A method as a function whose first argument is its `this`. Calling that looks nothing up, unlike `method.call`. */
const uncurried = Function.prototype.bind.bind(Function.prototype.call) as (method: unknown) => never;

function getter<T>(prototype: object, name: PropertyKey): (value: unknown) => T | undefined {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get;
  return get ? uncurried(get) : () => undefined;
}

// Objects and functions
export const {
  apply,
  defineProperty,
  deleteProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  ownKeys,
  setPrototypeOf,
} = Reflect;

export const textOf: (self: object) => string = uncurried(Function.prototype.toString);

// Numbers
export const { isInteger, isSafeInteger, MAX_SAFE_INTEGER, POSITIVE_INFINITY } = Number;
export const { asIntN, asUintN } = BigInt;
export const { max, min, trunc } = Math;
export const toBigInt = BigInt;
export const toNumber = Number;

// Strings and symbols
export const symbolFor: (key: string) => symbol = Symbol.for;
/** A realm may have none, nor its companion. */
export const DisposeSymbol: symbol | undefined = Symbol.dispose;
export const AsyncDisposeSymbol: symbol | undefined = Symbol.asyncDispose;
export const toText = String;
export const toJson: (text: string) => string = JSON.stringify;
export const sliceString: (self: string, start: number, end?: number) => string = uncurried(
  String.prototype.slice,
);
export const search: (self: RegExp, text: string) => RegExpExecArray | null = uncurried(
  RegExp.prototype.exec,
);

// Arrays
export const ArrayClass = Array;
export const fill: <T>(self: T[], value: T, start: number, end: number) => T[] = uncurried(
  Array.prototype.fill,
);
export const arrayFrom: <T>(places: ArrayLike<unknown>, make: () => T) => T[] = Array.from.bind(Array);
/** A copy with another element. Unlike `slice`, it is an `Array` whatever anybody has made of species. */
export const copyWith: <T>(self: readonly T[], index: number, value: T) => T[] = uncurried(
  // Node.js has it from 20 on.
  (Array.prototype as unknown as { with: unknown }).with,
);
export const shift: <T>(self: T[]) => T | undefined = uncurried(Array.prototype.shift);
export const pop: <T>(self: T[]) => T | undefined = uncurried(Array.prototype.pop);

/** Whether a value is an object that can be asked something: a revoked proxy is nothing any more. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && (!isProxy(value) || !isRevoked(value));
}

function isRevoked(proxy: object): boolean {
  try {
    arrayIsArray(proxy);
    return false;
  } catch {
    return true;
  }
}

/** `Array.isArray`, which throws for a revoked proxy. */
export function isArray(value: unknown): value is readonly unknown[] {
  try {
    return arrayIsArray(value);
  } catch {
    return false;
  }
}
const { isArray: arrayIsArray } = Array;

// Typed arrays and their buffers
const TypedArrayPrototype: object = getPrototypeOf(Uint8Array.prototype) as object;
/** The name of a typed array's class; undefined for what is none. Not `instanceof`: those of other realms count. */
export const typedArrayTag = getter<string | undefined>(TypedArrayPrototype, Symbol.toStringTag);
export const bufferOf = getter<ArrayBuffer | SharedArrayBuffer>(TypedArrayPrototype, 'buffer') as (
  view: ArrayBufferView,
) => ArrayBuffer | SharedArrayBuffer;
export const lengthOf = getter<number>(TypedArrayPrototype, 'length') as (view: ArrayBufferView) => number;
export const byteOffsetOf = getter<number>(TypedArrayPrototype, 'byteOffset') as (
  view: ArrayBufferView,
) => number;
export const setElements: (self: ArrayBufferView, values: ArrayBufferView, offset?: number) => void =
  uncurried((TypedArrayPrototype as Uint8Array).set);
export const isResizable = getter<boolean>(ArrayBuffer.prototype, 'resizable');
export const isGrowable = getter<boolean>(SharedArrayBuffer.prototype, 'growable');
/** That of this realm, whose global may be another one's: Jest has it so. */
export const ArrayBufferPrototype = getPrototypeOf(new Float64Array(0).buffer);
export const TYPED_ARRAYS = {
  __proto__: null as never,
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
} as const;
export const { isNativeError, isProxy, isSharedArrayBuffer } = types;

/**
 * Moves a buffer as `postMessage` does: not `structuredClone`, which jsdom lacks and which is a polyfill elsewhere. Undefined
 * when Node.js refuses; older ones give a clone then, and leave the buffer as it is.
 */
export function transferred(buffer: ArrayBuffer): ArrayBuffer | undefined {
  channel ??= new Channel();
  try {
    postMessage(channel.port1, buffer, [buffer]);
  } catch {
    return undefined;
  }
  return (receive(channel.port2) as { message: ArrayBuffer }).message;
}
let channel: MessageChannel | undefined;
const Channel = MessageChannel;
const receive = receiveMessageOnPort;
const postMessage = uncurried(MessagePort.prototype.postMessage) as (
  self: MessagePort,
  value: unknown,
  transfer: readonly object[],
) => void;

// Collections
export const SetClass = Set;
export const addTo: <T>(self: Set<T>, value: T) => unknown = uncurried(Set.prototype.add);
export const deleteFrom: <T>(self: Set<T>, value: T) => boolean = uncurried(Set.prototype.delete);
export const forEachOf: <T>(self: ReadonlySet<T>, call: (value: T) => void) => void = uncurried(
  Set.prototype.forEach,
);
export const sizeOf = getter<number>(Set.prototype, 'size') as (self: ReadonlySet<unknown>) => number;
export const WeakMapClass = WeakMap;
export const getFrom: <K extends WeakKey, V>(self: WeakMap<K, V>, key: K) => V | undefined = uncurried(
  WeakMap.prototype.get,
);
export const setIn: <K extends WeakKey, V>(self: WeakMap<K, V>, key: K, value: V) => unknown = uncurried(
  WeakMap.prototype.set,
);
export const deleteKey: <K extends WeakKey>(self: WeakMap<K, unknown>, key: K) => boolean = uncurried(
  WeakMap.prototype.delete,
);

// Promises and iterators
/** The promises that async functions give, whatever the global `Promise` is. */
export const PromiseClass = (async () => {})().constructor as PromiseConstructor;
export const thenOf: <T>(
  self: Promise<T>,
  fulfilled: ((value: T) => unknown) | undefined,
  rejected?: (reason: unknown) => unknown,
) => Promise<unknown> = uncurried(PromiseClass.prototype.then);
const AsyncGeneratorPrototype = getPrototypeOf(
  async function* () {}.prototype as object,
) as AsyncGenerator<never>;
export const nextOf = uncurried(AsyncGeneratorPrototype.next) as <T>(
  self: AsyncGenerator<T>,
) => Promise<IteratorResult<T>>;
export const returnOf = uncurried(AsyncGeneratorPrototype.return) as <T>(
  self: AsyncGenerator<T>,
  value: unknown,
) => Promise<IteratorResult<T>>;
export const throwTo = uncurried(AsyncGeneratorPrototype.throw) as <T>(
  self: AsyncGenerator<T>,
  error: unknown,
) => Promise<IteratorResult<T>>;
export const AsyncIteratorSymbol: typeof Symbol.asyncIterator = Symbol.asyncIterator;
export const IteratorSymbol: typeof Symbol.iterator = Symbol.iterator;

// Errors
export const ErrorClass = Error;
export const TypeErrorClass = TypeError;
export const RangeErrorClass = RangeError;
/** Only V8 and what goes after it have it. */
export const captureStackTrace = Error.captureStackTrace as
  | ((error: object, above: unknown) => void)
  | undefined;
/** What a signal without a reason aborts with. A realm may have none, as that of Node.js's `vm`. */
export function abortError(): Error {
  const message = 'This operation was aborted';
  return DOMExceptionClass
    ? new DOMExceptionClass(message, 'AbortError')
    : defined(defined(new Error(message), 'name', 'AbortError'), 'code', 'ABORT_ERR');
}
const DOMExceptionClass = globalThis.DOMException as typeof DOMException | undefined;

/** Gives an object a property of its own, whatever its prototype says of that name. */
export function defined<T extends object>(object: T, name: PropertyKey, value: unknown): T {
  defineProperty(object, name, {
    __proto__: null,
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  } as PropertyDescriptor);
  return object;
}

/**
 * Whether arrays inherit an element, or may do so: then setting one that an array has not yet might call a setter instead. Of
 * what an object has, numbers come first.
 */
export function arraysInheritElements(): boolean {
  return (
    getPrototypeOf(ArrayPrototype) !== ObjectPrototype ||
    hasElements(ArrayPrototype) ||
    hasElements(ObjectPrototype)
  );
}
const ArrayPrototype: object = Array.prototype;
const ObjectPrototype: object = Object.prototype;

function hasElements(prototype: object): boolean {
  const key = ownKeys(prototype)[0];
  return typeof key === 'string' && toNumber(key) >= 0;
}

/** Adds an element that is the user's anyway, in a tenth of the time of {@link push}. */
export const append: <T>(self: T[], value: T) => number = uncurried(Array.prototype.push);

/** Adds an element. Unlike the method, it meets no setter that somebody has given all arrays for that index. */
export function push<T>(array: T[], value: T): void {
  defined(array, array.length, value);
}

// Node.js
/** The global object: what stands there is not ours, but for symbols of ours. */
export const realm: object = globalThis;
export const emitWarning: (warning: string, options: { code: string }) => void =
  process.emitWarning.bind(process);
export const now: () => number = performance.now.bind(performance);
export const { setInterval: startInterval, clearInterval: stopInterval } = timers;
/** Runs what it is given in the async context in which it was made. */
export function contextRunner(): <T>(run: () => T) => T {
  return bindContext((run: () => unknown) => run());
}
const bindContext = AsyncResource.bind.bind(AsyncResource) as (run: (run: () => unknown) => unknown) => never;
/** Whether V8 keeps a string in one byte a character. Node.js before 22.15 does not tell. */
export const isOneByte = (v8 as { isStringOneByteRepresentation?: (text: string) => boolean })
  .isStringOneByteRepresentation;
/** Hears an abort that `stopImmediatePropagation` hides from other listeners. Node.js before 20.5 lacks it. */
export const addAbortListener = events.addAbortListener as unknown as
  | ((signal: AbortSignalLike, listener: () => void) => unknown)
  | undefined;
