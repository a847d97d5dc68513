// Scores documents in a worker of Piscina, with the benchmark's kernel: the quickest JavaScript found.

import { scoreDocument } from '../../bench/kernels/score.mjs';

/** @param {readonly string[]} documents */
export default function totalScore(documents) {
  return documents.reduce((total, document) => total + scoreDocument(document), 0);
}
