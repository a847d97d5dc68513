// What is said when the addon does not load: the system's own reason, where this runs, what was looked for, what to do.

import { describeHost, PLATFORMS, platformsHere } from './host.js';
import { ownManifest, pathOf } from './installed.js';
import { adviceFor, codeOf, textOf } from './load-advice.js';

/** A place where the addon was looked for, and what was thrown there. */
export interface Attempt {
  place: string;
  error: unknown;
}

/** The error for all these attempts: one, whose `cause` is the one that counts. */
export function notLoaded(attempts: readonly Attempt[]): Error {
  const failed = attempts.find(({ error }) => !isMissing(error));
  // Where all are missing, the package counts: who uses a package builds nothing.
  const decisive = failed ?? attempts.at(-1);
  const reason = decisive ? textOf(decisive.error) : `there is none for ${describeHost()}`;
  const others = attempts.filter((attempt) => attempt !== decisive);
  const lines = [
    `The native addon of rayon-pool does not load: ${reason}`,
    '',
    `  This is:    ${describeHost()}`,
    decisive && `  Wanted:     ${decisive.place}`,
    ...others.map(
      ({ place, error }) => `  Tried too:  ${place}: ${isMissing(error) ? 'not there' : textOf(error)}`,
    ),
    `  What to do: ${failed ? adviceFor(failed.error) : decisive ? adviceForMissing() : ADVICE_FOR_NONE}`,
    `  Supported:  ${SUPPORTED}`,
  ].filter((line) => line !== undefined);
  const error = new Error(lines.join('\n'), decisive && { cause: decisive.error });
  return Object.assign(error, { code: 'ERR_ADDON_NOT_LOADED' });
}

const SUPPORTED =
  'Linux x64 and arm64 (glibc 2.17 or newer, or musl), macOS x64 and arm64, Windows x64 and arm64';

const ADVICE_FOR_NONE =
  'run it on a platform that is supported, or build it from its source, which Rust may compile for this one.';

/** Whether an error says that there is no addon, and not that one which is there does not load. */
export function isNotInstalled(error: unknown): boolean {
  return isMissing(codeOf(error) === 'ERR_ADDON_NOT_LOADED' ? (error as Error).cause : error);
}

/** No file and no package of that name; not one that is there, and is itself in want of something. */
function isMissing(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND';
}

function adviceForMissing(): string {
  const others = installedPackages();
  const again = 'Delete node_modules and install again on this machine';
  if (others.length > 0) {
    return `there is ${others.join(' and ')}, for another platform: node_modules was installed or copied from there. ${again}.`;
  }
  if (!isMadeForAll()) {
    return 'this copy of the package was packed on another platform, or never built: it has no addon for this one, and npm has none to add. Build or pack it on this platform.';
  }
  return `it is an optional dependency, and was left out: by --omit=optional or a setting like it, by a bundler, or by a lock file that was made on another platform. ${again}; if it stays away, with a new lock file.`;
}

/** Whether npm adds the addon of each platform, as with the published package; true where nobody can tell, as in a bundle. */
function isMadeForAll(): boolean {
  const { name, optionalDependencies } = ownManifest() ?? {};
  return name !== 'rayon-pool' || Object.keys(Object(optionalDependencies)).length > 0;
}

/** The packages with addons, for other platforms, that are installed. */
function installedPackages(): string[] {
  const here: readonly string[] = platformsHere();
  return PLATFORMS.filter((platform) => !here.includes(platform))
    .map((platform) => `@rayon-pool/${platform}`)
    .filter((name) => pathOf(name) !== undefined);
}
