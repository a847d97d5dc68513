// Files loaded in other realms than Node.js's own, as Jest and the vm pools of vitest load them.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

/**
 * What was loaded in each realm, by file names: as a module of Node.js's own is loaded once.
 *
 * @type {WeakMap<vm.Context, Map<string, { exports: object }>>}
 */
const loaded = new WeakMap();

/**
 * The exports of a CommonJS file, evaluated in a realm with the files that it requires; addons and Node.js's own modules are
 * those of all realms.
 *
 * @param {vm.Context} context
 * @param {string} path
 */
export function load(context, path) {
  return loadFile(context, fileURLToPath(new URL(path, import.meta.url)));
}

/**
 * @param {vm.Context} context
 * @param {string} filename
 * @returns {any}
 */
function loadFile(context, filename) {
  const modules = loaded.get(context) ?? new Map();
  loaded.set(context, modules);
  const known = modules.get(filename);
  if (known) return known.exports;
  const module = { exports: {} };
  modules.set(filename, module);
  const outer = createRequire(filename);
  const require = (/** @type {string} */ name) =>
    /^\..*\.c?js$/.test(name) ? loadFile(context, outer.resolve(name)) : outer(name);
  const options = { filename, parsingContext: context };
  const names = ['require', 'module', 'exports', '__filename'];
  const evaluate = vm.compileFunction(readFileSync(filename, 'utf8'), names, options);
  evaluate(require, module, module.exports, filename);
  return module.exports;
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
