// Cost of every point against the number of devices of a kind.

import { study } from '../study.js';
import { parameters } from '../sweep.js';
import { scatterOver } from './slices.js';

export function fleetCost(settings, colour, figure) {
  const parameter = parameters.findIndex((p) => p.number && /^fleet[.[].*\.count$/.test(p.path));
  return scatterOver(
    parameter,
    study.cost,
    colour,
    figure,
    (policy) => study.slices.find((s) => s.policy === policy && s.parameter === parameter && s.measure === study.cost)?.groups ?? [],
  );
}
