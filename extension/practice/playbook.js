// The playbooks as far as Practice has screens for them.

/** The products beside Dynamics: their pages are not here. */
const ELSEWHERE = ["m365", "ppac", "maker"];

/**
 * The playbook without the roads through other products; a step without any road has no guide.
 * @param {any} playbook
 */
export function withoutProducts(playbook) {
  const phases = playbook.phases.map((phase) => ({ ...phase, steps: phase.steps.map(stepHere) }));
  return { ...playbook, phases };
}

function stepHere({ guide, ...step }) {
  const roads = (guide ?? []).filter(({ road }) => !ELSEWHERE.includes(road));
  return roads.length > 0 ? { ...step, guide: roads } : step;
}
