// Questions of one workload each, with contenders of their own.

import { javascriptWays } from './javascript-ways.mjs';
import { lesson } from './lesson.mjs';
import { scaling } from './scaling.mjs';

/** @type {readonly import('../workloads/index.mjs').Workload[]} */
export const studies = [lesson, ...scaling, javascriptWays];
