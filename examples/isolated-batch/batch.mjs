// The giant batch: 400,000 documents, scored over and over until it is stopped.

const documents = Array.from({ length: 400_000 }, (_, i) => `doc ${i} alpha beta beta gamma gamma gamma`);

/** Of each document: 1 + 1 + 1 + 2² + 3². */
const SCORE = 16;

/**
 * @param {(documents: readonly string[], signal: AbortSignal, onScored: (scored: number) => void) => Promise<number>} score
 *   Scores them all, says how many it has scored so far, and gives the sum of the scores.
 */
export function startBatch(score) {
  const controller = new AbortController();
  const { signal } = controller;
  let earlier = 0;
  let current = 0;
  const ended = run();

  async function run() {
    while (!signal.aborted) {
      const total = await score(documents, signal, (scored) => {
        current = scored;
      });
      if (total !== SCORE * documents.length) throw new Error(`the batch's scores have a sum of ${total}`);
      earlier += documents.length;
      current = 0;
    }
  }

  return {
    batchDocuments: () => earlier + current,
    async stop() {
      controller.abort();
      await ended.catch((error) => {
        if (error.name !== 'AbortError') throw error; // the signal's, or Piscina's own
      });
    },
  };
}

/** For a server that has only its requests to do. */
export const noBatch = { batchDocuments: () => 0, stop: async () => {} };
