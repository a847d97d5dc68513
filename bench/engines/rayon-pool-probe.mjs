// The pool of the package with kernels that the package has not: what JavaScript does, in Rust, step by step; and what
// somebody writes first who wants to score documents in Rust.
//
// They are in the addon of the tests, which is loaded beside the package's own and has pools of its own.

import { createRequire } from 'node:module';
import { probeFile, withClasses } from '../../__test__/probe.mjs';
import { scoreDocuments } from '../operations/score-documents.mjs';

const require = createRequire(import.meta.url);

/** UTF-16 code units in a group, as in the package. */
const GROUP = 1 << 16;

/** @type {import('./index.mjs').Engine} */
export const rayonPoolProbe = probeEngine({
  name: 'rayon-pool-probe',
  label: 'the pool of rayon-pool, the same in Rust',
  supports: ({ probe }) => probe !== undefined,
  runner:
    ({ probe = '' }, limit, addon, pool) =>
    () =>
      addon[probe](pool, limit),
});

/** The addon that one writes first: a string each, scored in parallel with a map, the event loop waiting. */
export const naiveAddon = probeEngine({
  name: 'naive-addon',
  label: 'naive addon: Vec<String>, HashMap',
  supports: (operation) => operation === scoreDocuments,
  runner: (_, documents, addon, pool) => () => addon['probeNaiveScores'](pool, documents),
});

/** The same map, of documents that are handed over joined: what is left to the package's own kernel and hand-over. */
export const groupedAddon = probeEngine({
  name: 'grouped-addon',
  label: 'handed over in groups, the same HashMap',
  supports: (operation) => operation === scoreDocuments,
  runner: (operation, documents, addon, pool) => async () => {
    const scores = groupsOf(documents).map(({ text, lengths }) =>
      addon['probeGroupScores'](pool, text, lengths),
    );
    return operation.merge(await Promise.all(scores));
  },
});

/**
 * @param {object} engine
 * @param {string} engine.name
 * @param {string} engine.label
 * @param {import('./index.mjs').Engine['supports']} engine.supports
 * @param {(operation: import('../operations/index.mjs').AnyOperation, input: any, addon: any, pool: number) => () => Promise<unknown>} engine.runner
 * @returns {import('./index.mjs').Engine}
 */
function probeEngine({ runner, ...engine }) {
  return {
    ...engine,
    runs: 'native',
    absence: () => (probeFile() === undefined ? '`npm run build:probe` has not been run' : undefined),
    async prepare(operation, input, { threads }) {
      const addon = require(String(probeFile()));
      const kernels = withClasses(addon);
      const pool = new kernels.Pool({ threads });
      return {
        chosen: [],
        run: runner(operation, input, kernels, pool.handle),
        close: () => pool.close(false),
      };
    },
  };
}

/** @param {readonly string[]} documents */
function groupsOf(documents) {
  const groups = [];
  let group = [];
  let units = 0;
  for (const document of documents) {
    if (group.length > 0 && units + document.length > GROUP) {
      groups.push(groupOf(group));
      group = [];
      units = 0;
    }
    group.push(document);
    units += document.length;
  }
  return group.length > 0 ? groups.concat(groupOf(group)) : groups;
}

/** @param {readonly string[]} documents */
function groupOf(documents) {
  return { text: documents.join(''), lengths: Uint32Array.from(documents, ({ length }) => length) };
}
