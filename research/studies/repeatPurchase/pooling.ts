import { Random } from '../../../src/base/random';
import { bootstrap, type Interval, interval } from '../../../src/evaluation/bootstrap';
import { byGroup } from '../../../src/evaluation/groups';
import { averagePrecision, mean, rocAuc } from '../../../src/evaluation/ranking';
import { openTask } from '../../../src/experiment/data';
import type { ResultSet } from '../../../src/experiment/result';
import type { Section } from '../../../src/report/document/document';
import { summarise } from '../../../src/report/summary';
import type { StudyRun } from '../study';
import { POOLED, STORES } from './experiments';

const REPLICATES = 1000;
const ROWS = ['static', 'time-series', 'pareto-nbd', 'boosting', 'boosting-series', 'lstm', 'stack'];

/** Whether a store gains by what is learned from the others: the same examples, scored by either model. */
export async function apartOrTogether(
  run: StudyRun,
  parts: readonly { readonly name: string; readonly title: string }[],
): Promise<Section> {
  const together = run.result(POOLED);
  const customersOf = async (set: ResultSet) => {
    const { log } = await openTask(set.rows[0].runs[0].folds[0].configuration);
    return log.customers;
  };
  const named = await customersOf(together);
  const lines: string[][] = [];
  let [gains, losses] = [0, 0];
  for (const { name } of STORES) {
    const alone = run.result(name);
    const title = parts.find((part) => part.name === name)?.title;
    if (!title) continue;
    const own = await customersOf(alone);
    const place = new Map(Array.from(together.test.customer, (c, i) => [`${together.test.fold[i]} ${named[c]}`, i]));
    const at = Int32Array.from(alone.test.customer, (c, i) => place.get(`${alone.test.fold[i]} ${own[c]}`)!);
    for (const rowName of ROWS) {
      const scores = [together, alone].map((set) => summarise(set).rows.find((row) => row.name === rowName));
      if (!scores[0] || !scores[1]) continue;
      const [pooledScore, ownScore] = [Float64Array.from(at, (i) => scores[0]!.score[i]), scores[1].score];
      const { label, customer, fold } = alone.test;
      const samples = bootstrap([pooledScore, ownScore], label, customer, REPLICATES, Random.of(0, 'pooling'), fold);
      const value = (score: Float64Array, metric: typeof rocAuc) => mean(byGroup(metric, score, label, fold).values());
      const difference = interval(samples[0].averagePrecision.map((one, i) => one - samples[1].averagePrecision[i]));
      if (difference.low > 0) gains++;
      if (difference.high < 0) losses++;
      const aps = [pooledScore, ownScore].map((score) => value(score, averagePrecision));
      lines.push([
        `${title}: ${scores[1].title}`,
        value(ownScore, rocAuc).toFixed(3),
        value(pooledScore, rocAuc).toFixed(3),
        aps[1].toFixed(4),
        aps[0].toFixed(4),
        `${signed(aps[0] - aps[1])} ${between(difference)}`,
      ]);
    }
  }
  return {
    title: 'Together or apart',
    blocks: [
      `Does a store gain by what a model learns from the other two? The same customers on the same days, ranked by the model of their own store and by that of all three. Of ${lines.length} pairs, the 95 % interval of the difference in average precision lies above 0 for ${gains}, and below for ${losses}; these intervals are not corrected for their number.`,
      {
        name: 'pooling',
        caption: 'Trained on the store alone, or on all three',
        table: {
          header: ['store and model', 'AUC, alone', 'AUC, all', 'AP, alone', 'AP, all', 'Δ AP [95 %]'],
          align: ['l', 'r', 'r', 'r', 'r', 'r'],
          blocks: STORES.map(({ name }) => {
            const title = parts.find((part) => part.name === name)?.title;
            return lines.filter(([first]) => first.startsWith(`${title}: `));
          }),
        },
      },
    ],
  };
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}

function between({ low, high }: Interval): string {
  return `[${signed(low)}, ${signed(high)}]`;
}
