// What becomes of the messages of larger fleets on the plan's hubs.

import { axis, legend, legendRows, tooltipRows } from '../figure.js';
import { duration, durationTick, number, percent, timeScale } from '../format.js';
import { dash, symbol } from '../marks.js';
import { chosenPolicies, fillOf, goals, mostDevices, planMarks, planned, policyControl, reachControl } from '../plan.js';
import { policyIndex } from '../study.js';

const MEASURES = {
  refused: ['refused share of the messages', 'refused'],
  delay: ['delay in the throttle', 'delay'],
  reconnect: ['time until all devices are back', 'reconnect'],
};
const largestSize = () => Math.max(...planned.flatMap((p) => p.loads.map((load) => load.devices)), 1);

export const planLoadControls = () => [
  ['measure', 'Measure', Object.entries(MEASURES).map(([key, [text]]) => [key, text])],
  reachControl(largestSize()),
  policyControl((p) => p.loads.length > 0, true),
];

export function planLoad(settings, colour, figure) {
  const [axisName, key] = MEASURES[settings.measure];
  const isShare = key === 'refused';
  const format = isShare ? percent : duration;
  const most = mostDevices(settings, largestSize());
  const drawn = chosenPolicies(settings).filter((p) => p.loads.length > 0);
  const names = drawn.map((p) => p.policy);
  const shownOf = (p) => p.loads.filter((load) => load.devices <= most && load[key] !== null);
  const largest = Math.max(goals[key] ?? 0, ...drawn.flatMap((p) => shownOf(p).map((load) => load[key])));
  const series = drawn.map((p) => {
    const index = policyIndex(p.policy);
    const fill = fillOf(p.policy, colour);
    return {
      type: 'line',
      name: p.policy,
      symbol: symbol(index),
      symbolSize: 10,
      data: shownOf(p).map((load) => ({ value: [load.devices, load[key]], load, itemStyle: { color: load.fits ? fill : colour.card, borderColor: fill, borderWidth: 2 } })),
      itemStyle: { color: fill },
      lineStyle: { color: fill, width: 1.5, type: dash(index) },
    };
  });
  if (series.length) series[0].markLine = planMarks(colour, goals[key] === null || goals[key] === undefined ? null : { value: goals[key], text: `goal ${format(goals[key])}` });
  return {
    height: 360,
    option: {
      legend: legend(colour, names),
      grid: { left: 16, right: 30, top: 24 + 21 * legendRows(names, figure), bottom: 16, outerBoundsMode: 'same', outerBoundsContain: 'all' },
      tooltip: {
        trigger: 'item',
        formatter: ({ seriesName, data }) =>
          data.load
            ? tooltipRows(seriesName, [
                ['devices', number(data.load.devices)],
                [axisName, format(data.load[key])],
                ['plan’s hubs', data.load.fits ? 'keep to the goals' : `beyond: ${data.load.tightest}`],
              ])
            : '',
      },
      xAxis: axis(colour, { type: 'value', min: 0, max: most, name: 'devices', nameLocation: 'middle', nameGap: 26, axisLabel: { formatter: (x) => number(x) } }),
      yAxis: axis(colour, {
        type: 'value',
        min: 0,
        ...(isShare ? {} : timeScale(largest)),
        name: axisName,
        nameLocation: 'middle',
        nameGap: 12,
        axisLabel: { formatter: (x) => (isShare ? percent(x) : durationTick(x)) },
      }),
      series,
    },
    table: {
      columns: ['policy', 'devices', isShare ? 'refused_share' : `${key}_seconds`, 'keeps_to_goals', 'tightest'],
      rows: drawn.flatMap((p) => shownOf(p).map((load) => [p.policy, load.devices, load[key], load.fits ? 'yes' : 'no', load.tightest])),
    },
  };
}
