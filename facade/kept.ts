// Documents that kernels of any addon have made, on their way to users: in the class of the package, which is loaded with its own
// addon.

import { loadOwn } from './addon/own.js';
import type { DocumentStore, Runtime } from './runtime.js';

/** Makes what users hold of documents of an addon. */
type Maker = (runtime: Runtime, store: DocumentStore) => object;

let maker: Maker | undefined;

/** The class of documents is loaded. */
export function setDocumentsMaker(make: Maker): void {
  maker = make;
}

/** What users hold of documents of an addon's. Throws why the package's own addon cannot be loaded, if it cannot. */
export function documentsOf(runtime: Runtime, store: DocumentStore): object {
  if (!maker) {
    loadOwn();
  }
  return (maker as Maker)(runtime, store);
}
