// The benchmark's runner: everybody has its turns, whoever fails is shown, and wrong answers are failures.
import assert from 'node:assert/strict';
import test from 'node:test';

import { WrongAnswerError } from '../bench/answers.mjs';
import { movedMemory, splitArray } from '../bench/operations/number-chunks.mjs';
import { workloadOutcomes } from '../bench/report/outcome.mjs';
import { haveWrongAnswers, measureAll } from '../bench/runner.mjs';

/** @typedef {import('../bench/engines/index.mjs').Engine} Engine */

const settings = {
  threads: 1,
  rounds: 12,
  secondsEach: 1,
  mostSecondsEach: 1,
  precision: 0.01,
  warmUpMs: 0,
  seed: 7,
};
const silent = { start() {}, update() {}, note() {}, stop() {} };

/** @type {import('../bench/operations/index.mjs').AnyOperation} */
const operation = {
  name: 'twice',
  unit: 'numbers',
  onePerMessage: false,
  kernel: (number) => 2 * number,
  split: (number) => [number],
  merge: ([number]) => number,
  chunkSizes: () => [1],
  summarize: (number) => ({ number }),
  format: ({ number }) => String(number),
};
/** @type {import('../bench/workloads/index.mjs').Workload} */
const workload = {
  name: 'doubling',
  title: 'Doubling',
  operation,
  full: { label: '21', size: 1, load: () => 21, expected: { number: 42 } },
};

/**
 * @param {string} name
 * @param {() => Promise<number>} run
 * @param {Partial<Engine>} [more]
 * @returns {Engine}
 */
function engine(name, run, more) {
  const prepare = async () => ({ chosen: [], run, close: async () => {} });
  return { name, label: name, runs: 'JavaScript', supports: () => true, prepare, ...more };
}

/** @param {readonly Engine[]} engines */
async function measured(engines) {
  const results = await measureAll([workload], engines, settings, silent);
  const [outcome] = workloadOutcomes(results);
  assert.ok(outcome);
  return { results, outcome };
}

test('everybody has its turn in every round, in an order that changes', async () => {
  /** @type {string[]} */
  const calls = [];
  const recording = (/** @type {string} */ name) =>
    engine(name, async () => {
      if (calls.at(-1) !== name) calls.push(name);
      const end = performance.now() + 3; // longer than a turn has to be, so that it is one run
      while (performance.now() < end);
      return 42;
    });
  const { outcome } = await measured(['a', 'b', 'c'].map(recording));
  for (const { timesMs } of outcome.contenders) assert.equal(timesMs.length, 12);
  const before = new Map(calls.map((name, index) => [`${calls[index - 1]} ${name}`, 1]));
  assert.ok(before.size > 4, `each comes behind the others: ${[...before.keys()].join(', ')}`);
});

test('a turn of a rehearsed workload starts with a run that does not count', async () => {
  let runs = 0;
  const working = engine('working', async () => {
    runs++;
    const end = performance.now() + 3; // as above
    while (performance.now() < end);
    return 42;
  });
  for (const rehearsed of /** @type {const} */ ([false, true])) {
    runs = 0;
    const results = await measureAll(
      [{ ...workload, ...(rehearsed && { rehearsed }) }],
      [working],
      settings,
      silent,
    );
    assert.equal(workloadOutcomes(results)[0]?.contenders[0]?.timesMs.length, 12);
    assert.equal(runs, 1 + (rehearsed ? 24 : 12), 'the first answer, and the turns');
  }
});

test('who cannot be made ready has failed, and the others are measured', async () => {
  const broken = engine('broken', async () => 42, {
    prepare: async () => {
      throw new Error('no such pool');
    },
  });
  const { outcome } = await measured([broken, engine('works', async () => 42)]);
  assert.equal(outcome.contenders[0]?.failure, 'no such pool');
  assert.equal(outcome.contenders[0]?.medianMs, undefined);
  assert.equal(outcome.contenders[1]?.failure, undefined);
  assert.equal(outcome.contenders[1]?.timesMs.length, 12);
  assert.equal(outcome.base, 'works');
});

test('who rejects later keeps the times that it has', async () => {
  let runs = 0;
  const { outcome } = await measured([
    engine('tired', async () => {
      if (++runs > 5) throw new Error('enough');
      const end = performance.now() + 3;
      while (performance.now() < end);
      return 42;
    }),
    engine('works', async () => 42),
  ]);
  const [first, second] = outcome.contenders;
  assert.equal(first?.failure, 'enough');
  assert.ok(Number(first?.timesMs.length) > 0 && Number(first?.timesMs.length) < 12);
  assert.equal(second?.timesMs.length, 12);
});

test('a wrong answer is a failure, and known as one', async () => {
  const { results, outcome } = await measured([
    engine('liar', async () => 43),
    engine('works', async () => 42),
  ]);
  assert.match(String(outcome.contenders[0]?.failure), /wrong answer: Doubling \(21\) by liar/);
  assert.ok(results[0]?.measurements[0]?.failure instanceof WrongAnswerError);
  assert.equal(haveWrongAnswers(results), true);
  assert.equal(haveWrongAnswers((await measured([engine('works', async () => 42)])).results), false);
});

test('what moves to a worker is never the input itself, which the next one wants as well', () => {
  const values = Float64Array.of(3, 1, 2);
  for (const size of [1, 2, 3, 4]) {
    const chunks = splitArray(values, size);
    assert.deepEqual(
      chunks.flatMap((chunk) => [...chunk]),
      [3, 1, 2],
    );
    for (const chunk of chunks) assert.ok(!movedMemory(chunk).includes(values.buffer));
  }
  assert.equal(splitArray(values, Number.POSITIVE_INFINITY)[0], values, 'one thread has no use for a copy');
});
