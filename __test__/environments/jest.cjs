// The suite as tests of Jest; with FAKE_TIMERS in the environment, after its fake timers were used, and while they are.
'use strict';

const runner = require('@jest/globals');

const fake = Boolean(process.env['FAKE_TIMERS']);

// Before the package is loaded, and after.
if (process.env['FAKE_TIMERS'] === 'before') runner.jest.useFakeTimers();
const pool = require('../../index.js');
// By a path that only a build makes.
const addon = require(`${__dirname}/../build/guest/guest.node`);
const guest = require('../guest-kernels.cjs')(addon, require('../../kernel.js'));
if (fake) runner.jest.useFakeTimers();
runner.afterAll(() => void runner.jest.useRealTimers());

for (const { name, run } of require('./suite.cjs')(pool, guest)) runner.test(name, run, 60_000);
