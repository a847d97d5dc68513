// docs/integrations.md, line by line: projects in which the package is installed, with the files of a block, and the
// commands of another.
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { npm, pack } from '../packed-package.mjs';
import { blocksOf } from '../pages/markdown.mjs';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

const MARKER = /^<!-- integration: ([^,]+?)(?:, (\S+))? -->$/;

/** What the page has for each name: files, and lines of a shell. */
const sections = new Map();
for (const { before, code } of blocksOf('docs/integrations.md')) {
  const [, name, file] = MARKER.exec(before) ?? [];
  if (name === undefined) continue;
  const section = sections.get(name) ?? { files: {}, commands: '' };
  if (file === undefined) section.commands += `${code}\n`;
  else section.files[file] = code;
  sections.set(name, section);
}

const { files: FILES } = sections.get('all') ?? { files: {} };
sections.delete('all');

/** The names of all that the page has commands for. */
export const NAMES = [...sections.keys()];

/** Folders that programs of other packages are found in: the repository's own, if no others are named. */
export class Projects {
  #folder = mkdtempSync(join(tmpdir(), 'rayon-pool-integrations-'));
  #modules;
  #tarball = '';

  /** @param {string} [modules] a `node_modules` */
  constructor(modules = join(root, 'node_modules')) {
    this.#modules = modules;
  }

  /** Packs the package. */
  async prepare() {
    const { filename } = await pack(this.#folder, this.#environment());
    this.#tarball = filename;
  }

  /**
   * Does what the page says, in a project of its own.
   *
   * @param {string} name
   * @param {readonly string[] | 'all'} [packages] that its files import, linked beside the package; or all there are, as
   *   files, for a program that follows no links
   * @returns {Promise<{ folder: string, stdout: string, stderr: string }>}
   */
  async run(name, packages = []) {
    const { files, commands } = sections.get(name);
    const folder = join(this.#folder, name.replaceAll(' ', '-'));
    mkdirSync(folder);
    const manifest = { private: true, dependencies: { 'rayon-pool': `file:./${this.#tarball}` } };
    copyFileSync(join(this.#folder, this.#tarball), join(folder, this.#tarball));
    this.#write(folder, 'package.json', JSON.stringify(manifest));
    const install = ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
    await npm(install, { cwd: folder, env: this.#environment() });
    if (packages === 'all') {
      await execute('cp', ['-RPfl', `${this.#modules}/.`, join(folder, 'node_modules')]);
    }
    for (const wanted of packages === 'all' ? [] : packages) {
      const link = join(folder, 'node_modules', wanted);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(this.#modules, wanted), link, 'junction');
    }
    for (const [file, text] of Object.entries({ ...FILES, ...files })) this.#write(folder, file, text);
    const done = await execute('sh', ['-e', '-u', '-c', commands], {
      cwd: folder,
      env: this.#environment(folder),
      maxBuffer: 2 ** 26,
    });
    return { folder, ...done };
  }

  /** @param {string} [project] whose own programs come first: two copies of one would not know each other's modules */
  #environment(project) {
    const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, ...env } = process.env;
    const own = dirname(process.execPath);
    const folders = [project && join(project, 'node_modules'), this.#modules].filter(
      (folder) => folder !== undefined,
    );
    const PATH = [...folders.map((folder) => join(folder, '.bin')), own, env['PATH']].join(delimiter);
    const quiet = { CI: '1', NO_COLOR: '1', NEXT_TELEMETRY_DISABLED: '1', YARN_ENABLE_TELEMETRY: '0' };
    // Yarn takes CI for a reason to refuse what has no lock file yet.
    const yarn = { YARN_ENABLE_IMMUTABLE_INSTALLS: 'false', YARN_ENABLE_GLOBAL_CACHE: 'false' };
    return { ...env, ...quiet, ...yarn, PATH, npm_config_cache: join(this.#folder, 'cache') };
  }

  /**
   * @param {string} folder
   * @param {string} file
   * @param {string} text
   */
  #write(folder, file, text) {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${text}\n`);
  }

  delete() {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
