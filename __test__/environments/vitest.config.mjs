// As a user's vitest has the package: it comes from node_modules, so it is not transformed.
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default {
  cacheDir: join(tmpdir(), 'rayon-pool-vitest'),
  test: {
    include: ['__test__/environments/vitest.mjs'],
    watch: false,
    server: { deps: { external: [/(?:index|kernel)\.js$/, /(?:suite|guest-kernels)\.cjs$/] } },
  },
};
