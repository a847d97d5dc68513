// Scores a file line by line, in bounded memory.

// #region lines
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { streamScores } from 'rayon-pool';

const input = createReadStream('package.json'); // any text, of any size
const lines = createInterface({ input, crlfDelay: Infinity });

let total = 0;
for await (const { scores } of streamScores(lines)) {
  for (const score of scores) total += score;
}
console.log(total > 0); // true
// #endregion
