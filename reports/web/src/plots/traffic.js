// What a device sends in a day, by what the bytes are for.

import { bytes } from '../format.js';
import { measureOf, policiesOf } from '../study.js';
import { stackedBars } from './stacked_bars.js';

const PATTERN = /^uplink_(.+)_bytes_per_device_day$/;

export function traffic(settings, colour, figure) {
  const policies = policiesOf(settings.hub);
  const names = [...new Set(policies.flatMap((p) => p.measures.map((m) => m.name)))].filter(
    (name) => PATTERN.test(name) && name !== 'uplink_total_bytes_per_device_day',
  );
  return stackedBars({
    names: policies.map((p) => p.policy),
    parts: names.map((name) => ({
      name: name.match(PATTERN)[1].replace(/_/g, ' '),
      values: policies.map((p) => measureOf(p, name)?.estimate.value ?? 0),
    })),
    format: bytes,
    axisName: 'bytes per device and day',
    colour,
    figure,
    unit: 'B per device-day',
  });
}
