// Scores a batch of documents and shows the best one.

// #region score
import { scoreDocuments } from 'rayon-pool';

const documents = ['the cat saw the dog', 'to be or not to be', 'a rose is a rose is a rose'];
const scores = await scoreDocuments(documents);
console.log(scores); // Float64Array(3) [ 7, 10, 22 ]
// #endregion

const highest = scores.reduce((a, b) => Math.max(a, b), 0);
console.log(`best: ${documents[scores.indexOf(highest)]} (${highest})`);
