// What `rayon-pool new` writes, as the compilers see it. `npm run test:kernels` builds it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import test, { before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import ts from 'typescript';

import { folder, output, write } from './command-line/program.mjs';
import { NATIVE } from './kernels/typings.mjs';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
/** Within a workspace of Cargo's that knows nothing of it. */
const outer = join(folder, 'outer');
const project = join(outer, 'fast-things');
/** @type {{ dtsHeader: string }} */
let napi;

/** Each line is an error, and only that. */
const WRONG = [
  "native.countWords(['a']);",
  "native.countWords('a');",
  'native.checksums([new Uint8Array(1)]);',
  'native.sumOfSquares(new Float64Array(1));',
  'native.longestCollatz(0, 1);',
  "countWords('a');",
  'countWords([1]);',
  "checksums(['a']);",
  'sumOfSquares([1]);',
  "longestCollatz('1');",
  "countWords(['a'], { signal: 1 });",
  "runTexts(native, native.checksums, ['a'], undefined);",
  'runCall(native, native.longestCollatz, undefined);',
  "runCall(native, native.longestCollatz, undefined, '1');",
  "const numbers: Promise<number> = countWords(['a']);",
];
const RIGHT = [
  "const counts: Promise<Uint32Array> = countWords(['a'] as const, { signal: AbortSignal.abort(), onProgress() {} });",
  'const sum: Promise<number> = sumOfSquares(new Float64Array(1), { transfer: true });',
  'void [counts, sum, longestCollatz(1), checksums([])];',
];
const HEAD = [
  "import { runCall, runTexts } from 'rayon-pool/kernel';",
  "import { checksums, countWords, longestCollatz, sumOfSquares } from './index.js';",
  "import native from './native.js';",
];

before(async () => {
  mkdirSync(outer);
  write('outer/Cargo.toml', '[workspace]\nmembers = []\n');
  await output(['new', 'fast-things'], { cwd: outer });
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(root, join(project, 'node_modules/rayon-pool'), 'junction');
  ({ napi } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')));
  write('outer/fast-things/native.d.ts', napi.dtsHeader + NATIVE);
});

/** What TypeScript says of the project and of some files more. @param {string[]} more */
function complaints(more = []) {
  const config = join(project, 'tsconfig.json');
  const parsed = ts.getParsedCommandLineOfConfigFile(config, { noEmit: true }, /** @type {any} */ (ts.sys));
  assert.ok(parsed);
  const files = [...parsed.fileNames, ...more.map((name) => join(project, name))];
  const found = ts.getPreEmitDiagnostics(ts.createProgram(files, parsed.options));
  return found.map(({ file, start = 0, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return { line, text: `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}` };
  });
}

test('TypeScript takes its index.ts, by the settings that it brings', () => {
  assert.deepEqual(complaints(), []);
});

test('kernels of all kinds may be added: what is in their typings is imported there', () => {
  const more = [
    'export declare function tokens(texts: Texts): Promise<Ragged<Uint32Array>>',
    'export declare function windows(buffers: Bytes, size: number): Promise<Ragged<Float64Array>>',
  ];
  write('outer/fast-things/native.d.ts', [napi.dtsHeader + NATIVE, ...more].join('\n'));
  const lines = [
    "import { type Ragged, runBytes, runTexts } from 'rayon-pool/kernel';",
    "import native from './native.js';",
    "const tokens: Promise<Ragged<Uint32Array>> = runTexts(native, native.tokens, ['a'], undefined);",
    'const windows: Promise<Ragged<Float64Array>> = runBytes(native, native.windows, [], undefined, 4);',
    'void [tokens, windows];',
    'const wrong: Promise<Uint32Array> = tokens;',
  ];
  write('outer/fast-things/more.ts', lines.join('\n'));
  assert.deepEqual(
    complaints(['more.ts']).map(({ line }) => line),
    [lines.length],
  );
});

test('right calls of its functions compile, and wrong ones do not', () => {
  write('outer/fast-things/use.ts', [...HEAD, ...RIGHT, ...WRONG].join('\n'));
  const lines = complaints(['use.ts']).map(({ line }) => line);
  const first = HEAD.length + RIGHT.length + 1;
  assert.deepEqual(
    [...new Set(lines)].sort((a, b) => a - b),
    WRONG.map((_, index) => first + index),
  );
});

/** What Cargo makes of a manifest. @param {string} cwd */
async function metadata(cwd) {
  const args = ['metadata', '--no-deps', '--offline', '--format-version', '1'];
  const { stdout } = await execute('cargo', args, { cwd });
  const { packages, workspace_root } = JSON.parse(stdout);
  assert.equal(packages.length, 1);
  return { ...packages[0], workspace_root };
}

test('Cargo takes its manifest, whichever folder it lies in', async () => {
  const { name, dependencies, targets, workspace_root } = await metadata(project);
  assert.equal(name, 'fast-things');
  assert.ok(workspace_root.endsWith('fast-things'), workspace_root);
  assert.deepEqual(
    targets.map((/** @type {{ kind: string[] }} */ { kind }) => kind.join()),
    ['cdylib', 'custom-build'],
  );
  const ours = dependencies.find((/** @type {{ name: string }} */ one) => one.name === 'rayon-pool');
  assert.ok(ours.path.endsWith(join('node_modules', 'rayon-pool', 'crate')), ours.path);
});

test('the crate that comes along stands for itself, in the version of the package, without what its tests want', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  cpSync(join(root, 'crate'), join(folder, 'crate'), { recursive: true });
  const crate = await metadata(join(folder, 'crate'));
  assert.deepEqual([crate.name, crate.version, crate.edition], ['rayon-pool', version, '2024']);
  const kinds = crate.dependencies.map((/** @type {{ kind: string | null }} */ { kind }) => kind);
  assert.deepEqual([...new Set(kinds)], [null]);
  const targets = crate.dependencies.map((/** @type {{ target: string | null }} */ { target }) => target);
  assert.ok(!targets.some((/** @type {string | null} */ target) => target?.includes('model')));
});
