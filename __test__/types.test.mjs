// The typings: what stands in types/ compiles under the project's strict settings, and what is marked there as wrong
// would not.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';

const MARKER = '// @ts-expect-error';
// With slashes on Windows too, as the compiler has them.
const folder = fileURLToPath(new URL('./types/', import.meta.url)).replaceAll('\\', '/');
const files = readdirSync(folder).map((name) => folder + name);

/**
 * What the compiler has to say, as `file:line`, once every source has gone through `change`.
 *
 * @param {(source: string) => string} change
 */
function complaints(change) {
  const config = ts.getParsedCommandLineOfConfigFile(
    `${folder}../../tsconfig.json`,
    {},
    /** @type {any} */ (ts.sys),
  );
  assert.ok(config);
  const host = ts.createCompilerHost(config.options);
  const read = host.readFile;
  host.readFile = (file) => {
    const source = read(file);
    return source !== undefined && files.includes(file) ? change(source) : source;
  };
  const program = ts.createProgram(files, config.options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start }) => {
    assert.ok(file && start !== undefined);
    return `${file.fileName}:${file.getLineAndCharacterOfPosition(start).line + 1}`;
  });
}

/** The lines that stand below a marker, as `file:line`. */
function marked() {
  return files.flatMap((file) => {
    const lines = ts.sys.readFile(file)?.split('\n') ?? [];
    return lines.flatMap((line, index) => (line === MARKER ? `${file}:${index + 2}` : []));
  });
}

test('right calls compile', () => {
  assert.deepEqual(
    complaints((source) => source),
    [],
  );
});

test('each wrong call fails to compile, and nothing else does', () => {
  const found = complaints((source) => source.replaceAll(MARKER, '//'));
  assert.ok(found.length > 20);
  assert.deepEqual([...new Set(found)].sort(), marked().sort());
});
