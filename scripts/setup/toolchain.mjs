// Whether Rust is there and new enough, and what to do when it is not: one sentence for each case.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root, run } from '../command.mjs';

const RUSTUP = 'https://rustup.rs';

/** @returns {Promise<string | undefined>} what keeps Rust from building, if anything */
export async function rustProblem() {
  const needed = /^rust-version\s*=\s*"(\d+)\.(\d+)/m.exec(readFileSync(join(root, 'Cargo.toml'), 'utf8'));
  const [major, minor] = [Number(needed?.[1]), Number(needed?.[2])];
  const wanted = `Rust ${major}.${minor} or newer`;
  for (const program of ['cargo', 'rustc']) {
    const { code, output } = await run(program, ['--version']);
    if (code === 127) {
      return `rayon-pool is compiled from Rust and there is no \`${program}\` here: install ${wanted} from ${RUSTUP}, then open a new terminal.`;
    }
    if (code !== 0) {
      return `rayon-pool is compiled from Rust and \`${program}\` does not run (${firstLine(output)}): install ${wanted} from ${RUSTUP}.`;
    }
    const found = /^rustc (\d+)\.(\d+)/.exec(output);
    if (program === 'rustc' && found && isOlder(Number(found[1]), Number(found[2]), major, minor)) {
      return `rayon-pool needs ${wanted} and this is ${found[1]}.${found[2]}: run \`rustup update\`, or see ${RUSTUP}.`;
    }
  }
  return undefined;
}

/**
 * Looked for after the fact: only the compiler knows which linker it wants.
 *
 * @param {string} output of a build that failed
 * @returns {string | undefined} what to do, when it failed for want of a linker
 */
export function linkerProblem(output) {
  const missing = /linker `([^`]+)` not found/.exec(output);
  if (!missing) return undefined;
  return `Rust found no linker \`${missing[1]}\`: install a C compiler (Debian and Ubuntu: apt install build-essential; macOS: xcode-select --install; Windows: the C++ build tools of Visual Studio).`;
}

/**
 * @param {number} major
 * @param {number} minor
 * @param {number} neededMajor
 * @param {number} neededMinor
 */
function isOlder(major, minor, neededMajor, neededMinor) {
  return major < neededMajor || (major === neededMajor && minor < neededMinor);
}

/** @param {string} text */
function firstLine(text) {
  return text.trim().split('\n', 1)[0];
}
