import type { ResultSet } from '../../../src/experiment/result';
import { conclusions } from '../../../src/report/conclusions';
import type { Block, Section, TableBlock } from '../../../src/report/document/document';
import { CHARTS } from '../../../src/report/figures';
import type { Grid } from '../../../src/report/grid';
import { setting } from '../../../src/report/provenance';
import { type RowSummary, summarise } from '../../../src/report/summary';
import { resultTables } from '../../../src/report/tables';
import type { StudyRun } from '../study';
import { POOLED, STORES } from './experiments';
import { apartOrTogether } from './pooling';
import { beatsAll, listOf, verdictOf } from './verdict';

/** The experiments' names and what they are about. */
const PARTS = [{ name: POOLED, title: 'all three stores together' }, ...STORES];

/** The report, from the results. */
export async function sectionsOf(run: StudyRun, horizonDays: number): Promise<Section[]> {
  const parts = PARTS.map(({ name, title }) => ({ name, title: capital(title), set: run.result(name) })).filter(
    ({ set }) => set.rows.length > 0,
  );
  return [
    answer(parts, horizonDays),
    question(parts, horizonDays),
    ...parts.map((part) => partSection(part)),
    await apartOrTogether(run, parts),
    published(run.result(POOLED)),
  ];
}

export interface Part {
  readonly name: string;
  readonly title: string;
  readonly set: ResultSet;
}

function answer(parts: readonly Part[], horizonDays: number): Section {
  const won = parts
    .filter(({ set }) => beatsAll(set))
    .map(({ name }) => PARTS.find((part) => part.name === name)!.title);
  const [yes, no] = [won.length, parts.length - won.length];
  const summary =
    no === 0
      ? 'The stack is better than BG/NBD, Pareto/NBD and boosting on RFM, by paired tests of AUC or average precision, everywhere.'
      : yes === 0
        ? 'Nowhere is the stack shown to be better than all of BG/NBD, Pareto/NBD and boosting on RFM.'
        : `The stack is better than all of BG/NBD, Pareto/NBD and boosting on RFM, by paired tests of AUC or average precision, on ${yes} of ${yes + no}: ${listOf(won)}.`;
  return {
    title: 'Answer',
    blocks: [
      `Who buys again within ${horizonDays} days? The row put forward, a stack of boosting, an LSTM and Pareto/NBD, was chosen before any result was seen, so that no test example had a say in it. ${summary}`,
      { list: parts.map(({ set, title }) => verdictOf(set, title)) },
    ],
  };
}

function question(parts: readonly Part[], horizonDays: number): Section {
  const [{ set }] = parts;
  return {
    title: 'What was asked',
    blocks: [
      `Of every customer who has bought so far: will they buy within the next ${horizonDays} days? Test cutoffs ${listOf(set.folds)}; each model is trained on labels that were closed before the validation cutoff, ${horizonDays} days before the test cutoff.`,
      'Online Retail II and CDNOW are real, the first a wholesaler of gifts over two years, the second one cohort of customers of a music shop. The third store is **simulated**, with customers who keep a rhythm, are lost unobserved and come more often before Christmas: the repository holds no third real store. What is found there says how models cope with such customers, not how a market behaves. All logs are moved by whole weeks to end on the same day, so that one model can learn from all of them, and asks the same days of each.',
      {
        list: [
          '**Static model**: logistic regression on recency, frequency and monetary value as of the cutoff.',
          '**Time-series model**: logistic regression on the purchases and amounts of the last twelve months, on Croston’s forecast and on that of Teunter, Syntetos and Babai.',
          '**BG/NBD** and **Pareto/NBD**: fitted by maximum likelihood to the purchases before the last training cutoff; they read no label. Together, all stores are one population to them.',
          '**Gradient boosting**: on RFM, and on RFM with the columns of the time-series model.',
          '**LSTM**: on the last ten baskets, with the columns of boosting beside it.',
        ],
      },
      ...parts.map(({ set: one, title }) => `${title}: ${setting(one)}`),
    ],
  };
}

function partSection({ name, title, set }: Part): Section {
  const figures = (['overview', 'forest', 'reliability'] as const).flatMap((chart) => {
    const figure = CHARTS[chart](set);
    return figure ? [{ name: `${name}-${chart}`, caption: `${title}: ${CAPTIONS[chart]}`, figure }] : [];
  });
  return {
    title,
    blocks: [
      mainTable(name, title, set),
      ...figures,
      {
        title: 'In full',
        blocks: [
          conclusions(set),
          ...resultTables(set).map(
            ({ name: what, title: caption, grid, notes }): Block => ({
              name: `${name}-${what}`,
              caption: `${title}: ${caption.toLowerCase()}`,
              table: grid,
              notes: [notes.join(' ')],
            }),
          ),
        ],
      },
    ],
  };
}

const CAPTIONS = {
  overview: 'AUC and average precision of every row, with 95 % intervals over customers',
  forest: 'what was tested: differences in average precision',
  reliability: 'how often what was predicted comes true',
} as const;

/** What such studies report: AUC, average precision, and precision, recall and F1 of those who buy. */
function mainTable(name: string, title: string, set: ResultSet): TableBlock {
  const { rows } = summarise(set);
  const columns: readonly [
    heading: string,
    of: (row: RowSummary) => number,
    digits: number,
    lowerIsBetter?: boolean,
  ][] = [
    ['AUC', (row) => row.auc.value, 3],
    ['AP', (row) => row.averagePrecision.value, 4],
    ['precision', (row) => row.mean.precision, 3],
    ['recall', (row) => row.mean.recall, 3],
    ['F1', (row) => row.mean.f1, 3],
    ['Brier', (row) => row.mean.brier, 4, true],
  ];
  const best = columns.map(([, of, digits, lower]) => {
    const shown = rows.map((row) => Number(of(row).toFixed(digits))).filter(Number.isFinite);
    return lower ? Math.min(...shown) : Math.max(...shown);
  });
  return {
    name: `${name}-main`,
    caption: `${title}: ranking, and decisions about those who buy`,
    table: {
      header: ['model', ...columns.map(([heading]) => heading)],
      align: ['l', ...columns.map(() => 'r' as const)],
      blocks: [
        rows.map((row) => [
          row.title,
          ...columns.map(([, of, digits], c) => {
            const value = of(row);
            if (!Number.isFinite(value)) return '–';
            return { value: value.toFixed(digits), best: Number(value.toFixed(digits)) === best[c] };
          }),
        ]),
      ],
    },
    notes: [
      'AUC and AP are those of the mean probability over the seeds, means over the folds; the others are means over seeds and folds. Precision, recall and F1 are of those who buy, at the threshold with the highest F1 on validation.',
    ],
  };
}

/** A study on private data, as its authors describe it, and the same rows here. */
function published(set: ResultSet): Section {
  const theirs: readonly [row: string, title: string, figures: readonly string[]][] = [
    ['static', 'static model', ['0.773', '0.05', '0.61', '0.08']],
    ['lstm', 'LSTM', ['0.804', '0.40', '0.80', '0.53']],
    ['time-series', 'time-series model', ['0.782', '0.39', '0.73', '0.51']],
  ];
  const { rows } = summarise(set);
  const grid: Grid = {
    header: ['model', 'AUC', 'precision', 'recall', 'F1'],
    align: ['l', 'r', 'r', 'r', 'r'],
    blocks: theirs.map(([name, title, figures]) => {
      const row = rows.find((one) => one.name === name);
      const ours = row && [row.auc.value, row.mean.precision, row.mean.recall, row.mean.f1];
      return [
        [`${title}, as published`, ...figures],
        [`${title}, here`, ...(ours?.map((value) => value.toFixed(3)) ?? ['–', '–', '–', '–'])],
      ];
    }),
  };
  return {
    title: 'Beside published figures',
    blocks: [
      'A study of 30-day repeat purchase in three stores reports these figures on **private data**. The data differ, and so do the customers, the base rates, the thresholds and what the models read: the figures stand side by side to show what is usual, and no difference between them says which model is better. Ours are those of the three stores together.',
      { name: 'published', caption: 'Published figures and ours; data differ', table: grid },
    ],
  };
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
