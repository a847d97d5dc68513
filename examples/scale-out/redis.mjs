// A Redis of one's own, at a free port of 127.0.0.1. It writes every change to a file before it answers, so that it can
// be killed and started again without losing any.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

/** Why there is none, if so. */
export function redisProblem() {
  const { error } = spawnSync('redis-server', ['--version']);
  return error && 'there is no redis-server here: on Debian, `apt-get install redis-server`';
}

export class RedisServer {
  #folder;
  #port = 0;
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #process;

  /** @param {string} folder where its file is kept */
  constructor(folder) {
    this.#folder = folder;
  }

  get url() {
    return `redis://127.0.0.1:${this.#port}`;
  }

  /** Resolves once it answers. Started again, it is at the same port, and has what it had. */
  async start() {
    if (this.#port === 0) this.#port = await freePort();
    const settings = {
      bind: '127.0.0.1',
      port: this.#port,
      dir: this.#folder,
      save: '',
      appendonly: 'yes',
      appendfsync: 'always',
      'maxmemory-policy': 'noeviction',
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#process = child;
    const lines = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (line.includes('Ready to accept connections')) {
        // Nobody reads what else it says, and a full pipe would hold it up.
        child.stdout.resume();
        return;
      }
    }
    throw new Error(`redis-server did not start:\n${lines.join('\n')}`);
  }

  /** @param {'SIGTERM' | 'SIGKILL'} [signal] */
  async stop(signal = 'SIGTERM') {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  }
}

/** @returns {Promise<number>} */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
