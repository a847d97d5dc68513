// The worker pool that articles write by hand: fixed workers, an idle list, a queue, one message a task.

import { Worker } from 'node:worker_threads';
import { chunkedEngine, oneByOneEngine } from './messages.mjs';

const SCRIPT = new URL('./worker-pool-worker.mjs', import.meta.url);

/** @type {import('./messages.mjs').PoolPackage} */
const pool = {
  name: 'worker-pool',
  label: 'WorkerPool',
  oneByOne: (operation, threads) => [{ open: () => openWorkerPool(operation, threads) }],
};

export const workerPool = oneByOneEngine(pool);
export const workerPoolChunked = chunkedEngine(pool);

/**
 * A pool of workers that compute the named operation's messages.
 *
 * @param {string} operationName
 * @param {number} threads
 * @returns {import('./messages.mjs').AbortablePool}
 */
export function openWorkerPool(operationName, threads) {
  return new WorkerPool(threads, SCRIPT, operationName);
}

/**
 * @typedef {object} Task
 * @property {unknown} payload
 * @property {ArrayBuffer[]} transferList
 * @property {(result: any) => void} resolve
 * @property {(error: Error) => void} reject
 */

class WorkerPool {
  /** @type {Set<Worker>} */
  #workers = new Set();
  /** @type {Worker[]} */
  #idle = [];
  /** @type {Map<Worker, Task>} */
  #running = new Map();
  #queue = new TaskQueue();
  #closed = false;
  #script;
  #workerData;

  /**
   * @param {number} size
   * @param {URL} script
   * @param {unknown} workerData
   */
  constructor(size, script, workerData) {
    this.#script = script;
    this.#workerData = workerData;
    for (let i = 0; i < size; i++) this.#addWorker();
  }

  /**
   * @param {unknown} payload
   * @param {ArrayBuffer[]} [transferList]
   * @returns {Promise<any>}
   */
  run(payload, transferList = []) {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new Error('the WorkerPool is closed');
      this.#queue.push({ payload, transferList, resolve, reject });
      this.#drain();
    });
  }

  /**
   * The article's pool cannot stop a task: this does what its users would write.
   *
   * @param {unknown} payload
   * @param {AbortSignal} signal
   * @returns {Promise<any>}
   */
  runUntil(payload, signal) {
    return new Promise((resolve, reject) => {
      const task = { payload, transferList: [], resolve, reject };
      this.#queue.push(task);
      this.#drain();
      signal.addEventListener('abort', () => {
        reject(signal.reason);
        for (const [worker, running] of this.#running) if (running === task) worker.terminate();
      });
    });
  }

  /** Ends the workers; what they run or have not begun rejects. */
  async close() {
    this.#closed = true;
    for (let task = this.#queue.shift(); task !== undefined; task = this.#queue.shift()) {
      task.reject(new Error('the WorkerPool was closed'));
    }
    await Promise.all(Array.from(this.#workers, (worker) => worker.terminate()));
  }

  #addWorker() {
    const worker = new Worker(this.#script, { workerData: this.#workerData });
    worker.on('message', (result) => {
      this.#settle(worker)?.resolve(result);
      this.#idle.push(worker);
      this.#drain();
    });
    worker.on('error', (error) => this.#settle(worker)?.reject(error));
    // Also after 'error': a worker whose task threw is gone, and another takes its place.
    worker.on('exit', (code) => {
      this.#settle(worker)?.reject(new Error(`a worker exited with code ${code}`));
      this.#workers.delete(worker);
      this.#idle = this.#idle.filter((candidate) => candidate !== worker);
      if (!this.#closed) this.#addWorker();
    });
    this.#workers.add(worker);
    this.#idle.push(worker);
    this.#drain();
  }

  /** @param {Worker} worker */
  #settle(worker) {
    const task = this.#running.get(worker);
    this.#running.delete(worker);
    return task;
  }

  #drain() {
    if (this.#queue.length === 0) return;
    const worker = this.#idle.pop();
    if (worker === undefined) return;
    const task = this.#queue.shift();
    if (task === undefined) return;
    this.#running.set(worker, task);
    worker.postMessage(task.payload, task.transferList);
  }
}

/**
 * The article shifts its queue off an array, which moves all that is left: at a hundred thousand tasks that
 * costs more than the messages. Here the head moves instead, so that the pool is measured at its best.
 */
class TaskQueue {
  /** @type {(Task | undefined)[]} */
  #tasks = [];
  #head = 0;

  get length() {
    return this.#tasks.length - this.#head;
  }

  /** @param {Task} task */
  push(task) {
    this.#tasks.push(task);
  }

  shift() {
    const task = this.#tasks[this.#head];
    if (task === undefined) return undefined;
    this.#tasks[this.#head++] = undefined;
    if (this.#head === this.#tasks.length) {
      this.#tasks = [];
      this.#head = 0;
    }
    return task;
  }
}
