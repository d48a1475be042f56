// A figure of the page: C++ wrote its frame with title and sentence, this fills in the chart, its
// controls, and the table and CSV file of its numbers.

import { newChart } from './charts.js';
import { colours, onThemeChange } from './theme.js';
import { csv, download, htmlTable } from './table.js';
import { escapeHtml } from './format.js';

function addSelect(container, label, options, onChange) {
  const select = document.createElement('select');
  options.forEach(([value, text]) => select.add(new Option(text, value)));
  const wrapper = document.createElement('label');
  wrapper.append(`${label} `, select);
  container.append(wrapper);
  select.addEventListener('change', () => onChange(select.value));
}

function addButton(container, text, onClick) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = text;
  button.addEventListener('click', () => onClick(button));
  container.append(button);
  return button;
}

/** Settings every plot shares; a plot's own win. */
function withDefaults(option, colour, sentence) {
  // Not 'inherit': labels are measured outside the page, where that means nothing.
  const textStyle = { fontFamily: getComputedStyle(document.body).fontFamily, color: colour.text, fontSize: 12 };
  return {
    animation: false,
    textStyle,
    ...option,
    aria: { enabled: true, label: { description: sentence } },
    tooltip: {
      confine: true,
      backgroundColor: colour.card,
      borderColor: colour.grid,
      textStyle: { color: colour.text, fontSize: 12 },
      ...option.tooltip,
    },
  };
}

/**
 * `plot(settings, colours, element)` gives { option, table, height, onZoom }, of which the last two
 * may be missing; onZoom(from, to) gives what changes with the visible range. `controls` lists
 * [key, label, [[value, text], ...]], whose first value is where it starts.
 */
export function mountFigure(figure, plot, controls = []) {
  const canvas = figure.querySelector('.canvas');
  const bar = figure.querySelector('.controls');
  const data = figure.querySelector('.data');
  const sentence = figure.querySelector('.says')?.textContent ?? '';
  const settings = { ...figure.dataset };
  controls.forEach(([key, , options]) => {
    settings[key] = options.length ? options[0][0] : '';
  });

  let chart;
  let table;
  let onZoom;
  function zoomed() {
    const [{ startValue, endValue }] = chart.getOption().dataZoom;
    if (onZoom) chart.setOption(onZoom(startValue, endValue));
  }
  function draw() {
    const drawn = plot(settings, colours(), figure);
    table = drawn.table;
    if (drawn.height) canvas.style.height = `${drawn.height}px`;
    if (!chart) {
      chart = newChart(canvas);
      chart.on('datazoom', zoomed);
    }
    onZoom = drawn.onZoom;
    chart.resize();
    chart.setOption(withDefaults(drawn.option, colours(), sentence), { notMerge: true });
    figure.dataset.marks = String(table.rows.length);
    if (!data.hidden) data.innerHTML = htmlTable(table);
  }

  controls
    .filter(([, , options]) => options.length > 1)
    .forEach(([key, label, options]) =>
      addSelect(bar, label, options, (value) => {
        settings[key] = value;
        draw();
      }),
    );
  addButton(bar, 'Table', (button) => {
    data.hidden = !data.hidden;
    button.setAttribute('aria-expanded', String(!data.hidden));
    if (!data.hidden) data.innerHTML = htmlTable(table);
  }).setAttribute('aria-expanded', 'false');
  addButton(bar, 'CSV', () => download(`${figure.id || figure.dataset.plot}.csv`, csv(table)));

  draw();
  onThemeChange(draw);
  new ResizeObserver(() => chart.resize()).observe(canvas);
  return {
    set(key, value) {
      settings[key] = value;
      draw();
    },
  };
}

export const tooltipRows = (title, rows) =>
  `<b>${escapeHtml(title)}</b>${rows.map(([k, v]) => `<br>${escapeHtml(k)}: ${escapeHtml(v)}`).join('')}`;

/** Axis settings in the colours of the page. */
export function axis(colour, more) {
  return {
    nameTextStyle: { color: colour.soft },
    axisLine: { lineStyle: { color: colour.axis } },
    axisTick: { lineStyle: { color: colour.axis }, ...more.axisTick },
    splitLine: { lineStyle: { color: colour.grid }, ...more.splitLine },
    ...more,
    axisLabel: { color: colour.soft, hideOverlap: true, ...more.axisLabel },
  };
}

/** Rows that a legend of these names needs in a figure that wide (7 px a letter, 42 px a symbol). */
export function legendRows(names, figure) {
  const width = Math.max(200, figure.clientWidth - 60);
  let rows = 1;
  let used = 0;
  names.forEach((name) => {
    const item = 42 + 7 * name.length;
    if (used > 0 && used + item > width) {
      rows += 1;
      used = 0;
    }
    used += item;
  });
  return rows;
}

export const legend = (colour, data) => ({
  data,
  top: 0,
  left: 'center',
  type: 'plain',
  itemGap: 14,
  itemWidth: 26,
  textStyle: { color: colour.text },
});
