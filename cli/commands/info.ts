// rayon-pool info: what a bug report needs.
import { JSON_OUTPUT } from '../arguments.js';
import { command } from '../command.js';
import { CANNOT, UsageError } from '../errors.js';
import { facts } from '../machine.js';
import { VERSION } from '../version.js';

export const info = command({
  name: 'info',
  takes: '',
  summary: 'Says what a bug report needs: versions, platform, threads, instructions, allocator.',
  options: { json: JSON_OUTPUT },
  async run([extra], { json = false }) {
    if (extra !== undefined) throw new UsageError(`info takes no arguments, got '${extra}'`);
    const { facts: found, isWhole } = facts(VERSION);
    // It has said why.
    if (!isWhole) process.exitCode = CANNOT;
    if (json) {
      process.stdout.write(`${JSON.stringify(found)}\n`);
      return;
    }
    const width = Math.max(...Object.keys(found).map((name) => name.length)) + 2;
    const lines = Object.entries(found).map(([name, value]) => {
      const text = String(value).replaceAll(/\n+/g, `\n${' '.repeat(width)}`);
      return `${name.padEnd(width)}${text}\n`;
    });
    process.stdout.write(lines.join(''));
  },
});
