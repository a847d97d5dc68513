// The public address of the project. Nobody knows it yet, so package.json names none and the README no clone; `npm run address --
// https://…` sets it, in the three fields that registries show and that npm's proofs of provenance are compared with, and as the
// first command of the README.

/**
 * @typedef {object} Fields
 * @property {{ type: string, url: string }} [repository]
 * @property {string} [homepage]
 * @property {string} [bugs]
 */

/**
 * The fields for an address.
 *
 * @param {string} address of the repository, as browsers have it
 * @returns {Required<Fields>}
 */
export function fieldsFor(address) {
  if (!/^https:\/\/[^/?#\s]+(?:\/[^/?#\s]+)+$/.test(address) || address.endsWith('.git')) {
    throw new Error(`the address must be one such as https://example.org/owner/name, got ${address}`);
  }
  return {
    repository: { type: 'git', url: `git+${address}.git` },
    homepage: `${address}#readme`,
    bugs: `${address}/issues`,
  };
}

/** The first block of commands that are run in a clone, below the clone itself where there is one. */
const IN_A_CLONE = /^(?: {4}git clone .*\n)?(?= {4}npm install && npm run build\b)/m;

/**
 * The README with the command that makes a clone.
 *
 * @param {string} readme
 * @param {string} [address] of the repository; without one there is nothing to clone
 */
export function readmeFor(readme, address) {
  if (!IN_A_CLONE.test(readme)) throw new Error('README.md does not say what to do in a clone');
  const name = address?.slice(address.lastIndexOf('/') + 1);
  return readme.replace(IN_A_CLONE, () => (address ? `    git clone ${address} && cd ${name}\n` : ''));
}

/**
 * Fails, in words, when the fields and the README do not say the same.
 *
 * @param {Fields} manifest
 * @param {string} readme
 */
export function checkAddress({ repository, homepage, bugs }, readme) {
  const fields = { repository, homepage, bugs };
  const address = /^git\+(.+)\.git$/.exec(repository?.url ?? '')?.[1];
  const none = { repository: undefined, homepage: undefined, bugs: undefined };
  const wanted = address ? fieldsFor(address) : none;
  const advice = '`npm run address -- https://…` sets it.';
  if (JSON.stringify(fields) !== JSON.stringify(wanted)) {
    const output = `package.json must name one address in its repository, homepage and bugs, or none: ${advice} Got ${JSON.stringify(fields)}\n`;
    return { code: 1, output };
  }
  if (readme !== readmeFor(readme, address)) {
    const expected = address ? `README.md must clone ${address}` : 'README.md must clone nothing';
    return { code: 1, output: `${expected}, as package.json says: ${advice}\n` };
  }
  return { code: 0, output: '' };
}
