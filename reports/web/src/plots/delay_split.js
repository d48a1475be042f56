// Where the time to detect went, a bar per policy.

import { duration, durationTick, timeScale } from '../format.js';
import { detectionsOf } from '../study.js';
import { stackedBars } from './stacked_bars.js';

const PARTS = ['attack', 'agent', 'queue', 'reconnect', 'network', 'shaping', 'hub', 'pipeline'];

/** Parts of one attack, or of all, weighted by the units detected. */
function partsOf(detections) {
  const detected = detections.reduce((sum, d) => sum + d.parts.detected, 0);
  return PARTS.map((part) =>
    detected === 0
      ? 0
      : detections.reduce((sum, d) => sum + (d.parts[`${part}_seconds`] ?? 0) * d.parts.detected, 0) / detected,
  );
}

export function delaySplit(settings, colour, figure) {
  const detections = detectionsOf(settings.hub).filter((d) => settings.attack === '' || d.attack === settings.attack);
  const names = [...new Set(detections.map((d) => d.policy))];
  const columns = names.map((name) => partsOf(detections.filter((d) => d.policy === name)));
  return stackedBars({
    names,
    parts: PARTS.map((part, i) => ({ name: part, values: columns.map((column) => column[i]) })),
    format: duration,
    formatTick: durationTick,
    scale: timeScale,
    axisName: 'mean over detected devices',
    colour,
    figure,
    unit: 's',
  });
}
