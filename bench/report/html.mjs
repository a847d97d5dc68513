// Markup by template: what is put in is text, and escaped, unless it is markup already.

/** @typedef {{ text: string }} Html */

/**
 * @param {TemplateStringsArray} strings
 * @param {...(string | Html | undefined)} values
 * @returns {Html}
 */
export function html(strings, ...values) {
  const text = strings.reduce((all, string, index) => all + markup(values[index - 1]) + string);
  return { text };
}

/**
 * @param {string} text Markup.
 * @returns {Html}
 */
export function raw(text) {
  return { text };
}

/**
 * @param {readonly Html[]} parts
 * @returns {Html}
 */
export function list(parts) {
  return { text: parts.map(({ text }) => text).join('') };
}

/** @param {string | Html | undefined} value */
function markup(value) {
  if (value === undefined) return '';
  return typeof value === 'string' ? escaped(value) : value.text;
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
