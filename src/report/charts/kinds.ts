import type { TopLevelSpec } from 'vega-lite';
import { TOP_CARDS } from '../../evaluation/metrics';
import type { ResultSet } from '../../experiment/result';
import { PALETTE } from '../chart';
import { kindsOfPositives, summariseDays } from '../days';

/** Which kind of positive events each row finds; undefined where nobody knows of kinds. */
export function kindsChart(set: ResultSet): TopLevelSpec | undefined {
  const { test, rows } = set;
  const summary = summariseDays(set);
  const kinds = kindsOfPositives(test);
  if (!summary || kinds.length === 0) return undefined;
  const { name, names } = test.kinds!;
  const titles = rows.map(({ title }) => title);
  const values = summary.rows.flatMap((row, r) =>
    kinds.map((kind) => ({ title: titles[r], kind: names[kind], recall: row.recallByKind[kind] })),
  );
  const order = kinds.map((kind) => names[kind]);
  return {
    title: {
      text: set.experiment.title,
      subtitle: `share of each ${name}’s positive events that ${TOP_CARDS} cards a day find, mean over seeds`,
    },
    width: 420,
    height: { step: 24 },
    data: { values },
    layer: [
      {
        mark: { type: 'rule', color: '#dddddd', strokeWidth: 2 },
        encoding: {
          y: { field: 'title', type: 'nominal', sort: titles, title: null },
          x: { aggregate: 'min', field: 'recall', type: 'quantitative', title: 'recall' },
          x2: { aggregate: 'max', field: 'recall' },
        },
      },
      {
        mark: { type: 'point', filled: true, size: 80, opacity: 1 },
        encoding: {
          y: { field: 'title', type: 'nominal', sort: titles, title: null },
          x: { field: 'recall', type: 'quantitative', title: 'recall', scale: { domain: [0, 1] } },
          color: {
            field: 'kind',
            type: 'nominal',
            sort: order,
            scale: { domain: order, range: PALETTE.slice(0, order.length) },
            legend: { title: null, orient: 'bottom' },
          },
          shape: {
            field: 'kind',
            type: 'nominal',
            sort: order,
            scale: { domain: order },
            legend: { title: null, orient: 'bottom' },
          },
        },
      },
    ],
  } as TopLevelSpec;
}
