// Parameters and headline measures side by side, a line for each point; brushing an axis keeps the lines that pass there.

import { legend, legendRows, tooltipRows } from '../figure.js';
import { policyIndex, study } from '../study.js';
import { alternatives, format, formatLevel, formatTick, measureScale, parameters, valueOf } from '../sweep.js';
import { words } from '../format.js';

const short = (name) => (name.length > 26 ? `${name.slice(0, 12)}…${name.slice(-13)}` : name);

function parameterScale(parameter, numbers) {
  const least = Math.min(...numbers);
  return parameter.log && least > 0 ? { type: 'log', min: least, max: Math.max(...numbers) } : { type: 'value', scale: true };
}

export function parallel(_, colour, figure) {
  const measures = study.measures.slice(0, study.headlines).map((m) => m.name).filter((name) => alternatives.some((a) => valueOf(a, name)));
  const own = alternatives.filter((a) => !a.fixed);
  const names = study.policies.map((p) => p.policy).filter((name) => own.some((a) => a.policy === name));
  const common = {
    nameTextStyle: { color: colour.soft, fontSize: 11 },
    axisLine: { lineStyle: { color: colour.axis } },
    axisTick: { lineStyle: { color: colour.axis } },
  };
  const label = (formatter) => ({ color: colour.soft, fontSize: 11, formatter });
  const axes = [
    ...parameters.map((p, i) => {
      const numbers = own.map((a) => a.numbers[i]).filter((x) => x !== null);
      const kind = p.number
        ? { ...parameterScale(p, numbers), axisLabel: label((x) => formatLevel(p, x)) }
        : { type: 'category', data: p.levels, axisLabel: label((x) => x) };
      return { ...common, dim: i, name: short(p.path), ...kind };
    }),
    ...measures.map((name, i) => ({
      ...common,
      dim: parameters.length + i,
      name: short(words(name)),
      type: 'value',
      ...measureScale(name),
      axisLabel: label((x) => formatTick(name, x)),
    })),
  ];
  const line = (a) => [...a.numbers.map((x) => x ?? '-'), ...measures.map((name) => valueOf(a, name)?.[0] ?? '-')];
  // Names of neighbours take turns above and below, so that they have room.
  axes.forEach((one, i) => Object.assign(one, { nameLocation: i % 2 ? 'start' : 'end', nameGap: 14 }));
  return {
    height: 420,
    option: {
      legend: legend(colour, names),
      parallel: { left: 60, right: 90, top: 50 + 21 * legendRows(names, figure), bottom: 42 },
      parallelAxis: axes,
      tooltip: {
        trigger: 'item',
        formatter: ({ name, value }) =>
          tooltipRows(name, [
            ...parameters.map((p, i) => [p.path, formatLevel(p, value[i])]),
            ...measures.map((measure, i) => [words(measure), format(measure, value[parameters.length + i])]),
          ]),
      },
      series: names.map((name) => {
        const index = policyIndex(name);
        const stroke = colour.series[index % colour.series.length];
        return {
          type: 'parallel',
          name,
          smooth: false,
          lineStyle: { color: stroke, width: 1.5, opacity: own.length > 200 ? 0.25 : 0.6 },
          itemStyle: { color: stroke },
          inactiveOpacity: 0.05,
          activeOpacity: 0.9,
          data: own.filter((a) => a.policy === name).map((a) => ({ value: line(a), name: a.label })),
        };
      }),
    },
    table: {
      columns: ['point', 'policy', ...parameters.map((p) => p.path), ...measures],
      rows: own.map((a) => [a.point, a.policy, ...a.values, ...measures.map((name) => valueOf(a, name)?.[0] ?? null)]),
    },
  };
}
