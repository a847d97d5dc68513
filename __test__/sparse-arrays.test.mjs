// Arrays that are long for their holes, and arrays that are not what they seem: nothing is visited in vain, nothing of the
// user's gets hold of the copy.
import assert from 'node:assert/strict';
import test from 'node:test';

import { countPrimes, Documents, parseIntegers, scoreDocuments, sortNumbers } from '../index.js';
import { inProcess } from './apart.mjs';
import { rejectsWith } from './assertions.mjs';

/** @param {unknown[]} start @param {number} length */
function sparse(start, length) {
  const array = [...start];
  array.length = length;
  return /** @type {any} */ (array);
}

for (const length of [4e8, 2 ** 32 - 1]) {
  test(`an array of ${length} holes is refused at the first of them`, async () => {
    const refused = /** @type {const} */ ([TypeError, 'ERR_INVALID_ARG_TYPE']);
    for (const count of [1, 40_000]) {
      const strings = new Array(count).fill('1');
      const hole = `[${count}] must be a string, got undefined`;
      await rejectsWith(scoreDocuments(sparse(strings, length)), ...refused, `documents${hole}`);
      await rejectsWith(parseIntegers(sparse(strings, length)), ...refused, `texts${hole}`);
    }
    const hole = '[1] must be a number, got undefined';
    await rejectsWith(sortNumbers(sparse([1], length)), ...refused, `values${hole}`);
    await rejectsWith(countPrimes(sparse([1], length)), ...refused, `candidates${hole}`);
    await rejectsWith(
      countPrimes(sparse([1n], length)),
      ...refused,
      'candidates[1] must be a bigint, got undefined',
    );
  });
}

test('the call itself does not visit the holes', async () => {
  // In a process of its own, which is ended if it takes minutes. Counted in elements that are asked for.
  const ended = await inProcess(async ({ scoreDocuments }) => {
    let asked = 0;
    const array = new Proxy(['a'], {
      get(target, key) {
        if (key === 'length') return 4e8;
        asked += 1;
        return Reflect.get(target, key);
      },
      has: () => true,
    });
    const code = await scoreDocuments(array).catch((error) => error.code);
    console.log(code, asked < 100_000);
  });
  assert.deepEqual(ended, { code: 0, signal: null, stdout: 'ERR_INVALID_ARG_TYPE true\n', stderr: '' });
});

class Spy extends Array {
  /** @type {unknown[]} */
  static made = [];
  /** @param {unknown[]} elements */
  constructor(...elements) {
    super(...elements);
    Spy.made.push(this);
  }
}

const COUNT = 100_000;
const documents = Array.from({ length: COUNT }, (_, index) => 'a '.repeat(index % 7));
const expected = Float64Array.from(documents, (_, index) => (index % 7) ** 2);

test('a subclass makes no copy of its own kind', async () => {
  const array = Spy.from(documents);
  Spy.made.length = 0;
  assert.deepEqual(await scoreDocuments(array), expected);
  assert.deepEqual(Spy.made, []);
});

test('a species, a constructor and a proxy that come between make no copy', async () => {
  const own = [...documents];
  own.constructor = /** @type {any} */ ({ [Symbol.species]: Spy });
  let reads = 0;
  const changing = new Proxy([...documents], {
    get(target, key) {
      if (key !== 'constructor') return Reflect.get(target, key);
      reads += 1;
      return reads === 1 ? Array : { [Symbol.species]: Spy };
    },
  });
  Spy.made.length = 0;
  for (const array of [own, changing]) assert.deepEqual(await scoreDocuments(array), expected);
  assert.deepEqual(Spy.made, []);
});

test('an element behind the first group that calls in between disturbs nothing', async () => {
  const count = 20_000;
  const texts = Array.from({ length: count }, (_, index) => (index % 2 ? '7' : '123'));
  for (const others of [texts.map((text) => (text === '7' ? '123' : '7')), ['', 'a a', '12345678']]) {
    /** @type {Promise<unknown>[]} */
    const inner = [];
    const outer = [...texts];
    Object.defineProperty(outer, 19_000, {
      get() {
        inner.push(Documents.from(others));
        return '123';
      },
    });
    assert.deepEqual(await parseIntegers(outer), BigInt64Array.from(texts, BigInt));
    assert.deepEqual(await scoreDocuments(outer), new Float64Array(count).fill(1));
    const documents = await Documents.from(outer);
    assert.deepEqual(
      [0, 1, 19_000].map((index) => documents.at(index)),
      ['123', '7', '123'],
    );
    const kept = /** @type {Documents[]} */ (await Promise.all(inner));
    assert.equal(kept.length, 3);
    for (const one of kept) assert.equal(one.at(1), others[1]);
  }
});

test('the first element that is no string is named, whatever is behind it', async () => {
  for (const first of [10, 2_000, 20_000, 50_000]) {
    const array = /** @type {any[]} */ (new Array(60_000).fill('a b c d e f g h'));
    array[first] = null;
    array[first + 5] = undefined;
    const message = `documents[${first}] must be a string, got null`;
    await rejectsWith(scoreDocuments(array), TypeError, 'ERR_INVALID_ARG_TYPE', message);
  }
});

test('an element is told as it was read', async () => {
  for (const index of [1, 30_000]) {
    let reads = 0;
    const array = /** @type {any[]} */ (new Array(40_000).fill('a b c d e f g h'));
    Object.defineProperty(array, index, {
      get() {
        reads += 1;
        return reads === 1 ? undefined : 'now a string';
      },
    });
    const message = `documents[${index}] must be a string, got undefined`;
    await rejectsWith(scoreDocuments(array), TypeError, 'ERR_INVALID_ARG_TYPE', message);
    assert.equal(reads, 1);
  }
});

test('an element that calls in between disturbs nothing', async () => {
  /** @type {Promise<Float64Array>[]} */
  const inner = [];
  const outer = ['a a a', 'x', 'a'];
  Object.defineProperty(outer, 1, {
    get() {
      inner.push(scoreDocuments(['b b b b', 'c c', 'd d d d d']));
      return 'b b';
    },
  });
  assert.deepEqual(await scoreDocuments(outer), Float64Array.of(9, 4, 1));
  assert.deepEqual(await Promise.all(inner), [Float64Array.of(16, 4, 25)]);
});
