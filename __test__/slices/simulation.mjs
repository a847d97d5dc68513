// The package, loaded with a clock that only work moves: what a slice holds is counted, not timed.

import { createRequire } from 'node:module';

import { addonFile } from '../addon-file.mjs';

const require = createRequire(import.meta.url);

/** What each thing takes, in milliseconds. */
export const cost = {
  /** Of handing over a group. */
  group: 0.05,
  /** Of a turn of the event loop: less is an empty one. */
  turn: 0.01,
  /** Of reading the clock. */
  look: 0,
};

let time = 0;
performance.now = () => {
  time += cost.look;
  return time;
};

/**
 * Moves the clock.
 *
 * @param {number} milliseconds
 */
export function pass(milliseconds) {
  time += milliseconds;
}

export const currentTime = () => time;

/**
 * The work that was done between turns of the event loop, in milliseconds: one number for each slice.
 *
 * @type {number[]}
 */
export const slices = [];
let sliceStart = 0;
/**
 * Called after each turn, and with the feed of a job that a group was handed over to.
 *
 * @type {{ turned(): void, pushed(feed: unknown): void }}
 */
export const hooks = { turned() {}, pushed() {} };

/** What the package is about to take from the addon. */
const addon = require(addonFile());
const native = { ...addon.rayonPool() };
addon.rayonPool = () => native;

const { eventLoopTurn } = native;
native.eventLoopTurn = async () => {
  await eventLoopTurn();
  slices.push(time - sliceStart);
  time += cost.turn;
  sliceStart = time;
  hooks.turned();
};

// The pool is never behind: nothing but the clock ends a slice.
for (const name of ['pushGroup', 'pushTaken', 'pushPiece']) {
  const push = native[name];
  native[name] = (/** @type {unknown} */ feed, /** @type {unknown[]} */ ...group) => {
    push(feed, ...group);
    time += cost.group;
    hooks.pushed(feed);
    return true;
  };
}

/** Forgets what was seen so far. */
export function startOver() {
  slices.length = 0;
  sliceStart = time;
}

/** @type {typeof import('../../index.js')} */
const rayonPool = require('../../index.js');

export const { scoreDocuments, sortNumbers, streamScores } = rayonPool;
