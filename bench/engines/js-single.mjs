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
      run: async () => operation.merge(operation.split(input, Infinity).map(operation.kernel)),
      close: async () => {},
    };
  },
};
