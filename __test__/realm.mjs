// Files loaded in other realms than Node.js's own, as Jest and the vm pools of vitest load them.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

/**
 * The exports of a CommonJS file, evaluated in a realm.
 *
 * @param {vm.Context} context
 * @param {string} path
 */
export function load(context, path) {
  const filename = fileURLToPath(new URL(path, import.meta.url));
  const module = { exports: {} };
  const options = { filename, parsingContext: context };
  vm.compileFunction(readFileSync(filename, 'utf8'), ['require', 'module', 'exports'], options)(
    createRequire(filename),
    module,
    module.exports,
  );
  return /** @type {any} */ (module.exports);
}

/**
 * The package, evaluated in a realm.
 *
 * @param {vm.Context} context
 * @returns {typeof import('../index.js')}
 */
export function loadPackage(context) {
  return load(context, '../index.js');
}
