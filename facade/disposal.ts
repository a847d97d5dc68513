// Where `using` finds the methods that dispose, in realms without the symbols: those of Node.js's `vm` before Node.js 24, as in
// Jest with jsdom, and all of them before 20.4.

import { Documents } from './documents.js';
import {
  AsyncDisposeSymbol,
  DisposeSymbol,
  defineProperty,
  deleteProperty,
  getOwnPropertyDescriptor,
  symbolFor,
} from './intrinsics.js';
import { ThreadPool } from './thread-pool.js';

if (!DisposeSymbol) {
  nameDisposal(Documents.prototype, 'Symbol.dispose');
}
if (!AsyncDisposeSymbol) {
  nameDisposal(ThreadPool.prototype, 'Symbol.asyncDispose');
}

/** Names a method whose symbol is missing, and which is called "undefined" so, as the `using` of Babel and of esbuild then looks for it. */
function nameDisposal(prototype: object, name: string): void {
  const method = getOwnPropertyDescriptor(prototype, 'undefined') as PropertyDescriptor;
  defineProperty(prototype, symbolFor(name), method);
  deleteProperty(prototype, 'undefined');
}
