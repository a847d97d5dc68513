// Threads that the operating system will not start: an error, and no more than that.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';

import { inProcess } from './apart.mjs';
import { AHEAD } from './memory.mjs';

const limits = spawnSync('prlimit', ['--version']).status === 0;
const options = { skip: !limits && 'there is no prlimit to set a limit with' };

// A stack larger than what a pool expects of it: some of its threads have started when the others do not.
for (const [which, threads, stack] of /** @type {const} */ ([
  ['none of whose', 1024, 2 ** 21],
  ['some of whose', 200, 10 * 2 ** 21],
])) {
  test(
    `a pool ${which} threads start throws ERR_POOL_THREADS, and the process lives on`,
    options,
    async () => {
      const { code, stdout, stderr } = await inProcess(
        async ({ ThreadPool, countPrimes }, { settledThreads }) => {
          const { execFileSync } = await import('node:child_process');
          const { readFileSync } = await import('node:fs');
          const small = new ThreadPool({ threads: 1, name: 'small' });
          await countPrimes(100);
          const kilobytes = Number(/VmSize:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
          const room = kilobytes * 1024 + 2 ** 29;
          execFileSync('prlimit', ['--pid', String(process.pid), `--as=${room}:`]);
          for (let round = 0; round < 20; round++) {
            try {
              new ThreadPool({ threads: Number(process.env['THREADS']), name: 'many' });
              console.log('they started');
            } catch (error) {
              const { name, code, message } = /** @type {any} */ (error);
              console.log(name, code, message);
            }
          }
          console.log((await settledThreads('many-', 0)).length);
          console.log(await countPrimes(200_000), await small.countPrimes(100));
          const later = new ThreadPool({ threads: 2 });
          console.log(await later.countPrimes(100));
        },
        { env: { ...AHEAD, THREADS: `${threads}`, RUST_MIN_STACK: `${stack}` } },
      );
      assert.equal(code, 0, stderr);
      assert.equal(stderr, '');
      const lines = stdout.trim().split('\n');
      assert.equal(lines.length, 23, stdout);
      for (const line of lines.slice(0, 20)) {
        const error = `Error ERR_POOL_THREADS the ${threads} threads of the pool 'many' did not start: `;
        assert.equal(line.slice(0, error.length), error);
        assert.ok(line.length > error.length, line);
      }
      assert.deepEqual(lines.slice(20), ['0', '17984 25', '25']);
    },
  );
}

test('a default pool whose threads do not start rejects, and starts once they can', options, async () => {
  const { code, stdout, stderr } = await inProcess(
    async ({ countPrimes, scoreDocuments, defaultPool, ThreadPool }) => {
      const { execFileSync } = await import('node:child_process');
      const { readFileSync } = await import('node:fs');
      await new ThreadPool({ threads: 1 }).countPrimes(100);
      const kilobytes = Number(/VmSize:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
      const limit = (/** @type {number} */ room) =>
        execFileSync('prlimit', ['--pid', String(process.pid), `--as=${room}:`]);
      limit(kilobytes * 1024 + 2 ** 29);
      const jobs = [countPrimes(100), scoreDocuments(['a'])];
      const ends = jobs.map((job) => job.catch((/** @type {any} */ { code }) => code));
      for (const end of ends) console.log(await end);
      try {
        defaultPool();
      } catch (error) {
        console.log(/** @type {any} */ (error).code);
      }
      limit(2 ** 40);
      console.log(await countPrimes(100), defaultPool().threads);
    },
    { env: { RAYON_NUM_THREADS: '1024' } },
  );
  assert.equal(code, 0, stderr);
  const refused = 'ERR_POOL_THREADS\n';
  assert.deepEqual({ stdout, stderr }, { stdout: `${refused}${refused}${refused}25 1024\n`, stderr: '' });
});

// Threads that have started hold all that is left until the pool is refused.
for (const room of [2, 8, 20, 40, 80]) {
  test(`with ${room} MiB left, a pool of 600 threads is refused`, options, async () => {
    const { code, stdout, stderr } = await inProcess(
      async ({ ThreadPool }) => {
        const { execFileSync } = await import('node:child_process');
        const { readFileSync, writeSync } = await import('node:fs');
        const make = (/** @type {number} */ threads) => {
          try {
            return new ThreadPool({ threads, name: 'many' }).name;
          } catch (error) {
            return /** @type {any} */ (error).code;
          }
        };
        // What V8 needs for all of this it has from now on.
        execFileSync('prlimit', ['--pid', String(process.pid), '--as']);
        writeSync(1, `${make(1)} ${make(0)} `);
        const kilobytes = Number(/VmSize:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
        const limit = kilobytes * 1024 + Number(process.env['ROOM']) * 2 ** 20;
        execFileSync('prlimit', ['--pid', String(process.pid), `--as=${limit}:`]);
        writeSync(1, make(600));
      },
      { env: { ...AHEAD, ROOM: `${room}` } },
    );
    const told = 'many ERR_OUT_OF_RANGE ERR_POOL_THREADS';
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: told, stderr: '' });
  });
}

// A stack is not made of what the allocator has left: a thread that starts without room for all that it needs ends the process.
test('memory that the allocator has left is no room for threads', options, async () => {
  const { code, stdout, stderr } = await inProcess(
    async ({ ThreadPool }) => {
      const { execFileSync } = await import('node:child_process');
      const { readFileSync, writeSync } = await import('node:fs');
      execFileSync('prlimit', ['--pid', String(process.pid), '--as']);
      const error = (/** @type {number} */ threads) => {
        try {
          return new ThreadPool({ threads, name: 'many' }).name;
        } catch (error) {
          return /** @type {any} */ (error).message;
        }
      };
      error(0);
      const kilobytes = Number(/VmSize:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
      execFileSync('prlimit', ['--pid', String(process.pid), `--as=${kilobytes * 1024 + 20 * 2 ** 20}:`]);
      writeSync(1, error(2));
    },
    { env: { ...AHEAD, MALLOC_TOP_PAD_: `${2 ** 26}` } },
  );
  const told = "the 2 threads of the pool 'many' did not start: Cannot allocate memory (os error 12)";
  assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: told, stderr: '' });
});
