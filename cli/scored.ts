// Documents with their scores, and the highest of them.
import type { Block } from './documents.js';

/** A document with its score. */
export interface Scored {
  file: string;
  /** From 1; 0 where the file is the document. */
  line: number;
  score: number;
  /** The beginning of its text, where that is wanted. */
  text?: string | undefined;
}

const SHOWN = 60;

/** The documents of the highest scores; of equal ones, those that came first. */
export class Best {
  #most: number;
  #kept: Scored[] = [];
  /** With as many as are wanted, only a higher score gets in. */
  #least = -1;

  constructor(most: number) {
    this.#most = most;
  }

  /** Looks at the scores of a block, which still has its documents. */
  add({ file, line, documents }: Block, scores: Float64Array): void {
    scores.forEach((score, index) => {
      if (score <= this.#least) return;
      const text = excerpt(documents.at(index) ?? '');
      this.#kept.push({ file, line: line && line + index, score, text });
      // Not at each: a sort costs more than what it throws away.
      if (this.#kept.length >= 2 * this.#most) this.#cut();
    });
    this.#cut();
  }

  /** The highest first. */
  sorted(): readonly Scored[] {
    return this.#kept;
  }

  #cut(): void {
    // A stable sort: who came first stays first.
    this.#kept.sort((a, b) => b.score - a.score);
    this.#kept.length = Math.min(this.#kept.length, this.#most);
    if (this.#kept.length === this.#most) this.#least = this.#kept.at(-1)?.score ?? -1;
  }
}

/** The first characters, on one line. */
function excerpt(text: string): string {
  // Some more, since white space may go.
  const line = text
    .slice(0, 4 * SHOWN)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal would obey them
    .replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim();
  const characters = Array.from(line);
  const isCut = characters.length > SHOWN || text.length > 4 * SHOWN;
  return isCut ? `${characters.slice(0, SHOWN).join('').trimEnd()}…` : line;
}
