// The process of memory.mjs: `node --expose-gc memory-process.mjs ENGINE DOCUMENTS RUNS THREADS`.

import { engines } from '../engines/index.mjs';
import { articleDocuments } from '../inputs/article.mjs';
import { scoreDocuments } from '../operations/score-documents.mjs';

const MEGABYTE = 2 ** 20;
/** How often memory is looked at during a run, in milliseconds. */
const LOOK = 1;

const [name, ...numbers] = process.argv.slice(2);
const [count = 0, runs = 0, threads = 0] = numbers.map(Number);
const engine = engines.find((candidate) => candidate.name === name);
if (engine === undefined) throw new Error(`no engine is called ${name}`);

const documents = articleDocuments(count);
const contender = await engine.prepare(scoreDocuments, documents, { threads, tune: false });

const grown = [];
const left = [];
let right = true;
const beforeAll = await restingMemory();
for (let run = 0; run < runs; run++) {
  const before = await restingMemory();
  let most = before;
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  const looking = setInterval(look, LOOK);
  right = isRight(await contender.run().finally(look)) && right;
  clearInterval(looking);
  grown.push((most - before) / MEGABYTE);
  left.push(((await restingMemory()) - beforeAll) / MEGABYTE);
}
await contender.close();
console.log(JSON.stringify({ grown, left, right }));

/** Of the process, when all garbage is gone and with it the native memory that it stood for. */
async function restingMemory() {
  for (let pass = 0; pass < 3; pass++) {
    globalThis.gc?.();
    await new Promise(setImmediate);
  }
  return process.memoryUsage.rss();
}

/** @param {unknown} scores */
function isRight(scores) {
  return scores instanceof Float64Array && scores.length === count && scores.every((score) => score === 16);
}
