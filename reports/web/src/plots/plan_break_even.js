// The bill of one policy less that of another, against fleet size.

import { axis, tooltipRows } from '../figure.js';
import { moneyTick, number } from '../format.js';
import { symbol } from '../marks.js';
import { fillOf, mostDevices, pairs, planMarks, planned, reachControl, valueAt } from '../plan.js';
import { policyIndex } from '../study.js';

const largestSize = () => Math.max(...pairs.map((pair) => pair.up_to), 1);

export const planBreakEvenControls = () => [
  ['pair', 'Policies', pairs.map((pair, i) => [String(i), `${pair.first} less ${pair.second}`])],
  reachControl(largestSize()),
];

export function planBreakEven(settings, colour) {
  const pair = pairs[Number(settings.pair)];
  const points = (name) => planned.find((p) => p.policy === name)?.bill_points ?? [];
  const first = points(pair.first);
  const second = points(pair.second);
  const most = Math.min(mostDevices(settings, largestSize()), pair.up_to);
  const at = pair.at.map((one) => one.devices);
  const sizes = [...new Set([...first, ...second].map(([devices]) => devices).concat(at, most))].filter((devices) => devices <= most).sort((a, b) => a - b);
  const differenceAt = (devices) => {
    const a = valueAt(first, devices);
    const b = valueAt(second, devices);
    return a === null || b === null ? null : a - b;
  };
  const line = sizes.map((devices) => [devices, differenceAt(devices)]).filter(([, usd]) => usd !== null);
  const marks = planMarks(colour);
  marks.data.push({ yAxis: 0, label: { show: false }, lineStyle: { color: colour.axis, type: 'solid' } });
  return {
    height: 340,
    option: {
      grid: { left: 16, right: 30, top: 26, bottom: 16, outerBoundsMode: 'same', outerBoundsContain: 'all' },
      tooltip: {
        trigger: 'item',
        formatter: ({ data }) => (data.cheaper ? tooltipRows(`from ${number(data.value[0])} devices on`, [['cheaper', data.cheaper]]) : ''),
      },
      xAxis: axis(colour, { type: 'value', min: 0, max: most, name: 'devices', nameLocation: 'middle', nameGap: 26, axisLabel: { formatter: (x) => number(x) } }),
      yAxis: axis(colour, {
        type: 'value',
        name: `${pair.first} less ${pair.second}`,
        nameLocation: 'middle',
        nameGap: 12,
        axisLabel: { formatter: (x) => `${x > 0 ? '+' : ''}${moneyTick(x)}` },
      }),
      series: [
        {
          type: 'line',
          name: 'difference',
          symbol: 'none',
          silent: true,
          data: line,
          lineStyle: { color: fillOf(pair.first, colour), width: 2 },
          areaStyle: { color: fillOf(pair.first, colour), opacity: 0.12 },
          markLine: marks,
        },
        {
          type: 'scatter',
          name: 'break-even',
          symbol: symbol(policyIndex(pair.second)),
          symbolSize: 12,
          itemStyle: { color: colour.warm },
          data: pair.at.filter((one) => one.devices <= most).map((one) => ({ value: [one.devices, differenceAt(one.devices) ?? 0], cheaper: one.cheaper })),
        },
      ],
    },
    table: {
      columns: ['first', 'second', 'devices', 'difference_usd_per_month', 'break_even'],
      rows: line.map(([devices, usd]) => [pair.first, pair.second, devices, usd, at.includes(devices) ? 'yes' : '']),
    },
  };
}
