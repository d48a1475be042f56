// Paired differences of points to the reference, with the interval of each and of all at once.

import { axis, tooltipRows } from '../figure.js';
import { errorBars } from '../error_bars.js';
import { number, words } from '../format.js';
import { symbol } from '../marks.js';
import { policyIndex, study } from '../study.js';
import { alternatives, format, measureNamed, measuresOf, valuesText } from '../sweep.js';

export const forestControls = () => [['measure', 'Measure', measuresOf(study.differences)]];

const ALPHA = 0.05;

export function forest(settings, colour) {
  const shown = study.differences.filter((d) => d.measure === settings.measure).reverse();
  const { better } = measureNamed(settings.measure);
  const significant = (d) => d.p !== null && d.p <= ALPHA;
  const fillOf = (d) => {
    if (!significant(d) || !better) return colour.axis;
    return d.difference[0] < 0 === (better === 'less') ? colour.alert : colour.warm;
  };
  const signed = (x) => `${x > 0 ? '+' : ''}${format(settings.measure, x)}`;
  const series = shown.flatMap((d, i) => {
    const [value, low, high] = d.difference;
    const all = errorBars('all at once', [[value, i, d.simultaneous[0], d.simultaneous[1], null, null]], fillOf(d));
    return [
      all,
      {
        type: 'line',
        name: 'interval',
        silent: true,
        symbol: 'none',
        data: low === null ? [] : [[low, i], [high, i]],
        lineStyle: { width: 4, color: fillOf(d), opacity: 0.7 },
        z: 2,
      },
      {
        type: 'scatter',
        name: alternatives[d.alternative].label,
        symbol: symbol(policyIndex(alternatives[d.alternative].policy)),
        symbolSize: 11,
        itemStyle: { color: significant(d) ? fillOf(d) : colour.card, borderColor: fillOf(d), borderWidth: 1.5 },
        data: [{ value: [value, i], difference: d }],
        z: 3,
      },
    ];
  });
  if (series.length) {
    series.at(-1).markLine = {
      silent: true,
      symbol: 'none',
      data: [{ xAxis: 0 }],
      label: { show: false },
      lineStyle: { color: colour.axis, type: 'solid' },
    };
  }
  const references = [...new Set(shown.map((d) => d.reference))];
  return {
    height: 110 + 26 * Math.max(2, shown.length),
    option: {
      grid: { left: 8, right: 40, top: 14, bottom: 40, containLabel: true },
      tooltip: {
        trigger: 'item',
        formatter: ({ data }) => {
          const d = data.difference;
          if (!d) return '';
          return tooltipRows(`${alternatives[d.alternative].label} against ${d.reference}`, [
            ...valuesText(alternatives[d.alternative]),
            ['difference', signed(d.difference[0])],
            ['p after Holm', d.p === null ? '–' : number(d.p)],
            ['n', d.n],
          ]);
        },
      },
      xAxis: axis(colour, {
        type: 'value',
        name: `difference in ${words(settings.measure)}${references.length === 1 ? ` to ${references[0]}` : ''}`,
        nameLocation: 'middle',
        nameGap: 28,
        axisLabel: { formatter: (x) => signed(x) },
      }),
      yAxis: axis(colour, {
        type: 'category',
        data: shown.map((d) => `${alternatives[d.alternative].label}${significant(d) ? ' *' : ''}`),
        axisTick: { show: false },
        axisLabel: { color: colour.text, hideOverlap: false },
      }),
      series,
    },
    table: {
      columns: ['alternative', 'reference', 'difference', 'low', 'high', 'low_all', 'high_all', 'p_holm', 'n'],
      rows: [...shown].reverse().map((d) => [alternatives[d.alternative].label, d.reference, ...d.difference, ...d.simultaneous, d.p, d.n]),
    },
  };
}
