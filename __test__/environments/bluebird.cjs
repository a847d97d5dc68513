// A library's promises in the place of the language's.
'use strict';

const { createRequire } = require('node:module');

// It has no types, and needs none here.
/** @type {any} */ (globalThis).Promise = createRequire(__filename)('bluebird');
