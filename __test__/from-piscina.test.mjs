// docs/from-piscina.md: what it says of Piscina, asked of the Piscina that is installed here.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { read } from './pages/markdown.mjs';

// Its own typings contradict each other under our settings.
const { Piscina } = createRequire(import.meta.url)('piscina');

const page = read('docs/from-piscina.md');
const typings = readFileSync(new URL('../node_modules/piscina/dist/index.d.ts', import.meta.url), 'utf8');

const filename = fileURLToPath(new URL('piscina/task.mjs', import.meta.url));

/** @param {object} [options] */
function open(options) {
  return new Piscina({ filename, minThreads: 1, maxThreads: 1, ...options });
}

/** A task that runs until it is let go. */
class Held {
  task = { flag: new SharedArrayBuffer(8) };
  #words = new Int32Array(this.task.flag);

  async begun() {
    while (Atomics.load(this.#words, 0) === 0) await new Promise(setImmediate);
  }

  letGo() {
    Atomics.store(this.#words, 1, 1);
    Atomics.notify(this.#words, 1);
  }
}

/** @param {RegExp} block */
function namesIn(block) {
  const [, body = ''] = block.exec(typings) ?? [];
  const names = Array.from(body.matchAll(/^ {4}(?:static )?(?:get )?(\w+)[?(:]/gm), ([, name = '']) => name);
  assert.ok(names.length > 3);
  return names.filter((name) => name !== 'constructor');
}

for (const [what, block] of Object.entries({
  'option of a pool': /^interface Options \{\n(.*?)^\}/ms,
  'option of a call': /^interface RunOptions \{\n(.*?)^\}/ms,
  'method and property': /^export default class Piscina.*?\{\n(.*?)^\}/ms,
})) {
  test(`each ${what} that Piscina has stands beside ours`, () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| '));
    const cells = rows.map((line) => line.split(' | ')[0]).join('\n');
    for (const name of namesIn(block).filter((name) => name !== 'Piscina')) {
      assert.match(cells, new RegExp(`\`${name}[\`(]`), name);
    }
  });
}

test('maxQueue has no bound by default, and can be "auto"', async () => {
  assert.equal(open().options.maxQueue, Number.POSITIVE_INFINITY);
  assert.equal(open({ maxQueue: 'auto', maxThreads: 3 }).options.maxQueue, 9);
});

test('an abort rejects with an AbortError whose cause is the reason, and ends the worker', async () => {
  const pool = open();
  const [worker] = pool.threads;
  const held = new Held();
  const controller = new AbortController();
  const job = pool.run(held.task, { signal: controller.signal });
  await held.begun();
  const exit = once(worker ?? assert.fail('there is no worker'), 'exit');
  controller.abort('enough');
  await assert.rejects(job, { name: 'AbortError', cause: 'enough' });
  await exit;
  assert.equal(await pool.run({}), 'done');
  await pool.destroy();
});

test('an error comes without its code', async () => {
  const pool = open();
  await assert.rejects(pool.run({ code: 'ERR' }), (/** @type {unknown} */ error) => {
    assert.ok(error instanceof Error);
    assert.deepEqual([error.message, 'code' in error], ['on purpose', false]);
    return true;
  });
  await pool.close();
});

test('a full queue, and none', async () => {
  for (const [maxQueue, message] of /** @type {const} */ ([
    [1, 'Task queue is at limit'],
    [0, 'No task queue available and all Workers are busy'],
  ])) {
    assert.ok(page.includes(`'${message}'`));
    const pool = open({ maxQueue });
    await pool.run({});
    const held = new Held();
    const running = pool.run(held.task);
    await held.begun();
    const waiting = Array.from({ length: maxQueue }, () => pool.run({}));
    await assert.rejects(pool.run({}), { message });
    held.letGo();
    await Promise.all([running, ...waiting]);
    await pool.close();
  }
});

test('a pool that is closed starts anew', async () => {
  const pool = open();
  await pool.close();
  assert.equal(await pool.run({}), 'done');
  await pool.destroy();
});

test('close with force ends what waits alone, destroy also what runs', async () => {
  const closed = open();
  await closed.run({});
  const held = new Held();
  const ends = Promise.allSettled([closed.run(held.task), closed.run({})]);
  await held.begun();
  const closing = closed.close({ force: true });
  held.letGo();
  const [ran, waited] = await ends;
  assert.deepEqual(ran, { status: 'fulfilled', value: 'done' });
  assert.ok(waited.status === 'rejected');
  assert.deepEqual([waited.reason.name, waited.reason.cause], ['AbortError', 'pool is closed']);
  await closing;

  const destroyed = open();
  await destroyed.run({});
  const other = new Held();
  const both = Promise.allSettled([destroyed.run(other.task), destroyed.run({})]);
  await other.begun();
  await destroyed.destroy();
  for (const end of await both) {
    assert.ok(end.status === 'rejected');
    assert.equal(end.reason.message, 'Terminating worker thread');
  }
});

test('closing may time out, which an event tells', async () => {
  const pool = open({ closeTimeout: 1 });
  const held = new Held();
  const job = pool.run(held.task);
  await held.begun();
  /** @type {Error[]} */
  const errors = [];
  pool.on('error', (/** @type {Error} */ error) => errors.push(error));
  const rejected = assert.rejects(job, { message: 'Terminating worker thread' });
  await pool.close();
  await rejected;
  assert.deepEqual(
    errors.map(({ message }) => message),
    ['Close operation timed out'],
  );
});

test('completed counts what failed, too', async () => {
  const pool = open();
  await assert.rejects(pool.run({ code: 'ERR' }));
  await pool.run({});
  assert.equal(pool.completed, 2);
  await pool.close();
});
