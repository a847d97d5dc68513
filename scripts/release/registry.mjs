// A registry of npm packages on this machine that has the given ones and no others.
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { basename } from 'node:path';

/**
 * @typedef {import('./packages.mjs').Packed} Packed
 *
 * @typedef {object} Registry
 * @property {string} address for `npm install --registry`
 * @property {() => void} close
 */

/**
 * @param {readonly Packed[]} packages
 * @returns {Promise<Registry>}
 */
export async function serve(packages) {
  const byName = new Map(packages.map((packed) => [packed.manifest['name'], packed]));
  const byFile = new Map(packages.map((packed) => [basename(packed.tarball), packed]));
  const server = createServer(({ url = '' }, response) => {
    const path = decodeURIComponent(url.slice(1));
    const file = byFile.get(path);
    if (file) return createReadStream(file.tarball).pipe(response);
    const found = byName.get(path);
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    return response.end(JSON.stringify(found ? document(found) : { error: `there is no ${path} here` }));
  });

  /** @param {Packed} packed */
  function document({ manifest, tarball, integrity }) {
    const { name, version } = manifest;
    const dist = { integrity, tarball: `${address}${basename(tarball)}` };
    return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } };
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const address = `http://127.0.0.1:${port}/`;
  return { address, close: () => void server.close() };
}
