// The bill of a month of a plan by line: all of it, or what of it is owed to security.

import { money, moneyTick, words } from '../format.js';
import { planned } from '../plan.js';
import { stackedBars } from './stacked_bars.js';

export const planBillControls = () => [['part', 'Show', [['usd', 'whole bill'], ['security', 'cost of security alone']]]];

export function planBill(settings, colour, figure) {
  const policies = planned.filter((p) => p.usd !== null);
  const valueOf = (policy, name) => {
    const line = policy.lines.find((one) => one.line === name);
    if (!line) return 0;
    return (settings.part === 'security' ? line.security_usd : line.usd[0]) ?? 0;
  };
  const names = [...new Set(policies.flatMap((p) => p.lines.map((line) => line.line)))];
  // Where nothing is charged there is still a bar: of nothing.
  const parts = (names.length ? names : ['nothing is charged']).map((name) => ({ name: words(name), values: policies.map((p) => valueOf(p, name)) }));
  return stackedBars({
    names: policies.map((p) => p.policy),
    parts,
    format: money,
    formatTick: moneyTick,
    minHeight: 300,
    axisName: settings.part === 'security' ? 'US dollars a month for security' : 'US dollars a month',
    colour,
    figure,
    unit: 'USD per month',
  });
}
