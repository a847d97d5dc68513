// What a giant batch does to the answers of a server in the same process, at several rates of requests: the program of
// examples/isolated-batch, with more kinds of batches. Each contender is a server in a process of its own, so that it has
// its own garbage only, and has its turn in every round; the clients are in this process.

import { median, quantile } from 'simple-statistics';
import { openClients } from './requests/clients.mjs';
import { openServer } from './requests/server.mjs';

/** @typedef {import('./index.mjs').Series} Series */
/** @typedef {import('./requests/server.mjs').Server} Server */
/** @typedef {{ times: number[], millionsASecond: number }} Turn What the requests took, and what the batch got done. */

/**
 * @typedef {object} Contender
 * @property {keyof typeof import('./requests/batches.mjs').batches} batch
 * @property {string} label
 * @property {string} engine
 * @property {'documents' | 'numbers'} [unit] None where nothing runs beside the requests.
 * @property {keyof typeof import('./requests/batches.mjs').batches} [alone] The same without a batch; else 'none'.
 * @property {number} [most] How many times the p99 without a batch is to be its p99 at most.
 */

/** @type {readonly Contender[]} */
const RAYON_POOL = [
  { batch: 'none', label: 'rayon-pool, no batch', engine: 'rayon-pool' },
  {
    batch: 'strings',
    label: 'rayon-pool, strings on a pool of its own',
    engine: 'rayon-pool',
    unit: 'documents',
    most: 1.3,
  },
  {
    batch: 'documents',
    label: 'rayon-pool, Documents on a pool of its own',
    engine: 'rayon-pool-documents',
    unit: 'documents',
  },
  {
    batch: 'sharedPool',
    label: 'rayon-pool, strings on the same pool',
    engine: 'rayon-pool',
    unit: 'documents',
    most: 2,
  },
  {
    batch: 'sort',
    label: 'rayon-pool, sorting on a pool of its own',
    engine: 'rayon-pool',
    unit: 'numbers',
  },
  {
    batch: 'sortTransferred',
    label: 'rayon-pool, sorting with transfer, on a pool of its own',
    engine: 'rayon-pool-transfer',
    unit: 'numbers',
  },
];
/** @type {readonly Contender[]} */
const PISCINA = [
  { batch: 'piscinaNone', label: 'Piscina, no batch', engine: 'piscina-chunked' },
  {
    batch: 'piscina',
    label: 'Piscina, strings on a pool of its own',
    engine: 'piscina-chunked',
    unit: 'documents',
    alone: 'piscinaNone',
  },
];
/** @type {readonly Contender[]} */
const WORKER_POOL = [
  { batch: 'workerPoolNone', label: 'WorkerPool, no batch', engine: 'worker-pool-chunked' },
  {
    batch: 'workerPool',
    label: 'WorkerPool, strings on a pool of its own',
    engine: 'worker-pool-chunked',
    unit: 'documents',
    alone: 'workerPoolNone',
  },
];

/** Enough for medians; `--rounds` asks for more. */
const ROUNDS = 3;
const TURN_SECONDS = 1;
/** Fewer have no 99th percentile. */
const FEWEST_REQUESTS = 100;
const TEST_REQUESTS = 5;
/** Before they count: connections are opened, and the batch has come up to its speed. */
const LEAD_SECONDS = 0.25;
/** Of each contender, before the rounds: V8 compiles what it finds often. */
const WARM_UP = { perSecond: 200, requests: 150 };

const SIZES = { documents: 400_000, numbers: 10_000_000 };
const TEST_SIZES = { documents: 20_000, numbers: 100_000 };

/** Requests a second. The other rates are no part of a whole run. */
const USUAL_RATE = 200;

export const requestsAtRates = [50, USUAL_RATE, 1000].map(requestsAt);

/**
 * @param {number} perSecond
 * @returns {import('./index.mjs').Latency}
 */
function requestsAt(perSecond) {
  return {
    name: `requests-${perSecond}`,
    title: `From the planned time of a request to its answer, ${perSecond.toLocaleString('en')} requests a second`,
    seconds: 55,
    ...(perSecond !== USUAL_RATE && { isOnlyNamed: true }),
    cases({ engines, quick = false, rounds = quick ? 1 : ROUNDS, test = false }) {
      const packages = [RAYON_POOL, PISCINA, WORKER_POOL].map((contenders) => wantedOf(contenders, engines));
      const wanted = packages.flat();
      if (wanted.length === 0) return [];
      const label = `a server beside ${wanted.length} batches in turn`;
      return [{ label, measure: () => measure(wanted, perSecond, test ? 1 : rounds, test) }];
    },
  };
}

/**
 * With the one without a batch, which the others are compared with.
 *
 * @param {readonly Contender[]} contenders
 * @param {ReadonlySet<string>} engines
 */
function wantedOf(contenders, engines) {
  const wanted = contenders.filter(({ engine, unit }) => unit !== undefined && engines.has(engine));
  return wanted.length > 0 ? contenders.filter((one) => one.unit === undefined || wanted.includes(one)) : [];
}

/**
 * @param {readonly Contender[]} contenders
 * @param {number} perSecond
 * @param {number} rounds
 * @param {boolean} test
 */
async function measure(contenders, perSecond, rounds, test) {
  const requests = test ? TEST_REQUESTS : Math.max(FEWEST_REQUESTS, TURN_SECONDS * perSecond);
  const lead = test ? 1 : Math.ceil(LEAD_SECONDS * perSecond);
  const clients = openClients();
  /** @type {{ contender: Contender, server: Server, turns: Turn[] }[]} */
  const entries = [];
  try {
    for (const contender of contenders) {
      const server = await openServer(contender.batch, test ? TEST_SIZES : SIZES);
      entries.push({ contender, server, turns: [] });
      if (!test) await turn(server, 0, WARM_UP.requests, WARM_UP.perSecond);
    }
    for (let round = 0; round < rounds; round++) {
      // As in the workloads: no contender always comes behind the same one.
      const first = round % entries.length;
      for (const { server, turns } of [...entries.slice(first), ...entries.slice(0, first)])
        turns.push(await turn(server, lead, requests, perSecond));
    }
  } finally {
    await Promise.all([clients.close(), ...entries.map(({ server }) => server.close())]);
  }
  return entries.flatMap((entry) => seriesOf(entry, entries));

  /**
   * @param {Server} server
   * @param {number} lead
   * @param {number} requests
   * @param {number} perSecond
   * @returns {Promise<Turn>}
   */
  async function turn(server, lead, requests, perSecond) {
    await server.startBatch();
    if (lead > 0) await clients.send(server.port, perSecond, lead);
    const before = await server.progress();
    const times = await clients.send(server.port, perSecond, requests);
    const after = await server.progress();
    await server.stopBatch();
    const millionsASecond = (after.done - before.done) / (after.at - before.at) / 1000;
    return { times, millionsASecond };
  }
}

/** @typedef {{ contender: Contender, turns: readonly Turn[] }} Measured */

/**
 * @param {Measured} measured
 * @param {readonly Measured[]} all
 * @returns {Series[]}
 */
function seriesOf({ contender: { label, batch, unit, most, alone: without = 'none' }, turns }, all) {
  const times = { label, values: turns.flatMap(({ times }) => times), rounds: turns.length };
  if (unit === undefined) return [times];
  const alone = turnsOf(all, without);
  const p99s = ratios(turns, alone, ({ times }) => quantile(times, 0.99));
  /** @type {Series[]} */
  const series = [
    times,
    ratio(
      '  median, times that without a batch',
      ratios(turns, alone, ({ times }) => median(times)),
    ),
    { ...ratio('  p99, times that without a batch', p99s), ...(most && { limit: atMost(most) }) },
    { label: `  million ${unit} a second`, unit: 'M/s', values: turns.map((turn) => turn.millionsASecond) },
  ];
  const piscina = turnsOf(all, 'piscina');
  if (unit !== 'documents' || batch === 'piscina' || piscina.length === 0) return series;
  const gains = ratios(turns, piscina, ({ millionsASecond }) => millionsASecond);
  const gain = ratio("  documents a second, times Piscina's", gains);
  return [...series, most ? { ...gain, limit: AT_LEAST_FIVE } : gain];
}

/**
 * @param {readonly Measured[]} all
 * @param {Contender['batch']} wanted
 */
function turnsOf(all, wanted) {
  return all.find(({ contender: { batch } }) => batch === wanted)?.turns ?? [];
}

/**
 * Round by round.
 *
 * @param {readonly Turn[]} turns
 * @param {readonly Turn[]} others
 * @param {(turn: Turn) => number} figure
 */
function ratios(turns, others, figure) {
  return others.map((other, round) => figure(/** @type {Turn} */ (turns[round])) / figure(other));
}

/**
 * @param {string} label
 * @param {number[]} values
 * @returns {Series}
 */
function ratio(label, values) {
  return { label, unit: 'x', values };
}

/** @type {import('./index.mjs').Limit} */
const AT_LEAST_FIVE = { of: 'median', least: 5 };

/**
 * @param {number} most
 * @returns {import('./index.mjs').Limit}
 */
function atMost(most) {
  return { of: 'median', most };
}
