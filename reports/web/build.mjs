// Puts the page together: bundles src/main.js with esbuild, and inlines script, style and
// licences into page.html. Run by CMake in a copy of this folder, after `npm ci`.
//
//   node build.mjs <esbuild> <output.html>
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const [esbuild, output] = process.argv.slice(2);

const escapeHtml = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');

function bundle() {
  const script = execFileSync(
    esbuild,
    ['src/main.js', '--bundle', '--minify', '--format=iife', '--target=es2020', '--charset=utf8', '--legal-comments=none'],
    { cwd: new URL('.', import.meta.url), encoding: 'utf8', maxBuffer: 64 << 20 },
  );
  // Inside a script element these two would end it or change how it is read.
  return script.replace(/<\/script/gi, '<\\/script').replace(/<!--/g, '<\\!--').trim();
}

function licences() {
  const parts = [
    ['Apache ECharts: notice', 'node_modules/echarts/NOTICE'],
    ['Apache ECharts: licence', 'node_modules/echarts/LICENSE'],
    ['Apache ECharts: parts derived from d3', 'node_modules/echarts/licenses/LICENSE-d3'],
    ['zrender', 'node_modules/zrender/LICENSE'],
    ['tslib', 'node_modules/tslib/CopyrightNotice.txt'],
  ];
  return parts.map(([title, path]) => `${title}\n${'-'.repeat(title.length)}\n${read(path).trim()}\n`).join('\n\n');
}

const script = bundle();
const values = {
  '@script-hash@': `sha256-${createHash('sha256').update(script, 'utf8').digest('base64')}`,
  '@style@': read('style.css').trim(),
  '@licences@': escapeHtml(licences()),
  '@script@': script,
};
// One pass with a function: the bundle holds `$&` and marker-like text that must stay as it is.
const page = read('page.html').replace(/@(script-hash|style|licences|script)@/g, (marker) => values[marker]);
writeFileSync(output, page);
