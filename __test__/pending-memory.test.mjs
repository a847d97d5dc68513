// What a job takes that waits in the queue: hardly more than what it works on, whatever it will take when it runs.
import assert from 'node:assert/strict';
import test from 'node:test';

import { inProcess } from './apart.mjs';
import { probeFile } from './probe.mjs';

const options = { skip: !probeFile() && 'there is no test build: npm run build:probe' };

const JOBS = {
  countPrimes: `pool.countPrimes(1000)`,
  sumPrimes: `pool.sumPrimes(1000)`,
  scoreDocuments: `pool.scoreDocuments(['a b c'])`,
  parseIntegers: `pool.parseIntegers(['12'])`,
  'countPrimes of candidates': `pool.countPrimes([5, 6, 7])`,
};

for (const [name, job] of Object.entries(JOBS)) {
  test(`a waiting ${name} takes about a kilobyte outside of V8's heap`, options, async (t) => {
    const { code, stdout, stderr } = await inProcess(measure, {
      env: { JOB: job, RAYON_NUM_THREADS: '1' },
      execArgv: ['--expose-gc'],
    });
    assert.equal(code, 0, stderr);
    const bytes = Number(stdout);
    t.diagnostic(`${bytes} bytes`);
    // Measured: some 500. It was 2,000 to 5,400 when each had a future; the system counts pages, so this is no exact test.
    assert.ok(bytes < 2000, `${bytes} bytes for each job`);
  });
}

/**
 * Prints how many bytes a job takes that waits.
 *
 * @param {typeof import('../index.js')} pool
 * @param {typeof import('./apart.mjs')} apart
 */
async function measure(pool, { collected, probe, RUNNING_PER_THREAD }) {
  const native = probe();
  const start = new Function('pool', `return ${process.env['JOB']}`);
  const { handle } = native.defaultPool();
  const controls = Array.from({ length: RUNNING_PER_THREAD }, () => native.newControl());
  // They run all the time, and take no memory for it.
  const running = controls.map((control) =>
    native.probeSpin(handle, 2 ** 32 - 1, 0.1, control).catch(() => {}),
  );
  const outside = async () => {
    await collected();
    const { rss, heapTotal } = process.memoryUsage();
    return rss - heapTotal;
  };
  const jobs = 50_000;
  /** @type {Promise<unknown>[]} */
  const waiting = [];
  const before = await outside();
  for (let number = 0; number < jobs; number++) waiting.push(start(pool));
  const after = await outside();
  if (pool.defaultPool().stats().queueSize !== jobs) throw new Error('they do not wait');
  console.log(Math.round((after - before) / jobs));
  for (const control of controls) control.cancel();
  await Promise.all(running);
  await Promise.all(waiting);
}
