// A small clone of the repository to set up: the real scripts, a few sources, and npm, Cargo and rustc that only note
// what they were told.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SCRIPTS = fileURLToPath(new URL('../../scripts', import.meta.url));

/** Does what the commands are for, in so far as the scripts can see it; EDITS a file, FAILS at a command. */
const NPM = `
  const { appendFileSync, copyFileSync, mkdirSync, writeFileSync } = require('node:fs');
  const command = process.argv.slice(2).join(' ');
  appendFileSync('npm.log', command + '\\n');
  if (process.env.EDITS) appendFileSync(process.env.EDITS, '// edited');
  if (process.env.FAILS === command) {
    console.log(process.env.SAYS);
    process.exit(5);
  }
  const steps = {
    'install --no-save'() {
      mkdirSync('node_modules', { recursive: true });
      copyFileSync('package-lock.json', 'node_modules/.package-lock.json');
    },
    'run build:native'() {
      for (const file of ['native.d.ts', 'rayon-pool.node']) writeFileSync(file, 'built');
    },
    'run build:probe'() {
      mkdirSync('__test__/build', { recursive: true });
      writeFileSync('__test__/build/rayon-pool.node', 'built');
    },
    'run build:facade'() {
      const typings = ['index.d.ts', 'kernel.d.ts'];
      const code = ['index.js', 'kernel.js', 'facade.js', 'cli.js', 'cli-worker.js'];
      for (const file of [...typings, ...code]) writeFileSync(file, 'built');
    },
    'run build:crate'() {
      mkdirSync('crate', { recursive: true });
      writeFileSync('crate/Cargo.toml', 'built');
    },
  };
  steps[command]();
`;

const SOURCES = {
  'package.json': '{}',
  'package-lock.json': '{ "packages": { "": {}, "node_modules/a": { "version": "1.0.0" } } }',
  'Cargo.toml': '[package]\nrust-version = "1.95"\n',
  'src/pool/mod.rs': '// pool',
  'crates/rayon-pool/src/lib.rs': '// the library',
  'facade/index.ts': '// facade',
  'npm-cli.js': NPM,
};

export class Clone {
  #folder = mkdtempSync(join(tmpdir(), 'rayon-pool-clone-'));

  constructor() {
    cpSync(SCRIPTS, this.path('scripts'), { recursive: true });
    for (const [path, text] of Object.entries(SOURCES)) this.write(path, text);
    this.program('cargo', 'echo "cargo 1.95.0 (f2d3ce0bd 2026-03-21)"');
    this.program('rustc', 'echo "rustc 1.95.0 (59807616e 2026-04-14)"');
  }

  /**
   * @param {string} path
   * @param {string} text
   */
  write(path, text) {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), text);
  }

  /** @param {string} path */
  remove(path) {
    rmSync(this.path(path), { recursive: true, force: true });
  }

  /**
   * Puts a program on the PATH of the scripts, where there is nothing else.
   *
   * @param {string} name
   * @param {string} script for the shell
   */
  program(name, script) {
    this.write(`bin/${name}`, `#!/bin/sh\n${script}\n`);
    chmodSync(this.path(`bin/${name}`), 0o755);
  }

  /**
   * Runs the set-up.
   *
   * @param {Record<string, string>} [env]
   * @param {string[]} [execArgv]
   * @param {string[]} [args]
   */
  async setUp(env = {}, execArgv = [], args = []) {
    const child = spawn(process.execPath, [...execArgv, this.path('scripts/setup.mjs'), ...args], {
      cwd: tmpdir(),
      env: { ...env, PATH: this.path('bin'), npm_execpath: this.path('npm-cli.js') },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    const [code] = await once(child, 'close');
    return { code, stderr, commands: this.#commands() };
  }

  /** What npm was told since this was asked last. */
  #commands() {
    const log = this.path('npm.log');
    if (!existsSync(log)) return [];
    const commands = readFileSync(log, 'utf8').trim().split('\n');
    rmSync(log);
    return commands;
  }

  delete() {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** @param {string} path */
  path(path) {
    return join(this.#folder, path);
  }
}
