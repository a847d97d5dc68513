// examples/scale-out: several worker processes on one queue. Whoever dies, the result is complete and in order.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { Queue, QueueEvents, Worker } from 'bullmq';
import { scoreDocuments } from 'rayon-pool';

import { CHUNKS, connectionTo, DEAD_LETTERS } from '../examples/scale-out/queue.mjs';
import { RedisServer, redisProblem } from '../examples/scale-out/redis.mjs';
import { scoreCorpus } from '../examples/scale-out/score-corpus.mjs';

const EXAMPLE = fileURLToPath(new URL('../examples/scale-out/', import.meta.url));
const problem = redisProblem();
const options = { skip: problem ?? (process.platform === 'win32' && 'there is no SIGSTOP') };

/** @type {string} */
let folder;
/** @type {RedisServer} */
let redis;
/** @type {Set<import('node:child_process').ChildProcess>} */
const workers = new Set();
before(async () => {
  if (options.skip) return;
  folder = await mkdtemp(join(tmpdir(), 'rayon-pool-scale-out-'));
  redis = new RedisServer(folder);
  await redis.start();
});
after(async () => {
  if (options.skip) return;
  for (const worker of workers) worker.kill('SIGKILL');
  await redis.stop('SIGKILL');
  await rm(folder, { recursive: true });
});

/** A worker process that takes work. */
async function startWorker() {
  const env = { ...process.env, REDIS_URL: redis.url, RAYON_NUM_THREADS: '1' };
  const worker = spawn(process.execPath, ['worker.mjs'], {
    cwd: EXAMPLE,
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  workers.add(worker);
  worker.once('exit', () => workers.delete(worker));
  await once(worker.stdout, 'data');
  return worker;
}

/** While there is work in the queue, a worker has some at nearly every look. */
const MOST_LOOKS = 5000;

/**
 * Kills a worker while it has a chunk. It is held first, so that the chunk cannot end in between.
 *
 * @param {import('node:child_process').ChildProcess} worker
 * @param {Queue} queue
 * @returns {Promise<string>} what it had
 */
async function killInMidJob(worker, queue) {
  for (let look = 0; look < MOST_LOOKS; look++) {
    worker.kill('SIGSTOP');
    const held = (await queue.getActive()).find(({ processedBy }) => processedBy?.endsWith(`-${worker.pid}`));
    if (held?.id !== undefined) {
      worker.kill('SIGKILL');
      await once(worker, 'exit');
      return held.id;
    }
    worker.kill('SIGCONT');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error('the worker never had a chunk');
}

const COUNT = 40_000;
/** By their place. */
const BAD = new Map([
  [7, ['{"text":null}', 'TypeError: a record must have a text, which is a string']],
  [20_003, ['', 'SyntaxError: Unexpected end of JSON input']],
  [39_999, ['{"text":["a"]}', 'TypeError: a record must have a text, which is a string']],
]);
const texts = Array.from({ length: COUNT }, (_, index) => 'beta '.repeat(index % 90) + index);
const lines = texts.map((text, index) => BAD.get(index)?.[0] ?? JSON.stringify({ text }));

test(
  'a killed worker and a killed Redis lose nothing; the result is complete and in order',
  options,
  async (t) => {
    const connection = connectionTo(redis.url);
    const queue = new Queue(CHUNKS, { connection });
    const events = new QueueEvents(CHUNKS, { connection });
    for (const emitter of [queue, events]) /** @type {Queue} */ (emitter).on('error', () => {});
    await events.waitUntilReady();
    /** @type {Set<string>} */
    const stalled = new Set();
    events.on('stalled', ({ jobId }) => stalled.add(jobId));
    const [victim, ...others] = await Promise.all([startWorker(), startWorker(), startWorker()]);

    const results = scoreCorpus(lines, { connection, chunkSize: 500, ahead: 8 });
    const scores = [];
    /** @type {Promise<string> | undefined} */
    let killing;
    let step = 0;
    for await (const { first, scores: some } of results) {
      assert.equal(first, scores.length, 'in order');
      scores.push(...some);
      step++;
      // Beside the loop, which keeps work in the queue.
      if (step === 2) killing = killInMidJob(victim, queue);
      if (step === 40) {
        await killing;
        await redis.stop('SIGKILL');
        await redis.start();
        t.diagnostic(`Redis killed, and started again, after ${scores.length} documents`);
      }
    }

    const expected = Array.from(await scoreDocuments(texts), (score, index) =>
      BAD.has(index) ? null : score,
    );
    assert.deepEqual(scores, expected);
    const lost = (await killing) ?? '';
    assert.ok(stalled.has(lost), `the chunk of the dead worker, ${lost}, came to another one`);
    t.diagnostic(`worker ${victim.pid} killed in chunk ${lost}, which came to another one`);
    t.diagnostic(`${scores.length} of ${COUNT} documents came back, in order`);
    const dead = new Queue(DEAD_LETTERS, { connection });
    const letters = (await dead.getWaiting()).map(({ data }) => data).sort((a, b) => a.index - b.index);
    assert.deepEqual(
      letters,
      Array.from(BAD, ([index, [line, error]]) => ({ index, line, error })),
    );
    for (const { index, error } of letters) t.diagnostic(`dead letter: document ${index}: ${error}`);
    for (const worker of others) {
      worker.kill('SIGTERM');
      const [code] = await once(worker, 'exit');
      assert.equal(code, 0, 'a worker that is asked to stop ends well');
    }
    await dead.obliterate();
    await Promise.all([dead.close(), queue.close(), events.close()]);
  },
);

test('the documents of a chunk that always fails are dead letters', options, async () => {
  const connection = connectionTo(redis.url);
  let attempts = 0;
  const worker = new Worker(
    CHUNKS,
    async ({ id }) => {
      if (id !== 'chunk-2') return [1, 1];
      attempts++;
      throw new Error('not today');
    },
    { connection },
  );
  const results = [];
  for await (const result of scoreCorpus(['a', 'b', 'c', 'd', 'e', 'f'], { connection, chunkSize: 2 }))
    results.push(result);
  await worker.close();
  assert.deepEqual(results, [
    { first: 0, scores: [1, 1] },
    { first: 2, scores: [null, null] },
    { first: 4, scores: [1, 1] },
  ]);
  assert.equal(attempts, 3);
  const dead = new Queue(DEAD_LETTERS, { connection });
  const letters = (await dead.getWaiting()).map(({ data }) => data).sort((a, b) => a.index - b.index);
  assert.deepEqual(letters, [
    { index: 2, line: 'c', error: 'not today' },
    { index: 3, line: 'd', error: 'not today' },
  ]);
  await dead.close();
});

test('a chunk that ends while it is looked at has its scores', options, async ({ mock }) => {
  const connection = connectionTo(redis.url);
  const { getJob } = Queue.prototype;
  mock.method(Queue.prototype, 'getJob', async function (/** @type {string} */ id) {
    // @ts-expect-error: a queue
    const job = await getJob.call(this, id);
    while (job && !(await job.isCompleted())) await turn();
    return job;
  });
  const worker = new Worker(CHUNKS, async () => [1, 1], { connection });
  const results = [];
  for await (const result of scoreCorpus(['a', 'b', 'c', 'd'], { connection, chunkSize: 2 }))
    results.push(result);
  await worker.close();
  assert.deepEqual(results, [
    { first: 0, scores: [1, 1] },
    { first: 2, scores: [1, 1] },
  ]);
});

test('all of it runs on one machine', options, async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['main.mjs'], { cwd: EXAMPLE });
  assert.equal(stderr, '');
  const [first, ...dead] = stdout.trimEnd().split('\n');
  assert.equal(first, '100000 documents, total 1599968');
  assert.deepEqual(
    dead.map((line) => /^dead letter: document (\d+): \w+Error: ./.exec(line)?.[1]),
    ['12345', '67890'],
  );
});
