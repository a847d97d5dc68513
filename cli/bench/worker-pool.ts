// The worker pool that one writes by hand: fixed workers, an idle list, a queue, one message a task.
import { Worker } from 'node:worker_threads';

/** What tells its workers from those of other pools. */
export const HAND_ROLLED = 'rayon-pool: hand-rolled';

interface Task {
  message: unknown;
  resolve: (result: Float64Array) => void;
  reject: (error: Error) => void;
}

/** It is closed by whoever meets an error: a benchmark has no use for half a result. */
export class WorkerPool {
  #workers: Worker[] = [];
  #idle: Worker[] = [];
  #running = new Map<Worker, Task>();
  #queue: Task[] = [];

  constructor(threads: number, script: string) {
    for (let i = 0; i < threads; i++) {
      const worker = new Worker(script, { workerData: HAND_ROLLED });
      worker.on('message', (result: Float64Array) => {
        this.#running.get(worker)?.resolve(result);
        this.#running.delete(worker);
        this.#idle.push(worker);
        this.#drain();
      });
      worker.on('error', (error) => this.#running.get(worker)?.reject(error));
      this.#workers.push(worker);
      this.#idle.push(worker);
    }
  }

  run(message: unknown): Promise<Float64Array> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ message, resolve, reject });
      this.#drain();
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #drain(): void {
    while (this.#idle.length > 0 && this.#queue.length > 0) {
      const worker = this.#idle.pop();
      // There are some thousand chunks at most: shifting moves little.
      const task = this.#queue.shift();
      if (!worker || !task) return;
      this.#running.set(worker, task);
      worker.postMessage(task.message);
    }
  }
}
