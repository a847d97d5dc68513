// Reads what divan prints: a tree of benches, whose leaves have times.

/**
 * @typedef {object} Row
 * @property {string[]} path From the bench's function to its last argument.
 * @property {number} fastestMs
 * @property {number} slowestMs
 * @property {number} medianMs
 * @property {number} samples
 */

/** The branches before a name, three characters a level; the name; behind two blanks, the cells. */
const LINE = /^((?:[│ ] {2})*)[├╰]─ (\S+(?: \S+)*)(?: {2,}(.*))?$/u;

const MILLISECONDS = new Map([
  ['ps', 1e-9],
  ['ns', 1e-6],
  ['µs', 1e-3],
  ['ms', 1],
  ['s', 1e3],
]);

/**
 * @param {string} output
 * @returns {Row[]}
 */
export function rowsOf(output) {
  const rows = [];
  /** @type {string[]} */
  let path = [];
  for (const line of output.split('\n')) {
    const [, branches, name, cells = ''] = LINE.exec(line) ?? [];
    if (branches === undefined || name === undefined) continue;
    path = [...path.slice(0, branches.length / 3), name];
    const [fastest = '', slowest = '', median = '', , samples] = cells.split('│').map((cell) => cell.trim());
    if (fastest === '') continue; // it has branches of its own
    rows.push({
      path,
      fastestMs: milliseconds(fastest),
      slowestMs: milliseconds(slowest),
      medianMs: milliseconds(median),
      samples: Number(samples),
    });
  }
  return rows;
}

/** @param {string} time */
function milliseconds(time) {
  const [number, unit = ''] = time.split(' ');
  const factor = MILLISECONDS.get(unit);
  if (factor === undefined) throw new Error(`divan printed a time that is none: '${time}'`);
  return Number(number) * factor;
}
