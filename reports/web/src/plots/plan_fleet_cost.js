// What a fleet of each size costs on its own cheapest hubs, with the sizes at which those break.

import { axis, legend, legendRows, tooltipRows } from '../figure.js';
import { money, moneyTick, number } from '../format.js';
import { dash, symbol } from '../marks.js';
import { chosenPolicies, fillOf, mostDevices, planMarks, planned, policyControl, reachControl, upTo } from '../plan.js';
import { policyIndex } from '../study.js';

const pointsOf = (policy, cost) => (cost === 'hubs' ? policy.hub_points : policy.bill_points);
const largestSize = () => Math.max(...planned.flatMap((p) => p.bill_points.map(([devices]) => devices)), 1);

export const planFleetCostControls = () => [
  reachControl(largestSize()),
  ['cost', 'Cost', [['bill', 'whole bill'], ['hubs', 'hubs alone']]],
  policyControl((p) => p.bill_points.length > 0, true),
];

export function planFleetCost(settings, colour, figure) {
  const most = mostDevices(settings, largestSize());
  const drawn = chosenPolicies(settings).filter((p) => pointsOf(p, settings.cost).length > 0);
  const names = drawn.map((p) => p.policy);
  const rows = [];
  const series = drawn.flatMap((p) => {
    const index = policyIndex(p.policy);
    const fill = fillOf(p.policy, colour);
    const line = upTo(pointsOf(p, settings.cost), most);
    const steps = p.steps.filter((step) => step.to <= most);
    const ends = new Map(p.steps.flatMap((step) => [[step.from, step], [step.to, step]]));
    line.forEach(([devices, usd]) => {
      const step = ends.get(devices) ?? p.steps.find((s) => s.from <= devices && devices <= s.to);
      rows.push([p.policy, devices, usd, step?.says ?? '', step && step.to === devices ? step.ends_by : '']);
    });
    return [
      {
        type: 'line',
        name: p.policy,
        symbol: 'none',
        silent: true,
        data: line,
        itemStyle: { color: fill },
        lineStyle: { color: fill, width: 2, type: dash(index) },
      },
      {
        type: 'scatter',
        name: p.policy,
        symbol: symbol(index),
        symbolSize: steps.length > 60 ? 5 : 8,
        itemStyle: { color: fill },
        data: steps.map((step) => ({ value: [step.to, settings.cost === 'hubs' ? step.hubs_usd : step.usd], step, policy: p.policy })),
      },
    ];
  });
  if (series.length) series[0].markLine = planMarks(colour);
  return {
    height: 400,
    option: {
      legend: legend(colour, names),
      grid: { left: 16, right: 30, top: 24 + 21 * legendRows(names, figure), bottom: 16, outerBoundsMode: 'same', outerBoundsContain: 'all' },
      tooltip: {
        trigger: 'item',
        formatter: ({ data }) =>
          data.step
            ? tooltipRows(data.policy, [
                ['hubs', data.step.says],
                ['from devices', number(data.step.from)],
                ['to devices', number(data.step.to)],
                ['ends by', data.step.ends_by || 'goes on'],
                ['hubs a month', money(data.step.hubs_usd ?? NaN)],
                ['bill at the last', money(data.step.usd ?? NaN)],
              ])
            : '',
      },
      xAxis: axis(colour, { type: 'value', min: 0, max: most, name: 'devices', nameLocation: 'middle', nameGap: 26, axisLabel: { formatter: (x) => number(x) } }),
      yAxis: axis(colour, { type: 'value', min: 0, name: 'US dollars a month', nameLocation: 'middle', nameGap: 12, axisLabel: { formatter: (x) => moneyTick(x) } }),
      series,
    },
    table: { columns: ['policy', 'devices', settings.cost === 'hubs' ? 'hubs_usd_per_month' : 'usd_per_month', 'hubs', 'breaks_by'], rows },
  };
}
