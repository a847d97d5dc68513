// The pictures that documentation shows, in light and in dark: an image has no variables.

import { colored, themes } from './colors.mjs';
import { glance, workloadFigure } from './figures.mjs';

const WIDTH = 860;

/**
 * @param {import('./outcome.mjs').Outcome} outcome
 * @returns {{ name: string, svg: string }[]}
 */
export function pictures(outcome) {
  const lesson = outcome.studies.find(({ name }) => name === 'lesson');
  const drawn = { glance: glance(outcome), lesson: lesson && workloadFigure(lesson) };
  return Object.entries(drawn).flatMap(([name, figure]) =>
    figure === undefined
      ? []
      : /** @type {const} */ (['light', 'dark']).map((theme) => ({
          name: `${name}-${theme}.svg`,
          svg: `${colored(figure(WIDTH), (role) => themes[theme][role])}\n`,
        })),
  );
}
