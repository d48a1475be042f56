// One parameter against one measure: every point, and the mean over the points of a level.

import { axis, legend, legendRows, tooltipRows } from '../figure.js';
import { errorBars } from '../error_bars.js';
import { dash, symbol } from '../marks.js';
import { policyIndex, study } from '../study.js';
import { alternatives, format, formatLevel, measureAxis, measureControl, parameters, valueOf, valuesText } from '../sweep.js';
import { words } from '../format.js';

export const sliceControls = () => [
  ['parameter', 'Parameter', parameters.map((p, i) => [String(i), p.path])],
  measureControl(),
];

/** The axis of a parameter: words are categories, numbers are to scale. */
export function parameterAxis(parameter, colour, numbers) {
  const common = { name: parameter.path, nameLocation: 'middle', nameGap: 28 };
  if (!parameter.number) return axis(colour, { type: 'category', data: parameter.levels, ...common });
  const logarithmic = parameter.log && numbers.every((x) => x > 0);
  const levels = [...new Set(numbers)].sort((a, b) => a - b);
  const ticks = levels.length <= 10 ? { customValues: levels } : {};
  return axis(colour, {
    type: logarithmic ? 'log' : 'value',
    ...(logarithmic ? { min: levels[0] / 1.4, max: levels.at(-1) * 1.4 } : { scale: true }),
    minorSplitLine: { show: false },
    ...common,
    axisTick: ticks,
    axisLabel: { ...ticks, formatter: (x) => formatLevel(parameter, x) },
  });
}

export function scatterOver(parameterIndex, measure, colour, figure, lines) {
  const parameter = parameters[parameterIndex];
  const series = [];
  const rows = [];
  const numbers = [];
  const names = study.policies.map((p) => p.policy);
  const drawn = [];
  names.forEach((name) => {
    const index = policyIndex(name);
    const fill = colour.series[index % colour.series.length];
    const own = alternatives.filter((a) => a.policy === name && !a.fixed && valueOf(a, measure) && a.numbers[parameterIndex] !== null);
    if (!own.length) return;
    drawn.push(name);
    const at = (a) => a.numbers[parameterIndex];
    own.forEach((a) => {
      numbers.push(at(a));
      rows.push([a.point, name, a.values[parameterIndex], ...valueOf(a, measure)]);
    });
    series.push(errorBars(`${name} interval`, own.map((a) => [at(a), valueOf(a, measure)[0], null, null, valueOf(a, measure)[1], valueOf(a, measure)[2]]), fill));
    series.push({
      type: 'scatter',
      name,
      symbol: symbol(index),
      symbolSize: 9,
      itemStyle: { color: fill, opacity: 0.75 },
      data: own.map((a) => ({ value: [at(a), valueOf(a, measure)[0]], alternative: a })),
    });
    const groups = lines(name);
    if (groups.length > 1) {
      series.push({
        type: 'line',
        name,
        silent: true,
        symbol: 'none',
        data: groups.map(([number, mean]) => [number, mean]),
        lineStyle: { color: fill, width: 2, type: dash(index) },
        itemStyle: { color: fill },
      });
    }
  });
  return {
    height: 380,
    option: {
      legend: legend(colour, drawn),
      grid: { left: 16, right: 30, top: 24 + 21 * legendRows(drawn, figure), bottom: 16, outerBoundsMode: 'same', outerBoundsContain: 'all' },
      tooltip: {
        trigger: 'item',
        formatter: ({ data }) =>
          data.alternative
            ? tooltipRows(data.alternative.label, [...valuesText(data.alternative), [words(measure), format(measure, data.value[1])]])
            : '',
      },
      xAxis: parameterAxis(parameter, colour, numbers),
      yAxis: axis(colour, { ...measureAxis(measure), nameGap: 12 }),
      series,
    },
    table: { columns: ['point', 'policy', parameter.path, measure, 'low', 'high'], rows },
  };
}

export function slices(settings, colour, figure) {
  const parameter = Number(settings.parameter);
  return scatterOver(
    parameter,
    settings.measure,
    colour,
    figure,
    (policy) =>
      study.slices.find((s) => s.policy === policy && s.parameter === parameter && s.measure === settings.measure)?.groups ?? [],
  );
}
