// A study asks one question of one workload: its contenders are steps of its own, made of the bench's contenders.

/**
 * @typedef {object} StepOptions
 * @property {string} name
 * @property {string} label
 * @property {number} [threads] Instead of the run's.
 * @property {number} [at] Where it stands on the axis of a chart.
 * @property {string} [line] Which line of the chart it belongs to.
 */

/** @typedef {import('../engines/index.mjs').Engine & { from: string, at?: number, line?: string }} Step */

/**
 * @param {import('../engines/index.mjs').Engine} engine
 * @param {StepOptions} options
 * @returns {Step}
 */
export function step(engine, { threads, ...options }) {
  return {
    ...engine,
    ...options,
    from: engine.name,
    prepare: (operation, input, settings) =>
      engine.prepare(operation, input, { ...settings, ...(threads && { threads }) }),
  };
}
