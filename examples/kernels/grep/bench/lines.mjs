// The same lines of a log at every run, and what is looked for in them.

const LEVELS = ['INFO', 'INFO', 'INFO', 'DEBUG', 'WARN', 'ERROR'];
const EVENTS = [
  'accepted',
  'closed',
  'Timeout after',
  'refused by peer',
  'retried',
  'written in',
  'denied to guest',
];

/** @param {number} count */
export function lines(count) {
  let state = 1;
  // Park and Miller's generator.
  const next = (/** @type {number} */ below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  return Array.from({ length: count }, () => {
    const time = `${10 + next(14)}:${10 + next(50)}:${10 + next(50)}`;
    const address = `10.${next(256)}.${next(256)}.${next(256)}`;
    return `${time} ${LEVELS[next(6)]} ${address}:${next(65_536)} ${EVENTS[next(7)]} ${next(5000)} ms id=${next(2 ** 30).toString(36)}`;
  });
}

/** Each means the same to JavaScript as to the crate `regex`. */
export const PATTERNS = [
  { name: 'a word', pattern: 'ERROR', flags: '' },
  { name: 'numbers', pattern: ':80[0-9]{2} .*[1-9][0-9]{3} ms', flags: '' },
  {
    name: 'words of any case',
    pattern: String.raw`\b(timeout|refused|denied|overflow|unreachable|deadlock)\b`,
    flags: 'i',
  },
];
