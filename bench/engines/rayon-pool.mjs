// The package itself, by its public API: one call with the whole input, or one a job; documents also from
// native memory, and one by one. Each has a pool of its own, which the methods of ThreadPool are: the free functions are
// the same on the default pool.

import { scoreDocuments } from '../operations/score-documents.mjs';

/** @type {import('./index.mjs').Engine} */
export const rayonPool = {
  name: 'rayon-pool',
  label: 'rayon-pool',
  runs: 'native',
  supports: ({ probe }) => probe === undefined,
  async prepare(operation, input, { threads }) {
    const { pool, close } = await openPool(threads);
    return { chosen: [], run: runnerOf(operation, input, pool), close };
  },
};

/**
 * Documents that have been handed over before: what that takes is not part of the measured time.
 *
 * @type {import('./index.mjs').Engine}
 */
export const rayonPoolDocuments = {
  name: 'rayon-pool-documents',
  label: 'rayon-pool, Documents',
  runs: 'native',
  supports: ({ unit }) => unit === 'documents' || unit === 'texts',
  async prepare({ name }, input, { threads }) {
    const { pool, Documents, close } = await openPool(threads);
    const documents = await Documents.from(input);
    return {
      chosen: [],
      run: () => pool[name](documents),
      close: async () => {
        documents[Symbol.dispose]();
        await close();
      },
    };
  },
};

/** @type {import('./index.mjs').Engine} */
export const rayonPoolStream = {
  name: 'rayon-pool-stream',
  label: 'rayon-pool, streamScores',
  runs: 'native',
  supports: (operation) => operation === scoreDocuments,
  async prepare(operation, input, { threads }) {
    const { pool, close } = await openPool(threads);
    const run = async () => {
      const batches = [];
      for await (const { scores } of pool['streamScores'](input)) batches.push(scores);
      return operation.merge(batches);
    };
    return { chosen: [], run, close };
  },
};

/**
 * Arrays whose memory is moved instead of copied.
 *
 * @type {import('./index.mjs').Engine}
 */
export const rayonPoolTransfer = {
  name: 'rayon-pool-transfer',
  label: 'rayon-pool, transfer: true',
  runs: 'native',
  supports: ({ copyInput }) => copyInput !== undefined,
  async prepare(operation, input, { threads }) {
    const { name, functionName = name, moreArguments = [] } = operation;
    const { pool, close } = await openPool(threads);
    return {
      chosen: [],
      input: () => operation.copyInput?.(input),
      run: (given) => pool[functionName](given, ...moreArguments, { transfer: true }),
      close,
    };
  },
};

/**
 * @param {import('../operations/index.mjs').AnyOperation} operation
 * @param {any} input
 * @param {Record<string, any>} pool
 * @returns {() => Promise<unknown>}
 */
function runnerOf(operation, input, pool) {
  const { name, separateJobs, functionName = name, moreArguments = [] } = operation;
  if (separateJobs === undefined) return async () => pool[functionName](input, ...moreArguments);
  const { functionName: method, argument, submit } = separateJobs;
  return async () =>
    operation.merge(await submit(operation.split(input, 1), (job) => pool[method](argument(job))));
}

/**
 * Loaded late, so that the other engines can be measured without a native build.
 *
 * @param {number} threads
 */
async function openPool(threads) {
  const { ThreadPool, Documents } = await loadPackage();
  const pool = new ThreadPool({ threads });
  /** @type {Record<string, any>} */
  const methods = pool;
  return { pool: methods, Documents, close: () => pool.close() };
}

async function loadPackage() {
  try {
    return await import('../../index.js');
  } catch (cause) {
    throw new Error('rayon-pool could not be loaded: has `npm run build` been run?', { cause });
  }
}
