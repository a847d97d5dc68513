// The package loaded in another realm than Node.js's own, as Jest and the vm pools of vitest load it: the native binding
// is shared by all realms.
import assert from 'node:assert/strict';
import test from 'node:test';
import vm from 'node:vm';

import { loadGuest } from './guest.mjs';
import { load, loadPackage } from './realm.mjs';

/** @type {readonly { name: string, globals: Record<string, unknown> }[]} */
const REALMS = [
  { name: 'a bare realm', globals: { AbortController } },
  { name: 'a realm with timers that never fire', globals: { AbortController, ...brokenTimers() } },
];

/** Such as those of jsdom: numbers, and no `setImmediate` at all. */
function brokenTimers() {
  const never = () => 1;
  return { setTimeout: never, setInterval: never, queueMicrotask: never, performance: { now: never } };
}

for (const { name, globals } of REALMS) {
  const context = vm.createContext(globals);
  const guest = load(context, 'guest-kernels.cjs')(loadGuest(), load(context, '../kernel.js'));
  const suite = load(context, 'environments/suite.cjs')(loadPackage(context), guest);
  for (const { name: what, run } of suite) test(`in ${name}: ${what}`, run);
}

test('in another realm: a stream names the document of the whole whose score is too large', async () => {
  const context = vm.createContext({});
  const pool = loadPackage(context);
  const batches = pool.streamScores([...new Array(3000).fill('a'), 'a '.repeat(94_906_266)]);
  await assert.rejects(
    async () => {
      while (!(await batches.next()).done);
    },
    (error) => {
      assert.ok(error instanceof vm.runInContext('RangeError', context));
      assert.match(/** @type {Error} */ (error).message, /^the score of documents\[3000\] must be /);
      return true;
    },
  );
});
