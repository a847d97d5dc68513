// The bill of materials, in the format of CycloneDX: the package, those of its platforms, and the crates that are compiled into
// each of them. Nothing in it depends on when or where it is made.
import { crates, manifest } from './crates.mjs';

const SCOPE = '%40rayon-pool';

/**
 * @param {readonly string[]} platforms as the names of packages have them
 */
export async function billOfMaterials(platforms) {
  const version = manifest.version;
  const main = `pkg:npm/rayon-pool@${version}`;
  const addons = platforms.map((platform) => ({
    ref: `pkg:npm/${SCOPE}/${platform}@${version}`,
    name: platform,
  }));
  const found = (await crates()).map((crate) => ({
    ...crate,
    ref: `pkg:cargo/${crate.name}@${crate.version}`,
  }));
  const refs = found.map(({ ref }) => ref);
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { ...component(main, 'rayon-pool', version, 'MIT') } },
    components: [
      ...addons.map(({ ref, name }) => ({ ...component(ref, name, version, 'MIT'), group: '@rayon-pool' })),
      ...found.map((crate) => ({
        ...component(crate.ref, crate.name, crate.version, crate.licence),
        hashes: [{ alg: 'SHA-256', content: crate.checksum }],
        ...(crate.repository ? { externalReferences: [{ type: 'vcs', url: crate.repository }] } : {}),
      })),
    ],
    dependencies: [
      { ref: main, dependsOn: addons.map(({ ref }) => ref) },
      ...addons.map(({ ref }) => ({ ref, dependsOn: refs })),
    ],
  };
}

/**
 * @param {string} ref
 * @param {string} name
 * @param {string} version
 * @param {string} licence
 */
function component(ref, name, version, licence) {
  return { type: 'library', 'bom-ref': ref, name, version, licenses: [{ expression: licence }], purl: ref };
}
