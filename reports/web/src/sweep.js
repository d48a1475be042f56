// What the plots of a study of many points ask it. Its policies keep the colours and symbols of study.js.

import { durationTick, money, moneyTick, number, percent, timeScale, withUnit, words } from './format.js';
import { study } from './study.js';

export const alternatives = study.alternatives ?? [];
export const parameters = study.parameters ?? [];
const measures = study.measures ?? [];

export const measureNamed = (name) => measures.find((m) => m.name === name) ?? { name, unit: '', better: '' };

/** [value, low, high] of a measure, or null. */
export const valueOf = (alternative, name) => alternative.measures[name] ?? null;

export function format(name, x) {
  const { unit } = measureNamed(name);
  if (x === null || x === undefined) return '–';
  return unit === 'share' ? percent(x) : withUnit(x, unit);
}

export function formatTick(name, x) {
  const { unit } = measureNamed(name);
  if (unit === 's') return durationTick(x);
  if (unit.startsWith('USD')) return moneyTick(x);
  return format(name, x);
}

/** A number of a parameter as people read it. */
export function formatLevel(parameter, x) {
  if (!parameter.number) return parameter.levels[x] ?? String(x);
  if (parameter.unit === 's') return durationTick(x);
  if (parameter.unit === 'USD') return money(x);
  return parameter.unit ? withUnit(x, parameter.unit) : number(x);
}

/** Scale of a measure: times start at 0 and have round ticks. */
export function measureScale(name) {
  if (measureNamed(name).unit !== 's') return { scale: true };
  const ends = alternatives.map((a) => valueOf(a, name)).filter(Boolean).map(([value, , high]) => high ?? value);
  return { min: 0, ...timeScale(Math.max(0, ...ends)) };
}

/** Axis settings for a measure. */
export const measureAxis = (name) => ({
  type: 'value',
  ...measureScale(name),
  name: words(name),
  nameLocation: 'middle',
  axisLabel: { formatter: (x) => formatTick(name, x) },
});

const named = (names) => names.map((name) => [name, words(name)]);

/** Measures that some alternative has. */
export const measureControl = () => [
  'measure',
  'Measure',
  named(measures.map((m) => m.name).filter((name) => alternatives.some((a) => valueOf(a, name)))),
];

/** The measures of a list of { measure }, in the page's order. */
export const measuresOf = (list) => named(measures.map((m) => m.name).filter((name) => list.some((entry) => entry.measure === name)));

export const policiesIn = (list) => study.policies.map((p) => p.policy).filter((p) => list.some((entry) => entry.policy === p)).map((p) => [p, p]);

export const valuesText = (alternative) =>
  alternative.fixed ? [] : alternative.values.map((value, i) => [parameters[i].path, value]);

