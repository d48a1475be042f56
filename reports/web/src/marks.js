// Policies and components are told apart by colour and by something else: a symbol and a dash for
// lines and points, a pattern for bars. The order is that of the tables (see marks.cc).

const SYMBOLS = [
  'circle',
  'rect',
  'triangle',
  'diamond',
  'path://M0,3 L3,0 L6,3 L9,0 L12,3 L9,6 L12,9 L9,12 L6,9 L3,12 L0,9 L3,6 Z',
  'path://M0,0 L12,0 L6,11 Z',
  'path://M4,0 L8,0 L8,4 L12,4 L12,8 L8,8 L8,12 L4,12 L4,8 L0,8 L0,4 L4,4 Z',
  'path://M6,0 L12,5 L9.5,12 L2.5,12 L0,5 Z',
];
const DASHES = ['solid', [7, 4], [2, 3], [10, 3, 2, 3], 'solid', [7, 4], [2, 3], [10, 3, 2, 3]];

export const symbol = (index) => SYMBOLS[index % SYMBOLS.length];
export const dash = (index) => DASHES[(index + Math.floor(index / 8)) % DASHES.length];

const INK = 'rgba(0, 0, 0, 0.28)';
const DECALS = [
  { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: Math.PI / 6, color: INK },
  { symbol: 'circle', dashArrayX: [[8, 8], [0, 8, 8, 0]], dashArrayY: [6, 0], symbolSize: 0.6, color: INK },
  { symbol: 'none' },
  { symbol: 'rect', dashArrayX: [[6, 6], [0, 6, 6, 0]], dashArrayY: [6, 0], color: INK },
  { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4, color: INK },
  { symbol: 'triangle', dashArrayX: [[9, 9], [0, 9, 9, 0]], dashArrayY: [7, 2], symbolSize: 0.75, color: INK },
  { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [3, 3], color: INK },
  { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [1, 4], rotation: Math.PI / 2, color: INK },
];

export const decal = (index) => DECALS[index % DECALS.length];
