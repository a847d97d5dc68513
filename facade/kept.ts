// Documents that kernels of any addon have made, on their way to users: in the class of the package, which is loaded with its own
// addon.

import { loadOwn } from './addon/own.js';
import { defineProperty, symbolFor } from './intrinsics.js';
import type { DocumentStore, Runtime } from './runtime.js';

/** Makes what users hold of documents of an addon. */
type Maker = (runtime: Runtime, store: DocumentStore) => object;

let maker: Maker | undefined;

/** Where the class has that function, for a copy of this module that its own does not know: test runners load modules anew. */
const MAKER = symbolFor('rayon-pool.maker');

/** The class of documents is loaded. */
export function setDocumentsMaker(documents: object, make: Maker): void {
  maker = make;
  defineProperty(documents, MAKER, { value: make });
}

/** What users hold of documents of an addon's. Throws why the package's own addon cannot be loaded, if it cannot. */
export function documentsOf(runtime: Runtime, store: DocumentStore): object {
  if (!maker) {
    const { Documents } = loadOwn();
    maker ??= (Documents as unknown as Record<symbol, Maker>)[MAKER];
  }
  return (maker as Maker)(runtime, store);
}
