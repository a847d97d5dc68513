// Scores a file line by line, with a progress bar: `node score.mjs FILE`.

import { statSync } from 'node:fs';

const [path = ''] = process.argv.slice(2);
const { size } = statSync(path);

// #region lines
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { streamScores } from 'rayon-pool';

const input = createReadStream(path);
const lines = createInterface({ input, crlfDelay: Infinity });
const batches = streamScores(lines, {
  onProgress: ({ done }) => showProgress(input.bytesRead / size, done),
});
let total = 0;
for await (const { scores } of batches) {
  for (const score of scores) total += score;
}
// #endregion

const { maxRSS } = process.resourceUsage();
console.log(`\ntotal ${total}`);
console.log(`${Math.round(size / 2 ** 20)} MB of text in at most ${Math.round(maxRSS / 1024)} MB of memory`);

/**
 * @param {number} fraction
 * @param {number} lines
 */
function showProgress(fraction, lines) {
  process.stdout.write(`\r[${'#'.repeat(20 * fraction).padEnd(20)}] ${lines} lines`);
}
