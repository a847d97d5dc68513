// facade -> addon -> library, whose layers are node -> {pool, documents, block} -> job; and no other arrow. The rules are tested on made-up sources as well: a
// check that cannot fail is none.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { filesBelow } from '../scripts/files.mjs';
import { breaches as javascriptBreaches } from './layering/javascript.mjs';
import { breaches as rustBreaches } from './layering/rust.mjs';

/**
 * @param {string[]} folders
 * @param {RegExp} kind
 */
function sources(folders, kind) {
  const files = folders.flatMap(filesBelow).filter((file) => kind.test(file));
  return Object.fromEntries(
    files.map((file) => [file, readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')]),
  );
}

const RUST = sources(['src', 'crates/rayon-pool/src'], /\.rs$/);
const JAVASCRIPT = sources(['facade', 'cli', 'bench', 'examples', 'scripts', '__test__'], /\.[cm]?[jt]s$/);

test('the Rust modules of the project know only what they may', () => {
  for (const layer of ['job', 'block', 'documents', 'pool', 'node']) {
    assert.ok(
      Object.keys(RUST).some((file) => new RegExp(`^crates/rayon-pool/src/${layer}[/.]`).test(file)),
      `there is no ${layer}`,
    );
  }
  for (const kernel of ['score', 'parse', 'sort', 'reduce', 'primes']) {
    assert.ok(`src/${kernel}/mod.rs` in RUST && `src/${kernel}/node.rs` in RUST, `there is no ${kernel}`);
  }
  assert.ok('src/lib.rs' in RUST && 'crates/rayon-pool/src/lib.rs' in RUST);
  assert.deepEqual(rustBreaches(RUST), []);
});

test('the JavaScript and TypeScript of the project imports only what it may', () => {
  assert.ok('facade/native.ts' in JAVASCRIPT && 'cli/main.ts' in JAVASCRIPT);
  assert.deepEqual(javascriptBreaches(JAVASCRIPT), []);
});

test('the rules read every Rust file of the project to its end', () => {
  const wrong = Object.entries(RUST).map(([file, source]) => [file, `${source}\nuse crate::nowhere;\n`]);
  // One complaint of each file. All at once: what a file may know depends on which others there are.
  const found = rustBreaches(Object.fromEntries(wrong));
  assert.deepEqual(
    found.map((complaint) => complaint.split(' ', 1)[0]),
    Object.keys(RUST),
  );
});

test('the rules read every JavaScript and TypeScript file of the project to its end', () => {
  for (const [file, source] of Object.entries(JAVASCRIPT)) {
    const wrong = `${'../'.repeat(file.split('/').length - 1)}facade/errors.ts`;
    assert.deepEqual(javascriptBreaches({ [file]: `${source}\nimport '${wrong}';\n` }), [
      `${file} imports ${wrong}`,
    ]);
  }
});

const FORBID = '#![forbid(unsafe_code)]\n';

const LIBRARY = 'crates/rayon-pool/src/';

/** @type {readonly (readonly [string, string, string])[]} */
const WRONG_RUST = [
  ['job knows the pool', `${LIBRARY}job/feed.rs`, 'fn f() -> crate::pool::Pool { todo() }'],
  ['job knows documents', `${LIBRARY}job.rs`, `${FORBID}use crate::documents::Group;`],
  [
    'documents know the pool from an inner module',
    `${LIBRARY}documents/a.rs`,
    'mod t { mod u { use super::super::super::super::pool; } }',
  ],
  ['documents know node', `${LIBRARY}documents/a.rs`, 'use crate::{job::{Job, Stop}, node::value as v};'],
  ['the pool knows documents', `${LIBRARY}pool/task.rs`, 'use std::fmt; pub use crate::documents;'],
  ['the pool knows node', `${LIBRARY}pool/task.rs`, 'fn f() { rayon_pool::node::f() }'],
  ['blocks know documents', `${LIBRARY}block/a.rs`, 'use super::super::documents::Group;'],
  ['a name is taken from the root', `${LIBRARY}pool/task.rs`, 'use crate::Pool;'],
  ['everything is taken from the root', `${LIBRARY}pool/task.rs`, 'use crate::*;'],
  ['the root gets another name', `${LIBRARY}pool/task.rs`, 'use crate as all;'],
  ['the root gets another name in braces of its own', `${LIBRARY}pool/a.rs`, 'use {crate as all};'],
  ['the root gets another name in braces', `${LIBRARY}pool/a.rs`, 'use super::super::{self as all};'],
  [
    'a path stands behind a lifetime and a character',
    `${LIBRARY}pool/a.rs`,
    `fn f<'a>(c: &'a u8) { m('"', crate::node::f) }`,
  ],
  ['a path stands behind a raw string', `${LIBRARY}pool/a.rs`, 'const A: &str = r#"""#; use crate::node;'],
  ['a path stands behind a range', `${LIBRARY}pool/a.rs`, 'fn f() { g(0..crate::node::SIZE) }'],
  ['the crate gets another name', `${LIBRARY}pool/a.rs`, 'extern crate self as all;'],
  ['a file stands in no layer', `${LIBRARY}extra.rs`, ''],
  ['documents name napi', `${LIBRARY}documents/a.rs`, 'use napi::Env;'],
  ['the pool names napi', `${LIBRARY}pool/a.rs`, '#[napi_derive::napi] fn f() {}'],
  ['another file is taken in', 'src/score/a.rs', 'include!("../sort/key.rs");'],
  ['another file is taken in as a module', 'src/score/a.rs', '#[path = "../sort/key.rs"] mod key;'],
  ['the pool is unsafe', `${LIBRARY}pool/a.rs`, 'fn f() { unsafe { g() } }'],
  ['documents are unsafe', `${LIBRARY}documents/a.rs`, '#![allow(unsafe_code)] fn f() { unsafe { g() } }'],
  ['job is unsafe', `${LIBRARY}job/feed.rs`, 'unsafe impl Send for Feed {}'],
  ['the pool does not forbid unsafe code', `${LIBRARY}pool/mod.rs`, '#![deny(unsafe_code)]'],
  ['job does not forbid unsafe code', `${LIBRARY}job.rs`, '// #![forbid(unsafe_code)]'],
  ['documents do not deny unsafe code', `${LIBRARY}documents/mod.rs`, 'mod a;'],
  ['node names what there is not', `${LIBRARY}node/a.rs`, 'use crate::extra::f;'],
  ['a foundation is named that there is not', `${LIBRARY}pool/a.rs`, 'use crate::sync::Mutex;'],
  ['a foundation knows a layer', `${LIBRARY}sync.rs`, `${FORBID}use crate::job::Job;`],
  ['a foundation does not forbid unsafe code', `${LIBRARY}sync.rs`, 'pub use std::sync::Mutex;'],
  ['the map has a module of no layer', `${LIBRARY}lib.rs`, 'pub mod job; mod extra;'],
  ['the map names something', `${LIBRARY}lib.rs`, 'pub mod pool; pub use pool::Pool;'],
  ['the map holds a module itself', `${LIBRARY}lib.rs`, 'pub mod pool; mod job { use crate::pool; }'],
  ['a kernel knows another', 'src/score/a.rs', 'use crate::sort::key::Key;'],
  ['a kernel knows the exports of the addon', 'src/score/a.rs', 'use super::super::node::runtime;'],
  ['a kernel knows the root', 'src/score/a.rs', 'use crate as all;'],
  ['a kernel knows the pool', 'src/score/mod.rs', 'use rayon_pool::pool::Pool;'],
  ['a kernel knows Node.js', 'src/score/mod.rs', 'use rayon_pool::{job::Job, node::Promise};'],
  ['a kernel names napi', 'src/score/mod.rs', 'use napi::Env;'],
  ['an export knows the pool', 'src/score/node.rs', 'use rayon_pool::pool::Pool;'],
  ['an export knows another kernel', 'src/score/node.rs', 'use crate::parse::parse;'],
  ['an export is unsafe', 'src/score/node.rs', 'fn f() { unsafe { g() } }'],
  ['a kernel is unsafe', 'src/score/a.rs', '#![allow(unsafe_code)] fn f() { unsafe { g() } }'],
  ['a kernel allows what it does not need', 'src/score/a.rs', '#![allow(unsafe_code)]'],
  ['the addon does not deny unsafe code', 'src/lib.rs', 'mod score;'],
  ['a kernel of wide instructions does not say so', 'src/score/wide/avx2.rs', 'fn f() { unsafe { g() } }'],
];

for (const [name, file, source] of WRONG_RUST) {
  test(`the rules for Rust are broken when ${name}`, () => {
    const found = rustBreaches({ [file]: source });
    assert.equal(found.length, 1, found.join('\n'));
    assert.ok(found[0]?.startsWith(`${file} `));
  });
}

test('the rules for Rust let pass what only looks like a breach', () => {
  const right = {
    [`${LIBRARY}lib.rs`]:
      '//! A map.\n#![warn(missing_docs)] mod node; #[cfg(loom)] pub(crate) mod sync; pub mod pool; compile_error!("");',
    [`${LIBRARY}sync.rs`]: `${FORBID}#[cfg(loom)] pub use loom::sync::Mutex; pub use std::sync::Mutex;`,
    [`${LIBRARY}job.rs`]: `${FORBID}use crate::sync::Mutex; pub(crate) fn f(self: &Self) { self.g(); std::f(crate::job::g) }`,
    [`${LIBRARY}pool/mod.rs`]: `${FORBID}//! [\`RunQueue\`](crate::node) /* crate::node\nuse crate::job::{self, Job}; mod task;`,
    [`${LIBRARY}pool/task.rs`]:
      'use super::{f, self as pool}; /* a /* use crate::node; */ unsafe napi */ mod t { use super::*; }',
    [`${LIBRARY}documents/mod.rs`]:
      '#![deny(unsafe_code)] const A: &str = "crate::pool unsafe \\" napi"; mod a;',
    [`${LIBRARY}documents/a.rs`]: 'use crate::job; #[doc = r#"crate::pool"#] fn f() { super::g(self as _) }',
    [`${LIBRARY}node/mod.rs`]: 'use crate::{job::Job, block, pool}; use napi::Env; fn f() { unsafe { g() } }',
    'src/lib.rs': '#![deny(unsafe_code)] mod node; pub mod score;',
    'src/node.rs': '#![allow(unsafe_code)] use crate::{fastest, score}; use napi_derive::napi;',
    'src/score/mod.rs':
      'use crate::fastest::f; use rayon_pool::{job::Job, memory}; use crate::score::a; mod node;',
    'src/score/node.rs':
      '#![allow(unsafe_code)] use rayon_pool::node::Promise; use napi::Env; use super::score;',
    'src/score/wide/avx2.rs': '#![allow(unsafe_code, reason = "measured")] fn f() { unsafe { g() } }',
  };
  assert.deepEqual(rustBreaches(right), []);
});

test('the rules for Rust are broken by circles within node', () => {
  const of = (/** @type {Record<string, string>} */ sources) =>
    rustBreaches(
      Object.fromEntries(Object.entries(sources).map(([name, text]) => [`${LIBRARY}node/${name}`, text])),
    );
  assert.deepEqual(
    of({ 'a.rs': 'use super::b::B;', 'b.rs': 'use super::c::C;', 'c.rs': '', 'mod.rs': 'mod a;' }),
    [],
  );
  const found = of({ 'a.rs': 'use super::b::B;', 'b.rs': 'use super::c::C;', 'c.rs': 'use crate::node::b;' });
  assert.deepEqual(found, ['crates/rayon-pool/src/node has a circle among a, b, c']);
});

/** @type {readonly (readonly [string, string, string])[]} */
const WRONG_JAVASCRIPT = [
  ['the facade imports a package', 'facade/a.ts', `import os from 'piscina';`],
  ['the facade imports a package named like itself', 'facade/a.ts', `import { f } from 'facade/b.js';`],
  ['the facade imports a built-in without saying so', 'facade/a.ts', `import { cpus } from 'os';`],
  ['the facade imports a file without its suffix', 'facade/a.ts', `import { f } from './b';`],
  ['the facade imports what only a run can tell', 'facade/a.ts', 'await import(name);'],
  ['the facade exports something from outside', 'facade/a.ts', `export * from '../bench/a.mjs';`],
  ['the facade imports the built package', 'facade/a/b.ts', `import type { A } from '../../index.js';`],
  ['the facade requires something from outside', 'facade/a.ts', `const a = require('../a.js');`],
  ['the facade requires in the way of TypeScript', 'facade/a.ts', `import a = require('../a.js');`],
  ['a second file of the facade imports the binding', 'facade/a.ts', `import * as n from '../native.js';`],
  ['a second file of the facade names its types', 'facade/a.ts', `type A = import('../native.js').A;`],
  ['the facade loads the addon', 'facade/native.ts', `export * from '../rayon-pool.linux-x64-gnu.node';`],
  ['a second file of the facade loads the addon', 'facade/a.ts', `require('./rayon-pool.darwin-x64.node');`],
  ['a second file of the facade loads its package', 'facade/native.ts', `require('@rayon-pool/darwin-x64');`],
  ['the loader imports another package', 'facade/addon/load.ts', `require('piscina');`],
  ['a test loads the package of the addon', '__test__/a.mjs', `import '@rayon-pool/linux-x64-gnu';`],
  ['the facade imports the command line', 'facade/a.ts', `import '../cli/main.js';`],
  ['the command line goes past the facade', 'cli/a.ts', `import * as native from '../native.js';`],
  ['the command line looks into the facade', 'cli/a/b.ts', `import { f } from '../../facade/jobs.js';`],
  ['the command line imports a package', 'cli/a.ts', `import { f } from 'cli-progress';`],
  ['the command line imports the benchmark', 'cli/a.ts', `import { f } from '../bench/runner.mjs';`],
  ['a test looks into the command line', '__test__/a.mjs', `import { f } from '../cli/errors.ts';`],
  ['a benchmark goes past the facade', 'bench/engines/a.mjs', `import * as native from '../../native.js';`],
  ['an example goes past the facade', 'examples/a.cjs', `const native = require('../native');`],
  ['a script loads the addon', 'scripts/a.cjs', `require('../rayon-pool.darwin-arm64.node');`],
  ['a test looks into the facade', '__test__/a.mjs', `const { f } = await import('../facade/errors.ts');`],
  ['a test takes types of the facade', '__test__/a.mjs', `/** @typedef {import('../facade/a.js').A} A */`],
  ['a test takes types in a tag', '__test__/a.mjs', `/** @import {A} from '../facade/a.js' */ f();`],
];

for (const [name, file, source] of WRONG_JAVASCRIPT) {
  test(`the rules for JavaScript are broken when ${name}`, () => {
    const found = javascriptBreaches({ [file]: source });
    assert.equal(found.length, 1, found.join('\n'));
    assert.ok(found[0]?.startsWith(`${file} imports `));
  });
}

test('the rules for JavaScript let pass what the layers are for', () => {
  const right = {
    'facade/a.ts': `import { f } from './b/c.js'; import fs from 'node:fs'; // import 'piscina'`,
    'facade/b/c.ts': `export { g } from '../a.js'; const text = "import('piscina')"; export { text };`,
    'facade/native.ts': `export { f, type Pool } from '../native.js';`,
    'facade/addon/load.ts': `require('./rayon-pool.darwin-x64.node'); require('@rayon-pool/darwin-x64');`,
    'cli/a.ts': `import { f } from './b/c.js'; import { g } from '../facade/index.js'; import fs from 'node:fs';`,
    'cli/b/c.ts': `import { f } from '../../bench/kernels/score.mjs'; export { g } from '../a.js';`,
    'bench/a.mjs': `import Piscina from 'piscina'; import { countPrimes } from '../index.js'; import(name);`,
  };
  assert.deepEqual(javascriptBreaches(right), []);
});
