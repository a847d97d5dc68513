// The public address of the project. Nobody knows it yet, so package.json names none; `npm run address -- https://…` sets it, in the
// three fields that registries show and that npm's proofs of provenance are compared with.

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
  if (!/^https:\/\/[^/?#]+(?:\/[^/?#]+)+$/.test(address) || address.endsWith('.git')) {
    throw new Error(`the address must be one such as https://example.org/owner/name, got ${address}`);
  }
  return {
    repository: { type: 'git', url: `git+${address}.git` },
    homepage: `${address}#readme`,
    bugs: `${address}/issues`,
  };
}

/**
 * Fails, in words, when the fields do not say the same.
 *
 * @param {Fields} manifest
 */
export function checkAddress({ repository, homepage, bugs }) {
  const fields = { repository, homepage, bugs };
  const address = /^git\+(.+)\.git$/.exec(repository?.url ?? '')?.[1];
  const none = { repository: undefined, homepage: undefined, bugs: undefined };
  const wanted = address ? fieldsFor(address) : none;
  if (JSON.stringify(fields) === JSON.stringify(wanted)) return { code: 0, output: '' };
  const output = `package.json must name one address in its repository, homepage and bugs, or none: \`npm run address -- https://…\` sets them. Got ${JSON.stringify(fields)}\n`;
  return { code: 1, output };
}
