// Which paths of the project's crates a Rust file names: of its own, everything that starts at `crate`, `self` or `super`,
// spelled out from the crate's root; of the library, as another crate names it, with its name before.

const LIBRARY = 'rayon_pool';
const ROOTS = new Set(['crate', 'self', 'super', LIBRARY]);
const SOURCES = /^(?:crates\/rayon-pool\/)?src\//;

/** @param {string} file */
export function isInLibrary(file) {
  return file.startsWith('crates/rayon-pool/');
}

/**
 * The module that a file is, as the names from the crate's root: `['pool', 'size']` for crates/rayon-pool/src/pool/size.rs.
 *
 * @param {string} file below src/ of a crate
 */
export function moduleOf(file) {
  const names = file.replace(SOURCES, '').replace(/\.rs$/, '').split('/');
  if (['mod', 'lib'].includes(names.at(-1) ?? '')) names.pop();
  return names;
}

/**
 * @param {string[]} tokens
 * @param {string} file
 * @returns {string[][]}
 */
export function pathsIn(tokens, file) {
  const paths = [];
  const module = moduleOf(file);
  const root = isInLibrary(file) ? [] : [LIBRARY];
  let depth = 0;
  /** @type {{ name: string, depth: number }[]} the modules in braces around the current token */
  const inner = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    if (token === '{') {
      depth++;
      if (tokens[at - 2] === 'mod') inner.push({ name: tokens[at - 1] ?? '', depth });
    } else if (token === '}') {
      if (inner.at(-1)?.depth === depth) inner.pop();
      depth--;
    } else if (isPath(tokens, at)) {
      const here = [...module, ...inner.map(({ name }) => name)];
      paths.push(...branches(tokens, at).map((names) => resolve(names, here, root)));
    }
  }
  return paths;
}

/**
 * Whether a path starts here; `crate` in `pub(crate)` and `self` as a parameter are none.
 *
 * @param {string[]} tokens
 * @param {number} at
 */
function isPath(tokens, at) {
  if (!ROOTS.has(tokens[at] ?? '') || tokens[at - 1] === '::') return false;
  return tokens[at + 1] === '::' || tokens[at + 1] === 'as' || tokens[at - 1] === 'use';
}

/**
 * The paths of a tree as in `crate::{job::Job, pool}`.
 *
 * @param {string[]} tokens
 * @param {number} start
 * @returns {string[][]}
 */
function branches(tokens, start) {
  /** @type {string[][]} */
  const all = [];
  read([], start);
  return all;

  /**
   * @param {readonly string[]} prefix
   * @param {number} at
   * @returns {number} the first token after the tree
   */
  function read(prefix, at) {
    const path = [...prefix];
    for (;;) {
      if (tokens[at] === '{') return readGroup(path, at + 1);
      path.push(tokens[at] ?? '');
      at++;
      if (tokens[at] !== '::') break;
      at++;
    }
    all.push(path);
    // A new name changes nothing: `as name`.
    return tokens[at] === 'as' ? at + 2 : at;
  }

  /**
   * @param {readonly string[]} prefix
   * @param {number} at
   */
  function readGroup(prefix, at) {
    while (at < tokens.length && tokens[at] !== '}') {
      at = tokens[at] === ',' ? at + 1 : read(prefix, at);
    }
    return at + 1;
  }
}

/**
 * @param {readonly string[]} names
 * @param {readonly string[]} here the module in which they stand
 * @param {readonly string[]} library what the library is called here
 */
function resolve(names, here, library) {
  let path = [...here];
  for (const [index, name] of names.entries()) {
    if (name === 'crate') path = [];
    else if (name === LIBRARY && index === 0) path = [...library];
    else if (name === 'super') path.pop();
    else if (name !== 'self') path.push(name);
  }
  return path;
}
