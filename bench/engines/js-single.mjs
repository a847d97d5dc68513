// One thread of JavaScript, the main one: no pool, no messages, and an event loop that stands still.

/** @type {import('./index.mjs').Engine} */
export const jsSingle = {
  name: 'js-single',
  label: 'JavaScript, one thread',
  runs: 'JavaScript',
  supports: () => true,
  async prepare(operation, input) {
    return {
      chosen: [],
      input: () => operation.copyInput?.(input) ?? input,
      run: async (given) => operation.merge(operation.split(given, Infinity).map(operation.kernel)),
      close: async () => {},
    };
  },
};
