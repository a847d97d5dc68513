// Every function that starts a job, with arguments that are fine: for what holds for all of them alike.
import { countPrimes, scoreDocuments, summarizeScores, sumPrimes } from '../index.js';

/** @typedef {(argument: any, options?: any) => Promise<unknown>} Call */

/** @type {readonly { name: string, call: Call, argument: unknown }[]} */
export const CALLS = [
  { name: 'scoreDocuments', call: scoreDocuments, argument: ['a'] },
  { name: 'summarizeScores', call: summarizeScores, argument: ['a'] },
  { name: 'countPrimes', call: countPrimes, argument: 100 },
  { name: 'sumPrimes', call: sumPrimes, argument: 100 },
];
