// The package's own kernels as kernels of a user's: a copy of its addon is loaded as another addon's would be, and called by
// `rayon-pool/kernel`. The machine code is the same, so that any difference is what the way to a kernel of one's own costs.

import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const require = createRequire(import.meta.url);

/** The functions whose kernels give what they do. */
const SAME = ['scoreDocuments', 'parseIntegers'];

/** @type {import('./index.mjs').Engine} */
export const rayonPoolKernel = {
  name: 'rayon-pool-kernel',
  label: 'rayon-pool, a kernel of one’s own',
  runs: 'native',
  supports: (operation) => operation.probe === undefined && SAME.includes(kernelOf(operation)),
  absence: () => (addonFile() === undefined ? '`npm run build:native` has not been run' : undefined),
  async prepare(operation, input, { threads }) {
    const { ThreadPool } = await import('../../index.js');
    const { runTexts } = await import('../../kernel.js');
    const addon = copyOfAddon();
    const kernel = addon[kernelOf(operation)];
    const pool = new ThreadPool({ threads });
    const { separateJobs } = operation;
    const run = separateJobs
      ? async () =>
          operation.merge(
            await separateJobs.submit(operation.split(input, 1), (job) =>
              runTexts(addon, kernel, /** @type {any} */ (separateJobs.argument(job)), { pool }),
            ),
          )
      : async () => runTexts(addon, kernel, input, { pool });
    return { chosen: [], run, close: () => pool.close() };
  },
};

/** @param {import('./index.mjs').AnyOperation} operation */
function kernelOf({ name, functionName = name, separateJobs }) {
  return separateJobs?.functionName ?? functionName;
}

/** @type {Record<string, any> | undefined} */
let loaded;

/** Node.js gives the same addon for the same file, so it is copied; while it is loaded the file is not needed. */
function copyOfAddon() {
  if (loaded) return loaded;
  const folder = mkdtempSync(join(tmpdir(), 'rayon-pool-kernel-'));
  try {
    const copy = join(folder, 'kernels.node');
    copyFileSync(join(ROOT, String(addonFile())), copy);
    loaded = /** @type {Record<string, any>} */ (require(copy));
    return loaded;
  } finally {
    // Windows keeps what is loaded.
    if (process.platform !== 'win32') rmSync(folder, { recursive: true });
  }
}

function addonFile() {
  return readdirSync(ROOT).find((file) => /^rayon-pool\..*\.node$/.test(file));
}
