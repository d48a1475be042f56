// Stacked bars: policies down, parts along, each part with colour and pattern.

import { axis, legend, legendRows, tooltipRows } from '../figure.js';
import { decal } from '../marks.js';

/**
 * `names`: labels of the bars; `parts`: [{ name, values }], one value a bar; `format` writes a
 * value with its unit, `formatTick` a round one; `scale(largest)` gives settings of the axis. Bars are horizontal, so that long names stay readable.
 */
export function stackedBars({ names, parts, format, formatTick = format, scale, minHeight = 0, axisName, colour, unit, figure }) {
  const bottomUp = [...names].reverse();
  const totals = names.map((_, i) => parts.reduce((sum, part) => sum + part.values[i], 0));
  const series = parts.map((part, index) => ({
    type: 'bar',
    name: part.name,
    stack: 'all',
    barMaxWidth: 30,
    data: [...part.values].reverse(),
    itemStyle: { color: colour.series[index % colour.series.length], decal: decal(index), borderColor: colour.card, borderWidth: 0.5 },
  }));
  // An empty bar at the end of each stack carries the total.
  series.push({
    type: 'bar',
    name: 'total',
    stack: 'all',
    silent: true,
    data: bottomUp.map(() => 0),
    label: {
      show: true,
      position: 'right',
      color: colour.text,
      fontWeight: 600,
      formatter: ({ dataIndex }) => format(totals[names.length - 1 - dataIndex]),
    },
  });
  const rowsOfLegend = legendRows(parts.map((part) => part.name), figure);
  return {
    height: Math.max(minHeight, 96 + 22 * rowsOfLegend + 38 * names.length),
    option: {
      legend: legend(colour, parts.map((p) => p.name)),
      grid: { left: 8, right: 84, top: 22 + 22 * rowsOfLegend, bottom: 34, containLabel: true },
      tooltip: {
        trigger: 'item',
        formatter: ({ seriesName, name, value }) => tooltipRows(name, [[seriesName, format(value)]]),
      },
      xAxis: axis(colour, {
        type: 'value',
        name: axisName,
        nameLocation: 'middle',
        nameGap: 26,
        ...scale?.(Math.max(0, ...totals)),
        axisLabel: { formatter: (x) => formatTick(x) },
      }),
      yAxis: axis(colour, { type: 'category', data: bottomUp, axisTick: { show: false }, axisLabel: { color: colour.text, hideOverlap: false } }),
      series,
    },
    table: {
      columns: ['policy', ...parts.map((p) => `${p.name} (${unit})`), `total (${unit})`],
      rows: names.map((name, i) => [name, ...parts.map((p) => p.values[i]), totals[i]]),
    },
  };
}
