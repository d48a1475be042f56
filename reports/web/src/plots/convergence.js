// The mean over the first n replications with its interval.

import { axis, tooltipRows } from '../figure.js';
import { band } from '../error_bars.js';
import { policyIndex, study } from '../study.js';
import { alternatives, format, measureAxis, measuresOf } from '../sweep.js';

export function convergenceControls() {
  const shown = [...new Set(study.convergence.map((c) => c.alternative))];
  return [
    ['measure', 'Measure', measuresOf(study.convergence)],
    ['alternative', 'Point', shown.map((i) => [String(i), alternatives[i].label])],
  ];
}

export function convergence(settings, colour) {
  const found = study.convergence.find((c) => c.measure === settings.measure && c.alternative === Number(settings.alternative));
  const steps = found ? found.steps : [];
  const stroke = colour.series[policyIndex(alternatives[Number(settings.alternative)].policy) % colour.series.length];
  return {
    option: {
      grid: { left: 16, right: 30, top: 16, bottom: 16, outerBoundsMode: 'same', outerBoundsContain: 'all' },
      tooltip: {
        trigger: 'item',
        formatter: ({ value }) => tooltipRows(`${value[0]} replications`, [['mean', format(settings.measure, value[1])]]),
      },
      xAxis: axis(colour, { type: 'value', min: 0, minInterval: 1, name: 'replications', nameLocation: 'middle', nameGap: 26 }),
      yAxis: axis(colour, { ...measureAxis(settings.measure), nameGap: 12 }),
      series: [
        band('interval', steps.filter((s) => s[2] !== null).map(([n, , low, high]) => [n, low, high]), stroke),
        {
          type: 'line',
          name: 'mean',
          data: steps.map(([n, mean]) => [n, mean]),
          symbol: 'circle',
          symbolSize: 6,
          itemStyle: { color: stroke },
          lineStyle: { color: stroke, width: 2 },
        },
      ],
    },
    table: { columns: ['replications', 'mean', 'low', 'high'], rows: steps },
  };
}
