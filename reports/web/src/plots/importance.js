// Share of the variance of the points' means by parameter, with what chance alone gives.

import { axis, tooltipRows } from '../figure.js';
import { policyIndex, study } from '../study.js';
import { measuresOf, policiesIn } from '../sweep.js';
import { percent } from '../format.js';

export const importanceControls = () => [
  ['measure', 'Measure', measuresOf(study.importance)],
  ['policy', 'Policy', policiesIn(study.importance)],
];

export function importance(settings, colour) {
  const found = study.importance.find((e) => e.measure === settings.measure && e.policy === settings.policy);
  const shares = found ? [...found.shares].sort((a, b) => a[1] - b[1]) : [];
  const rows = shares.map(([path, share, chance]) => [path, share, chance]).reverse();
  if (found && found.noise !== null) rows.push(['noise of the replications, at most', found.noise, null]);
  const bars = [...rows].reverse();
  const fill = colour.series[policyIndex(settings.policy) % colour.series.length];
  return {
    height: 110 + 34 * Math.max(1, bars.length),
    option: {
      grid: { left: 8, right: 60, top: 12, bottom: 40, containLabel: true },
      tooltip: {
        trigger: 'item',
        formatter: ({ name, dataIndex }) =>
          tooltipRows(name, [
            ['share', percent(bars[dataIndex][1])],
            ...(bars[dataIndex][2] === null ? [] : [['by chance', percent(bars[dataIndex][2])]]),
          ]),
      },
      xAxis: axis(colour, {
        type: 'value',
        min: 0,
        max: 1,
        name: 'share of variance between points',
        nameLocation: 'middle',
        nameGap: 26,
        axisLabel: { formatter: (x) => percent(x) },
      }),
      yAxis: axis(colour, { type: 'category', data: bars.map((row) => row[0]), axisTick: { show: false }, axisLabel: { color: colour.text, hideOverlap: false } }),
      series: [
        {
          type: 'bar',
          name: 'share',
          barMaxWidth: 18,
          data: bars.map((row) => ({ value: row[1], itemStyle: { color: row[2] === null ? colour.axis : fill } })),
          label: { show: true, position: 'right', color: colour.text, formatter: ({ value }) => percent(value) },
        },
        {
          type: 'scatter',
          name: 'by chance',
          silent: true,
          symbol: 'rect',
          symbolSize: [2, 22],
          itemStyle: { color: colour.warm },
          data: bars.flatMap((row, i) => (row[2] === null ? [] : [[row[2], i]])),
        },
      ],
    },
    table: { columns: ['parameter', 'share', 'by_chance'], rows },
  };
}
