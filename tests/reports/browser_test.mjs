// Opens reports of the test study in a headless browser and checks what a reader would meet:
// every plot drawn, no error, nothing fetched, light and dark, markup in names inert.
//
//   node browser_test.mjs <report_sample program> <chromium>
// Exit 77 tells ctest that the test was skipped.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [sampleProgram, chromium] = process.argv.slice(2);
if (!chromium || !existsSync(chromium)) {
  console.log('skipped: no chromium was found (set PICKET_CHROMIUM to its path)');
  process.exit(77);
}

const folder = mkdtempSync(join(tmpdir(), 'picket-report-'));
let failures = 0;
function check(condition, says) {
  console.log(`${condition ? 'ok  ' : 'FAIL'} ${says}`);
  if (!condition) failures += 1;
}

function browse(page, ...options) {
  const profile = mkdtempSync(join(folder, 'profile-'));
  const run = spawnSync(
    chromium,
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--enable-logging=stderr',
      '--window-size=1400,1000',
      `--user-data-dir=${profile}`,
      ...options,
      pathToFileURL(page).href,
    ],
    { encoding: 'utf8', maxBuffer: 256 << 20, timeout: 120000, env: { ...process.env, HOME: profile } },
  );
  return { dom: run.stdout, log: run.stderr, status: run.status };
}

function report(name, ...options) {
  const page = join(folder, `${name}.html`);
  writeFileSync(page, execFileSync(sampleProgram, options, { maxBuffer: 256 << 20 }));
  return page;
}

/** The opening tag of the root element carries what the page says about itself. */
function rootData(dom) {
  const tag = dom.match(/<html[^>]*>/)?.[0] ?? '';
  return Object.fromEntries([...tag.matchAll(/data-([a-z-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
}

/** Frames of plots with what was drawn into each: marks, and shapes of its picture. */
function figures(dom) {
  return dom
    .split('<figure ')
    .slice(1)
    .map((part) => part.slice(0, part.indexOf('</figure>')))
    .map((part) => ({
      id: part.match(/id="([^"]*)"/)?.[1],
      plot: part.match(/data-plot="([^"]*)"/)?.[1],
      marks: Number(part.match(/data-marks="(\d+)"/)?.[1] ?? 0),
      shapes: (part.match(/<path /g) ?? []).length,
      spoken: part.match(/aria-label="([^"]*)"/)?.[1] ?? '',
    }));
}

function checkPage(name, dom, log, leastPlots) {
  const root = rootData(dom);
  check(root.ready === 'true', `${name}: the page says that it is ready (in ${root.ms} ms)`);
  check(root.errors === '0', `${name}: no error, no blocked address (${root['last-error'] ?? 'none'})`);
  check(!/CONSOLE.*(error|exception|refused|violat)/i.test(log), `${name}: the console holds no error`);
  const drawn = figures(dom);
  check(drawn.length >= leastPlots && drawn.length === Number(root.plots), `${name}: ${drawn.length} plots`);
  for (const figure of drawn) {
    check(figure.marks > 0 && figure.shapes > 5, `${name}: ${figure.id} has ${figure.marks} marks, ${figure.shapes} shapes`);
    check(/[a-z].*\.$/.test(figure.spoken), `${name}: ${figure.id} is described by a sentence`);
  }
  return drawn;
}

try {
  const page = report('sample');
  const text = readFileSync(page, 'utf8');
  check(/Content-Security-Policy" content="default-src 'none'; script-src 'sha256-/.test(text), 'only the script of the page may run');
  check(!/<(link|img|iframe|object|embed|source|video|audio)\b|<script[^>]*\ssrc=|@import|url\((?!#)/i.test(text.replace(/<script[\s\S]*?<\/script>/g, (s) => s.slice(0, s.indexOf('>') + 1))),
    'nothing in the page refers to another file');

  const light = browse(page, '--blink-settings=preferredColorScheme=1', '--dump-dom');
  const drawn = checkPage('light', light.dom, light.log, 13);
  const kinds = ['bill', 'cost_delay', 'curves', 'delay_split', 'differences', 'timeline', 'traffic'];
  check(kinds.every((kind) => drawn.some((figure) => figure.plot === kind)), `all kinds of plots: ${kinds.join(', ')}`);
  check(rootData(light.dom).shown === 'light', 'light: shown in light colours');

  const dark = browse(page, '--blink-settings=preferredColorScheme=0', '--dump-dom');
  checkPage('dark', dark.dom, dark.log, 13);
  check(rootData(dark.dom).shown === 'dark', 'dark: shown in dark colours');
  check(dark.dom.includes('#4aa5e8') && light.dom.includes('#0072b2'), 'plots take their colours from the theme');

  const picture = join(folder, 'light.png');
  browse(page, `--screenshot=${picture}`);
  check(existsSync(picture) && statSync(picture).size > 60000, 'a picture of the page is not blank');

  // An address that never answers would leave the page waiting; a proxy that does not exist makes
  // any fetch an error.
  const offline = browse(page, '--proxy-server=127.0.0.1:1', '--dump-dom');
  checkPage('without network', offline.dom, offline.log, 13);

  const hostile = browse(report('hostile', '--hostile'), '--dump-dom');
  checkPage('markup in a name', hostile.dom, hostile.log, 13);
  check(!/<title>taken/.test(hostile.dom) && !/<img src="x"/.test(hostile.dom), 'markup in a name stays text');

  // Studies of many points, and plans: the same template with plots of their own.
  const sweepKinds = ['convergence', 'fleet_cost', 'forest', 'front', 'importance', 'parallel', 'slices'];
  const planKinds = ['plan_bill', 'plan_break_even', 'plan_fleet_cost', 'plan_load', 'plan_tornado'];
  for (const [name, kinds, ...options] of [
    ['plan', planKinds, '--plan'],
    ['plan of two replications', planKinds, '--plan', 'few'],
    ['plan without hubs that hold the fleet', planKinds.filter((kind) => kind !== 'plan_break_even'), '--plan', 'impossible'],
    ['plan with markup in a name', planKinds, '--plan', 'hostile'],
    ['sweep', sweepKinds, '--sweep'],
    ['tune', [...sweepKinds, 'hypervolume'], '--tune'],
    ['sweep of two replications', sweepKinds, '--sweep', 'few'],
    ['sweep with markup in a name', sweepKinds, '--sweep', 'hostile'],
  ]) {
    const many = browse(report(name.replaceAll(' ', '-'), ...options), '--dump-dom');
    const plots = checkPage(name, many.dom, many.log, kinds.length);
    check(kinds.every((kind) => plots.some((figure) => figure.plot === kind)), `${name}: all kinds of plots: ${kinds.join(', ')}`);
    check(!/<title>taken/.test(many.dom) && !/<img src="x"/.test(many.dom), `${name}: names stay text`);
  }

  // Canaries: the checks above must be able to fail.
  const broken = join(folder, 'broken.html');
  writeFileSync(broken, text.replace('"schema_version":1', '"schema_version":'));
  const canary = browse(broken, '--dump-dom');
  check(rootData(canary.dom).ready === undefined && Number(rootData(canary.dom).errors) > 0, 'a broken page is noticed');
  const fetching = join(folder, 'fetching.html');
  writeFileSync(fetching, text.replace('</body>', '<img src="http://127.0.0.1:1/x.png"></body>'));
  const blocked = browse(fetching, '--dump-dom');
  check(/CONSOLE.*(refused|violat)/i.test(blocked.log), 'a page that fetches is stopped and noticed');

  const few = browse(report('few', '--few'), '--dump-dom');
  checkPage('two replications', few.dom, few.log, 13);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(failures === 0 ? 'all well' : `${failures} checks failed`);
process.exit(failures === 0 ? 0 : 1);
