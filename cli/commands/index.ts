// The commands, in the order in which the help shows them. Another one is another file, and a line here.
import type { Command } from '../command.js';
import { bench } from './bench.js';
import { info } from './info.js';
import { newProject } from './new.js';
import { primes } from './primes.js';
import { score } from './score.js';
import { sort } from './sort.js';

export const commands: readonly Command[] = [primes, score, sort, newProject, info, bench];
