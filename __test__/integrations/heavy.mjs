// The integrations that need more than the repository has: `npm run test:integrations` installs that, and runs this.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { HEAVY } from './names.mjs';
import { Projects } from './project.mjs';

const modules = process.env['INTEGRATIONS_FOLDER'] ?? '';
const missing = (process.env['INTEGRATIONS_MISSING'] ?? '').split(' ').filter(Boolean);

const projects = new Projects(modules);
before(() => projects.prepare());
after(() => projects.delete());

/**
 * What a project imports itself, and what has to be there for its commands.
 *
 * @type {Record<string, { links?: string[] | 'all', needs?: string[] }>}
 */
const NEEDED = {
  bun: { needs: ['bun'] },
  deno: { needs: ['deno'] },
  jest: { needs: ['jest'] },
  next: { links: 'all', needs: ['next', 'react', 'react-dom'] },
  pnpm: { needs: ['pnpm'] },
  sea: { needs: ['postject'] },
  vite: { links: ['vite'], needs: ['vite'] },
  vitest: { links: ['vitest'], needs: ['vitest'] },
  webpack: { needs: ['webpack', 'webpack-cli'] },
  'webpack to CommonJS': { needs: ['webpack', 'webpack-cli'] },
  yarn: { needs: ['@yarnpkg/cli-dist'] },
  'yarn with node_modules': { needs: ['@yarnpkg/cli-dist'] },
};

/** @param {string} name */
function skip(name) {
  if (process.platform === 'win32') return 'the commands are those of a shell';
  if (name === 'docker' && spawnSync('docker', ['info']).status !== 0)
    return 'there is no Docker daemon here';
  const absent = (NEEDED[name]?.needs ?? []).filter((wanted) => !existsSync(join(modules, wanted)));
  if (absent.length === 0) return false;
  return `${absent.join(', ')} could not be installed here${missing.length > 0 ? ` (${missing.join(', ')})` : ''}`;
}

for (const name of HEAVY.filter((name) => name !== 'next')) {
  test(name, { skip: skip(name) }, async () => {
    const { stdout } = await projects.run(name, NEEDED[name]?.links);
    assert.equal(stdout.trimEnd().split('\n').at(-1), '17984');
  });
}

test('next', { skip: skip('next') }, async () => {
  const { folder } = await projects.run('next', NEEDED['next']?.links);
  const server = spawn(
    process.execPath,
    [join(folder, 'node_modules', 'next', 'dist', 'bin', 'next'), 'start', '--port', '0'],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  try {
    let told = '';
    server.stdout.setEncoding('utf8').on('data', (text) => {
      told += text;
      server.emit('told');
    });
    while (!/Ready/.test(told)) await once(server, 'told');
    // It is told before it says that it is ready.
    const [, url = ''] = /(http:\/\/localhost:\d+)/.exec(told) ?? [];
    const response = await fetch(`${url}/primes`);
    assert.equal(await response.text(), '17984');
  } finally {
    server.kill();
    await once(server, 'exit');
  }
});
