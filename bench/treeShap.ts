import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../src/base/random';
import type { LabelledTable } from '../src/baselines/baseline';
import { gradientBoosting } from '../src/baselines/boosting/boosting';
import type { Table } from '../src/data/table';
import { treeShap as explain } from '../src/explain/treeShap';
import type { Bench } from './bench';
import { inFolder } from './folder';
import { type Ours, type Side, sidesTable, takeTurns } from './sides';

const TURNS = 5;
const COLUMNS = 28;
const ROWS = { train: 20_000, explained: 2000 };
const OPTIONS = gradientBoosting.options.parse({ numTrees: 200, patience: 200 });

interface Options {
  readonly folder: string;
  readonly columns: number;
}

export const treeShap: Bench = {
  name: 'tree-shap',
  description: `exact SHAP values of gradient boosting, up to ${OPTIONS.numTrees} trees of ${OPTIONS.numLeaves} leaves, ${ROWS.explained} rows × ${COLUMNS}`,

  run: ({ python, turns = TURNS, print }) =>
    inFolder(async (folder) => {
      write(folder, ROWS.train, ROWS.explained);
      const options = { folder, columns: COLUMNS };
      const sides: Side[] = [
        { name: 'Ledgerwalk', threads: 1, options },
        { name: 'shap', threads: 1, options, peer: 'treeShap.py' },
      ];
      const figures = await takeTurns('treeShap', sides, { python, turns });
      print(sidesTable('TreeSHAP', figures, ['Ledgerwalk'], 'rows/s'));
      const theirs = join(folder, 'values');
      if (existsSync(theirs)) print(`Largest difference of a value: ${differenceTo(theirs, folder).toExponential(1)}.`);
      return figures;
    }),
};

export const ours: Ours<Options> = async ({ folder }) => {
  const { model, table } = read(folder);
  return () => {
    const start = performance.now();
    explain(model.ensemble!, table);
    return { seconds: (performance.now() - start) / 1000, work: table.rows };
  };
};

function differenceTo(path: string, folder: string): number {
  const { buffer } = new Uint8Array(readFileSync(path));
  const theirs = new Float64Array(buffer);
  const { model, table } = read(folder);
  const { values } = explain(model.ensemble!, table);
  return values.reduce((most, value, i) => Math.max(most, Math.abs(value - theirs[i])), 0);
}

/** Trains a model; writes it, its trees as the peer takes them, and the rows to be explained. */
export function write(folder: string, train: number, explained: number): void {
  const random = Random.of(0, 'tree shap bench');
  const model = gradientBoosting.fit(data(train, random), data(train, random), OPTIONS, 0);
  const { trees, offset, rate } = model.ensemble!;
  const flat = trees.map((tree) => ({
    ...Object.fromEntries(Object.entries(tree).map(([name, values]) => [name, Array.from(values as Float64Array)])),
    // JSON knows no infinity.
    threshold: Array.from(tree.threshold, (threshold) => Math.min(threshold, Number.MAX_VALUE)),
  }));
  writeFileSync(join(folder, 'model.json'), JSON.stringify(model));
  writeFileSync(join(folder, 'trees.json'), JSON.stringify({ trees: flat, offset, rate }));
  writeFileSync(join(folder, 'rows'), data(explained, random).table.values);
}

function read(folder: string) {
  const model = gradientBoosting.load(
    gradientBoosting.saved.parse(JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'))),
  );
  const { buffer } = new Uint8Array(readFileSync(join(folder, 'rows')));
  const values = new Float32Array(buffer);
  const table: Table = { rows: values.length / COLUMNS, columns: model.ensemble!.columns, values };
  return { model, table };
}

/** Normal values, 5 % missing, with an interaction in the log-odds. */
function data(rows: number, random: Random): LabelledTable {
  const values = Float32Array.from({ length: rows * COLUMNS }, () =>
    random.next() < 0.05 ? Number.NaN : random.normal(),
  );
  const label = Uint8Array.from({ length: rows }, (_, row) => {
    const [a, b, c] = values.subarray(row * COLUMNS);
    return random.next() < 1 / (1 + Math.exp(2 - (a || 0) - (b || 0) * (c || 0))) ? 1 : 0;
  });
  return { table: { rows, columns: Array.from({ length: COLUMNS }, (_, c) => `c${c}`), values }, label };
}
