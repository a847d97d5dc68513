// Programs that replace the methods of built-in prototypes: none of those is called by the package, so none gets hold of
// the memory that native threads work on.
import assert from 'node:assert/strict';
import test from 'node:test';

import { inProcess } from './apart.mjs';

test('no method of a built-in prototype is called', async () => {
  const ended = await inProcess(async (apart) => {
    // Loaded before anything is replaced.
    const { countPrimes, Documents, parseIntegers, reduceNumbers, scoreDocuments, sortNumbers } = apart;
    const { defaultPool, streamScores, summarizeScores, sumPrimes, ThreadPool } = apart;
    const pool = new ThreadPool({ threads: 2 });
    const { signal } = new AbortController();
    const many = Array.from({ length: 100_000 }, (_, index) => `${index}`);

    const { apply, construct, defineProperty, getOwnPropertyDescriptor } = Reflect;
    const { getPrototypeOf, ownKeys, setPrototypeOf } = Reflect;
    const { isArray } = Array;
    const { log } = console;
    const text = String;
    const includes = String.prototype.includes;
    const split = String.prototype.split;
    const ErrorClass = Error;
    /** @type {{ caller: string, what: string }[]} */
    const calls = [];
    let count = 0;
    let isRecording = false;

    /** @param {string} what */
    const record = (what) => {
      if (!isRecording) return;
      isRecording = false;
      const { stack } = new ErrorClass();
      // This function, the one in the method's place, and who called that.
      const caller = apply(split, stack, ['\n'])[3] ?? '';
      // What the user gives to be iterated is iterated as the user's realm does it.
      const isOurs = apply(includes, caller, ['index.js']) || apply(includes, caller, ['facade.js']);
      if (isOurs && !apply(includes, caller, ['DocumentSource'])) {
        defineProperty(calls, count++, { value: { caller, what }, enumerable: true });
      }
      isRecording = true;
    };

    /** @param {any} owner @param {string} name */
    const replace = (owner, name) => {
      const keys = ownKeys(owner);
      for (let at = 0; at < keys.length; at += 1) {
        const key = /** @type {PropertyKey} */ (keys[at]);
        const found = /** @type {PropertyDescriptor} */ (getOwnPropertyDescriptor(owner, key));
        if (!found.configurable) continue;
        const what = `${name}.${text(key)}`;
        if (typeof found.value === 'function') {
          const method = found.value;
          found.value = /** @this {any} */ function (/** @type {any[]} */ ...args) {
            record(what);
            return new.target ? construct(method, args, new.target) : apply(method, this, args);
          };
          // A constructor is still one, with all that it has.
          setPrototypeOf(found.value, method);
          if (method.prototype) found.value.prototype = method.prototype;
        }
        if (found.get) {
          const { get } = found;
          found.get = /** @this {any} */ function () {
            record(what);
            return apply(get, this, []);
          };
        }
        defineProperty(owner, key, found);
      }
    };

    const Iterators = [[][Symbol.iterator](), new Map().keys(), new Set().keys(), ''[Symbol.iterator]()];
    const parent = (/** @type {object} */ object) => /** @type {any} */ (getPrototypeOf(object));
    const prototypes = {
      Array: Array.prototype,
      Iterator: parent(parent([][Symbol.iterator]())),
      TypedArray: getPrototypeOf(Uint8Array.prototype),
      ArrayBuffer: ArrayBuffer.prototype,
      SharedArrayBuffer: SharedArrayBuffer.prototype,
      String: String.prototype,
      RegExp: RegExp.prototype,
      Number: Number.prototype,
      BigInt: BigInt.prototype,
      Map: Map.prototype,
      Set: Set.prototype,
      WeakMap: WeakMap.prototype,
      WeakSet: WeakSet.prototype,
      Promise: Promise.prototype,
      AsyncGenerator: parent(parent((async function* () {})())),
      Generator: parent(parent((function* () {})())),
      Error: Error.prototype,
      MessagePort: MessagePort.prototype,
      Function: Function.prototype,
      Object: Object.prototype,
    };
    for (const iterator of Iterators) replace(parent(iterator), 'an iterator');
    for (const name of ['Float64', 'Int16', 'Uint8', 'BigInt64', 'BigUint64', 'Uint32']) {
      replace(/** @type {any} */ (globalThis)[`${name}Array`].prototype, `${name}Array`);
    }
    for (const Class of [Array, parent(Uint8Array), ArrayBuffer, Promise, RegExp, Map, Set]) {
      replace(Class, `static of ${Class.name}`);
    }
    for (const Class of [Object, Reflect, Number, Math, BigInt, Symbol, JSON]) replace(Class, 'static');
    for (const name in prototypes) replace(/** @type {any} */ (prototypes)[name], name);

    isRecording = true;
    const onProgress = () => {};
    const scores = await scoreDocuments(many, { signal, onProgress });
    await scoreDocuments(['a']);
    await pool.summarizeScores(many);
    await summarizeScores(['a']);
    await parseIntegers(many);
    await parseIntegers(['7']);
    const sorted = await sortNumbers(new Float64Array(scores));
    await sortNumbers(new Int16Array(100_000), { transfer: true });
    await sortNumbers([2, 1]);
    await reduceNumbers(new Float64Array(100_000), 'sum', { transfer: true });
    await reduceNumbers(new Uint8Array(9), 'max');
    await countPrimes(200_000, { signal, onProgress });
    await sumPrimes([7, 8]);
    await countPrimes(new Uint32Array(9));
    const documents = await Documents.from(many);
    await scoreDocuments(documents);
    documents.at(7);
    await Documents.fromLines(new Uint8Array(9), { transfer: true });
    await Documents.fromArrow(new Uint8Array(0), new Int32Array(1));
    const stream = streamScores(many, { signal, onProgress });
    while (!(await stream.next()).done);
    let refused = 0;
    try {
      await parseIntegers(['x']);
    } catch {
      refused += 1;
    }
    try {
      await countPrimes(/** @type {any} */ ({}));
    } catch {
      refused += 1;
    }
    defaultPool().stats();
    await pool.close();
    isRecording = false;

    for (let at = 0; at < count; at += 1) {
      const { caller, what } = /** @type {{ caller: string, what: string }} */ (calls[at]);
      log(what, caller);
    }
    log(sorted.length, refused, isArray(calls));
  });
  assert.deepEqual(ended, { code: 0, signal: null, stdout: '100000 2 true\n', stderr: '' });
});

test('a replaced set gets no copy', async () => {
  const ended = await inProcess(async ({ sortNumbers }) => {
    const Typed = Object.getPrototypeOf(Uint8Array.prototype);
    /** @type {unknown[]} */
    const caught = [];
    const { set } = Typed;
    Typed.set = /** @this {any} */ function (/** @type {any} */ ...args) {
      caught.push(this);
      return set.apply(this, args);
    };
    const values = Float64Array.from({ length: 100_000 }, (_, index) => -index);
    const sorted = await sortNumbers(values);
    console.log(caught.length, sorted[0]);
  });
  assert.deepEqual(ended, { code: 0, signal: null, stdout: '0 -99999\n', stderr: '' });
});

test('setters that somebody has given all objects have no say in results', async () => {
  const ended = await inProcess(async (_, apart) => {
    const { addon, kernel, kernels } = await apart.guest();
    const { log } = console;
    const text = JSON.stringify;
    const many = Array.from({ length: 100 }, (_, index) => `${index} of many`);
    await kernels.spin(1, 0);

    const { defineProperty } = Reflect;
    for (const throws of [true, false]) {
      const set = () => {
        if (throws) throw new Error('a setter');
      };
      const taken = { configurable: true, get: () => undefined, set };
      for (const name of ['values', 'offsets', 'code', 'line']) {
        defineProperty(Object.prototype, name, taken);
      }
      for (const index of ['0', '1', '17']) defineProperty(Array.prototype, index, taken);
      defineProperty(Object.prototype, '99', taken);

      /** @type {unknown[]} */
      const found = [];
      const add = (/** @type {unknown} */ value) =>
        defineProperty(found, found.length, { value, enumerable: true });
      const { values, offsets } = await kernels.wordLengths(['a bb']);
      add([...values.slice(), ...offsets.slice()]);
      const texts = await kernels.upperCase(many);
      let own = 0;
      for (let at = 0; at < 100; at += 1) {
        if (Object.hasOwn(texts, at) && texts[at] === `${at} OF MANY`) own += 1;
      }
      add([texts.length, own]);
      try {
        await kernel.runCall(addon, addon.fail, undefined, 'ERR_MINE', 3, false);
      } catch (error) {
        add({ .../** @type {object} */ (error) });
      }
      for (const name of ['values', 'offsets', 'code', 'line', '99']) {
        delete (/** @type {any} */ (Object.prototype)[name]);
      }
      for (const index of ['0', '1', '17']) delete (/** @type {any} */ (Array.prototype)[index]);
      log(text(found));
    }
  });
  const line = '[[1,2,0,2],[100,100],{"code":"ERR_MINE","line":3}]\n';
  assert.deepEqual(ended, { code: 0, signal: null, stdout: line + line, stderr: '' });
});
