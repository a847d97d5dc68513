// How long documents are kept: until they are disposed of, or collected, and no job uses them.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Documents, scoreDocuments, summarizeScores, ThreadPool } from '../index.js';
import { inProcess } from './apart.mjs';
import { rejectsWith } from './assertions.mjs';
import { arrowOf } from './oracles/arrow.mjs';

const utf8 = new TextEncoder();
const texts = Array.from({ length: 200_000 }, (_, i) => `${i} a a b`);

/** @type {Record<string, () => Promise<Documents>>} */
const FORMS = {
  from: () => Documents.from(texts),
  fromLines: () => Documents.fromLines(utf8.encode(texts.join('\n')), { transfer: true }),
  fromArrow: () => {
    const { values, offsets } = arrowOf(texts);
    return Documents.fromArrow(values, offsets);
  },
};

for (const [name, keep] of Object.entries(FORMS)) {
  test(`documents of ${name} that are disposed of are empty, and refused`, async () => {
    const documents = await keep();
    documents[Symbol.dispose]();
    documents[Symbol.dispose]();
    assert.deepEqual([documents.length, documents.byteLength], [0, 0]);
    assert.deepEqual([documents.at(0), documents.at(-1)], [undefined, undefined]);
    const message = 'documents must be Documents that are not disposed of, got disposed ones';
    for (const call of [scoreDocuments, summarizeScores]) {
      await rejectsWith(call(documents), TypeError, 'ERR_INVALID_ARG_TYPE', message);
    }
  });

  test(`jobs go on when the documents of ${name} are disposed of`, async () => {
    const documents = await keep();
    const expected = await scoreDocuments(documents);
    const pool = new ThreadPool({ threads: 1 });
    const jobs = [scoreDocuments(documents), pool.scoreDocuments(documents), scoreDocuments(documents)];
    documents[Symbol.dispose]();
    for (const job of jobs) assert.deepEqual(await job, expected);
  });

  test(`documents of ${name} can be used in a job that is aborted, and again`, async () => {
    const documents = await keep();
    const controller = new AbortController();
    const job = scoreDocuments(documents, { signal: controller.signal });
    controller.abort('enough');
    await assert.rejects(job, (error) => error === 'enough');
    assert.equal((await scoreDocuments(documents)).length, texts.length);
  });

  test(`a call of ${name} that is aborted makes nothing`, async () => {
    const options = { signal: AbortSignal.abort('no') };
    await assert.rejects(Documents.from(texts, options), (error) => error === 'no');
    const bytes = utf8.encode('a');
    await assert.rejects(
      Documents.fromLines(bytes, { ...options, transfer: true }),
      (error) => error === 'no',
    );
    assert.equal(bytes.length, 1);
  });
}

test('using disposes of documents', async () => {
  const documents = await Documents.from(['a']);
  // What `using` does, which not all versions of Node.js parse.
  documents[Symbol.dispose]();
  assert.equal(documents.length, 0);
});

const FLAGS = { execArgv: ['--expose-gc'] };

/**
 * @param {import('./apart.mjs').Ended} ended
 * @param {number} most
 */
function grewByLessThan({ code, stdout, stderr }, most) {
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  assert.ok(Number(stdout) < most, `it grew by ${stdout.trim()} MB`);
}

test('the memory of bytes is free once they are disposed of, without any garbage collection', async () => {
  const ended = await inProcess(async ({ Documents, summarizeScores }) => {
    const text = new TextEncoder().encode('alpha beta beta\n'.repeat(2_000_000));
    const start = process.memoryUsage().arrayBuffers;
    // How often the text is there.
    const times = () => Math.round((process.memoryUsage().arrayBuffers - start) / text.length) | 0;
    const documents = await Documents.fromLines(text);
    const job = summarizeScores(documents);
    documents[Symbol.dispose]();
    await new Promise(setImmediate);
    console.log(times());
    await job;
    // The job lets go of it a moment after it has told its result.
    while (times() > 0) await new Promise(setImmediate);
    console.log('free');
  });
  assert.deepEqual(ended, { code: 0, signal: null, stdout: '1\nfree\n', stderr: '' });
});

test('V8 knows of the memory, and collects documents before there is too much of it', async () => {
  const ended = await inProcess(async ({ Documents }) => {
    const texts = new Array(100_000).fill('x'.repeat(100));
    await Documents.from(texts);
    const start = process.memoryUsage().rss;
    for (let i = 0; i < 300; i++) await Documents.from(texts);
    console.log(Math.round((process.memoryUsage().rss - start) / 2 ** 20));
  });
  // Without a collection it would be three thousand.
  grewByLessThan(ended, 1000);
});

test('documents that are disposed of leave no memory behind', async () => {
  const ended = await inProcess(async ({ Documents, summarizeScores }, { growth }) => {
    const texts = new Array(100_000).fill('x'.repeat(100));
    const text = new TextEncoder().encode(texts.join('\n'));
    const round = async () => {
      for (let i = 0; i < 5; i++) {
        for (const documents of [await Documents.from(texts), await Documents.fromLines(text)]) {
          await summarizeScores(documents);
          documents[Symbol.dispose]();
        }
      }
    };
    console.log(await growth(round));
  }, FLAGS);
  // A batch in twenty would show.
  grewByLessThan(ended, 20);
});

test('documents that are collected leave no memory behind', async () => {
  const ended = await inProcess(async ({ Documents, summarizeScores }, { growth, collected }) => {
    const texts = new Array(100_000).fill('x'.repeat(100));
    const text = new TextEncoder().encode(texts.join('\n'));
    const round = async () => {
      for (let i = 0; i < 5; i++) {
        await summarizeScores(await Documents.from(texts));
        await summarizeScores(await Documents.fromLines(text));
        await collected();
      }
    };
    console.log(await growth(round));
  }, FLAGS);
  grewByLessThan(ended, 20);
});

test('workers may end in the middle of jobs on their documents', async () => {
  const ended = await inProcess(async ({ countPrimes }, { inWorker, once }) => {
    for (let round = 0; round < 6; round++) {
      const worker = inWorker(async ({ Documents, scoreDocuments, summarizeScores }) => {
        const { parentPort } = await import('node:worker_threads');
        const text = new TextEncoder().encode('alpha beta beta\n'.repeat(1_000_000));
        const documents = await Documents.fromLines(text, { transfer: true });
        const strings = await Documents.from(new Array(100_000).fill('a b b'));
        for (let job = 0; job < 20; job++) {
          scoreDocuments(documents);
          summarizeScores(strings);
          Documents.fromLines(new TextEncoder().encode('a\n'.repeat(1_000_000)), { transfer: true });
        }
        documents[Symbol.dispose]();
        parentPort?.postMessage('under way');
      });
      await once(worker, 'message');
      await worker.terminate();
    }
    console.log(await countPrimes(200_000));
  });
  assert.deepEqual(ended, { code: 0, signal: null, stdout: '17984\n', stderr: '' });
});

test('progress goes up to the end', async () => {
  const text = utf8.encode('alpha beta beta\n'.repeat(2_000_000));
  const { values, offsets } = arrowOf(texts);
  /** @type {[(options: object) => Promise<unknown>, number][]} */
  const calls = [
    [(options) => Documents.from(texts, options), texts.length],
    [(options) => Documents.fromLines(text, options), text.length],
    [(options) => Documents.fromArrow(values, offsets, options), values.length + offsets.length],
  ];
  for (const [call, total] of calls) {
    /** @type {import('../index.js').Progress[]} */
    const reports = [];
    await call({
      onProgress: (/** @type {import('../index.js').Progress} */ report) => reports.push(report),
    });
    assert.deepEqual(reports.at(-1), { done: total, total });
    for (const [index, { done }] of reports.entries()) assert.ok(done > (reports[index - 1]?.done ?? 0));
  }
});
