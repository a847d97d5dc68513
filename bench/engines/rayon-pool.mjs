// The package itself, by its public API: one call with the whole input.

/** @type {import('./index.mjs').Engine} */
export const rayonPool = {
  name: 'rayon-pool',
  label: 'rayon-pool',
  runs: 'native',
  supports: () => true,
  async prepare(operation, input, { threads }) {
    // The default pool reads it once, at its first use.
    Object.assign(process.env, { RAYON_NUM_THREADS: threads });
    const { [operation.name]: compute } = await publicFunctions();
    return { chosen: [], run: async () => compute(input), close: async () => {} };
  },
};

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
