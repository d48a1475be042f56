// Numbers as people read them; the same rules as number_format.cc, so that tables and plots agree.

const trim = (text) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

/** Three significant digits, no exponent for everyday sizes, thin spaces between thousands. */
export function number(x) {
  if (x === null || x === undefined || Number.isNaN(x)) return '–';
  if (!Number.isFinite(x)) return x > 0 ? '∞' : '-∞';
  if (x === 0) return '0';
  const size = Math.abs(x);
  if (size < 1e-4 || size >= 1e15) return x.toExponential(2);
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(size)));
  const [whole, fraction] = trim(size.toFixed(Math.min(decimals, 7))).split('.');
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, '\u202f') : whole;
  return (x < 0 ? '-' : '') + grouped + (fraction ? `.${fraction}` : '');
}

function scaled(x, step, units, suffix = '') {
  let size = Math.abs(x);
  let index = 0;
  while (size >= step * 0.9995 && index + 1 < units.length) {
    size /= step;
    index += 1;
  }
  return `${number(Math.sign(x) * size)} ${units[index]}${suffix}`;
}

export const bytes = (x, suffix = '') => scaled(x, 1000, ['B', 'kB', 'MB', 'GB', 'TB', 'PB'], suffix);

export function duration(seconds) {
  const size = Math.abs(seconds);
  if (!Number.isFinite(seconds)) return '∞';
  if (size === 0) return '0 s';
  if (size < 1e-3) return `${number(seconds * 1e6)} µs`;
  if (size < 1) return `${number(seconds * 1e3)} ms`;
  if (size < 120) return `${number(seconds)} s`;
  if (size < 7200) return `${number(seconds / 60)} min`;
  if (size < 172800) return `${number(seconds / 3600)} h`;
  return `${number(seconds / 86400)} d`;
}

/** The same for axis ticks, which are round: "1 min" and not "60 s". */
export function durationTick(seconds) {
  const units = [[86400, 'd'], [3600, 'h'], [60, 'min']];
  const [size, unit] = units.find(([s]) => seconds >= s && seconds % s === 0) ?? [0, ''];
  return size ? `${number(seconds / size)} ${unit}` : duration(seconds);
}

const ROUND_TIMES = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800];

/** The distance of ticks that divides `span` seconds into some six parts. */
export function timeInterval(span) {
  const wanted = span / 6;
  if (wanted < 1) return undefined;
  return ROUND_TIMES.find((t) => t >= wanted) ?? Math.ceil(wanted / 604800) * 604800;
}

/** Settings of an axis from 0 to `largest` seconds that ends on a tick. */
export function timeScale(largest) {
  const interval = timeInterval(largest);
  return interval ? { interval, max: interval * Math.ceil(largest / interval) } : {};
}

export function money(usd) {
  const size = Math.abs(usd);
  if (size >= 1e15) return `${usd < 0 ? '-' : ''}$${number(size)}`;
  const text = size === 0 || size >= 1 ? Math.abs(usd).toFixed(size >= 1000 ? 0 : 2) : number(size);
  const [whole, fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u202f');
  return `${usd < 0 ? '-' : ''}$${grouped}${fraction ? `.${fraction}` : ''}`;
}

/** Ticks need no cents where they are whole dollars. */
export const moneyTick = (usd) => (Number.isInteger(usd) ? money(usd).replace(/\.00$/, '') : money(usd));

export const percent = (p) => `${number(100 * p)} %`;

/** A value of a measure with the unit it is given in. */
export function withUnit(x, unit) {
  if (x === null || x === undefined) return '–';
  if (unit === 'B') return bytes(x);
  if (unit.startsWith('B/')) return bytes(x, unit.slice(1));
  if (unit === 's') return duration(x);
  if (unit.startsWith('USD')) return money(x) + unit.slice(3);
  return unit ? `${number(x)} ${unit}` : number(x);
}

/** Words from a name of the result file: "uplink_payload_bytes" -> "uplink payload bytes". */
export const words = (name) => name.replace(/_/g, ' ');

export const escapeHtml = (text) =>
  String(text).replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c]);
