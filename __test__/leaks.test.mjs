// Memory and threads after very many jobs and pools.
import assert from 'node:assert/strict';
import test from 'node:test';

import { inProcess } from './apart.mjs';
import { onLinux } from './threads.mjs';
import { WHOSE } from './work.mjs';

const FLAGS = { execArgv: ['--expose-gc'] };

/** glibc gives large blocks back when they are freed. By itself it stops that once it has seen some, and keeps them. */
const RETURNS_MEMORY = { ...FLAGS, env: { MALLOC_MMAP_THRESHOLD_: '131072' } };

/**
 * Asserts that a process has printed by how many megabytes it grew, and that it was fewer than so many.
 *
 * @param {import('./apart.mjs').Ended} ended
 * @param {number} most
 */
function grewByLessThan({ code, stdout, stderr }, most) {
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  assert.match(stdout, /^-?\d+\n$/);
  assert.ok(Number(stdout) < most, `it grew by ${stdout.trim()} MB`);
}

for (const { jobs, env } of WHOSE) {
  const options = { ...FLAGS, env };
  const returnsMemory = { ...RETURNS_MEMORY, env: { ...env, ...RETURNS_MEMORY.env } };

  test(`90,000 small jobs leave no memory behind: ${jobs}`, async () => {
    const ended = await inProcess(async (pool, { collected, growth, work }) => {
      const { five } = work(pool);
      const round = async () => {
        for (let done = 0; done < 10_000; done += 1000) {
          const { signal } = new AbortController();
          await Promise.all(Array.from({ length: 200 }, () => five(signal)).flat());
          await collected();
        }
      };
      console.log(await growth(round));
    }, options);
    // Three hundred bytes a job would show.
    grewByLessThan(ended, 8);
  });

  test(`900 aborted jobs leave no memory behind, running or waiting: ${jobs}`, async () => {
    const ended = await inProcess(async (all, { collected, growth, work }) => {
      const { endless, texts } = work(all);
      const pool = new all.ThreadPool({ threads: 1 });
      const documents = new Array(50_000).fill('alpha beta gamma');
      const round = async () => {
        const controller = new AbortController();
        const { signal } = controller;
        const jobs = Array.from({ length: 50 }, () => [
          endless({ pool, signal }),
          texts(documents, { pool, signal }),
        ]);
        await new Promise(setImmediate);
        controller.abort();
        await Promise.allSettled(jobs.flat());
        await collected();
      };
      console.log(await growth(round));
    }, returnsMemory);
    // One group of texts a job would be 20 MB.
    grewByLessThan(ended, 15);
  });

  test(
    `1,080 pools that were closed, unused, used or busy, leave nothing behind: ${jobs}`,
    onLinux,
    async () => {
      const ended = await inProcess(async (all, { growth, settledThreads, work }) => {
        const { ThreadPool } = all;
        const { endless, small } = work(all);
        const round = async () => {
          for (let i = 0; i < 40; i++) {
            await new ThreadPool({ threads: 2, name: 'passing' }).close();
            const pool = new ThreadPool({ threads: 2, name: 'passing' });
            await small({ pool });
            await pool.close();
            const busy = new ThreadPool({ threads: 2, name: 'passing' });
            const job = endless({ pool: busy }).catch(() => {});
            await busy.close({ force: true });
            await job;
          }
          const left = await settledThreads('passing-', 0);
          if (left.length > 0) console.log(left.length, 'threads');
        };
        console.log(await growth(round));
      }, options);
      // Thirty kilobytes a pool would show.
      grewByLessThan(ended, 8);
    },
  );

  test(
    `1,080 pools that were used and nobody holds any more leave nothing behind: ${jobs}`,
    onLinux,
    async () => {
      const ended = await inProcess(async (all, { collected, growth, settledThreads, work }) => {
        const { small } = work(all);
        const round = async () => {
          const used = Array.from({ length: 120 }, () => {
            const pool = new all.ThreadPool({ threads: 1, name: 'gone' });
            return small({ pool });
          });
          if ((await Promise.all(used)).some((end) => end !== 'right')) console.log('wrong');
          used.length = 0;
          await collected();
          const left = await settledThreads('gone-', 0);
          if (left.length > 0) console.log(left.length, 'threads');
        };
        console.log(await growth(round));
      }, options);
      // Thirty kilobytes a pool would show.
      grewByLessThan(ended, 10);
    },
  );
}

test('9,000 jobs of a guest that fail or are refused leave no memory behind', async () => {
  const ended = await inProcess(async ({ ThreadPool }, { collected, growth, guestKernels }) => {
    const guest = guestKernels();
    const closed = new ThreadPool({ threads: 1 });
    await closed.close();
    const round = async () => {
      for (let done = 0; done < 1000; done += 100) {
        const jobs = [];
        for (let i = 0; i < 20; i++) {
          jobs.push(guest.lengths(['a', 'panic']), guest.integers(['x']), guest.panicWith('words'));
          jobs.push(guest.panicWith('number'), guest.scaled(new Float64Array(2000), 2, { pool: closed }));
        }
        await Promise.allSettled(jobs);
        await collected();
      }
    };
    console.log(await growth(round));
  }, FLAGS);
  // Three kilobytes a job would show.
  grewByLessThan(ended, 8);
});

test('a job that is refused releases what it was given', async () => {
  const ended = await inProcess(async ({ ThreadPool }, { growth, RUNNING_PER_THREAD }) => {
    const pool = new ThreadPool({ threads: 1, maxQueue: 0 });
    const controller = new AbortController();
    const giants = Array.from({ length: RUNNING_PER_THREAD }, () =>
      pool.countPrimes(1e14, { signal: controller.signal }).catch(() => {}),
    );
    const text = 'a '.repeat(2 ** 20);
    const round = async () => {
      for (let i = 0; i < 20; i++) {
        const outcome = await pool.scoreDocuments([text, text]).catch(({ code }) => code);
        if (outcome !== 'ERR_QUEUE_FULL') console.log(outcome);
      }
    };
    console.log(await growth(round));
    controller.abort();
    await Promise.all(giants);
  }, FLAGS);
  // Their text would be 240 MB. What is on its way at a time takes up to 80.
  grewByLessThan(ended, 120);
});

test('a job whose promise nobody holds releases what it was given', async () => {
  const ended = await inProcess(async ({ defaultPool, scoreDocuments }, { growth }) => {
    const text = 'a '.repeat(2 ** 20);
    const round = async () => {
      for (let i = 0; i < 20; i++) scoreDocuments([text]);
      while (defaultPool().stats().running > 0) await new Promise(setImmediate);
    };
    console.log(await growth(round));
  }, RETURNS_MEMORY);
  // Their text would be 240 MB.
  grewByLessThan(ended, 60);
});

test('memory comes to rest while 200,000 documents are scored 50 times', async () => {
  const ended = await inProcess(async ({ scoreDocuments }, { growth }) => {
    const documents = Array.from({ length: 200_000 }, (_, i) => `doc ${i} alpha beta beta gamma gamma gamma`);
    // Nine rounds, of which the first three do not count.
    console.log(
      await growth(async () => {
        for (let run = 0; run < 6; run++) await scoreDocuments(documents);
      }),
    );
  }, FLAGS);
  // The text of one batch would be 9 MB, the scores of all that count 29 MB.
  grewByLessThan(ended, 9);
});

test('900 streams that are left early leave no memory behind', async () => {
  const ended = await inProcess(async ({ ThreadPool }, { growth }) => {
    const pool = new ThreadPool({ threads: 1 });
    const text = 'a '.repeat(2 ** 17);
    const { signal } = new AbortController();
    const round = async () => {
      for (let i = 0; i < 100; i++) {
        const options = { signal, batchSize: 1, onProgress: () => {} };
        for await (const _ of pool.streamScores(new Array(100).fill(text), options)) break;
      }
    };
    console.log(await growth(round));
  }, FLAGS);
  // One batch a stream would be 80 MB.
  grewByLessThan(ended, 30);
});

test('540 sorts leave no memory behind, copied, transferred or aborted', async () => {
  const ended = await inProcess(async ({ sortNumbers }, { growth, collected }) => {
    const values = new Float64Array(300_000).map((_, i) => Math.sin(i));
    const round = async () => {
      for (let i = 0; i < 20; i++) {
        const controller = new AbortController();
        const aborted = sortNumbers(values.slice(), { transfer: true, signal: controller.signal });
        const sorted = [sortNumbers(values), sortNumbers(values.slice(), { transfer: true })];
        controller.abort();
        await Promise.allSettled([aborted, ...sorted]);
        await collected();
      }
    };
    console.log(await growth(round));
  }, FLAGS);
  // Five of 180 arrays a stage would show.
  grewByLessThan(ended, 12);
});

test('long documents that were aborted on their way leave no memory behind', async () => {
  const ended = await inProcess(async ({ scoreDocuments }, { growth }) => {
    const text = Buffer.alloc(2 ** 24, 'a ').toString('latin1');
    const round = async () => {
      for (let i = 0; i < 10; i++) {
        const controller = new AbortController();
        const scored = scoreDocuments([text, text], { signal: controller.signal });
        for (let turn = 0; turn < 2; turn++) await new Promise(setImmediate);
        controller.abort();
        await scored.catch(() => {});
      }
    };
    console.log(await growth(round));
  }, FLAGS);
  // Each has 32 MB.
  grewByLessThan(ended, 60);
});
