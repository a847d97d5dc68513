// The article's lesson: what each step buys, from its WorkerPool with one message a document to documents that stay in
// native memory.

import { jsSingle } from '../engines/js-single.mjs';
import { piscinaChunked } from '../engines/piscina.mjs';
import { rayonPool, rayonPoolDocuments } from '../engines/rayon-pool.mjs';
import { groupedAddon, naiveAddon } from '../engines/rayon-pool-probe.mjs';
import { workerPool, workerPoolChunked } from '../engines/worker-pool.mjs';
import { defaultThreads } from '../threads.mjs';
import { shortDocuments } from '../workloads/short-documents.mjs';
import { threadCounts } from './scaling.mjs';
import { step } from './steps.mjs';

/** @type {import('../workloads/index.mjs').Workload} */
export const lesson = {
  ...shortDocuments,
  name: 'lesson',
  title: 'What each step buys: the time of a document',
  figure: 'bars',
  steps: [
    step(workerPool, { name: '1-messages', label: 'WorkerPool, one message a document' }),
    step(jsSingle, { name: '2-one-thread', label: 'JavaScript, one thread' }),
    step(workerPoolChunked, { name: '3-chunks', label: 'WorkerPool, in chunks' }),
    step(piscinaChunked, { name: '4-piscina', label: 'Piscina, tuned' }),
    step(naiveAddon, { name: '5-naive-addon', label: 'naive addon: Vec<String>, HashMap' }),
    step(groupedAddon, { name: '6-grouped', label: 'handed over in groups, HashMap' }),
    step(rayonPool, { name: '7-kernel', label: 'rayon-pool: its own kernel' }),
    ...threadCounts(defaultThreads()).map((threads) =>
      step(rayonPoolDocuments, {
        name: `8-documents-${threads}`,
        label: `rayon-pool, Documents, ${threads === 1 ? '1 thread' : `${threads} threads`}`,
        threads,
      }),
    ),
  ],
};
