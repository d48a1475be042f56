// Throughput over simulated time in one replication, with the attacks and what was raised.

import { axis, tooltipRows } from '../figure.js';
import { bytes, duration, durationTick, timeInterval, withUnit, words } from '../format.js';
import { policiesOf, policyIndex } from '../study.js';

const KIND_LINES = {
  alert: { type: 'solid', mark: '✔' },
  false_alert: { type: 'dotted', mark: 'false' },
};

/** Marks closer than the eye can part share one label, or the labels hide each other. */
function alertLines(marks, span, colour) {
  let labelled = -Infinity;
  return marks
    .filter((m) => KIND_LINES[m.kind])
    .sort((a, b) => a.at_seconds - b.at_seconds)
    .map((m) => {
      const show = m.at_seconds - labelled > span / 40;
      if (show) labelled = m.at_seconds;
      return {
        name: m.label,
        xAxis: m.at_seconds,
        lineStyle: { color: m.kind === 'alert' ? colour.alert : colour.warm, type: KIND_LINES[m.kind].type, width: 1.4 },
        label: { show, formatter: KIND_LINES[m.kind].mark, color: colour.text, fontSize: 11, distance: 3 },
      };
    });
}

function shadedAreas(marks, colour) {
  return marks
    .filter((m) => m.kind === 'attack' || m.kind === 'fault')
    .map((m, i) => [
      {
        name: m.label,
        xAxis: m.at_seconds,
        itemStyle: { color: m.kind === 'attack' ? colour.warm : colour.soft, opacity: 0.16 },
        label: { color: colour.text, position: 'insideTop', fontSize: 11, distance: 4 + 14 * (i % 3) },
      },
      { xAxis: m.until_seconds },
    ]);
}

const isBytes = (unit) => unit === 'B' || unit.startsWith('B/');

export function timeline(settings, colour) {
  const policy = policiesOf(settings.hub)[Number(settings.policy)] ?? policiesOf(settings.hub)[0];
  const found = policy.series.find((s) => s.name === settings.series) ?? policy.series[0];
  const stroke = colour.series[policyIndex(policy.policy) % colour.series.length];
  const points = found.values.map((v, i) => [found.start_seconds + i * found.step_seconds, v]);
  const span = points.length ? points.at(-1)[0] - points[0][0] : 1;
  const label = (v) => (isBytes(found.unit) ? bytes(v, found.unit.slice(1)) : withUnit(v, found.unit));
  return {
    option: {
      grid: { left: 76, right: 24, top: 34, bottom: 92 },
      tooltip: {
        trigger: 'axis',
        formatter: ([item]) =>
          tooltipRows(policy.policy, [['at', duration(item.value[0])], [words(found.name), label(item.value[1])]]),
      },
      xAxis: axis(colour, {
        type: 'value',
        name: 'simulated time since the measured period began',
        nameLocation: 'middle',
        nameGap: 28,
        min: 'dataMin',
        max: 'dataMax',
        splitLine: { show: false },
        interval: timeInterval(span),
        axisLabel: { formatter: (t) => durationTick(Math.round(t * 1000) / 1000), showMaxLabel: false },
      }),
      yAxis: axis(colour, { type: 'value', min: 0, axisLabel: { formatter: (v) => label(v) } }),
      dataZoom: [
        { type: 'inside', filterMode: 'none' },
        {
          type: 'slider',
          bottom: 8,
          height: 24,
          filterMode: 'none',
          borderColor: colour.grid,
          fillerColor: 'rgba(128, 150, 180, 0.18)',
          dataBackground: { lineStyle: { color: colour.axis }, areaStyle: { color: colour.grid } },
          textStyle: { color: colour.soft },
          labelFormatter: (t) => duration(t),
        },
      ],
      series: [
        {
          type: 'line',
          name: found.name,
          data: points,
          symbol: 'none',
          sampling: 'minmax',
          lineStyle: { width: 1.3, color: stroke },
          itemStyle: { color: stroke },
          areaStyle: { color: stroke, opacity: 0.1 },
          markArea: { silent: true, data: shadedAreas(policy.marks, colour) },
          markLine: { silent: true, symbol: 'none', data: alertLines(policy.marks, span, colour) },
        },
      ],
    },
    onZoom: (from, to) => ({ xAxis: { interval: timeInterval(to - from) } }),
    table: { columns: ['seconds', `${found.name} (${found.unit})`], rows: points },
  };
}

export function timelineControls(hub) {
  const policies = policiesOf(hub);
  const names = [...new Set(policies.flatMap((p) => p.series.map((s) => s.name)))];
  return [
    ['policy', 'Policy', policies.map((p, i) => [String(i), p.policy])],
    ['series', 'Show', names.map((name) => [name, words(name)])],
  ];
}
