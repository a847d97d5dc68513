// The program `rayon-pool`. Results go to stdout, all else to stderr; 0 is well, 2 a call that cannot be answered.
import { commands } from './commands/index.js';
import { CANNOT, sentenceFor, UsageError } from './errors.js';
import { clearProgress } from './progress-bar.js';
import { VERSION } from './version.js';

// Nothing waits for Ctrl-C: the system ends the process where it is, which shells tell as 130. A listener would have to
// wait for a turn of the event loop.

// Who reads the output has gone, as `head` does: nobody wants the rest.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  clearProgress();
  process.exit(0);
});

main(process.argv.slice(2)).catch((error: unknown) => {
  clearProgress();
  const sentence = sentenceFor(error);
  if (sentence === undefined) throw error;
  process.stderr.write(`rayon-pool: ${sentence}\n`);
  process.exitCode = CANNOT;
});

async function main([name, ...args]: readonly string[]): Promise<void> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(help());
    return;
  }
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${VERSION}\n`);
    return;
  }
  const found = commands.find((command) => command.name === name);
  if (!found) throw new UsageError(`there is no command '${name}': see rayon-pool --help`);
  await found.run(args);
}

function help(): string {
  const rows = commands.map(({ name, takes, summary }) => [`${name} ${takes}`, summary] as const);
  const width = Math.max(...rows.map(([left]) => left.length));
  return [
    'rayon-pool <command> [options]',
    '',
    ...rows.map(([left, summary]) => `  ${left.padEnd(width)}  ${summary}`),
    '',
    'rayon-pool <command> --help says more of each; --version which version this is.',
    '',
  ].join('\n');
}
