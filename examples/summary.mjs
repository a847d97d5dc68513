// Scores ten thousand documents, of which only the sum and the best are wanted.

const documents = Array.from({ length: 10_000 }, (_, i) => `doc ${i} alpha beta beta gamma gamma gamma`);

// #region summary
import { summarizeScores } from 'rayon-pool';

const { total, max, maxIndex } = await summarizeScores(documents);
// #endregion

console.log(`total ${total}, max ${max} at ${maxIndex}: ${documents[maxIndex]}`);
