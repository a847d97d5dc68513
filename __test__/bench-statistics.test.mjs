// The benchmark's statistics: intervals hold what they should as often as they say, and noise is no change.
import assert from 'node:assert/strict';
import test from 'node:test';

import { randomFractions } from '../bench/inputs/numbers.mjs';
import { isBeyondNoise } from '../bench/report/compare.mjs';
import { CONFIDENCE, ratioOfMedians, spread, uncertainty } from '../bench/statistics.mjs';

/**
 * Times as they come: most close together, some far above. Their median is 1, times the scale.
 *
 * @param {() => number} random
 * @param {number} scale
 */
function times(random, scale) {
  return Array.from({ length: 40 }, () => scale * (1 + 0.2 * (random() - 0.5)) * (random() < 0.05 ? 3 : 1));
}

test('the interval of a ratio holds the true one about as often as its confidence says', () => {
  const random = randomFractions(1);
  const trials = 200;
  let held = 0;
  for (let trial = 0; trial < trials; trial++) {
    const { low = 0, high = 0 } = ratioOfMedians(times(random, 3), times(random, 1), 400);
    if (low <= 3 && 3 <= high) held++;
  }
  assert.ok(held / trials >= CONFIDENCE - 0.03 && held < trials, `${held} of ${trials}`);
});

test('equal times have a ratio of 1, known exactly', () => {
  assert.deepEqual(ratioOfMedians([2, 2, 2], [2, 2, 2]), { value: 1, low: 1, high: 1 });
});

test('the same times have the same interval', () => {
  const [a, b] = [times(randomFractions(2), 2), times(randomFractions(3), 1)];
  assert.deepEqual(ratioOfMedians(a, b), ratioOfMedians(a, b));
});

test('of a single run nobody knows', () => {
  assert.deepEqual(ratioOfMedians([4], [2, 2]), { value: 2 });
  assert.equal(uncertainty(ratioOfMedians([4], [2, 2])), Number.POSITIVE_INFINITY);
  assert.equal(isBeyondNoise(ratioOfMedians([4], [2, 2])), false);
});

test('a change is one when all of its interval is, and when it is large enough', () => {
  assert.equal(isBeyondNoise({ value: 1.2, low: 1.1, high: 1.3 }), true);
  assert.equal(isBeyondNoise({ value: 0.8, low: 0.7, high: 0.9 }), true);
  assert.equal(isBeyondNoise({ value: 1.2, low: 0.9, high: 1.5 }), false);
  assert.equal(isBeyondNoise({ value: 1.02, low: 1.01, high: 1.03 }), false);
});

test('the spread is half the distance of the quartiles', () => {
  assert.equal(spread([8, 9, 10, 11, 12]), 0.1);
});
