import './errors.js';
import { mountFigure } from './figure.js';
import { mountThemeButton } from './theme.js';
import { bill } from './plots/bill.js';
import { attackControl, costDelay } from './plots/cost_delay.js';
import { curves } from './plots/curves.js';
import { delaySplit } from './plots/delay_split.js';
import { differenceControl, differences } from './plots/differences.js';
import { timeline, timelineControls } from './plots/timeline.js';
import { traffic } from './plots/traffic.js';

const started = performance.now();
const none = () => [];
const PLOTS = {
  bill: [bill, none],
  cost_delay: [costDelay, attackControl],
  curves: [curves, none],
  delay_split: [delaySplit, (hub) => attackControl(hub).map(([k, l, options]) => [k, l, [options.at(-1), ...options.slice(0, -1)]])],
  differences: [differences, differenceControl],
  timeline: [timeline, timelineControls],
  traffic: [traffic, none],
};

/** One switch for all curves: detection, or the evidence it rests on. */
function mountCurveSwitch(fieldset, mounted) {
  fieldset.hidden = false;
  fieldset.addEventListener('change', (event) => {
    mounted.filter((m) => m.plot === 'curves').forEach((m) => m.figure.set('kind', event.target.value));
  });
}

mountThemeButton(document.getElementById('theme'));
const mounted = [...document.querySelectorAll('figure[data-plot]')].map((element) => {
  const [plot, controls] = PLOTS[element.dataset.plot];
  return { plot: element.dataset.plot, figure: mountFigure(element, plot, controls(element.dataset.hub)) };
});
document.querySelectorAll('fieldset.curve-switch').forEach((fieldset) => mountCurveSwitch(fieldset, mounted));

document.documentElement.dataset.plots = String(mounted.length);
document.documentElement.dataset.ms = String(Math.round(performance.now() - started));
document.documentElement.dataset.ready = 'true';
