import './errors.js';
import { mountFigure } from './figure.js';
import { mountThemeButton } from './theme.js';
import { bill } from './plots/bill.js';
import { attackControl, costDelay } from './plots/cost_delay.js';
import { convergence, convergenceControls } from './plots/convergence.js';
import { curves } from './plots/curves.js';
import { delaySplit } from './plots/delay_split.js';
import { differenceControl, differences } from './plots/differences.js';
import { fleetCost } from './plots/fleet_cost.js';
import { forest, forestControls } from './plots/forest.js';
import { front, frontControls } from './plots/front.js';
import { hypervolume } from './plots/hypervolume.js';
import { importance, importanceControls } from './plots/importance.js';
import { parallel } from './plots/parallel.js';
import { planBill, planBillControls } from './plots/plan_bill.js';
import { planBreakEven, planBreakEvenControls } from './plots/plan_break_even.js';
import { planFleetCost, planFleetCostControls } from './plots/plan_fleet_cost.js';
import { planLoad, planLoadControls } from './plots/plan_load.js';
import { planTornado, planTornadoControls } from './plots/plan_tornado.js';
import { sliceControls, slices } from './plots/slices.js';
import { timeline, timelineControls } from './plots/timeline.js';
import { traffic } from './plots/traffic.js';

const started = performance.now();
const none = () => [];
const PLOTS = {
  bill: [bill, none],
  cost_delay: [costDelay, attackControl],
  convergence: [convergence, convergenceControls],
  curves: [curves, none],
  delay_split: [delaySplit, (hub) => attackControl(hub).map(([k, l, options]) => [k, l, [options.at(-1), ...options.slice(0, -1)]])],
  differences: [differences, differenceControl],
  fleet_cost: [fleetCost, none],
  forest: [forest, forestControls],
  front: [front, frontControls],
  hypervolume: [hypervolume, none],
  importance: [importance, importanceControls],
  parallel: [parallel, none],
  plan_bill: [planBill, planBillControls],
  plan_break_even: [planBreakEven, planBreakEvenControls],
  plan_fleet_cost: [planFleetCost, planFleetCostControls],
  plan_load: [planLoad, planLoadControls],
  plan_tornado: [planTornado, planTornadoControls],
  slices: [slices, sliceControls],
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
