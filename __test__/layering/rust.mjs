// Which Rust module may know which: binding -> {pool, kernels} -> job, and nothing else.
import { moduleOf, pathsIn } from './rust-paths.mjs';
import { tokens as tokensOf } from './rust-tokens.mjs';

/** What each layer may name besides itself. @type {Record<string, readonly string[]>} */
const KNOWS = {
  job: [],
  kernels: ['job'],
  pool: ['job'],
  binding: ['pool', 'kernels', 'job'],
};

/** Modules that every layer may name and that name no layer: what vectors grow by, and the locks and atomics. */
const FOUNDATIONS = ['memory', 'sync'];

/** Kernels whose wide instructions were measured to be worth unsafe code. Each says so in an `allow` of its own. */
const UNSAFE_KERNELS = [
  'src/kernels/documents/wtf8/wide.rs',
  'src/kernels/fastest.rs',
  'src/kernels/score/wide/avx2.rs',
  'src/kernels/score/wide/avx512.rs',
  'src/kernels/score/wide/neon.rs',
];

/** The whole of src/lib.rs: attributes and `mod name;`. */
const MAP = /^(?:# (?:! )?\[ [^\]]*\] |(?:pub (?:\( [^)]*\) )?)?mod \w+ ; )*$/;

const NAPI = /^napi(_derive|_build|_sys)?$/;

/**
 * What breaks the rules, in words; nothing when all is well.
 *
 * @param {Record<string, string>} sources the text of each file below src/, by its path
 * @returns {string[]}
 */
export function breaches(sources) {
  const modules = Object.keys(sources).map((file) => moduleOf(file)[0] ?? '');
  const foundations = FOUNDATIONS.filter((name) => modules.includes(name));
  return Object.entries(sources).flatMap(([file, source]) => {
    const tokens = tokensOf(source);
    const complaints = file === 'src/lib.rs' ? mapBreaches(tokens) : layerBreaches(file, tokens, foundations);
    return [...complaints, ...detours(tokens)].map((complaint) => `${file} ${complaint}`);
  });
}

/** @param {string[]} tokens of src/lib.rs */
function mapBreaches(tokens) {
  const found = MAP.test(tokens.map((token) => `${token} `).join(''))
    ? []
    : ['is more than a map of the crate'];
  for (const [at, token] of tokens.entries()) {
    const name = tokens[at + 1] ?? '';
    if (token === 'mod' && !Object.hasOwn(KNOWS, name) && !FOUNDATIONS.includes(name))
      found.push(`has a module ${name} that is in no layer`);
  }
  return found;
}

/**
 * @param {string} file
 * @param {string[]} tokens
 * @param {readonly string[]} foundations those that there are
 */
function layerBreaches(file, tokens, foundations) {
  const module = moduleOf(file);
  const layer = module[0] ?? '';
  const known = foundations.includes(layer) ? [] : KNOWS[layer];
  if (!known) return [`is in no layer: ${Object.keys(KNOWS).join(', ')}`];

  const found = [];
  for (const path of pathsIn(tokens, module)) {
    const [named = ''] = path;
    if (named === layer || known.includes(named) || foundations.includes(named)) continue;
    if (named === '' || named === '*')
      found.push('names the root of the crate, from where everything can be reached');
    else found.push(`names ${path.join('::')}; ${layer} may know ${known.join(', ') || 'no other module'}`);
  }
  if (layer === 'binding') return found;
  if (tokens.some((token) => NAPI.test(token))) found.push('names napi, which only binding may');
  return [...found, ...unsafeBreaches(file, module.length === 1, tokens)];
}

/**
 * Paths say nothing about a text that stands somewhere else, nor about a crate with another name.
 *
 * @param {string[]} tokens
 */
function detours(tokens) {
  const takes =
    has(tokens, 'include', '!') || has(tokens, '#', '[', 'path') || has(tokens, 'extern', 'crate');
  return takes ? ['takes in another file or crate by a way of its own'] : [];
}

/**
 * Unsafe code is for binding, and for a few kernels: so the root of those denies what the others forbid.
 *
 * @param {string} file
 * @param {boolean} isRoot whether the file is its layer's own, whose attributes hold for the others
 * @param {string[]} tokens
 */
function unsafeBreaches(file, isRoot, tokens) {
  const found = [];
  const level = file.startsWith('src/kernels/') ? 'deny' : 'forbid';
  if (isRoot && !has(tokens, '#', '!', '[', level, '(', 'unsafe_code', ')', ']'))
    found.push(`lacks #![${level}(unsafe_code)]`);
  const allows = has(tokens, 'allow', '(', 'unsafe_code');
  if (UNSAFE_KERNELS.includes(file)) {
    if (!allows) found.push('lacks #![allow(unsafe_code)]');
  } else if (allows || tokens.includes('unsafe')) {
    found.push('has unsafe code, which only binding may, and kernels that are named');
  }
  return found;
}

/**
 * @param {string[]} tokens
 * @param {string[]} run some tokens, one right after the other
 */
function has(tokens, ...run) {
  return tokens.some((_, at) => run.every((token, index) => tokens[at + index] === token));
}
