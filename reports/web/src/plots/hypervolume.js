// What the search gained: the volume its front covers after each evaluation.

import { axis, tooltipRows } from '../figure.js';
import { number } from '../format.js';
import { study } from '../study.js';

export function hypervolume(_, colour) {
  const { evaluations, hypervolume: volumes } = study.tune;
  const rows = volumes.map((volume, i) => [i + 1, evaluations[i] ?? '', volume]);
  return {
    option: {
      grid: { left: 16, right: 30, top: 16, bottom: 16, outerBoundsMode: 'same', outerBoundsContain: 'all' },
      tooltip: {
        trigger: 'item',
        formatter: ({ dataIndex }) => tooltipRows(`evaluation ${rows[dataIndex][0]}, ${rows[dataIndex][1]}`, [['hypervolume', number(rows[dataIndex][2])]]),
      },
      xAxis: axis(colour, { type: 'value', min: 1, minInterval: 1, name: 'evaluations', nameLocation: 'middle', nameGap: 26 }),
      yAxis: axis(colour, { type: 'value', scale: true, name: 'hypervolume', nameLocation: 'middle', nameGap: 12, axisLabel: { formatter: (x) => number(x) } }),
      series: [
        {
          type: 'line',
          name: 'hypervolume',
          step: 'end',
          symbol: 'circle',
          symbolSize: 5,
          data: rows.map(([n, , volume]) => [n, volume ?? '-']),
          itemStyle: { color: colour.series[0] },
          lineStyle: { color: colour.series[0], width: 2 },
        },
      ],
    },
    table: { columns: ['evaluation', 'point', 'hypervolume'], rows },
  };
}
