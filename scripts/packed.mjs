// What the linters of packages say of the tarball that users get: publint of its package.json and its files, attw of its types
// as each way of resolving modules finds them.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

import { npm, root, tool } from './command.mjs';

/**
 * Fails, in words, when one of them has anything to say.
 *
 * @param {string} [folder] of the package
 * @returns {Promise<import('./command.mjs').Ended>}
 */
export async function checkPacked(folder = root) {
  const target = await mkdtemp(join(tmpdir(), 'rayon-pool-packed-'));
  try {
    const packing = await npm(['pack', folder, '--json', '--silent', '--pack-destination', target]);
    if (packing.code !== 0) return packing;
    const [{ filename }] = /** @type {[{ filename: string }]} */ (Object.values(JSON.parse(packing.output)));
    const tarball = join(target, filename);
    const lint = await lintPackage(tarball);
    const types = await tool('@arethetypeswrong/cli/dist/index.js', [tarball, '--format', 'ascii']);
    return { code: types.code || (lint ? 1 : 0), output: lint + types.output };
  } finally {
    await rm(target, { recursive: true, force: true });
  }
}

/** @param {string} tarball */
async function lintPackage(tarball) {
  const { buffer } = new Uint8Array(await readFile(tarball));
  const { messages, pkg = {} } = await publint({ pack: { tarball: buffer }, strict: true });
  const ours = messages.filter((message) => !isOfTemplate(message));
  return ours.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}\n`).join('');
}

/**
 * The template's package.json is that of a project to be: nobody resolves anything by it where it is packed.
 *
 * @param {import('publint').Message} message
 */
function isOfTemplate({ code, args }) {
  return code === 'NESTED_PACKAGE_JSON_FIELD_IGNORED' && args.filePath === './template/package.json';
}
