// Where rayon-pool loses: whoever is faster than its plain call, for as much, beyond noise.

/** @typedef {import('./outcome.mjs').WorkloadOutcome} WorkloadOutcome */

/** Its own other ways, and what computes nothing or is not for sale. */
const NOT_COUNTED = /^rayon-pool|-addon$|^clone-alone$/;

/**
 * @param {import('./outcome.mjs').Outcome} outcome
 */
export function losses({ workloads }) {
  return workloads
    .filter(({ base }) => base === 'rayon-pool')
    .flatMap((workload) =>
      workload.contenders.flatMap((contender) => {
        const { name, ratio, input = workload.input } = contender;
        const isLoss = !NOT_COUNTED.test(name) && ratio?.high !== undefined && ratio.high < 1;
        return isLoss ? [{ workload, contender, ratio, input }] : [];
      }),
    );
}
