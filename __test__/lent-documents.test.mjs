// Documents that one addon has, and kernels of another read: where they are, and whatever they were made of.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import vm from 'node:vm';

import * as ours from '../index.js';
import * as kernel from '../kernel.js';
import { inProcess } from './apart.mjs';
import { rejectsWith } from './assertions.mjs';
import { kernelsOf, loadGuest } from './guest.mjs';
import { collected } from './memory.mjs';
import { otherCopy } from './other-copy.mjs';
import { loadPackage } from './realm.mjs';

const kernels = kernelsOf(loadGuest(), kernel);
const { other, remove } = otherCopy();
after(remove);

const LINES = Array.from({ length: 30_000 }, (_, index) => 'é漢 a'.repeat(index % 5));
const ODD = ['\ud800', '', 'é漢', '\udc00 a a', 'x'.repeat(200_000), ...LINES];

/**
 * Makes documents of a kind, by a copy of the package; and the strings that they are.
 *
 * @type {Record<string, (copy: Pick<typeof ours, 'Documents'>) => Promise<[ours.Documents, string[]]>>}
 */
const KINDS = {
  'of no strings': async ({ Documents }) => [await Documents.from([]), []],
  'of strings': async ({ Documents }) => [await Documents.from(ODD), ODD],
  'of lines, copied': async ({ Documents }) => [
    await Documents.fromLines(Buffer.from(`\ufeff${LINES.join('\r\n')}`)),
    LINES,
  ],
  'of lines, moved': async ({ Documents }) => [
    await Documents.fromLines(new TextEncoder().encode(`${LINES.join('\n')}\n`), { transfer: true }),
    LINES,
  ],
  'of Arrow, with offsets of 32 bits': async ({ Documents }) => [
    await Documents.fromArrow(Buffer.from('no é漢 and'), Int32Array.of(3, 3, 5, 8, 12)),
    ['', 'é', '漢', ' and'],
  ],
  'of Arrow, with offsets of 64 bits': async ({ Documents }) => [
    await Documents.fromArrow(Buffer.from('a'.repeat(100_000)), BigInt64Array.of(1n, 2n, 99_999n)),
    ['a', 'a'.repeat(99_997)],
  ],
};

/** @param {string} text */
const characters = (text) => [...text].length;
/** @param {string} text */
const wellFormed = (text) => text.replace(/\p{Surrogate}/gu, '\ufffd');

for (const [kind, make] of Object.entries(KINDS)) {
  test(`documents ${kind} are read by kernels of a user's addon`, async () => {
    for (const copy of [ours, other]) {
      const [documents, texts] = await make(copy);
      assert.deepEqual(await kernels.lengths(documents), Float64Array.from(texts, characters));
      assert.deepEqual(
        await kernels.upperCase(documents),
        texts.map((text) => wellFormed(text).toUpperCase()),
      );
    }
  });

  test(`documents ${kind} are read by another copy of the package`, async () => {
    for (const [from, to] of /** @type {const} */ ([
      [ours, other],
      [other, ours],
    ])) {
      const [documents, texts] = await make(from);
      assert.deepEqual(await to.scoreDocuments(documents), await ours.scoreDocuments(texts));
      assert.deepEqual(await to.summarizeScores(documents), await from.summarizeScores(documents));
    }
  });
}

test('on a pool of either addon', async () => {
  const documents = await other.Documents.from(['1', '-2']);
  for (const { ThreadPool } of [ours, other]) {
    const pool = new ThreadPool({ threads: 1 });
    assert.deepEqual(await kernels.integers(documents, { pool }), Int32Array.of(1, -2));
    assert.equal(pool.stats().completed, 1);
    await pool.close();
  }
  assert.deepEqual(await ours.parseIntegers(documents), BigInt64Array.of(1n, -2n));
});

test('what is wrong with them is told as of others', async () => {
  const documents = await other.Documents.from(['1', 'two']);
  await rejectsWith(ours.parseIntegers(documents), Error, 'ERR_PARSE_INTEGER', /^texts\[1\] /);
  await rejectsWith(kernels.integers(documents), Error, 'ERR_NO_INTEGER', /^'two': /);
  documents[Symbol.dispose]();
  for (const [call, name] of /** @type {const} */ ([
    [() => ours.scoreDocuments(documents), 'documents'],
    [() => kernels.lengths(documents), 'texts'],
  ])) {
    const message = `${name} must be Documents that are not disposed of, got disposed ones`;
    await rejectsWith(call(), TypeError, 'ERR_INVALID_ARG_TYPE', message);
  }
});

for (const transfer of [false, true]) {
  test(`documents that are disposed of in mid-job stay until it ends${transfer ? ', moved' : ''}`, async () => {
    const documents = await ours.Documents.fromLines(Buffer.from('abc\n'.repeat(2_000)), { transfer });
    const jobs = [kernels.lengths(documents, {}, 100), other.scoreDocuments(documents)];
    documents[Symbol.dispose]();
    const [lengths, scores] = await Promise.all(jobs);
    assert.deepEqual(lengths, new Float64Array(2_000).fill(3));
    assert.deepEqual(scores, new Float64Array(2_000).fill(1));
  });
}

test('a realm that goes in mid-job leaves its documents to the job', async () => {
  const inRealm = async () => {
    const { Documents } = loadPackage(vm.createContext({}));
    const documents = await Documents.fromLines(Buffer.from('abc\n'.repeat(2_000)), { transfer: true });
    return { job: kernels.lengths(documents, undefined, 100) };
  };
  const { job } = await inRealm();
  await collected();
  assert.deepEqual(await job, new Float64Array(2_000).fill(3));
});

const FILES = {
  GUEST_FILE: new URL('guest.mjs', import.meta.url).href,
  KERNEL_FILE: new URL('../kernel.js', import.meta.url).href,
};

test('1,800 times documents that another addon read leave no memory behind', async () => {
  const ended = await inProcess(
    async ({ Documents }, { growth }) => {
      const [{ kernelsOf, loadGuest }, kernel] = await Promise.all([
        import(String(process.env['GUEST_FILE'])),
        import(String(process.env['KERNEL_FILE'])),
      ]);
      const { lengths } = kernelsOf(loadGuest(), kernel);
      const round = async () => {
        for (let i = 0; i < 200; i++) {
          const utf8 = new Uint8Array(1 << 16).fill(10);
          const documents = [
            Documents.from(['a'.repeat(1 << 16)]),
            Documents.fromLines(utf8, { transfer: true }),
          ];
          for (const document of await Promise.all(documents)) {
            await lengths(document);
            document[Symbol.dispose]();
          }
        }
      };
      console.log(await growth(round));
    },
    { env: { ...FILES, MALLOC_MMAP_THRESHOLD_: '131072' }, execArgv: ['--expose-gc'] },
  );
  assert.deepEqual({ code: ended.code, stderr: ended.stderr }, { code: 0, stderr: '' });
  // Ten kilobytes of each would show.
  assert.ok(Number(ended.stdout) < 6, `it grew by ${ended.stdout.trim()} MB`);
});

for (const first of ['the package', 'the addon of a user’s']) {
  test(`a Worker ends in mid-job of a kernel that reads another addon's documents, where ${first} came first`, async () => {
    const ended = await inProcess(
      async ({ defaultPool }, { inWorker, once }) => {
        const worker = inWorker(async (pool) => {
          const { parentPort } = await import('node:worker_threads');
          // Whichever is looked at first is loaded first.
          if (process.env['FIRST'] === 'the package') await pool.Documents.from([]);
          const [{ kernelsOf, loadGuest }, kernel] = await Promise.all([
            import(String(process.env['GUEST_FILE'])),
            import(String(process.env['KERNEL_FILE'])),
          ]);
          const { lengths } = kernelsOf(loadGuest(), kernel);
          await lengths(['a']);
          // Memory of V8's, which goes with the Worker; and work for a quarter of an hour.
          const utf8 = new Uint8Array(1_000_000).fill(10);
          const documents = await pool.Documents.fromLines(utf8, { transfer: true });
          lengths(documents, undefined, 1000);
          while (pool.defaultPool().stats().running === 0) await new Promise(setImmediate);
          parentPort?.postMessage('in mid-job');
        });
        await once(worker, 'message');
        await worker.terminate();
        while (defaultPool().stats().running > 0) await new Promise(setImmediate);
        console.log(defaultPool().stats().aborted);
      },
      { env: { ...FILES, FIRST: first } },
    );
    assert.deepEqual(ended, { code: 0, signal: null, stdout: '1\n', stderr: '' });
  });
}
