// `node bench/report/draw.mjs FILE.json`: the page and the pictures of a run, anew.

import { drawReport } from './files.mjs';

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('the JSON file of a run must be named');
for (const written of await drawReport(file)) console.log(written);
