// Three small plots for each mount: operations, bytes, latency.

import {fresh, say} from './dom.js';
import {WINDOW_MS} from './stats.js';

const WIDTH = 120;
const HEIGHT = 30;
/** Newer than that, a figure is of now. */
const FRESH_MS = 3_000;

const whole = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const fine = new Intl.NumberFormat('en', {minimumFractionDigits: 1, maximumFractionDigits: 1});
const number = (value) => (value === 0 || value >= 100 ? whole : fine).format(value);

/** The least that is at the top of a plot, so that noise looks like noise. */
const METRICS = [
  {field: 'operations', label: 'ops/s', name: 'operations a second', least: 10,
    format: (value) => (value >= 100_000 ? `${whole.format(value / 1000)}k` : whole.format(value))},
  {field: 'bytes', label: 'MiB/s', name: 'MiB a second', least: 1 << 20, format: (value) => number(value / (1 << 20))},
  {field: 'p99', label: 'p99', name: '99th percentile of latency, waiting for locks left out', least: 100, format: duration},
];

function duration(micros) {
  if (micros < 1000) return `${whole.format(micros)} µs`;
  return micros < 1_000_000 ? `${number(micros / 1000)} ms` : `${number(micros / 1_000_000)} s`;
}

/** The plots of one mount, empty at first, so that they take their place at once. */
export class Plots {
  #plots;

  constructor(parent) {
    this.#plots = METRICS.map((metric) => ({metric, element: fresh('plot-template')}));
    parent.replaceChildren(...this.#plots.map(({metric, element}) => {
      say(element.querySelector('.label'), metric.label);
      element.title = metric.name;
      return element;
    }));
    this.draw([]);
  }

  draw(series) {
    const end = series.at(-1)?.at ?? 0;
    for (const {metric, element} of this.#plots) draw(element, metric, series, end);
  }
}

function draw(element, metric, series, end) {
  const values = series.map((sample) => sample[metric.field]).filter((value) => value != null);
  const peak = values.length > 0 ? Math.max(...values) : null;
  const last = series.at(-1)?.[metric.field];
  const now = last != null && end - series.at(-1).at < FRESH_MS ? metric.format(last) : '–';
  say(element.querySelector('.now'), now);
  say(element.querySelector('.peak'), peak === null ? '' : `peak ${metric.format(peak)}`);
  element.setAttribute('aria-label', `${metric.name}: now ${now === '–' ? 'none' : now}${peak === null ? '' : `, peak ${metric.format(peak)} in 2 minutes`}`);
  const runs = points(series, metric, Math.max(peak ?? 0, metric.least), end);
  element.querySelector('.curve').setAttribute('d', runs.map(line).join(''));
  element.querySelector('.area').setAttribute('d', runs.map(area).join(''));
}

/** Runs of points without a gap. */
function points(series, metric, top, end) {
  const runs = [];
  let run = [];
  for (const sample of series) {
    const value = sample[metric.field];
    if (value == null) {
      if (run.length > 0) runs.push(run);
      run = [];
    } else {
      run.push([WIDTH * (1 - (end - sample.at) / WINDOW_MS), HEIGHT - 1 - (value / top) * (HEIGHT - 3)]);
    }
  }
  if (run.length > 0) runs.push(run);
  return runs;
}

/** A single point is a short dash. */
function line(run) {
  const all = run.length === 1 ? [[run[0][0] - 1, run[0][1]], run[0]] : run;
  return all.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}

function area(run) {
  const [first, last] = [run[0][0], run.at(-1)[0]];
  return `${line(run)}L${last.toFixed(1)} ${HEIGHT}L${first.toFixed(1)} ${HEIGHT}Z`;
}
