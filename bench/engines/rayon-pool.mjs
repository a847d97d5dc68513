// The package itself, by its public API: one call with the whole input, or one a job; documents also from
// native memory, and one by one.

import { scoreDocuments } from '../operations/score-documents.mjs';

/** @type {import('./index.mjs').Engine} */
export const rayonPool = {
  name: 'rayon-pool',
  label: 'rayon-pool',
  runs: 'native',
  supports: ({ probe }) => probe === undefined,
  async prepare(operation, input, { threads }) {
    const functions = await publicFunctions(threads);
    return { chosen: [], run: runnerOf(operation, input, functions), close: async () => {} };
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
  async prepare(operation, input, { threads }) {
    const { Documents, [operation.name]: compute } = await publicFunctions(threads);
    const documents = await Documents.from(input);
    return { chosen: [], run: () => compute(documents), close: async () => documents[Symbol.dispose]() };
  },
};

/** @type {import('./index.mjs').Engine} */
export const rayonPoolStream = {
  name: 'rayon-pool-stream',
  label: 'rayon-pool, streamScores',
  runs: 'native',
  supports: (operation) => operation === scoreDocuments,
  async prepare(operation, input, { threads }) {
    const { streamScores } = await publicFunctions(threads);
    const run = async () => {
      const batches = [];
      for await (const { scores } of streamScores(input)) batches.push(scores);
      return operation.merge(batches);
    };
    return { chosen: [], run, close: async () => {} };
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
    const { [functionName]: compute } = await publicFunctions(threads);
    return {
      chosen: [],
      input: () => operation.copyInput?.(input),
      run: (given) => compute(given, ...moreArguments, { transfer: true }),
      close: async () => {},
    };
  },
};

/**
 * @param {import('../operations/index.mjs').AnyOperation} operation
 * @param {any} input
 * @param {Record<string, any>} functions
 * @returns {() => Promise<unknown>}
 */
function runnerOf(operation, input, functions) {
  const { name, separateJobs, functionName = name, moreArguments = [] } = operation;
  const compute = functions[separateJobs?.functionName ?? functionName];
  if (separateJobs === undefined) return async () => compute(input, ...moreArguments);
  const { argument, submit } = separateJobs;
  return async () =>
    operation.merge(await submit(operation.split(input, 1), (job) => compute(argument(job))));
}

/**
 * Loaded late, so that the other engines can be measured without a native build.
 *
 * @param {number} threads
 * @returns {Promise<Record<string, any>>}
 */
async function publicFunctions(threads) {
  // The default pool reads it once, at its first use.
  Object.assign(process.env, { RAYON_NUM_THREADS: threads });
  try {
    return await import('../../index.js');
  } catch (cause) {
    throw new Error('rayon-pool could not be loaded: has `npm run build` been run?', { cause });
  }
}
