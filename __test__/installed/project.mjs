// A project of a user's with the package in it, and with an addon of its platform, or whatever stands in its place.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { ADDON } from '../addon-file.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** This platform, as packages are named after it. */
export const PLATFORM = ADDON.replace(/^rayon-pool\.|\.node$/g, '');
/** The addon that is built here. */
export const BINARY = readFileSync(join(root, ADDON));

/** As if there were no settings of Node.js's, and no addon for tests. */
const { NODE_OPTIONS, NODE_TEST_CONTEXT, NAPI_RS_NATIVE_LIBRARY_PATH, ...ENV } = process.env;

export class Project {
  /** With links resolved, as Node.js tells of files. */
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'rayon-pool-installed-')));

  constructor() {
    for (const file of ['package.json', 'index.js', 'facade.js', 'cli.js']) {
      cpSync(join(root, file), this.path(`node_modules/rayon-pool/${file}`));
    }
  }

  /** @param {string} path */
  path(path) {
    return join(this.folder, path);
  }

  /**
   * @param {string} path
   * @param {string | Uint8Array} content
   */
  write(path, content) {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), content);
  }

  /** Has the package as it is published: npm adds the addon of each platform. */
  publish() {
    const path = 'node_modules/rayon-pool/package.json';
    const manifest = JSON.parse(readFileSync(this.path(path), 'utf8'));
    const optionalDependencies = { [`@rayon-pool/${PLATFORM}`]: manifest.version };
    this.write(path, JSON.stringify({ ...manifest, optionalDependencies }));
  }

  /**
   * Puts the package of a platform there.
   *
   * @param {string} [platform]
   * @param {Uint8Array} [binary]
   * @returns {string} where its addon is
   */
  addPackage(platform = PLATFORM, binary = BINARY) {
    const folder = `node_modules/@rayon-pool/${platform}`;
    const main = `rayon-pool.${platform}.node`;
    this.write(`${folder}/package.json`, JSON.stringify({ name: `@rayon-pool/${platform}`, main }));
    this.write(`${folder}/${main}`, binary);
    return this.path(`${folder}/${main}`);
  }

  /**
   * What a program prints that stands in the project.
   *
   * @param {string} source
   * @param {{ args?: string[], env?: Record<string, string>, name?: string }} [options]
   * @returns {Promise<string>}
   */
  run(source, { args = [], env = {}, name = 'main.cjs' } = {}) {
    this.write(name, source);
    const options = { cwd: this.folder, env: { ...ENV, ...env } };
    return new Promise((resolve) => {
      execFile(process.execPath, [...args, name], options, (error, stdout, stderr) => {
        // Whoever dies without a word has died of a signal.
        resolve(error ? `${stdout}${stderr}${error.signal ?? ''}` : stdout);
      });
    });
  }

  delete() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
