import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shopRows, writeShop } from '../helpers/shopFiles';
import { temporaryFolder } from '../helpers/temporaryFolder';

const ROOT = join(__dirname, '..', '..');

/** A component from outside, as a user's JavaScript: the mean of a sequence's steps through a dense layer. */
const MEAN_ENCODER = `
const { Dense, defineEncoder, encoders, SequenceEncoder, tf, z } = require('ledgerwalk');

class MeanEncoder extends SequenceEncoder {
  constructor(features, units, random) {
    super();
    this.units = units;
    this.dense = this.part('dense', new Dense(features, units, random, 'tanh'));
  }

  encode(steps, mask) {
    MeanEncoder.calls++;
    const count = tf.maximum(tf.sum(mask, 1, true), 1);
    return { pooled: this.dense.call(tf.div(tf.sum(tf.mul(steps, tf.expandDims(mask, 2)), 1), count)) };
  }
}
MeanEncoder.calls = 0;
exports.MeanEncoder = MeanEncoder;

exports.mean = defineEncoder({
  name: 'mean',
  summary: 'the mean of the steps',
  options: z.strictObject({ units: z.number().default(8) }),
  build: ({ units }, features, random) => new MeanEncoder(features, units, random),
});
encoders.add(exports.mean);
`;

/** Trains, scores, saves and loads with it, and names trials that do and do not use it. */
const USES_IT = `
const { MeanEncoder } = require('./meanEncoder');
const { completeConfiguration, fit, loadModel, prepare, readLog, trialId } = require('ledgerwalk');

async function main() {
  const schema = { customer: 'who', item: 'what', time: { column: 'when' }, amount: 'paid' };
  const { log } = await readLog('shop.csv', schema);
  const task = { name: 'horizon', horizonDays: 30 };
  const data = await prepare(log, task, { negatives: { rate: 0.5 } });
  const model = { name: 'fused', branches: [{ name: 'sequence', encoder: 'mean' }] };
  const fitted = await fit({ ...model, training: { epochs: 2 } }, data);
  const scores = fitted.predict(data.test.asOf);
  const loaded = await loadModel(JSON.parse(JSON.stringify(fitted)));
  const idOf = (encoder) =>
    trialId(
      completeConfiguration(
        {
          dataset: { name: 'file', file: 'shop.csv', schema },
          task,
          model: { name: 'fused', branches: [{ name: 'sequence', encoder }] },
        },
        'here',
      ),
      log.fingerprint,
    );
  const again = loaded.predict(data.test.asOf);
  const same = again.every((score, i) => score === scores[i]);
  console.log(JSON.stringify({ calls: MeanEncoder.calls, size: scores.length, same, mean: idOf('mean'), gru: idOf('gru') }));
}
main();
`;

const RUNS_AN_EXPERIMENT = `
const lw = require('ledgerwalk');

async function main() {
  const schema = { customer: 'who', item: 'what', time: { column: 'when' }, amount: 'paid' };
  const experiment = lw.completeExperiment(
    {
      name: 'again',
      title: 'Again within 30 days',
      dataset: { name: 'file', file: 'shop.csv', schema },
      task: { name: 'horizon', horizonDays: 30 },
      presets: { quick: { seeds: 2 } },
      rows: [
        { name: 'majority', title: 'majority', model: 'majority' },
        { name: 'logistic', title: 'logistic', model: { name: 'logistic', features: ['rfm'] } },
      ],
      comparisons: [['logistic', 'majority']],
    },
    'here',
  );
  const configurations = lw.plan(experiment, 'quick').flatMap((row) => row.configurations);
  const sweep = await lw.runAll(configurations, { workers: 2, runs: 'runs', cache: 'cache' });
  const results = await lw.collect(experiment, 'quick', 'runs');
  const tables = lw.writeTables(results, 'tables');
  const figures = await lw.writeFigures(results, 'figures');
  const { log } = await lw.readLog('shop.csv', schema);
  const graph = new lw.InteractionGraph(log.before(log.end));
  const view = lw.viewOf(graph, { view: 'items', items: 8, customers: 60, ties: 10, seed: 0 });
  const drawing = await lw.draw(view, {
    title: 'Bought together',
    subtitle: '',
    nameOf: (_, index) => ({ id: log.items[index], name: log.itemNames[index] }),
  });
  console.log(JSON.stringify({ ...sweep, files: [...tables, ...figures], page: lw.toPage(drawing) }));
}
main();
`;

describe('the package', function () {
  this.timeout(180_000);
  const folder = temporaryFolder();

  /** The program that the README shows. */
  const [, program] = /## Use it as a library\n[\s\S]*?```ts\n([\s\S]*?)```/.exec(
    readFileSync(join(ROOT, 'README.md'), 'utf8'),
  ) ?? ['', ''];

  before(() => {
    const run = (command: string, args: readonly string[], cwd: string) =>
      execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    run('npm', ['pack', '--silent', '--pack-destination', folder()], ROOT);
    const [tarball] = readdirSync(folder()).filter((name) => name.endsWith('.tgz'));
    writeFileSync(join(folder(), 'package.json'), '{ "name": "somebody", "private": true }');
    run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder(), tarball)], folder());
    writeShop(folder());
  });

  /** What a program of the project prints. */
  function outputOf(name: string, text: string): string {
    writeFileSync(join(folder(), name), text);
    // The project has no native engine, whatever runs here.
    const { LEDGERWALK_BACKEND: _, ...env } = process.env;
    const { stdout, stderr, status } = spawnSync(process.execPath, [name], { cwd: folder(), encoding: 'utf8', env });
    assert.equal(status, 0, stderr);
    return stdout;
  }

  it('holds the library, and no data, tests or sources of other parts', () => {
    const home = join(folder(), 'node_modules/ledgerwalk');
    assert.deepEqual(readdirSync(home).sort(), ['LICENSE', 'README.md', 'build', 'dist', 'package.json']);
    const files = readdirSync(home, { recursive: true, encoding: 'utf8' });
    assert.deepEqual(
      files.filter((file) => /\.(csv|parquet|tsbuildinfo|map)$|\.test\./.test(file)),
      [],
    );
  });

  it('is all that the program in the README needs', () => {
    const lines = outputOf('program.mjs', program).trim().split('\n');
    const [, nodes, edges, numbers] = /^(\d+) nodes, (\d+) edges, (\d+) numbers$/.exec(lines[0]) ?? [];
    const rows = shopRows();
    const distinct = (values: readonly string[]) => new Set(values).size;
    assert.equal(Number(nodes), distinct(rows.map(([who]) => who)) + distinct(rows.map(([, what]) => what)));
    assert.equal(Number(edges), distinct(rows.map(([who, what]) => `${who} ${what}`)));
    assert.equal(Number(numbers), 16 * Number(nodes));
    // A third of the customers buy each week: whoever is told from the others is found.
    const [, precision] = /^average precision ([\d.]+)$/.exec(lines[1]) ?? [];
    assert.ok(Number(precision) > 0.6, lines[1]);
    const scores = lines.slice(2).map((line) => line.split(' '));
    assert.deepEqual(scores.map(([who]) => who).sort(), [...new Set(rows.map(([who]) => who))].sort());
    for (const [who, score] of scores) assert.ok(Number(score) > 0 && Number(score) < 1, `${who} ${score}`);
  });

  it('declares its types', () => {
    writeFileSync(join(folder(), 'program.mts'), program);
    writeFileSync(
      join(folder(), 'wrong.mts'),
      `import { prepare } from 'ledgerwalk';\nprepare('shop.csv', 'horizon');\n`,
    );
    const check = (file: string) =>
      spawnSync(
        process.execPath,
        [
          require.resolve('typescript/bin/tsc'),
          ...['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--skipLibCheck'],
          ...['--typeRoots', join(ROOT, 'node_modules/@types'), '--types', 'node', file],
        ],
        { cwd: folder(), encoding: 'utf8' },
      );
    assert.equal(check('program.mts').stdout, '');
    assert.match(check('wrong.mts').stdout, /wrong\.mts\(2,9\): error TS2345/);
  });

  it('takes a component from outside, whose code names the trials that use it', () => {
    const runWith = (encoder: string) => {
      writeFileSync(join(folder(), 'meanEncoder.js'), encoder);
      return JSON.parse(outputOf('usesIt.js', USES_IT)) as Record<'calls' | 'size', number> &
        Record<'mean' | 'gru', string> & { same: boolean };
    };
    const first = runWith(MEAN_ENCODER);
    assert.ok(first.calls > 0 && first.size > 0 && first.same, JSON.stringify(first));
    assert.notEqual(first.mean, first.gru);
    assert.deepEqual(runWith(`${MEAN_ENCODER}\n// Another comment.\n`), first);
    const changed = runWith(MEAN_ENCODER.replace("'tanh'", "'relu'"));
    assert.notEqual(changed.mean, first.mean);
    assert.equal(changed.gru, first.gru);
  });

  it('runs an experiment in worker processes, and writes tables, figures and a page', () => {
    const { ran, failed, files, page } = JSON.parse(outputOf('experiment.js', RUNS_AN_EXPERIMENT));
    assert.deepEqual([ran, failed], [4, []]);
    for (const ending of ['again.md', 'again.tex', 'again-overview.svg', 'again-overview.png'])
      assert.ok(
        files.some((file: string) => file.endsWith(ending) && existsSync(join(folder(), file))),
        ending,
      );
    assert.match(page, /<title>Bought together<\/title>/);
    assert.doesNotMatch(page, /\{\{/);
  });
});
