// The pool of the package with kernels that the package has not: what JavaScript does, in Rust, step by step.
//
// They are in the addon of the tests, which is loaded beside the package's own and has a pool of its own.

import { createRequire } from 'node:module';
import { probeFile, withClasses } from '../../__test__/probe.mjs';

const require = createRequire(import.meta.url);

/** @type {import('./index.mjs').Engine} */
export const rayonPoolProbe = {
  name: 'rayon-pool-probe',
  label: 'the pool of rayon-pool, the same in Rust',
  runs: 'native',
  supports: ({ probe }) => probe !== undefined,
  absence: () => (probeFile() === undefined ? '`npm run build:probe` has not been run' : undefined),
  async prepare({ probe }, limit, { threads }) {
    const addon = require(String(probeFile()));
    const { Pool } = withClasses(addon);
    const compute = addon[String(probe)];
    const pool = new Pool({ threads });
    return {
      chosen: [],
      run: () => compute(pool.handle, limit),
      close: () => pool.close(false),
    };
  },
};
