// Keeps the lines of a text file in native memory, and scores them several times.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = await mkdtemp(join(tmpdir(), 'documents-'));
const path = join(folder, 'lines.txt');
await writeFile(path, 'the cat saw the dog\r\nto be or not to be\na rose is a rose is a rose\n');

// #region lines
import { readFile } from 'node:fs/promises';
import { Documents, scoreDocuments, summarizeScores } from 'rayon-pool';

const documents = await Documents.fromLines(await readFile(path), { transfer: true });
const scores = await scoreDocuments(documents);
const { max, maxIndex } = await summarizeScores(documents);

console.log(documents.length, scores); // 3 Float64Array(3) [ 7, 10, 22 ]
console.log(documents.at(maxIndex), max); // a rose is a rose is a rose 22
documents[Symbol.dispose]();
// #endregion

await rm(folder, { recursive: true });
