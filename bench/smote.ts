import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../src/base/random';
import { startEngine } from '../src/engine/engine';
import { fitResample } from '../src/imbalance/resampling/resampler';
import { smote as kind } from '../src/imbalance/resampling/smote';
import type { Bench } from './bench';
import { inFolder } from './folder';
import { type Figures, type Ours, type Side, sidesTable, takeTurns } from './sides';

const TURNS = 7;
const ROWS = 100_000;
const COLUMNS = 30;
/** One positive in so many rows. */
const ONE_IN = [20, 5];

interface Options {
  readonly folder: string;
  readonly columns: number;
  readonly threads: number;
}

export const smote: Bench = {
  name: 'smote',
  description: `SMOTE of ${ROWS} rows × ${COLUMNS} columns to as many positives as negatives, 5 neighbours`,

  async run({ python, turns = TURNS, print }) {
    const all: { oneIn: number; figures: Figures[] }[] = [];
    for (const oneIn of ONE_IN)
      await inFolder(async (folder) => {
        writeSample(folder, ROWS, COLUMNS, oneIn);
        const options = { folder, columns: COLUMNS };
        const sides: Side[] = [
          { name: 'Ledgerwalk', threads: 1, options },
          { name: 'imbalanced-learn', threads: 1, options, peer: 'smote.py' },
        ];
        const figures = await takeTurns('smote', sides, { python, turns });
        print(sidesTable(`SMOTE, one positive in ${oneIn}`, figures, ['Ledgerwalk'], 'rows/s'));
        all.push({ oneIn, figures });
      });
    return all;
  },
};

/** Normal numbers, f32, and labels, one byte each. */
export function writeSample(folder: string, rows: number, columns: number, oneIn: number): void {
  const random = Random.of(1, 'smote bench');
  writeFileSync(
    join(folder, 'values'),
    Float32Array.from({ length: rows * columns }, () => random.normal()),
  );
  writeFileSync(
    join(folder, 'label'),
    Uint8Array.from({ length: rows }, (_, i) => (i % oneIn ? 0 : 1)),
  );
}

export const ours: Ours<Options> = async ({ folder, columns }) => {
  await startEngine();
  const label = new Uint8Array(readFileSync(join(folder, 'label')));
  const values = new Float32Array(Uint8Array.from(readFileSync(join(folder, 'values'))).buffer);
  const resampler = kind.build(kind.options.parse({}));
  let seed = 0;
  return () => {
    const start = performance.now();
    const shape = [label.length, columns] as const;
    fitResample(resampler, { purpose: 'training', values, shape, label }, new Random(seed++));
    return { seconds: (performance.now() - start) / 1000, work: label.length };
  };
};
