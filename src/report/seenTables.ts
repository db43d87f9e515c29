import { pick } from '../evaluation/groups';
import { averagePrecision, mean, rocAuc } from '../evaluation/ranking';
import type { ResultRow, ResultSet } from '../experiment/result';
import type { Unseen } from '../experiment/unseen';
import { fixed, markBest, plusMinus } from './cells';
import type { Figure } from './grid';
import type { ResultTable } from './resultTable';

const METRICS = [
  { heading: 'AUC', digits: 3, of: rocAuc },
  { heading: 'AP', digits: 4, of: averagePrecision },
];

const PLURALS: Readonly<Record<keyof Unseen, string>> = { customer: 'customers', item: 'items' };

/** The test examples about those whom training had seen, or had not. */
interface Part {
  readonly heading: string;
  /** Their rows in each fold in which both classes are among them. */
  readonly folds: readonly Int32Array[];
}

/**
 * What rows reach on customers, and on items, that had events before the last of the training's times, and on those that
 * had none. Nothing where either part never has both classes.
 */
export function seenTables(set: ResultSet): ResultTable[] {
  const { rows, test } = set;
  const owners = (['customer', 'item'] as const)
    .map((owner) => partsOf(set, owner))
    .filter((parts) => parts.every(({ folds }) => folds.length > 0));
  const parts = owners.flat();
  if (parts.length === 0) return [];
  const columns = parts.flatMap((part) =>
    METRICS.map(({ heading, digits, of }) => ({
      heading: `${heading}, ${part.heading}`,
      figures: markBest(
        rows.map((row) =>
          figureOf(row, part, digits, (score, which) => {
            const picked = pick(score, test.label, which);
            return of(picked.score, picked.label);
          }),
        ),
        false,
      ),
    })),
  );
  const block = (controls: boolean) =>
    rows.flatMap(({ title, control }, r) =>
      control === controls
        ? [[control ? `${title} (control)` : title, ...columns.map(({ figures }) => figures[r])]]
        : [],
    );
  return [
    {
      name: 'seen',
      title: 'Seen in training, and not',
      grid: {
        header: ['model', ...columns.map(({ heading }) => heading)],
        align: ['l', ...columns.map(() => 'r' as const)],
        blocks: [block(false), block(true)],
      },
      notes: [
        'Who or what had an event before the last time that the training asks about was seen. Means ± standard deviations over seeds, of means over folds with both classes among them; AP is to be read beside the base rate.',
        `${parts.map((part) => sizeOf(part, test.label)).join('; ')}.`,
      ],
    },
  ];
}

/** The two parts by customer or by item; without folds where it is not known, or nobody is among them. */
function partsOf({ test, folds }: ResultSet, owner: keyof Unseen): Part[] {
  const unseen = test.unseen?.[owner];
  return [0, 1].map((which) => {
    const rows = folds.map((_, fold) =>
      Int32Array.from(test.label.keys()).filter((row) => test.fold[row] === fold && unseen?.[row] === which),
    );
    return {
      heading: `${which ? 'unseen' : 'seen'} ${PLURALS[owner]}`,
      folds: rows.filter((part) => [0, 1].every((label) => part.some((row) => test.label[row] === label))),
    };
  });
}

/** A row's mean over seeds of means over folds. */
function figureOf(
  { runs }: ResultRow,
  { folds }: Part,
  digits: number,
  metric: (score: Float32Array, rows: Int32Array) => number,
): Figure {
  const values = runs.map(({ score }) => mean(folds.map((rows) => metric(score, rows))));
  const average = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - average) ** 2, 0);
  const std = Math.sqrt(squares / (values.length - 1));
  return { value: fixed(average, digits), spread: plusMinus(std, digits) };
}

function sizeOf({ heading, folds }: Part, label: Uint8Array): string {
  const rows = folds.flatMap((part) => [...part]);
  const positives = rows.reduce((sum, row) => sum + label[row], 0);
  const count = rows.length.toLocaleString('en');
  return `${heading}: ${count} examples, ${positives.toLocaleString('en')} positive (base rate ${(positives / rows.length).toFixed(4)})`;
}
