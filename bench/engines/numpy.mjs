// NumPy's sort, which Intel's vectorised quicksort does (x86-simd-sort; on other processors Google's Highway): the best known
// on one thread. It has one, whatever the number for the others. A Python process sorts a copy of the numbers in place. The
// times are by its own clock: handing the numbers over is no part of them.
//
// It is left out where `python3`, or what the environment variable PYTHON names, has no NumPy.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { sortNumbers } from '../operations/sort-numbers.mjs';

/** @typedef {import('../kernels/merge.mjs').Numbers} Numbers */

const PYTHON = env['PYTHON'] ?? 'python3';
/** Its names for AVX-512. Zen 4 takes its sort six times as long with it as with AVX2: what is the quicker is found out. */
const WITHOUT_AVX512 = {
  NPY_DISABLE_CPU_FEATURES: 'X86_V4 AVX512F AVX512CD AVX512_SKX AVX512_ICL AVX512_SPR',
};
/** What is quicker by less may be by chance. */
const CLEARLY = 0.9;
const PROGRAM = fileURLToPath(new URL('numpy_sort.py', import.meta.url));

/** @type {import('./index.mjs').Engine} */
export const numpy = {
  name: 'numpy',
  label: 'NumPy on one thread, by its own clock',
  runs: 'a program',
  supports: (operation) => operation === sortNumbers,
  absence: () => (numpyVersion() === undefined ? `${PYTHON} has no NumPy` : undefined),
  async prepare(_, /** @type {Numbers} */ numbers) {
    const isNarrow = (await secondsOf(numbers, WITHOUT_AVX512)) < CLEARLY * (await secondsOf(numbers, {}));
    const quicker = start(numbers, isNarrow ? WITHOUT_AVX512 : {});
    let elapsed = 0;
    return {
      chosen: [`version ${numpyVersion()}`, ...(isNarrow ? ['without AVX-512'] : [])],
      async run() {
        const { seconds, bytes } = await quicker.sort();
        elapsed = 1000 * seconds;
        return new /** @type {any} */ (numbers.constructor)(bytes.buffer, 0, numbers.length);
      },
      elapsed: () => elapsed,
      close: quicker.close,
    };
  },
};

/**
 * A Python process with these numbers.
 *
 * @param {Numbers} numbers
 * @param {Record<string, string>} variables of its environment
 */
function start(numbers, variables) {
  const child = spawn(PYTHON, ['-W', 'ignore', PROGRAM, kindOf(numbers), `${numbers.length}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...env, ...variables },
  });
  const ended = once(child, 'exit');
  // Whoever waits for the answer hears of its end.
  child.stdin.on('error', () => {});
  child.stdin.write(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
  return {
    sort() {
      child.stdin.write('\n');
      return answer(child.stdout, numbers.byteLength);
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}

/**
 * How long a process with these variables takes, when it is warm.
 *
 * @param {Numbers} numbers
 * @param {Record<string, string>} variables
 */
async function secondsOf(numbers, variables) {
  const program = start(numbers, variables);
  try {
    await program.sort();
    return (await program.sort()).seconds;
  } finally {
    await program.close();
  }
}

/** Its version, if there is one. */
export function numpyVersion() {
  const program = 'import numpy; print(numpy.__version__)';
  const { status, stdout } = spawnSync(PYTHON, ['-c', program], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * @param {Numbers} numbers
 * @returns {string} What NumPy calls numbers of this type.
 */
function kindOf(numbers) {
  const [, kind, bits] = /^(Float|Int|Uint|BigInt|BigUint)(\d+)Array$/.exec(numbers.constructor.name) ?? [];
  if (kind === undefined) throw new TypeError(`NumPy has no numbers as those of ${numbers.constructor.name}`);
  return `${kind.replace('Big', '').toLowerCase()}${bits}`;
}

/**
 * A line with the seconds, and so many bytes.
 *
 * @param {import('node:stream').Readable} output
 * @param {number} length
 * @returns {Promise<{ seconds: number, bytes: Uint8Array }>}
 */
function answer(output, length) {
  return new Promise((resolve, reject) => {
    const bytes = new Uint8Array(length);
    let line = '';
    let at = -1; // the line is not over
    /** @param {Buffer} chunk */
    const take = (chunk) => {
      if (at < 0) {
        const end = chunk.indexOf('\n');
        line += chunk.toString('latin1', 0, end < 0 ? chunk.length : end);
        if (end < 0) return;
        chunk = chunk.subarray(end + 1);
        at = 0;
      }
      bytes.set(chunk, at);
      at += chunk.length;
      if (at < length) return;
      output.off('data', take);
      output.off('end', fail);
      resolve({ seconds: Number(line), bytes });
    };
    const fail = () => reject(new Error('Python ended before its answer'));
    if (output.readableEnded) fail();
    output.on('data', take);
    output.once('end', fail);
  });
}
