// The bill with each number at both ends of its range, the one that moves it most on top.

import { axis, tooltipRows } from '../figure.js';
import { money, moneyTick, number, words } from '../format.js';
import { fillOf, planned, policyControl } from '../plan.js';

const MOST_BARS = 14;

export const planTornadoControls = () => [policyControl((p) => p.assumptions.length > 0, false)];

/** Full for the upper end, hollow for the lower: told apart without colour. */
function bars(name, rows, usd, end, fill, colour) {
  return {
    type: 'custom',
    name,
    data: rows.map((row, i) => ({ value: [i, usd, row[end] ?? usd], row })),
    encode: { x: [1, 2], y: 0 },
    renderItem(_, api) {
      const [from, y] = api.coord([api.value(1), api.value(0)]);
      const [to] = api.coord([api.value(2), api.value(0)]);
      const height = Math.min(18, api.size([0, 1])[1] * 0.6);
      const shape = { x: Math.min(from, to), y: y - height / 2, width: Math.abs(to - from), height };
      const hollow = end === 'usd_low';
      return { type: 'rect', shape, style: { fill: hollow ? colour.card : fill, stroke: fill, lineWidth: 1.5 } };
    },
  };
}

export function planTornado(settings, colour) {
  const policy = planned.find((p) => p.policy === settings.policy);
  const usd = policy?.usd?.[0] ?? 0;
  const all = policy?.assumptions ?? [];
  const shown = all.slice(0, MOST_BARS).reverse();
  const fill = fillOf(settings.policy, colour);
  const endText = (value) => (value === null ? 'no hubs hold it' : money(value));
  const isOpen = (row) => row.usd_low === null || row.usd_high === null;
  const high = bars('at the upper end', shown, usd, 'usd_high', fill, colour);
  high.markLine = {
    silent: true,
    symbol: 'none',
    data: [{ xAxis: usd, label: { formatter: money(usd), position: 'end', color: colour.text }, lineStyle: { color: colour.text, type: 'solid' } }],
  };
  return {
    height: 96 + 30 * Math.max(2, shown.length),
    option: {
      grid: { left: 8, right: 40, top: 26, bottom: 40, containLabel: true },
      tooltip: {
        trigger: 'item',
        formatter: ({ data }) =>
          tooltipRows(words(data.row.name), [
            ['kind', data.row.kind],
            ['stated', number(data.row.stated)],
            ['may be', `${number(data.row.low)} to ${number(data.row.high)}, ${data.row.range}`],
            ['bill at the lower end', endText(data.row.usd_low)],
            ['bill at the upper end', endText(data.row.usd_high)],
          ]),
      },
      xAxis: axis(colour, { type: 'value', scale: true, name: 'US dollars a month', nameLocation: 'middle', nameGap: 26, axisLabel: { formatter: (x) => moneyTick(x) } }),
      yAxis: axis(colour, {
        type: 'category',
        data: shown.map((row) => `${words(row.name)}${isOpen(row) ? ' (at one end none fits)' : ''}`),
        axisTick: { show: false },
        axisLabel: { color: colour.text, hideOverlap: false },
      }),
      series: [bars('at the lower end', shown, usd, 'usd_low', fill, colour), high],
    },
    table: {
      columns: ['number', 'kind', 'stated', 'low', 'high', 'range', 'usd_at_low', 'usd_at_high'],
      rows: all.map((row) => [row.name, row.kind, row.stated, row.low, row.high, row.range, row.usd_low, row.usd_high]),
    },
  };
}
