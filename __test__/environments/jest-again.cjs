// The same in another realm of the process.
'use strict';

require('./jest.cjs');
