// Whiskers and bands, which ECharts has no series for.

/** Data rows: [x, y, x_low, x_high, y_low, y_high]; an end that is null is not drawn. */
export function errorBars(name, rows, colour) {
  const line = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke: colour, lineWidth: 1.5 } });
  const CAP = 4;
  return {
    type: 'custom',
    name,
    silent: true,
    z: 1,
    clip: true,
    data: rows,
    encode: { x: [0, 2, 3], y: [1, 4, 5] },
    renderItem(params, api) {
      const [x, y, xLow, xHigh, yLow, yHigh] = rows[params.dataIndex];
      const children = [];
      if (yLow !== null && yHigh !== null) {
        const [px, low] = api.coord([x, yLow]);
        const [, high] = api.coord([x, yHigh]);
        children.push(line(px, low, px, high), line(px - CAP, low, px + CAP, low), line(px - CAP, high, px + CAP, high));
      }
      if (xLow !== null && xHigh !== null) {
        const [low, py] = api.coord([xLow, y]);
        const [high] = api.coord([xHigh, y]);
        children.push(line(low, py, high, py), line(low, py - CAP, low, py + CAP), line(high, py - CAP, high, py + CAP));
      }
      return { type: 'group', children };
    },
  };
}

/** A filled band between two step curves; rows: [x, low, high], sorted by x. */
export function band(name, rows, colour) {
  return {
    type: 'custom',
    name,
    silent: true,
    z: 0,
    clip: true,
    // One item draws the whole polygon; the data only says how far the axes must reach.
    data: rows.length ? [[rows[0][0], rows[0][1], rows.at(-1)[2]]] : [],
    encode: { x: 0, y: [1, 2] },
    renderItem(_, api) {
      const steps = (column) =>
        rows.flatMap((row, i) => {
          const here = api.coord([row[0], row[column]]);
          return i === 0 ? [here] : [api.coord([row[0], rows[i - 1][column]]), here];
        });
      return {
        type: 'polygon',
        shape: { points: [...steps(2), ...steps(1).reverse()] },
        style: { fill: colour, opacity: 0.16 },
      };
    },
  };
}
