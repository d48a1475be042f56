// Paired differences to the reference policy, in per cent of it, with their intervals.

import { axis, tooltipRows } from '../figure.js';
import { errorBars } from '../error_bars.js';
import { number, words } from '../format.js';
import { symbol } from '../marks.js';
import { intervalOf, measureOf, policiesOf, policyIndex, study } from '../study.js';

/** Only measures whose reference is not 0 have a difference in per cent. */
export function differenceControl(hub) {
  const policies = policiesOf(hub);
  const reference = policies.find((p) => p.policy === study.reference_policy);
  const names = reference
    ? reference.measures
        .map((m) => m.name)
        .filter((name) => measureOf(reference, name).estimate.value !== 0)
        .filter((name) => policies.some((p) => measureOf(p, name)?.difference))
    : [];
  return [['measure', 'Measure', names.map((name) => [name, words(name)])]];
}

export function differences(settings, colour) {
  const policies = policiesOf(settings.hub);
  const reference = policies.find((p) => p.policy === study.reference_policy);
  const base = reference ? measureOf(reference, settings.measure)?.estimate.value : 0;
  const shown = policies.filter((p) => measureOf(p, settings.measure)?.difference && base).reverse();
  const rows = shown.map((policy) => {
    const difference = measureOf(policy, settings.measure).difference;
    const ends = intervalOf(difference, null)?.map((x) => (100 * x) / Math.abs(base)) ?? [null, null];
    return [policy.policy, (100 * difference.value) / Math.abs(base), ends[0], ends[1]];
  });
  const signed = (x) => `${x > 0 ? '+' : ''}${number(x)} %`;
  const series = rows.flatMap(([name, value, low, high], i) => {
    const index = policyIndex(name);
    const fill = colour.series[index % colour.series.length];
    return [
      errorBars(`${name} interval`, [[value, i, low, high, null, null]], fill),
      {
        type: 'scatter',
        name,
        data: [[value, i]],
        symbol: symbol(index),
        symbolSize: 13,
        itemStyle: { color: fill },
        label: { show: true, position: 'top', color: colour.text, formatter: () => signed(value) },
      },
    ];
  });
  if (series.length) {
    series.at(-1).markLine = {
      silent: true,
      symbol: 'none',
      data: [{ xAxis: 0 }],
      label: { show: true, formatter: study.reference_policy, color: colour.soft, position: 'end' },
      lineStyle: { color: colour.axis, type: 'solid' },
    };
  }
  return {
    height: 110 + 46 * rows.length,
    option: {
      grid: { left: 8, right: 40, top: 30, bottom: 40, containLabel: true },
      tooltip: { trigger: 'item', formatter: ({ seriesName, value }) => tooltipRows(seriesName, [['difference', signed(value[0])]]) },
      xAxis: axis(colour, {
        type: 'value',
        name: `difference to ${study.reference_policy}, % of its value`,
        nameLocation: 'middle',
        nameGap: 28,
        axisLabel: { formatter: (x) => signed(x) },
      }),
      yAxis: axis(colour, {
        type: 'category',
        data: rows.map((row) => row[0]),
        axisTick: { show: false },
        axisLabel: { color: colour.text, hideOverlap: false },
      }),
      series,
    },
    table: { columns: ['policy', 'difference_percent', 'low', 'high'], rows },
  };
}
