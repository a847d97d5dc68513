// The copy of the package that this is: where it stands, and its own addon for whoever has not loaded that.

/** The file that this is a part of. What is evaluated as a function body may have none. */
export const PLACE = typeof __filename === 'string' ? __filename : 'a place without a name';

/** The package with its own addon, as whoever imports `rayon-pool` has it. */
export function loadOwn(): typeof import('../index.js') {
  // The path is that from the files of the package, which all this becomes a part of.
  return require('./index.js');
}
