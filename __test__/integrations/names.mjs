// Which of the page's integrations are tried where.

/** With what the repository has installed, in seconds: part of `npm test`. */
export const LIGHT = [
  'esbuild',
  'esbuild that copies',
  'rollup',
  'ncc',
  'permission',
  'permission of old',
  'lambda',
  'lambda layer',
];

/** With what `npm run test:integrations` downloads into a temporary folder, or that takes long. */
export const HEAVY = [
  'webpack',
  'webpack to CommonJS',
  'vite',
  'next',
  'sea',
  'bun',
  'vitest',
  'jest',
  'pnpm',
  'yarn',
  'yarn with node_modules',
  'deno',
  'docker',
];
