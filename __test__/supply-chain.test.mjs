// What is told of the crates in the addon: their licences, and the bill of materials.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { crates, manifest } from '../scripts/supply-chain/crates.mjs';
import { checkLicences, licenceOf } from '../scripts/supply-chain/licences.mjs';
import { billOfMaterials } from '../scripts/supply-chain/sbom.mjs';

const read = (/** @type {string} */ file) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

test('the crates in the addon are those that it runs, and none that only builds, tests or macros need', async () => {
  const names = (await crates()).map(({ name }) => name);
  for (const name of ['napi', 'rayon', 'rayon-core', 'memchr', 'rustix', 'slab'])
    assert.ok(names.includes(name), name);
  for (const name of ['proptest', 'divan', 'shuttle', 'napi-build', 'napi-derive', 'syn', 'rayon-pool'])
    assert.ok(!names.includes(name), name);
  assert.deepEqual(names, [...new Set(names)].sort());
});

test('the committed licences are those of the crates', async () => {
  assert.deepEqual(await checkLicences(), { code: 0, output: '' });
  const text = read('THIRD-PARTY-LICENSES.md');
  for (const { name, version } of await crates()) assert.ok(text.includes(`| ${name} | ${version} | `), name);
});

/**
 * The licence of a made-up crate.
 *
 * @param {string} licence
 * @param {Record<string, string>} files
 */
function licenceWith(licence, files) {
  const folder = mkdtempSync(join(tmpdir(), 'rayon-pool-crate-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const one = { name: 'made-up', version: '1.0.0', authors: ['A. Author'], repository: null, checksum: '' };
    return licenceOf({ ...one, licence, folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('of several licences the one with the fewest conditions is taken, with its own text', () => {
  const files = { 'LICENSE-APACHE': 'Apache', 'LICENSE-MIT': 'MIT \r\n', LICENSE: 'both' };
  assert.deepEqual(licenceWith('Apache-2.0 OR MIT', files), { id: 'MIT', text: 'MIT' });
  assert.deepEqual(licenceWith('ISC', files), { id: 'ISC', text: 'both' });
});

test('a crate under MIT without a text gets the text, with its authors', () => {
  const { id, text } = licenceWith('MIT', {});
  assert.equal(id, 'MIT');
  assert.match(text, /^MIT License\n\nCopyright \(c\) A\. Author\n\nPermission is hereby granted/);
});

test('a licence that nobody has accepted is refused, and one without its text', () => {
  assert.throws(() => licenceWith('GPL-3.0', { LICENSE: 'GPL' }), /made-up is under GPL-3\.0/);
  assert.throws(() => licenceWith('ISC', {}), /made-up brings no text of ISC/);
});

test('cargo-deny looks at the platforms that there are packages for', () => {
  const [, list = ''] = /^targets = \[([^\]]*)\]/m.exec(read('deny.toml')) ?? [];
  const targets = [...list.matchAll(/"([^"]+)"/g)].map(([, target]) => target);
  assert.ok(targets.length > 0);
  assert.deepEqual(targets, manifest.napi.targets);
});

test('the bill of materials names each package and each crate once, and what is in what', async () => {
  const bill = await billOfMaterials(['linux-x64-gnu', 'darwin-arm64']);
  assert.equal(bill.bomFormat, 'CycloneDX');
  const refs = bill.components.map((one) => one['bom-ref']);
  assert.equal(new Set(refs).size, refs.length);
  assert.equal(refs[0], `pkg:npm/%40rayon-pool/linux-x64-gnu@${manifest.version}`);
  const rayon = bill.components.find(({ name }) => name === 'rayon');
  assert.ok(rayon && 'hashes' in rayon);
  assert.match(rayon.hashes[0]?.content ?? '', /^[0-9a-f]{64}$/);
  assert.deepEqual(rayon.licenses, [{ expression: 'MIT OR Apache-2.0' }]);
  assert.equal(bill.components.length, 2 + (await crates()).length);
  for (const { ref, dependsOn } of bill.dependencies) {
    assert.ok(ref === bill.metadata.component['bom-ref'] || refs.includes(ref));
    assert.ok(dependsOn.length > 0 && dependsOn.every((one) => refs.includes(one)));
  }
  assert.deepEqual(await billOfMaterials(['linux-x64-gnu', 'darwin-arm64']), bill);
});
