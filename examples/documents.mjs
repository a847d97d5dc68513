// Keeps the lines of a text in native memory, and scores them several times.

// #region lines
import { Documents, scoreDocuments, summarizeScores } from 'rayon-pool';

const utf8 = Buffer.from('the cat saw the dog\r\nto be or not to be\na rose is a rose is a rose\n'); // or a file's

const documents = await Documents.fromLines(utf8, { transfer: true });
const scores = await scoreDocuments(documents);
const { max, maxIndex } = await summarizeScores(documents);

console.log(documents.length, scores); // 3 Float64Array(3) [ 7, 10, 22 ]
console.log(documents.at(maxIndex), max); // a rose is a rose is a rose 22
documents[Symbol.dispose]();
// #endregion
