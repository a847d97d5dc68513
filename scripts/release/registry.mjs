// A registry of npm packages on this machine that has the given ones and no others.
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { basename } from 'node:path';

/**
 * @typedef {import('./packages.mjs').Tarball} Tarball
 *
 * @typedef {object} Registry
 * @property {string} address for `npm install --registry`
 * @property {() => void} close
 */

/**
 * @param {readonly Tarball[]} tarballs
 * @returns {Promise<Registry>}
 */
export async function serve(tarballs) {
  const byName = new Map(tarballs.map((tarball) => [tarball.manifest['name'], tarball]));
  const byFile = new Map(tarballs.map((tarball) => [basename(tarball.file), tarball]));
  const server = createServer(({ url = '' }, response) => {
    const path = decodeURIComponent(url.slice(1));
    const tarball = byFile.get(path);
    if (tarball) return createReadStream(tarball.file).pipe(response);
    const found = byName.get(path);
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    return response.end(JSON.stringify(found ? document(found) : { error: `there is no ${path} here` }));
  });

  /** @param {Tarball} tarball */
  function document({ manifest, file, integrity }) {
    const { name, version } = manifest;
    const dist = { integrity, tarball: `${address}${basename(file)}` };
    return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } };
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const address = `http://127.0.0.1:${port}/`;
  return { address, close: () => void server.close() };
}
