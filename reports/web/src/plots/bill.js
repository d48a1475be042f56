// The monthly bill of each policy by component.

import { money, moneyTick, words } from '../format.js';
import { policiesOf } from '../study.js';
import { stackedBars } from './stacked_bars.js';

export function bill(settings, colour, figure) {
  const policies = policiesOf(settings.hub);
  const valueOf = (policy, name) =>
    policy.bill.filter((line) => line.line === name).reduce((sum, line) => sum + line.usd_per_month.value, 0);
  const all = [...new Set(policies.flatMap((p) => p.bill.map((line) => line.line)))];
  const charged = all.filter((name) => policies.some((p) => valueOf(p, name) > 0));
  const lines = charged.length > 0 ? charged : all;
  return stackedBars({
    names: policies.map((p) => p.policy),
    parts: lines.map((name) => ({ name: words(name), values: policies.map((p) => valueOf(p, name)) })),
    format: money,
    formatTick: moneyTick,
    minHeight: 320,
    axisName: 'US dollars per month',
    colour,
    figure,
    unit: 'USD per month',
  });
}
