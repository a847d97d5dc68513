// The package itself, by its public API: one call with the whole input, or one a job.

/** @type {import('./index.mjs').Engine} */
export const rayonPool = {
  name: 'rayon-pool',
  label: 'rayon-pool',
  runs: 'native',
  supports: () => true,
  async prepare(operation, input, { threads }) {
    // The default pool reads it once, at its first use.
    Object.assign(process.env, { RAYON_NUM_THREADS: threads });
    const functions = await publicFunctions();
    return { chosen: [], run: runnerOf(operation, input, functions), close: async () => {} };
  },
};

/**
 * @param {import('../operations/index.mjs').AnyOperation} operation
 * @param {any} input
 * @param {Record<string, any>} functions
 * @returns {() => Promise<unknown>}
 */
function runnerOf(operation, input, functions) {
  const { separateJobs } = operation;
  if (separateJobs === undefined) return async () => functions[operation.name](input);
  const { [separateJobs.functionName]: compute } = functions;
  const { argument, submit } = separateJobs;
  return async () =>
    operation.merge(await submit(operation.split(input, 1), (job) => compute(argument(job))));
}

/**
 * Loaded late, so that the other engines can be measured without a native build.
 *
 * @returns {Promise<Record<string, any>>}
 */
async function publicFunctions() {
  try {
    return await import('../../index.js');
  } catch (cause) {
    throw new Error('rayon-pool could not be loaded: has `npm run build` been run?', { cause });
  }
}
