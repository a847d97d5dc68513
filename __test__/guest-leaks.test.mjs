// Memory and threads after very many jobs of a guest's, and pools that it has used.
import assert from 'node:assert/strict';
import test from 'node:test';

import { inProcess } from './apart.mjs';
import { onLinux } from './threads.mjs';

const FLAGS = { execArgv: ['--expose-gc'] };

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

test('90,000 small jobs of a guest leave no memory behind', async () => {
  const ended = await inProcess(async (_, { collected, growth, guestKernels }) => {
    const guest = guestKernels();
    const bytes = new Uint8Array(10);
    const doubles = new Float64Array(10);
    const round = async () => {
      for (let done = 0; done < 10_000; done += 1000) {
        const jobs = [];
        const { signal } = new AbortController();
        for (let i = 0; i < 200; i++) {
          jobs.push(guest.lengths(['a', 'b'], { signal }), guest.lengths(['a', 'b']), guest.sums([bytes]));
          jobs.push(guest.scaled(doubles, 2), guest.spin(1, 0));
        }
        await Promise.all(jobs);
        await collected();
      }
    };
    console.log(await growth(round));
  }, FLAGS);
  // Three hundred bytes a job would show.
  grewByLessThan(ended, 8);
});

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

test('900 jobs of a guest that are aborted leave no memory behind, running or waiting', async () => {
  const ended = await inProcess(async ({ ThreadPool }, { collected, growth, guestKernels }) => {
    const guest = guestKernels();
    const pool = new ThreadPool({ threads: 1 });
    const texts = new Array(50_000).fill('alpha beta gamma');
    const round = async () => {
      const controller = new AbortController();
      const { signal } = controller;
      const jobs = Array.from({ length: 50 }, () => [
        guest.spin(1_000_000, 1, { pool, signal }),
        guest.lengths(texts, { pool, signal }, 1000),
      ]).flat();
      await new Promise(setImmediate);
      controller.abort();
      await Promise.allSettled(jobs);
      await collected();
    };
    console.log(await growth(round));
  }, FLAGS);
  // One group of texts a job would be 20 MB.
  grewByLessThan(ended, 15);
});

test(
  '1,080 pools that a guest has used and nobody holds any more leave neither memory nor threads',
  onLinux,
  async () => {
    const ended = await inProcess(
      async ({ ThreadPool }, { collected, growth, guestKernels, settledThreads }) => {
        const guest = guestKernels();
        const round = async () => {
          const used = Array.from({ length: 120 }, () => {
            const pool = new ThreadPool({ threads: 1, name: 'adopted' });
            return guest.lengths(['abc'], { pool });
          });
          if ((await Promise.all(used)).some(([length]) => length !== 3)) console.log('wrong');
          used.length = 0;
          await collected();
          const left = await settledThreads('adopted-', 0);
          if (left.length > 0) console.log(left.length, 'threads');
        };
        console.log(await growth(round));
      },
      FLAGS,
    );
    // Thirty kilobytes a pool would show.
    grewByLessThan(ended, 10);
  },
);

test('1,000 pools that a guest has used and that are closed leave no threads behind', onLinux, async () => {
  const ended = await inProcess(async ({ ThreadPool }, { guestKernels, settledThreads }) => {
    const guest = guestKernels();
    for (let i = 0; i < 1000; i++) {
      const pool = new ThreadPool({ threads: 2, name: 'passing' });
      const job = guest.spin(3, 0, { pool }).catch(() => {});
      await pool.close({ force: i % 2 === 1 });
      await job;
    }
    console.log((await settledThreads('passing-', 0)).length);
  });
  assert.deepEqual(ended, { code: 0, signal: null, stdout: '0\n', stderr: '' });
});
