// Two measures of every point against each other: what nothing else beats, and what cannot be told from it.

import { axis, legend, legendRows, tooltipRows } from '../figure.js';
import { errorBars } from '../error_bars.js';
import { symbol } from '../marks.js';
import { policyIndex, study } from '../study.js';
import { alternatives, format, measureAxis, measureNamed, valueOf, valuesText } from '../sweep.js';
import { words } from '../format.js';

const FRONT = 'on the front';
const MAYBE = 'may be on the front';

export const frontControls = () => [
  ['pair', 'Plot', study.fronts.map((front, i) => [String(i), `${words(front.x)} against ${words(front.y)}`])],
];

/** The non-dominated points as a staircase, which is what a buyer can have. */
function staircase(front, points, colour) {
  const member = points.filter((p) => p.mark === FRONT).sort((a, b) => a.x[0] - b.x[0]);
  const lessX = measureNamed(front.x).better === 'less';
  return {
    type: 'line',
    name: 'front',
    silent: true,
    step: lessX ? 'end' : 'start',
    symbol: 'none',
    data: member.map((p) => [p.x[0], p.y[0]]),
    lineStyle: { color: colour.axis, width: 1.5, type: 'dashed' },
    z: 0,
  };
}

export function front(settings, colour, figure) {
  const chosen = study.fronts[Number(settings.pair)];
  const points = alternatives
    .map((alternative, i) => ({
      alternative,
      mark: chosen.marks[i],
      x: valueOf(alternative, chosen.x),
      y: valueOf(alternative, chosen.y),
    }))
    .filter((p) => p.x && p.y);
  const certified = points.filter((p) => p.alternative.verdict === 'PASS');
  const series = [staircase(chosen, points, colour)];
  const names = study.policies.map((p) => p.policy).filter((name) => points.some((p) => p.alternative.policy === name));
  names.forEach((name) => {
    const index = policyIndex(name);
    const fill = colour.series[index % colour.series.length];
    const own = points.filter((p) => p.alternative.policy === name);
    const inFront = own.filter((p) => p.mark === FRONT || p.mark === MAYBE || p.alternative.fixed);
    // Bars of every point would hide the points; the table has them.
    const withBars = own.length > 60 ? inFront : own;
    series.push(errorBars(`${name} interval`, withBars.map((p) => [p.x[0], p.y[0], p.x[1], p.x[2], p.y[1], p.y[2]]), fill));
    series.push({
      type: 'scatter',
      name,
      symbol: symbol(index),
      itemStyle: { color: fill },
      data: own.map((p) => ({
        value: [p.x[0], p.y[0]],
        point: p,
        symbolSize: p.alternative.policy === study.reference_policy ? 15 : 11,
        itemStyle: {
          color: p.mark === FRONT || p.alternative.fixed ? fill : colour.card,
          borderColor: fill,
          borderWidth: 1.5,
          borderType: p.mark === MAYBE ? 'dashed' : 'solid',
          opacity: p.mark === FRONT || p.mark === MAYBE || p.alternative.fixed ? 1 : 0.45,
        },
        label: {
          show: p.mark === FRONT || p.alternative.fixed,
          formatter: p.alternative.label,
          position: 'right',
          color: colour.text,
          fontSize: 11,
        },
      })),
      labelLayout: { hideOverlap: true },
    });
  });
  if (certified.length) {
    series.push({
      type: 'scatter',
      name: 'certified',
      silent: true,
      symbol: 'circle',
      symbolSize: 24,
      itemStyle: { color: 'transparent', borderColor: colour.alert, borderWidth: 2.5 },
      data: certified.map((p) => [p.x[0], p.y[0]]),
    });
  }
  const inLegend = ['front', ...names, ...(certified.length ? ['certified'] : [])];
  return {
    height: 420,
    option: {
      legend: legend(colour, inLegend),
      grid: { left: 16, right: 60, top: 24 + 21 * legendRows(inLegend, figure), bottom: 16, outerBoundsMode: 'same', outerBoundsContain: 'all' },
      tooltip: {
        trigger: 'item',
        formatter: ({ data }) =>
          data.point
            ? tooltipRows(`${data.point.alternative.label}: ${data.point.mark}`, [
                ...valuesText(data.point.alternative),
                [words(chosen.x), format(chosen.x, data.point.x[0])],
                [words(chosen.y), format(chosen.y, data.point.y[0])],
              ])
            : '',
      },
      xAxis: axis(colour, { ...measureAxis(chosen.x), nameGap: 26 }),
      yAxis: axis(colour, { ...measureAxis(chosen.y), nameGap: 12 }),
      series,
    },
    table: {
      columns: ['point', 'policy', chosen.x, `${chosen.x}_low`, `${chosen.x}_high`, chosen.y, `${chosen.y}_low`, `${chosen.y}_high`, 'mark', 'certified'],
      rows: points.map((p) => [p.alternative.fixed ? 'reference' : p.alternative.point, p.alternative.policy, ...p.x, ...p.y, p.mark, p.alternative.verdict]),
    },
  };
}
