// Documents that kernels of users' give.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Documents, scoreDocuments, ThreadPool } from '../index.js';
import * as kernel from '../kernel.js';
import { inProcess } from './apart.mjs';
import { rejectsWith } from './assertions.mjs';
import { DEBUG_GUEST, guestKernels, kernelsOf, loadGuest } from './guest.mjs';

const kernels = kernelsOf(loadGuest(), kernel);
const debugged = guestKernels(DEBUG_GUEST);

test('they are Documents like any others', async () => {
  const documents = await kernels.firstWords(['alpha beta', ' größer als', '🌹 rose']);
  assert.ok(documents instanceof Documents);
  assert.deepEqual([documents.length, documents.byteLength], [3, 5 + 8 + 4]);
  assert.deepEqual(
    [0, 1, -1, 3].map((index) => documents.at(index)),
    ['alpha', 'größer', '🌹', undefined],
  );
  const empty = await kernels.firstWords([]);
  assert.deepEqual([empty.length, empty.byteLength, empty.at(0)], [0, 0, undefined]);
});

test('kernels of all addons read them where they are', async () => {
  const texts = Array.from({ length: 100_000 }, (_, index) => `word${index % 1000} ${index}`);
  const pool = new ThreadPool({ threads: 2 });
  for (const input of [texts, await Documents.from(texts)]) {
    const documents = await kernels.firstWords(input, { pool });
    assert.equal(documents.length, texts.length);
    const scores = new Float64Array(texts.length).fill(1);
    assert.deepEqual(await scoreDocuments(documents), scores);
    assert.deepEqual(await pool.scoreDocuments(documents), scores);
    const lengths = Float64Array.from(texts, (text) => text.indexOf(' '));
    assert.deepEqual(await kernels.lengths(documents), lengths);
    assert.deepEqual(await debugged.lengths(documents, { pool }), lengths);
    const again = await debugged.repeated(documents, 2);
    assert.deepEqual([again.length, again.at(-1)], [texts.length, 'word999word999']);
    assert.deepEqual(
      await kernels.lengths(again),
      lengths.map((length) => 2 * length),
    );
  }
  await pool.close();
});

test('long ones and empty ones stand in their places', async () => {
  const texts = ['', 'a'.repeat(70_000), ...new Array(20_000).fill(''), 'b', 'c'.repeat(1_000_000)];
  const documents = await kernels.repeated(texts, 1);
  assert.deepEqual(
    Array.from(texts, (_, index) => documents.at(index)),
    texts,
  );
});

test('what is disposed of is gone for calls from then on, not for those that run', async () => {
  const documents = await kernels.repeated(['abc', 'd'], 3);
  const running = kernels.lengths(documents, {}, 1000);
  documents[Symbol.dispose]();
  documents[Symbol.dispose]();
  assert.deepEqual([documents.length, documents.byteLength, documents.at(0)], [0, 0, undefined]);
  assert.deepEqual(await running, Float64Array.of(9, 3));
  for (const call of [scoreDocuments, kernels.lengths, debugged.lengths]) {
    await rejectsWith(call(documents), TypeError, 'ERR_INVALID_ARG_TYPE', /disposed/);
  }
});

test('an item that fails rejects instead', async () => {
  const texts = ['a', '  ', 'b', ''];
  await rejectsWith(kernels.firstWords(texts), Error, 'ERR_NO_WORD', "'  ' has no word");
});

test('small ones are made within the call', async () => {
  for (let calls = 0; calls < 300; calls++) {
    const documents = await kernels.firstWords(['alpha beta']);
    assert.equal(documents.at(0), 'alpha');
  }
});

test('they leave no memory behind', async () => {
  const ended = await inProcess(
    async (_, { collected, growth, guestKernels }) => {
      const guest = guestKernels();
      const texts = new Array(1000).fill('alpha beta gamma');
      const round = async () => {
        for (let made = 0; made < 20; made++) await guest.repeated(texts, 100);
        await collected();
        const documents = await guest.repeated(texts, 1000);
        documents[Symbol.dispose]();
      };
      console.log(await growth(round));
    },
    { execArgv: ['--expose-gc'], env: { MALLOC_ARENA_MAX: '1' } },
  );
  assert.deepEqual([ended.code, ended.stderr], [0, '']);
  // Those of a round have 48 MB.
  assert.ok(Number(ended.stdout) < 20, `it grew by ${ended.stdout.trim()} MB`);
});

test('a worker has its own, and ends with them', async () => {
  const ended = await inProcess(async (_, { inWorker, once }) => {
    const worker = inWorker(async ({ scoreDocuments }, { guestKernels }) => {
      const { parentPort } = await import('node:worker_threads');
      const documents = await guestKernels().repeated(['a b', 'c'], 2);
      parentPort?.postMessage(await scoreDocuments(documents));
      scoreDocuments(documents);
    });
    console.log((await once(worker, 'message'))[0]);
    console.log((await once(worker, 'exit'))[0]);
  });
  assert.deepEqual(ended, { code: 0, signal: null, stdout: 'Float64Array(2) [ 3, 1 ]\n0\n', stderr: '' });
});

test('where the addon of the package is not there, they reject with what is missing', async () => {
  const ended = await inProcess(
    async (_, { guestKernels }) => {
      const guest = guestKernels();
      for (let calls = 0; calls < 2; calls++) {
        await guest.repeated(['a'], 2).catch((/** @type {any} */ { code }) => console.log(code));
      }
      console.log(await guest.lengths(['a']));
    },
    { env: { NAPI_RS_NATIVE_LIBRARY_PATH: new URL('no.node', import.meta.url).pathname } },
  );
  const stdout = 'ERR_ADDON_NOT_LOADED\nERR_ADDON_NOT_LOADED\nFloat64Array(1) [ 1 ]\n';
  assert.deepEqual({ ...ended, stderr: '' }, { code: 0, signal: null, stdout, stderr: '' });
});

test('a kernel whose modules a test runner has forgotten gives them in the class that is loaded anew', async () => {
  const ended = await inProcess(async (pool, { guestKernels }) => {
    const guest = guestKernels();
    const { createRequire } = await import('node:module');
    const { cache } = createRequire(process.execPath);
    for (const file of Object.keys(cache)) if (file.endsWith('.js')) delete cache[file];
    const documents = await guest.repeated(['ab'], 2);
    console.log(documents instanceof pool.Documents, documents.at(0));
  });
  assert.deepEqual(ended, { code: 0, signal: null, stdout: 'true abab\n', stderr: '' });
});
