// The study that C++ wrote into the page, and the few questions the plots ask it.

export const study = JSON.parse(document.getElementById('study').textContent);

/** The policies with the hub sized for each ("sized") or with one hub for all ("fixed"). */
export const policiesOf = (hub) => (hub === 'fixed' ? study.fixed_hub : study.policies);
export const detectionsOf = (hub) => (hub === 'fixed' ? study.fixed_hub_detections : study.detections);

export const measureOf = (policy, name) => policy.measures.find((measure) => measure.name === name);

export const billTotal = (policy) => policy.bill.reduce((sum, line) => sum + line.usd_per_month.value, 0);

/** Attacks in the order of the file, each once. */
export function attacksOf(detections) {
  const seen = new Map();
  detections.forEach((d) => {
    if (!seen.has(d.attack)) seen.set(d.attack, { id: d.attack, title: d.title || d.attack });
  });
  return [...seen.values()];
}

/** Policies keep their colour and symbol in every plot, also where some are missing. */
const order = [...study.policies, ...study.fixed_hub].map((p) => p.policy).filter((p, i, all) => all.indexOf(p) === i);
export const policyIndex = (name) => Math.max(0, order.indexOf(name));

/** [low, high] of an estimate; an open end is drawn up to `open`. */
export function intervalOf(estimate, open) {
  if (!estimate || estimate.ci_low === null || estimate.ci_low === undefined) return null;
  const high = estimate.ci_high_open || estimate.ci_high === null ? open : estimate.ci_high;
  return high === null || high === undefined ? null : [estimate.ci_low, high];
}
