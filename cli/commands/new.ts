// rayon-pool new: a project for kernels of one's own.
import { basename, resolve } from 'node:path';

import { command } from '../command.js';
import { UsageError } from '../errors.js';
import { writeInto } from '../new/folder.js';
import { namesOf } from '../new/names.js';
import { sourceFor } from '../new/source.js';
import { dependenciesOf, projectFiles, readTemplate, rustVersionOf } from '../new/template.js';
import { wayToModules } from '../new/workspace.js';

const SCOPED = /^@[^/\\]+\/([^/\\]+)$/;

export const newProject = command({
  name: 'new',
  takes: '<folder>',
  summary: 'Makes a project for kernels of your own, in Rust.',
  details: [
    'The package is called as the folder, which is new or empty; @scope/name makes the folder name. The project wants',
    'Rust, builds, tests and measures itself, and has a workflow that makes packages for all platforms.',
  ],
  options: {
    name: { type: 'string', short: 'n', value: 'name', meaning: 'calls the npm package otherwise' },
  },
  async run([target, extra], { name }) {
    if (!target || extra !== undefined) {
      throw new UsageError('new takes one folder: rayon-pool new my-kernels');
    }
    const scoped = SCOPED.exec(target);
    const folder = scoped?.[1] ?? target;
    const template = await readTemplate();
    const names = namesOf(name ?? scoped?.[0] ?? basename(resolve(folder)), dependenciesOf(template));
    const files = projectFiles(template, names, { npm: sourceFor(folder), modules: wayToModules(folder) });
    await writeInto(folder, files);
    process.stdout.write(nextSteps(folder, files.length, rustVersionOf(template)));
  },
});

function nextSteps(folder: string, count: number, rust: string): string {
  const steps = [
    ...(resolve(folder) === process.cwd() ? [] : [`cd ${quoted(folder)}`]),
    'npm install',
    'npm test',
  ];
  return [
    `${folder}: ${count} files. It wants Rust ${rust} or newer (https://rustup.rs). Now:`,
    '',
    ...steps.map((step) => `  ${step}`),
    '',
    'The first kernel is in src/lib.rs, what users call in index.ts. README.md says more.',
    '',
  ].join('\n');
}

/** As a shell takes it. */
function quoted(path: string): string {
  return /^[\w./@\\:-]+$/.test(path) ? path : `"${path}"`;
}
