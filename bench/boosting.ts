import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../src/base/random';
import type { LabelledTable } from '../src/baselines/baseline';
import { gradientBoosting } from '../src/baselines/boosting/boosting';
import { averagePrecision, rocAuc } from '../src/evaluation/ranking';
import { type Bench, cell, markdown, summary } from './bench';

const COLUMNS = 28;
const PARTS = { train: 131_000, validation: 50_000, test: 50_000 };
const OPTIONS = gradientBoosting.options.parse({ numTrees: 300, patience: 300 });
const TURNS = 5;

/** One training: seconds of the clock and of the processor, and the scores of the test rows. */
interface Turn {
  readonly wall: number;
  readonly cpu: number;
  readonly trees: number;
  readonly scores: Float64Array;
}

type Parts = Record<keyof typeof PARTS, LabelledTable>;

export const boosting: Bench = {
  name: 'boosting',
  description: `gradient boosting, ${OPTIONS.numTrees} trees on ${PARTS.train} × ${COLUMNS}, average precision of ${PARTS.validation} rows after each`,

  async run({ python, turns = TURNS, print }) {
    const parts = data();
    const folder = mkdtempSync(join(tmpdir(), 'ledgerwalk-bench-'));
    const sides: Record<string, { run: (seed: number) => Turn; turns: Turn[] }> = {
      Ledgerwalk: { run: (seed) => ours(parts, seed), turns: [] },
    };
    if (python) {
      write(parts, folder);
      sides.LightGBM = { run: (seed) => peer(python, folder, seed), turns: [] };
    }
    try {
      for (let turn = 0; turn < turns; turn++) for (const side of Object.values(sides)) side.turns.push(side.run(turn));
    } finally {
      rmSync(folder, { recursive: true });
    }
    const { text, figures } = report(sides, parts.test.label);
    print(text);
    return figures;
  },
};

function report(sides: Record<string, { turns: Turn[] }>, label: Uint8Array) {
  const figures = Object.entries(sides).map(([side, { turns }]) => ({
    side,
    wall: summary(turns.map(({ wall }) => wall)),
    cpu: summary(turns.map(({ cpu }) => cpu)),
    auc: summary(turns.map(({ scores }) => rocAuc(scores, label))),
    averagePrecision: summary(turns.map(({ scores }) => averagePrecision(scores, label))),
  }));
  const peer = figures.at(-1)!;
  const rows = figures.map(({ side, wall, cpu, auc, averagePrecision }) => [
    side,
    cell(wall, 2),
    cell(cpu, 2),
    (wall.median / peer.wall.median).toFixed(2),
    (cpu.median / peer.cpu.median).toFixed(2),
    cell(auc, 4),
    cell(averagePrecision, 4),
  ]);
  const header = ['one thread', 'seconds (least–most)', 'processor seconds', 'ratio', 'processor ratio', 'AUC', 'AP'];
  return { text: markdown(header, rows), figures };
}

function ours({ train, validation, test }: Parts, seed: number): Turn {
  const clock = performance.now();
  const before = process.cpuUsage();
  const model = gradientBoosting.fit(train, validation, OPTIONS, seed);
  const { user, system } = process.cpuUsage(before);
  const wall = (performance.now() - clock) / 1000;
  const scores = Float64Array.from(model.predict(test.table));
  return { wall, cpu: (user + system) / 1e6, trees: Number(model.diagnostics.trees), scores };
}

function peer(python: string, folder: string, seed: number): Turn {
  const options = {
    columns: COLUMNS,
    trees: OPTIONS.numTrees,
    learning_rate: OPTIONS.learningRate,
    num_leaves: OPTIONS.numLeaves,
    min_data_in_leaf: OPTIONS.minSamplesLeaf,
    bagging_fraction: OPTIONS.subsample,
    bagging_freq: 1,
    feature_fraction: OPTIONS.colsample,
    seed,
  };
  const script = join(__dirname, 'peers', 'boosting.py');
  const printed = execFileSync(python, [script, folder, JSON.stringify(options)], { encoding: 'utf8' });
  const { buffer } = new Uint8Array(readFileSync(join(folder, 'scores')));
  return { ...JSON.parse(printed), scores: new Float64Array(buffer) };
}

/** Rows of normal and of rounded values, 3 % missing, with interactions in the log-odds; 5 % positive. */
function data(): Parts {
  const random = Random.of(0, 'boosting bench');
  const columns = Array.from({ length: COLUMNS }, (_, c) => `c${c}`);
  const make = (rows: number): LabelledTable => {
    const values = new Float32Array(rows * COLUMNS);
    const label = new Uint8Array(rows);
    for (let i = 0; i < rows; i++) {
      const row = values.subarray(i * COLUMNS, (i + 1) * COLUMNS);
      for (let c = 0; c < COLUMNS; c++) {
        const value = random.normal();
        row[c] = random.next() < 0.03 ? Number.NaN : c < 6 ? Math.round(2 * value) : value;
      }
      const known = (c: number) => row[c] || 0;
      const curve = 0.8 * Math.sin(2 * known(8)) + 0.5 * (known(9) > 1 ? known(2) : 0);
      const z = -5 + known(0) + 0.7 * known(1) * known(7) + curve;
      label[i] = random.next() < 1 / (1 + Math.exp(-z)) ? 1 : 0;
    }
    return { table: { rows, columns, values }, label };
  };
  return { train: make(PARTS.train), validation: make(PARTS.validation), test: make(PARTS.test) };
}

function write(parts: Parts, folder: string): void {
  for (const [name, { table, label }] of Object.entries(parts)) {
    writeFileSync(join(folder, `${name}.x`), table.values);
    writeFileSync(join(folder, `${name}.y`), label);
  }
}
