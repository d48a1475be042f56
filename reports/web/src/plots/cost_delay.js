// What a policy costs against how late it detects: towards the lower left is better.

import { axis, tooltipRows } from '../figure.js';
import { errorBars } from '../error_bars.js';
import { duration, durationTick, money, moneyTick, timeScale } from '../format.js';
import { symbol } from '../marks.js';
import { attacksOf, billTotal, detectionsOf, intervalOf, measureOf, policiesOf, policyIndex } from '../study.js';

/** The lines of a bill vary together, so only the measure of the total has its interval. */
const costInterval = (policy) => intervalOf(measureOf(policy, 'cost_usd_per_month')?.estimate, null);

/** Restricted mean time to detect against one attack, or its mean over all (without interval). */
function delayOf(detections, policy, attack) {
  const own = detections.filter((d) => d.policy === policy && (attack === '' || d.attack === attack));
  const estimates = own.map((d) => d.time_to_detect.restricted_mean_seconds);
  if (!estimates.length) return null;
  if (attack !== '') return { value: estimates[0].value, interval: intervalOf(estimates[0], null) };
  return { value: estimates.reduce((sum, e) => sum + e.value, 0) / estimates.length, interval: null };
}

export function costDelay(settings, colour) {
  const detections = detectionsOf(settings.hub);
  const rows = [];
  const series = [];
  policiesOf(settings.hub).forEach((policy) => {
    const delay = delayOf(detections, policy.policy, settings.attack);
    if (!delay) return;
    const index = policyIndex(policy.policy);
    const fill = colour.series[index % colour.series.length];
    const cost = billTotal(policy);
    const [costLow, costHigh] = costInterval(policy) ?? [null, null];
    const [low, high] = delay.interval ?? [null, null];
    rows.push([policy.policy, cost, costLow, costHigh, delay.value, low, high]);
    series.push(errorBars(`${policy.policy} interval`, [[cost, delay.value, costLow, costHigh, low, high]], fill));
    series.push({
      type: 'scatter',
      name: policy.policy,
      data: [[cost, delay.value]],
      symbol: symbol(index),
      symbolSize: 14,
      itemStyle: { color: fill, borderColor: colour.card, borderWidth: 1 },
      label: { show: true, formatter: '{a}', position: 'right', distance: 14, color: colour.text, fontSize: 11 },
      labelLayout: { moveOverlap: 'shiftY' },
    });
  });
  return {
    option: {
      grid: { left: 8, right: 110, top: 24, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'all' },
      tooltip: {
        trigger: 'item',
        formatter: ({ seriesName, value }) =>
          tooltipRows(seriesName, [['cost', `${money(value[0])} a month`], ['mean time to detect', duration(value[1])]]),
      },
      xAxis: axis(colour, {
        type: 'value',
        min: 0,
        name: 'US dollars per month',
        nameLocation: 'middle',
        nameGap: 26,
        axisLabel: { formatter: (x) => moneyTick(x) },
      }),
      yAxis: axis(colour, {
        type: 'value',
        min: 0,
        name: 'restricted mean time to detect',
        nameLocation: 'middle',
        nameGap: 10,
        ...timeScale(Math.max(0, ...rows.map((row) => row[6] ?? row[4]))),
        axisLabel: { formatter: (t) => durationTick(t) },
      }),
      series,
    },
    table: {
      columns: ['policy', 'usd_per_month', 'usd_low', 'usd_high', 'delay_seconds', 'delay_low', 'delay_high'],
      rows,
    },
  };
}

export const attackControl = (hub) => [
  ['attack', 'Attack', [...attacksOf(detectionsOf(hub)).map((a) => [a.id, a.title]), ['', 'mean over all attacks']]],
];
