// Scores ten thousand documents, of which only the sum and the best are wanted.

// #region summary
import { summarizeScores } from 'rayon-pool';

const documents = Array.from({ length: 10_000 }, (_, i) => `doc ${i} alpha beta beta gamma gamma gamma`);

const { total, max, maxIndex } = await summarizeScores(documents);
console.log(total, max, documents[maxIndex]); // 160000 16 doc 0 alpha beta beta gamma gamma gamma
// #endregion
