// The package that this is the program of.
//
// Loaded when it is first wanted: help needs no addon, and where that does not load it is told like any other failure.
import type * as facade from '../facade/index.js';

type Package = typeof facade;
let loaded: Package | undefined;

/** What the package exports. */
export function thePackage(): Package {
  // The path is that from cli.js, which all this becomes a part of.
  loaded ??= require('./index.js') as Package;
  return loaded;
}
