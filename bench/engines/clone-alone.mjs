// No computing at all: a structured clone of the documents, which whoever posts them to a worker pays for before any work.

import { scoreDocuments } from '../operations/score-documents.mjs';

/** @type {import('./index.mjs').Engine} */
export const cloneAlone = {
  name: 'clone-alone',
  label: 'structuredClone(documents) alone',
  runs: 'native',
  onlyCopies: true,
  supports: (operation) => operation === scoreDocuments,
  async prepare(_, documents) {
    return {
      chosen: [],
      run: async () => structuredClone(documents),
      close: async () => {},
    };
  },
};
