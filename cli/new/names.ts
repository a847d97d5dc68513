// What a project of kernels may be called: npm and Cargo each have rules, and the name has to be right for both.
import { builtinModules } from 'node:module';

import { UsageError } from '../errors.js';

/** The names of a project. */
export interface Names {
  /** Of the npm package: the crate's, behind a scope if there is one. */
  readonly npm: string;
  /** Of the crate, and of the addon's file. */
  readonly crate: string;
}

// npm takes more, Cargo too; these are what both take, and what no file system, no URL and no compiler stumbles over.
const NAME = /^(?:@[a-z0-9][a-z0-9._-]*\/)?([a-z][a-z0-9_-]*)$/;
const RULE = 'lower-case letters, digits, - and _, a letter first, and a scope like @acme/ before it or none';

/** As many characters as crates.io takes, and npm. */
const LONGEST_CRATE = 64;
const LONGEST_NPM = 214;

/** Names that mean something else already, and to whom. */
const TAKEN: readonly (readonly [of: string, names: readonly string[]])[] = [
  ['a module of Node.js', builtinModules],
  ['what npm calls its folder', ['node_modules']],
  [
    'a word of Rust',
    (
      'abstract as async await become box break const continue crate do dyn else enum extern false final fn for gen if impl ' +
      'in let loop macro match mod move mut override priv pub ref return self static struct super trait true try type ' +
      'typeof unsafe unsized use virtual where while yield'
    ).split(' '),
  ],
  ['a crate that every program has', ['alloc', 'core', 'proc-macro', 'proc_macro', 'std', 'test']],
  ['a folder of Cargo’s', ['build', 'deps', 'examples', 'incremental', 'target']],
  [
    'a device of Windows',
    ['aux', 'con', 'nul', 'prn', ...[...'123456789'].flatMap((digit) => [`com${digit}`, `lpt${digit}`])],
  ],
];

/**
 * The names of a project that is called so.
 *
 * @param used what the project depends on, which it cannot be called: npm packages and crates
 * @throws UsageError if npm or Cargo would refuse it
 */
export function namesOf(wanted: string, used: readonly string[]): Names {
  const crate = NAME.exec(wanted)?.[1];
  if (crate === undefined) throw new UsageError(`a project's name has ${RULE}, and '${wanted}' does not`);
  if (crate.length > LONGEST_CRATE || wanted.length > LONGEST_NPM) {
    throw new UsageError(
      `a project's name has at most ${LONGEST_CRATE} characters, ${LONGEST_NPM} with its scope, and '${wanted}' has more`,
    );
  }
  const of = TAKEN.find(([, names]) => names.includes(crate))?.[0];
  if (of !== undefined) throw new UsageError(`a project cannot be called '${wanted}': ${crate} is ${of}`);
  if (used.includes(wanted) || used.includes(crate)) {
    throw new UsageError(`a project cannot be called '${wanted}': it depends on another ${crate}`);
  }
  return { npm: wanted, crate };
}
