// Programs that speak in lines of JSON.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/// Starts a program; `until` resolves with the value of a key when the program has said it, `end` with all that it said when it ends.
/// Both reject, with what it said, when the program ends badly or before.
export function start(command, parameters, environment = {}) {
  const child = spawn(command, parameters, { env: { ...process.env, ...environment }, stdio: ['pipe', 'pipe', 'inherit'] });
  const said = [];
  const waiting = new Set();
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    said.push(JSON.parse(line));
    for (const look of [...waiting]) look();
  });
  const ended = new Promise((resolve) => child.on('close', (code) => resolve(code)));
  let code;
  ended.then((value) => {
    code = value;
    for (const look of [...waiting]) look();
  });
  const failure = () => new Error(`${[command, ...parameters].join(' ')}: ended with ${code}, having said ${JSON.stringify(said)}`);
  const until = (key, from = 0) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = said.slice(from).find((what) => key in what);
        if (found === undefined && code === undefined) return;
        waiting.delete(look);
        if (found === undefined) reject(failure());
        else resolve(found[key]);
      };
      waiting.add(look);
      look();
    });
  const end = async () => {
    if ((await ended) !== 0) throw failure();
    return said;
  };
  const order = (text) => {
    const from = said.length;
    child.stdin.write(`${text}\n`);
    return until('answer', from);
  };
  return { until, end, order, close_input: () => child.stdin.end(), stop: () => child.kill() };
}
