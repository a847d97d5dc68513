// rayon-pool info: what a bug report needs.
import { JSON_OUTPUT } from '../arguments.js';
import { command } from '../command.js';
import { UsageError } from '../errors.js';
import { facts } from '../machine.js';
import { VERSION } from '../version.js';

export const info = command({
  name: 'info',
  takes: '',
  summary: 'Says what a bug report needs: versions, platform, threads, instructions, allocator.',
  options: { json: JSON_OUTPUT },
  async run([extra], { json = false }) {
    if (extra !== undefined) throw new UsageError(`info takes no arguments, got '${extra}'`);
    const found = facts(VERSION);
    if (json) {
      process.stdout.write(`${JSON.stringify(found)}\n`);
      return;
    }
    const width = Math.max(...Object.keys(found).map((name) => name.length));
    const lines = Object.entries(found).map(([name, value]) => `${name.padEnd(width)}  ${value}\n`);
    process.stdout.write(lines.join(''));
  },
});
