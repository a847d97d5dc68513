// The suite as tests of vitest; with FAKE_TIMERS in the environment, while its fake timers are used.
import { afterAll, test, vi } from 'vitest';

// Before the package is loaded, and after.
if (process.env['FAKE_TIMERS'] === 'before') vi.useFakeTimers();
const { default: pool } = await import('../../index.js');
const kernel = await import('../../kernel.js');
const { kernelsOf, loadGuest } = await import('../guest.mjs');
const { default: suite } = await import('./suite.cjs');
if (process.env['FAKE_TIMERS']) vi.useFakeTimers();
afterAll(() => vi.useRealTimers());

for (const { name, run } of suite(pool, kernelsOf(loadGuest(), kernel))) test(name, run, 60_000);
