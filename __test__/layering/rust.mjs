// Which Rust module may know which. In the library crate: node -> {pool, documents, block} -> job, and nothing else. In the
// addon: no kernel knows another, nor the pool; what it exports stands in a file `node` beside it. What the addon exports
// beside its kernels, in src/node.rs, may know them all.
import { isInLibrary, moduleOf, pathsIn } from './rust-paths.mjs';
import { tokens as tokensOf } from './rust-tokens.mjs';

/** What each layer of the library may name besides itself. @type {Record<string, readonly string[]>} */
const KNOWS = {
  job: [],
  block: ['job'],
  documents: ['job'],
  pool: ['job'],
  shared: ['pool', 'documents', 'job'],
  node: ['shared', 'pool', 'documents', 'block', 'job'],
};

/** What `node` has at the root of the crate: macros can be nowhere else, and name what they need from there. */
const AT_ROOT = ['addon', 'dispatch', 'napi'];

/** Modules that every layer may name and that name no layer: what vectors grow by, and the locks and atomics. */
const FOUNDATIONS = ['memory', 'sync'];

/** What a kernel may name of the library; its exports may name what Node.js sees of it as well, and what every addon exports. */
const KERNEL_KNOWS = ['job', 'memory', 'documents', 'block'];

/** What every kernel may name beside itself: a way to compile. */
const SHARED = ['fastest'];

/** Where wide instructions were measured to be worth unsafe code, and what other addons call. Each file says so in an `allow` of its own. */
const UNSAFE = [
  'crates/rayon-pool/src/documents/wtf8/wide.rs',
  'crates/rayon-pool/src/shared/documents.rs',
  'crates/rayon-pool/src/shared/guest/run_queue.rs',
  'crates/rayon-pool/src/shared/guest/mod.rs',
  'crates/rayon-pool/src/shared/guest/pool.rs',
  'crates/rayon-pool/src/shared/guest/tests.rs',
  'crates/rayon-pool/src/shared/host/job.rs',
  'crates/rayon-pool/src/shared/host/mod.rs',
  'crates/rayon-pool/src/shared/host/pool.rs',
  'crates/rayon-pool/src/shared/host/tests.rs',
  'crates/rayon-pool/src/shared/models.rs',
  'crates/rayon-pool/src/shared/table.rs',
  'src/fastest.rs',
  'src/score/wide/avx2.rs',
  'src/score/wide/avx512.rs',
  'src/score/wide/neon.rs',
  'src/sort/wide/avx2/eight.rs',
  'src/sort/wide/avx2/four.rs',
  'src/sort/wide/avx2/mod.rs',
  'src/sort/wide/avx512/eight.rs',
  'src/sort/wide/avx512/mod.rs',
  'src/sort/wide/avx512/sixteen.rs',
  'src/sort/wide/mod.rs',
  'src/sort/wide/network.rs',
  'src/sort/wide/quicksort.rs',
  'src/sort/wide/tests.rs',
];

/** The whole of a lib.rs: attributes, `mod name;`, and what refuses to be compiled. */
const MAP =
  /^(?:# (?:! )?\[ [^\]]*\] |(?:pub (?:\( [^)]*\) )?)?mod \w+ ; |pub use napi ; |compile_error ! \( [^)]*\) ; )*$/;

const NAPI = /^napi(_derive|_build|_sys)?$/;

/**
 * What breaks the rules, in words; nothing when all is well.
 *
 * @param {Record<string, string>} sources the text of each file below src/ of a crate, by its path
 * @returns {string[]}
 */
export function breaches(sources) {
  const modules = Object.keys(sources)
    .filter(isInLibrary)
    .map((file) => moduleOf(file)[0] ?? '');
  const kernels = Object.keys(sources)
    .filter((file) => !isInLibrary(file))
    .map((file) => moduleOf(file)[0] ?? '');
  const foundations = FOUNDATIONS.filter((name) => modules.includes(name));
  const found = Object.entries(sources).flatMap(([file, source]) => {
    const tokens = tokensOf(source);
    const complaints = file.endsWith('src/lib.rs')
      ? mapBreaches(file, tokens)
      : isInLibrary(file)
        ? layerBreaches(file, tokens, foundations)
        : kernelBreaches(file, tokens, kernels);
    return [...complaints, ...detours(tokens)].map((complaint) => `${file} ${complaint}`);
  });
  return [...found, ...circles(sources, 'node')];
}

/**
 * @param {string} file
 * @param {string[]} tokens
 */
function mapBreaches(file, tokens) {
  const found = MAP.test(tokens.map((token) => `${token} `).join(''))
    ? []
    : ['is more than a map of the crate'];
  for (const [at, token] of tokens.entries()) {
    const name = tokens[at + 1] ?? '';
    const isLayer = Object.hasOwn(KNOWS, name) || FOUNDATIONS.includes(name);
    if (isInLibrary(file) && token === 'mod' && !isLayer)
      found.push(`has a module ${name} that is in no layer`);
  }
  if (!isInLibrary(file) && !denies(tokens, 'deny')) found.push('lacks #![deny(unsafe_code)]');
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
  for (const path of pathsIn(tokens, file)) {
    const [named = ''] = path;
    if (named === layer || known.includes(named) || foundations.includes(named)) continue;
    if (layer === 'node' && AT_ROOT.includes(named)) continue;
    if (named === '' || named === '*')
      found.push('names the root of the crate, from where everything can be reached');
    else found.push(`names ${path.join('::')}; ${layer} may know ${known.join(', ') || 'no other module'}`);
  }
  if (layer === 'node') return found;
  const level = ['documents', 'shared'].includes(layer) ? 'deny' : 'forbid';
  if (module.length === 1 && !denies(tokens, level)) found.push(`lacks #![${level}(unsafe_code)]`);
  return [...found, ...napiBreaches(tokens), ...unsafeBreaches(file, tokens)];
}

/**
 * @param {string} file of the addon
 * @param {string[]} tokens
 * @param {readonly string[]} kernels those that there are
 */
function kernelBreaches(file, tokens, kernels) {
  const module = moduleOf(file);
  const [kernel = ''] = module;
  const isExport = module.at(-1) === 'node' && module.length <= 2;
  const known = isExport ? [...KERNEL_KNOWS, 'node', ...AT_ROOT] : KERNEL_KNOWS;
  const found = [];
  for (const [named = '', of = ''] of pathsIn(tokens, file)) {
    if (named === kernel || SHARED.includes(named)) continue;
    if (file === 'src/node.rs' && kernels.includes(named)) continue;
    if (named !== 'rayon_pool') found.push(`names ${named || 'the root of the crate'}, another kernel's`);
    else if (!known.includes(of)) found.push(`names rayon_pool::${of}; it may know ${known.join(', ')}`);
  }
  if (isExport) return tokens.includes('unsafe') ? [...found, 'has unsafe code'] : found;
  return [...found, ...napiBreaches(tokens), ...unsafeBreaches(file, tokens)];
}

/** @param {string[]} tokens */
function napiBreaches(tokens) {
  return tokens.some((token) => NAPI.test(token)) ? ['names napi, which only node may'] : [];
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
 * @param {string} file
 * @param {string[]} tokens
 */
function unsafeBreaches(file, tokens) {
  const allows = has(tokens, 'allow', '(', 'unsafe_code');
  if (UNSAFE.includes(file)) return allows ? [] : ['lacks #![allow(unsafe_code)]'];
  const isUnsafe = allows || tokens.includes('unsafe');
  return isUnsafe ? ['has unsafe code, which only node may, and files that are named'] : [];
}

/**
 * @param {string[]} tokens
 * @param {string} level
 */
function denies(tokens, level) {
  return has(tokens, '#', '!', '[', level, '(', 'unsafe_code', ')', ']');
}

/**
 * Files of a layer of the library that know each other, be it through others.
 *
 * @param {Record<string, string>} sources
 * @param {string} layer
 */
function circles(sources, layer) {
  /** @type {Map<string, string[]>} */
  const knows = new Map();
  for (const [file, source] of Object.entries(sources)) {
    const [of, name] = isInLibrary(file) ? moduleOf(file) : [];
    if (of !== layer || !name) continue;
    const named = pathsIn(tokensOf(source), file).filter(([root, other]) => root === layer && other !== name);
    knows.set(name, [...(knows.get(name) ?? []), ...named.map(([, other = '']) => other)]);
  }
  // What knows nothing that is left goes, until nothing does.
  for (let before = -1; before !== knows.size; ) {
    before = knows.size;
    for (const [name, known] of knows) if (!known.some((other) => knows.has(other))) knows.delete(name);
  }
  const left = [...knows.keys()].sort();
  return left.length > 0 ? [`crates/rayon-pool/src/${layer} has a circle among ${left.join(', ')}`] : [];
}

/**
 * @param {string[]} tokens
 * @param {string[]} run some tokens, one right after the other
 */
function has(tokens, ...run) {
  return tokens.some((_, at) => run.every((token, index) => tokens[at + index] === token));
}
