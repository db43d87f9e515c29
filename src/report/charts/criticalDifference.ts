import type { TopLevelSpec } from 'vega-lite';
import { friedman } from '../../evaluation/friedman';
import type { ResultSet } from '../../experiment/result';
import { PALETTE } from '../chart';
import { rankedBlocks } from '../ranks';

const WIDTH = 480;
/** Where the bars of rows that do not differ stand, right of the ranks. */
const BARS_START = WIDTH + 14;
const BAR_STEP = 12;

/**
 * Critical-difference diagram (Demšar, JMLR 2006): mean ranks of the rows by average precision over blocks,
 * bars over those that Nemenyi's test does not tell apart. Blocks are the folds, or the items, with both classes;
 * undefined for fewer than six of them, and for other than 2 to 50 rows.
 */
export function criticalDifference(set: ResultSet): TopLevelSpec | undefined {
  const blocks = rankedBlocks(set);
  if (!blocks) return undefined;
  const { of, rows, values } = blocks;
  const { meanRanks, criticalDifference, cliques, p, reason } = friedman(values);
  if (reason) return undefined;
  const order = rows.map((_, r) => r).sort((a, b) => meanRanks[a] - meanRanks[b]);
  const titles = order.map((r) => rows[r].title);
  // A clique's rows stand together, as rows stand in order of rank.
  const bars = cliques.map((clique, level) => ({
    first: rows[clique[0]].title,
    last: rows[clique[clique.length - 1]].title,
    level,
  }));
  const y = (field: string) => ({ field, type: 'nominal', sort: titles, scale: { domain: titles }, title: null });
  const end = rows.length + 0.5;
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    scale: { domain: [0.5, end], nice: false },
    axis: { values: rows.map((_, r) => r + 1), format: 'd' },
    title: 'mean rank by average precision, 1 the best',
  });
  return {
    title: {
      text: set.experiment.title,
      subtitle: `mean ranks over ${values[0].length} ${of} (Friedman's p ${p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`}) · bars join rows that do not differ at 5 % (Nemenyi, critical difference ${criticalDifference.toFixed(2)})`,
    },
    width: WIDTH,
    height: { step: 22 },
    layer: [
      {
        data: { values: order.map((r) => ({ title: rows[r].title, rank: meanRanks[r], start: 0.5 })) },
        encoding: { y: y('title') },
        layer: [
          { mark: { type: 'rule', color: '#cccccc' }, encoding: { x: x('start'), x2: { field: 'rank' } } },
          {
            mark: { type: 'point', filled: true, size: 70, opacity: 1, color: PALETTE[0] },
            encoding: { x: x('rank') },
          },
          {
            mark: { type: 'text', align: 'left', dx: 8, fontSize: 11 },
            encoding: { x: x('rank'), text: { field: 'rank', format: '.2f' } },
          },
        ],
      },
      ...bars.map(({ first, last, level }) => ({
        data: { values: [{ first, last }] },
        mark: { type: 'rule', strokeWidth: 4, color: PALETTE[1], strokeCap: 'round' },
        encoding: { x: { value: BARS_START + BAR_STEP * level }, y: y('first'), y2: { field: 'last' } },
      })),
    ],
  } as TopLevelSpec;
}
