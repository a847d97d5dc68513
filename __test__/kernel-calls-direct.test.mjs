// Kernels are called by the functions of `rayon-pool/kernel`: what those say of a call goes for that call alone, whatever the
// function that a user gives for the kernel does.
import assert from 'node:assert/strict';
import test from 'node:test';

import * as kernel from '../kernel.js';
import { rejectsWith } from './assertions.mjs';
import { kernelsOf, loadGuest } from './guest.mjs';

const addon = loadGuest();
const kernels = kernelsOf(addon, kernel);
const { runBytes, runCall, runNumbers, runTexts } = kernel;

const DIRECT =
  /^call this by runTexts\(\), runBytes\(\), runNumbers\(\) or runCall\(\) of rayon-pool\/kernel, with the addon that it is from$/;

/** Each says of a call what its kernel does not take. */
const UNTAKEN = {
  runCall: (/** @type {() => any} */ kernel) => runCall(addon, kernel, undefined),
  'runCall with a handle': (/** @type {() => any} */ kernel) => runCall(addon, kernel, { onProgress() {} }),
  runTexts: (/** @type {() => any} */ kernel) => runTexts(addon, kernel, ['a', 'b'], undefined),
  runBytes: (/** @type {() => any} */ kernel) => runBytes(addon, kernel, [Uint8Array.of(1)], undefined),
  runNumbers: (/** @type {() => any} */ kernel) => runNumbers(addon, kernel, Float64Array.of(1), undefined),
};

for (const [name, run] of Object.entries(UNTAKEN)) {
  test(`what ${name} has said is gone when a kernel has returned or thrown without it`, async () => {
    const kernelsOfUsers = [
      () => Promise.resolve(1),
      () => {
        throw new Error('before the input');
      },
    ];
    for (const kernel of kernelsOfUsers) {
      await run(kernel).catch(() => {});
      const mine = Float64Array.of(1, 2);
      assert.throws(() => addon.scaled(mine, 2, 0), { message: DIRECT });
      assert.throws(() => addon.spin(0, 1, 0), { message: DIRECT });
      assert.deepEqual(mine, Float64Array.of(1, 2));
    }
    assert.deepEqual(await kernels.scaled(Float64Array.of(1), 2), Float64Array.of(2));
  });
}

test('texts and bytes that no kernel takes do not keep a call waiting, however many there are', async () => {
  const texts = new Array(64).fill('a'.repeat(100_000));
  assert.equal(await runTexts(addon, async () => 1, texts, undefined), 1);
  const reason = new Error('no input, please');
  const refuse = async () => {
    throw reason;
  };
  await assert.rejects(runTexts(addon, refuse, texts, undefined), (error) => error === reason);
  const buffers = new Array(64).fill(new Uint8Array(100_000));
  assert.equal(await runBytes(addon, async () => 2, buffers, undefined), 2);
});

test('no kernel gets an array of JavaScript’s: what runNumbers has taken over, nobody else sees', async () => {
  /** @type {unknown[]} */
  const seen = [];
  const mine = Float64Array.of(1, 2, 3);
  const other = Float64Array.of(7);
  const scaled = await runNumbers(
    addon,
    (/** @type {any} */ numbers) => {
      seen.push(numbers);
      return addon.scaled(other, 2, 0);
    },
    mine,
    undefined,
  );
  assert.deepEqual(scaled, Float64Array.of(2, 4, 6));
  assert.deepEqual([mine, other], [Float64Array.of(1, 2, 3), Float64Array.of(7)]);
  assert.ok(seen.every((input) => !ArrayBuffer.isView(input)));
});

test('a kernel of numbers that is called for something else', async () => {
  const mine = Float64Array.of(1);
  const call = runCall(addon, () => addon.scaled(mine, 2, 0), undefined);
  await rejectsWith(call, TypeError, 'ERR_INVALID_ARG_TYPE', /this is no call of runNumbers\(\)$/);
  assert.deepEqual(mine, Float64Array.of(1));
});

test('a call is one of one kernel, which has one input', async () => {
  const message =
    /: a kernel has one input, and a call one kernel: make one of Texts, Bytes, AnyNumbers and Call the first argument, and no other$/;
  const two = runTexts(addon, addon.twoInputs, ['a'], undefined, 0);
  await rejectsWith(two, TypeError, 'ERR_INVALID_ARG_TYPE', message);
  const twice = runCall(
    addon,
    async (input) => {
      await addon.spin(input, 1, 0);
      return addon.spin(input, 1, 0);
    },
    undefined,
  );
  // The second was called when the call was over.
  await assert.rejects(twice, { message: DIRECT });
});

test('a kernel that calls others first, with inputs of all kinds', async () => {
  /** @type {Promise<unknown>[]} */
  const others = [];
  const callOthers = () => {
    others.push(
      kernels.lengths(['four', 'a'], { onProgress() {} }),
      kernels.sums([Uint8Array.of(3, 4)]),
      kernels.scaled(Float64Array.of(4), 2),
      kernels.spin(3, 0),
    );
  };
  /** @type {import('../index.js').Progress[]} */
  const reports = [];
  const options = { onProgress: (/** @type {any} */ progress) => void reports.push(progress) };
  const texts = runTexts(
    addon,
    (/** @type {any} */ input) => {
      callOthers();
      return addon.lengths(input, 0);
    },
    ['aa', 'bbb'],
    options,
  );
  const numbers = runNumbers(
    addon,
    (/** @type {any} */ input) => {
      callOthers();
      return addon.scaled(input, 3, 0);
    },
    Float64Array.of(1, 2),
    options,
  );
  assert.deepEqual(await texts, Float64Array.of(2, 3));
  assert.deepEqual(await numbers, Float64Array.of(3, 6));
  assert.equal(reports.length, 2, 'the last report of each');
  const once = [Float64Array.of(4, 1), Float64Array.of(7), Float64Array.of(8), 3];
  assert.deepEqual(await Promise.all(others), [...once, ...once]);
});

test('a function around a kernel gets a promise, however small and quick the call is', async () => {
  const length = (/** @type {any} */ input) =>
    addon.lengths(input, 0).then((/** @type {any} */ all) => all[0]);
  const around = [length, length.bind(undefined), new Proxy(length, {})];
  for (const kernel of around) {
    for (let calls = 0; calls < 100; calls += 1) {
      assert.equal(await runTexts(addon, kernel, ['four'], undefined), 4);
    }
  }
});

test('a kernel that has learnt to be quick, called within the call of another', async () => {
  for (let calls = 0; calls < 100; calls += 1) {
    /** @type {Promise<unknown>[]} */
    const others = [];
    const callFirst = (/** @type {any} */ input) => {
      others.push(kernels.lengths(['inner'], {}));
      return addon.lengths(input, 0);
    };
    const callAfter = (/** @type {any} */ input) => {
      const given = addon.lengths(input, 0);
      others.push(kernels.lengths(['inner'], {}));
      return given;
    };
    for (const kernel of [callFirst, callAfter]) {
      assert.deepEqual(await runTexts(addon, kernel, ['outer one'], undefined), Float64Array.of(9));
    }
    assert.deepEqual(await Promise.all(others), [Float64Array.of(5), Float64Array.of(5)]);
    // Between them the event loop turns, as it must for what is done at once.
    await new Promise((resolve) => setImmediate(resolve));
  }
});

test('a kernel that calls functions which call others: each call has its own result', async () => {
  // All of them learn to be quick, and others are when they like.
  for (let calls = 0; calls < 200; calls += 1) {
    /** @type {Promise<unknown>[]} */
    const others = [];
    const callOthers = () => {
      others.push(kernels.divisor(12, 18), kernels.lengths(['inner']));
    };
    const given = runTexts(addon, addon.calling, ['outer one', 'b'], undefined, callOthers, callOthers);
    assert.deepEqual(await given, Float64Array.of(9, 1));
    assert.deepEqual(await Promise.all(others), [6, Float64Array.of(5), 6, Float64Array.of(5)]);
    await new Promise((resolve) => setImmediate(resolve));
  }
});

test('a kernel that calls a function which throws', async () => {
  const bad = () => {
    throw new RangeError('as the user says');
  };
  const fine = () => {};
  for (const [before, after] of [
    [bad, fine],
    [fine, bad],
  ]) {
    await assert.rejects(runTexts(addon, addon.calling, ['a'], undefined, before, after), {
      name: 'RangeError',
      message: 'as the user says',
    });
  }
  assert.deepEqual(await kernels.lengths(['four']), Float64Array.of(4));
});

test('a kernel that does something within the call, and then something else', async () => {
  for (let calls = 0; calls < 10; calls += 1) {
    assert.deepEqual(await runCall(addon, addon.secondThought, undefined), Float64Array.of(2));
    await new Promise((resolve) => setImmediate(resolve));
  }
});

test('a kernel that gives more or fewer numbers than there are texts panics, however quick it is', async () => {
  for (const texts of [['a'], ['a', 'b'], Array.from({ length: 10_000 }, String)]) {
    for (let calls = 0; calls < 50; calls += 1) {
      const right = await runTexts(addon, addon.ones, texts, undefined, texts.length);
      assert.equal(right.length, texts.length);
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const wrong of [texts.length - 1, texts.length + 1]) {
      await rejectsWith(
        runTexts(addon, addon.ones, texts, undefined, wrong),
        Error,
        'ERR_KERNEL_PANIC',
        new RegExp(`must give ${texts.length} numbers, 1 for each item: it gave ${wrong}`),
      );
    }
  }
});

test('a failure that a kernel makes an error of, and does without', async () => {
  assert.equal(await runCall(addon, addon.recover, undefined), 7);
  assert.equal(await kernels.spin(2, 0), 2);
});

test('a failure outside of a call is an error with the code in its words', async () => {
  for (const before of [undefined, () => kernels.spin(1, 0)]) {
    await before?.();
    assert.throws(() => addon.failAlone(), {
      code: 'GenericFailure',
      message: 'ERR_ALONE: no kernel was called',
    });
  }
});

test('a failure has what the kernel says of it, and one over an error of napi-rs its code', async () => {
  for (const code of ['ERR_LINE', 'InvalidArg', 'NumberExpected']) {
    for (const isAtOnce of [false, true]) {
      const failed = runCall(addon, addon.fail, undefined, code, 3, isAtOnce);
      await assert.rejects(failed, (error) => {
        assert.ok(error instanceof Error);
        assert.deepEqual({ ...error }, { code, line: 3 });
        assert.equal(error.message, 'as it was told');
        return true;
      });
    }
  }
  await rejectsWith(
    runCall(addon, addon.failOverNapi, undefined),
    Error,
    'ObjectExpected',
    'a helper expected an object',
  );
});

test('a value that throws as it is made rejects with that', async () => {
  for (const isAtOnce of [false, true]) {
    await rejectsWith(
      runCall(addon, addon.throwingValue, undefined, isAtOnce),
      RangeError,
      'ERR_VALUE',
      'a value cannot be made',
    );
  }
  assert.equal(await kernels.spin(2, 0), 2);
});
