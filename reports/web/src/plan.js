// What the plots of a plan ask it. Its policies keep the colours and symbols of study.js.

import { policyIndex, study } from './study.js';

export const planned = study.policies;
export const goals = study.goals ?? {};
export const pairs = study.pairs ?? [];

export const fillOf = (policy, colour) => colour.series[policyIndex(policy) % colour.series.length];

/** [key, label, options]: all policies, or one of those that `has` something to show. */
export function policyControl(has, withAll) {
  const names = planned.filter(has).map((p) => [p.policy, p.policy]);
  return ['policy', 'Policy', withAll && names.length > 1 ? [['', 'all'], ...names] : names];
}

export const chosenPolicies = (settings) => planned.filter((p) => !settings.policy || p.policy === settings.policy);

/** The points of a line over fleet sizes, up to `most` devices; the last is cut where the line crosses it. */
export function upTo(points, most) {
  const within = points.filter(([devices]) => devices <= most);
  if (within.length < points.length && within.length > 0 && within.at(-1)[0] < most) {
    const usd = valueAt(points, most);
    if (usd !== null) within.push([most, usd]);
  }
  return within;
}

/** Value of a line at a fleet size, straight between its points; null outside of them. */
export function valueAt(points, devices) {
  if (!points.length || devices < points[0][0] || devices > points.at(-1)[0]) return null;
  let low = 0;
  let high = points.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (points[middle][0] <= devices) low = middle;
    else high = middle;
  }
  const [x0, y0] = points[low];
  const [x1, y1] = points[high];
  if (devices === x1) return y1;
  return x1 === x0 ? y0 : y0 + ((devices - x0) / (x1 - x0)) * (y1 - y0);
}

/** Choices of how far an axis of fleet sizes goes, in parts of the planned fleet. */
export function reachControl(largest) {
  const reach = largest / study.devices;
  const parts = [2, 5].filter((part) => part < reach * 0.999).map((part) => [String(part), `${part} times the planned fleet`]);
  return ['reach', 'Up to', [...parts, ['', 'every size looked at']]];
}

export const mostDevices = (settings, largest) => (settings.reach ? Math.min(largest, Number(settings.reach) * study.devices) : largest);

/** An upright line at the planned fleet, and one across at `level` if there is any. */
export function planMarks(colour, level) {
  const line = (place, text, type) => ({
    ...place,
    label: { formatter: text, position: 'insideEndTop', color: colour.soft },
    lineStyle: { color: colour.axis, type },
  });
  const data = [line({ xAxis: study.devices }, 'planned fleet', 'dashed')];
  if (level) data.push(line({ yAxis: level.value }, level.text, 'solid'));
  return { silent: true, symbol: 'none', data };
}
