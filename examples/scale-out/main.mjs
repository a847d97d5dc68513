// All of it on one machine: a Redis, some workers, and a corpus that is scored by them.
//
//   node main.mjs [corpus.jsonl] [--workers 3]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Queue } from 'bullmq';

import { connectionTo, DEAD_LETTERS } from './queue.mjs';
import { RedisServer, redisProblem } from './redis.mjs';
import { scoreCorpus } from './score-corpus.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { workers: { type: 'string', default: '3' } },
});

const problem = redisProblem();
if (problem) {
  console.error(problem);
  process.exitCode = 1;
} else {
  const folder = await mkdtemp(join(tmpdir(), 'scale-out-'));
  const redis = new RedisServer(folder);
  await redis.start();
  const workers = await Promise.all(
    Array.from({ length: Number(values.workers) }, () => startWorker(redis.url)),
  );
  try {
    await scoreAll(connectionTo(redis.url));
  } finally {
    await Promise.all(workers.map(stop));
    await redis.stop();
    await rm(folder, { recursive: true });
  }
}

/** @param {string} url */
async function startWorker(url) {
  const script = fileURLToPath(new URL('worker.mjs', import.meta.url));
  const env = { ...process.env, REDIS_URL: url };
  const worker = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  // The only thing that it says.
  await once(worker.stdout, 'data');
  return worker;
}

/** @param {import('node:child_process').ChildProcess} worker */
async function stop(worker) {
  worker.kill('SIGTERM');
  await once(worker, 'exit');
}

/** @param {ReturnType<typeof connectionTo>} connection */
async function scoreAll(connection) {
  const [path] = positionals;
  const lines = path ? createInterface({ input: createReadStream(path), crlfDelay: Infinity }) : generated();
  let done = 0;
  let total = 0;
  for await (const { scores } of scoreCorpus(lines, { connection })) {
    for (const score of scores) total += score ?? 0;
    done += scores.length;
    if (process.stderr.isTTY) process.stderr.write(`\r${done} documents`);
  }
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  console.log(`${done} documents, total ${total}`);
  const deadLetters = new Queue(DEAD_LETTERS, { connection });
  for (const { data } of await deadLetters.getWaiting()) {
    console.log(`dead letter: document ${data.index}: ${data.error}`);
  }
  await deadLetters.close();
}

/** A hundred thousand documents, two of which are none. */
function* generated() {
  for (let index = 0; index < 100_000; index++) {
    if (index === 12_345) yield '{"text":null}';
    else if (index === 67_890) yield 'not JSON';
    else yield JSON.stringify({ text: `doc ${index} alpha beta beta gamma gamma gamma` });
  }
}
