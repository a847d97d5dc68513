// From sources to tarballs: builds addons, looks into them, and packs the packages.
import { build, standIn } from './build.mjs';
import { inspect } from './inspect.mjs';
import { pack, stage, stageMain } from './packages.mjs';
import { Unavailable } from './tools.mjs';

/**
 * @typedef {import('./platforms.mjs').Platform} Platform
 * @typedef {import('./packages.mjs').Packed} Packed
 *
 * @typedef {object} Assembled
 * @property {Platform} platform
 * @property {Packed} packed
 * @property {string} [floor] the oldest system that the addon runs on
 * @property {string} [left] why there is no addon in the package
 * @property {string[]} problems
 */

/**
 * The package of a platform. Where this machine cannot build the addon there is none in it: such a package is good for
 * trying out what npm installs, and never published.
 *
 * @param {Platform} platform
 * @param {(platform: Platform) => string | Promise<string>} [make] gives the addon's file
 * @returns {Promise<Assembled>}
 */
export async function assemble(platform, make = build) {
  console.log(`== the addon for ${platform.name}`);
  try {
    const addon = await make(platform);
    const packed = await pack(stage(platform, addon));
    // GNU's libraries are other ones, and their linker makes every symbol an export.
    if (standIn(platform)) return { platform, packed, problems: [] };
    return { platform, packed, ...(await inspect(addon, platform)) };
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    console.log(`not built here: ${error.message}`);
    return { platform, packed: await pack(stage(platform)), left: error.message, problems: [] };
  }
}

/** The package that users name. */
export function assembleMain() {
  return pack(stageMain());
}
