// P(detected) against the time since the first malicious event, a line per policy, log time.

import { axis, legend, legendRows, tooltipRows } from '../figure.js';
import { band } from '../error_bars.js';
import { dash, symbol } from '../marks.js';
import { detectionsOf, policyIndex } from '../study.js';
import { duration, durationTick, percent } from '../format.js';

const TICKS = [0.001, 0.01, 0.1, 1, 10, 60, 600, 3600, 21600, 86400, 604800];

/** Rounds the ends of the axis to ticks, so that labels and edges meet. */
function timeRange(results, curveOf) {
  const times = results.flatMap((d) => curveOf(d).map((p) => p.at_seconds)).filter((t) => t > 0);
  const deadlines = results.filter((d) => d.measurable).map((d) => d.deadline_seconds);
  const last = Math.max(1, ...times, ...deadlines);
  const first = times.length ? Math.min(...times) : last / 100;
  return [TICKS.filter((t) => t < first).at(-1) ?? first / 2, TICKS.find((t) => t > last) ?? last * 1.5];
}

export function curves(settings, colour, figure) {
  const kind = settings.kind === 'evidence' ? 'time_to_evidence' : 'time_to_detect';
  const results = detectionsOf(settings.hub).filter((d) => d.attack === settings.attack);
  const curveOf = (d) => d[kind].curve;
  const [low, high] = timeRange(results, curveOf);
  const end = Math.max(...results.flatMap((d) => [d.measurable ? d.deadline_seconds : 0, ...curveOf(d).map((p) => p.at_seconds)]), low * 2);

  const series = [];
  const rows = [];
  results.forEach((d) => {
    const index = policyIndex(d.policy);
    const stroke = colour.series[index % colour.series.length];
    const curve = curveOf(d).filter((p) => p.at_seconds > 0);
    const last = curve.at(-1) ?? { probability: 0, band_low: 0, band_high: 0 };
    const points = [[low, 0, 0, 0], ...curve.map((p) => [p.at_seconds, p.probability, p.band_low, p.band_high])];
    points.push([end, last.probability, last.band_low, last.band_high]);
    curve.forEach((p) => rows.push([d.policy, p.at_seconds, p.probability, p.band_low, p.band_high]));
    if (curve.length) series.push(band(`${d.policy} band`, points.map(([t, , l, h]) => [t, l, h]), stroke));
    const every = Math.max(1, Math.ceil(points.length / 7));
    series.push({
      type: 'line',
      name: d.policy,
      step: 'end',
      data: points.map(([t, p]) => [t, p]),
      symbol: symbol(index),
      symbolSize: (_, params) => (points.length < 4 || params.dataIndex % every === index % every ? 8 : 0),
      showAllSymbol: true,
      lineStyle: { width: 2, type: dash(index) },
      itemStyle: { color: stroke },
    });
  });
  const deadline = results.find((d) => d.measurable && d.deadline_seconds > 0)?.deadline_seconds;
  if (deadline && series.length) {
    series.at(-1).markLine = {
      silent: true,
      symbol: 'none',
      data: [{ xAxis: deadline }],
      lineStyle: { color: colour.warm, type: 'dashed' },
      label: { formatter: `deadline ${durationTick(deadline)}`, color: colour.soft, fontSize: 11, position: 'end', distance: 4 },
    };
  }
  const ticks = TICKS.filter((t) => t >= low && t <= high);
  return {
    option: {
      legend: legend(colour, results.map((d) => d.policy)),
      grid: { left: 48, right: 22, top: 20 + 21 * legendRows(results.map((d) => d.policy), figure), bottom: 44 },
      tooltip: {
        trigger: 'item',
        formatter: ({ seriesName, value }) =>
          tooltipRows(seriesName, [['after', duration(value[0])], ['share', percent(value[1])]]),
      },
      xAxis: axis(colour, {
        type: 'log',
        min: low,
        max: high,
        name: kind === 'time_to_detect' ? 'time since the first malicious event' : 'time until evidence arrived',
        nameLocation: 'middle',
        nameGap: 28,
        minorSplitLine: { show: false },
        axisTick: { customValues: ticks },
        axisLabel: { customValues: ticks, formatter: (t) => durationTick(t) },
      }),
      yAxis: axis(colour, { type: 'value', min: 0, max: 1, interval: 0.25, axisLabel: { formatter: (p) => `${100 * p} %` } }),
      series,
    },
    table: { columns: ['policy', 'seconds', 'probability', 'band_low', 'band_high'], rows },
  };
}
