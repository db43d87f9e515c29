import type { ResultSet } from '../../../src/experiment/result';
import { confusionMatrix } from '../../../src/report/charts/confusionMatrix';
import { slices } from '../../../src/report/charts/slices';
import type { Block, Section } from '../../../src/report/document/document';
import { CHARTS } from '../../../src/report/figures';
import type { Grid } from '../../../src/report/grid';
import { setting } from '../../../src/report/provenance';
import { type RowComparison, summarise } from '../../../src/report/summary';
import { resultTables } from '../../../src/report/tables';
import { optionsGrid } from '../../../src/report/tuning';
import type { Preset, SearchedRow } from '../study';
import { type Decided, type RowDecisions, withBalanceAsTrained } from './decisions';
import { remediesProse } from './prose';
import { PUBLISHED } from './published';
import { hasSameColumns, networkOf } from './rows';

/** A product, its experiment with the searched row, and what was decided. */
export interface Studied {
  readonly item: string;
  readonly result: ResultSet;
  readonly decisions: ReadonlyMap<string, RowDecisions>;
  /** The network that was searched; undefined where none ended well. */
  readonly best?: string;
  readonly searched?: SearchedRow;
  readonly budget: number;
}

export function answer(studied: readonly Studied[], preset: Preset): Section {
  return {
    title: 'Answer',
    blocks: [
      'The same columns for all: beside boosting on recency, frequency, amounts and the customer’s own past with the product stand networks that read these columns and the last ten baskets or the customer–item graph or both. Of those the one with the highest average precision on validation is compared:',
      { list: studied.map(verdictOn) },
      ...(preset === 'quick'
        ? [
            'This is the quick preset: one product, one seed; all remedies on the LSTM, none on the other networks; a short search. `--preset full` runs the whole grid on three products with five seeds, and the first purchase of any of a hundred products.',
          ]
        : []),
    ],
  };
}

/** The row that the figure to reach is about: of those with the columns of boosting the best on validation. */
function contenderOf({ result, decisions, best }: Studied): string | undefined {
  return result.rows
    .map(({ name }) => name)
    .filter((name) => hasSameColumns(name) || (name === 'tuned' && best !== undefined && hasSameColumns(best)))
    .sort((a, b) => decisions.get(b)!.validation - decisions.get(a)!.validation)[0];
}

function comparisonOf(set: ResultSet, row: string, against: string): RowComparison | undefined {
  return summarise(set).comparisons.find((one) => one.row === row && one.against === against);
}

function verdictOn(studied: Studied): string {
  const name = contenderOf(studied);
  const found = name && comparisonOf(studied.result, name, 'boosting');
  if (!found) return `${studied.item}: no network with these columns ended well, or boosting did not.`;
  const { rows } = summarise(studied.result);
  const [row, boosting] = [name, 'boosting'].map((one) => rows.find((each) => each.name === one)!);
  const { value, interval, p } = found.averagePrecision;
  const isReached = value > 0 && p < 0.05;
  return (
    `${studied.item}: ${row.title} has an average precision of ${row.averagePrecision.value.toFixed(4)}, boosting ${boosting.averagePrecision.value.toFixed(4)}: ` +
    `${signed(value)} [${signed(interval.low)}, ${signed(interval.high)}], p ${p < 0.001 ? '< 0.001' : p.toFixed(3)}. ` +
    `**${isReached ? 'It beats boosting.' : value > 0 ? 'It is ahead of boosting, and the test does not bear it out.' : 'It does not beat boosting.'}** ` +
    `Tried: ${studied.result.rows
      .filter((one) => hasSameColumns(one.name) || one.name === 'tuned')
      .map((one) => one.title)
      .join('; ')}.`
  );
}

export function product(studied: Studied): Section {
  const { item, result, decisions } = studied;
  const id = item.toLowerCase();
  const tables = resultTables(result).filter(({ name }) => name === 'differences');
  const overview = CHARTS.overview(result);
  const reliability = CHARTS.reliability(reliabilityRows(result));
  return {
    title: `Product ${item}`,
    blocks: [
      setting(result),
      {
        name: `${id}-grid`,
        caption: `Networks and remedies on ${item}`,
        table: grid(studied),
        notes: [
          'AP and AUC are means over seeds. “Nothing” and the remedies decide as their users do, at a probability of one half, as the training left it; “threshold moving” trains without a remedy and decides from the validation threshold with the highest F1 on. Accuracy is to be read beside that of the majority class.',
          'ECE, the expected calibration error over 15 bins of equal size, stands twice: of probabilities as training left them, and with the change of the class balance taken off the log-odds again (Elkan, IJCAI 2001). A dash stands where nothing is defined, as the precision of nobody flagged.',
          'SMOTE and SMOTE-ENN make examples between two others. A node of a graph has no place between two others, so the networks on the graph alone go without.',
        ],
      },
      {
        title: `What the remedies did to ranking and to calibration: ${item}`,
        blocks: remediesProse(result, decisions),
      },
      ...(overview ? [{ name: `${id}-overview`, caption: `Ranking on ${item}`, figure: overview }] : []),
      ...(reliability
        ? [
            {
              name: `${id}-reliability`,
              caption: `Reliability of the LSTM’s probabilities by remedy, as trained and corrected`,
              figure: reliability,
            },
          ]
        : []),
      ...tables.map(({ name, title, grid: table, notes }) => ({ name: `${id}-${name}`, caption: title, table, notes })),
      ...matrix(studied),
      ...searchBlocks(studied),
    ],
  };
}

function grid({ result, decisions }: Studied): Grid {
  const { rows } = summarise(result);
  const majority = rows[0].mean.majorityAccuracy;
  const lines = rows.flatMap(({ name, title, mean }) => {
    const { asTrained, moved } = decisions.get(name)!;
    const remedied = networkOf(name);
    const line = (label: string, decided: Decided) => [
      label,
      mean.averagePrecision.toFixed(4),
      mean.auc.toFixed(3),
      ...(['accuracy', 'precision', 'recall', 'f1', 'mcc'] as const).map((metric) => digits(decided[metric])),
      digits(asTrained.ece, 4),
      digits(moved.ece, 4),
    ];
    const isGrid = remedied !== undefined;
    const block = isGrid ? 1 : name.startsWith('same-') || name === 'tuned' ? 2 : 0;
    const own = { block, cells: line(title, isGrid ? asTrained : moved) };
    if (remedied?.remedy !== 'none') return [own];
    return [own, { block, cells: line(title.replace(/, nothing$/, ', threshold moving'), moved) }];
  });
  const figures = [
    'AP',
    'AUC',
    `accuracy (majority ${majority.toFixed(3)})`,
    'precision',
    'recall',
    'F1',
    'MCC',
    'ECE as trained',
    'ECE corrected',
  ];
  return {
    header: ['model', ...figures],
    align: ['l', ...figures.map(() => 'r' as const)],
    blocks: [0, 1, 2].map((block) => lines.flatMap((one) => (one.block === block ? [one.cells] : []))),
  };
}

/** The LSTM under each remedy, as trained and corrected where these differ. */
function reliabilityRows(set: ResultSet): ResultSet {
  const rows = set.rows.filter(({ name }) => networkOf(name)?.network === 'lstm');
  return {
    ...set,
    experiment: { ...set.experiment, comparisons: [] },
    rows: rows.flatMap((row) => {
      const asTrained = withBalanceAsTrained(row);
      return asTrained ? [asTrained, { ...row, title: `${row.title}, corrected` }] : [row];
    }),
  };
}

function matrix({ item, result, decisions, best }: Studied): Block[] {
  const name = result.rows.some((row) => row.name === 'tuned') ? 'tuned' : best;
  const row = result.rows.find((one) => one.name === name);
  if (!row) return [];
  const figure = confusionMatrix(decisions.get(row.name)!.moved.confusion, {
    title: row.title,
    subtitle: 'test, first seed, from the validation threshold with the highest F1 on',
    classes: ['does not buy', 'buys'],
  });
  return [{ name: `${item.toLowerCase()}-confusion`, caption: `Decisions of ${row.title}`, figure }];
}

function searchBlocks({ item, searched, budget, result }: Studied): Block[] {
  if (!searched) return [];
  const { tuned } = searched;
  const id = item.toLowerCase();
  const figure = slices(tuned, 'averagePrecision');
  const found = comparisonOf(result, 'tuned', tuned.name);
  const blocks: Block[] = [
    `Random search over the options of ${tuned.title}, the best network on validation: a budget of ${budget} trainings, the row as it is being the first. On validation alone; the best was then run on test.` +
      (found
        ? ` Against the row as it is, on test: ${found.verdict} (AP ${signed(found.averagePrecision.value)}).`
        : ''),
    {
      name: `${id}-search`,
      caption: `What the search tried for ${tuned.title}`,
      table: optionsGrid(tuned, { metric: 'averagePrecision' }),
    },
    ...(figure
      ? [{ name: `${id}-slices`, caption: 'Average precision on validation by the options that were searched', figure }]
      : []),
  ];
  return [{ title: `A random search: ${item}`, blocks }];
}

/** The product as part of the question. */
export function queried(set: ResultSet): Section {
  return {
    title: 'The product as part of the question',
    blocks: [
      'The customer’s own past with the product says most of the above. Asked of customers who never bought it, and of a hundred products at once, that past is gone:',
      setting(set),
      ...resultTables(set).map(({ name, title, grid: table, notes }) => ({
        name: `query-${name}`,
        caption: title,
        table,
        notes,
      })),
    ],
  };
}

export function publishedSection(studied: readonly Studied[]): Section {
  const ours = studied.flatMap(({ item, result, decisions }) => {
    const decided = decisions.get('lstm-none');
    if (!decided) return [];
    const { majorityAccuracy } = summarise(result).rows[0].mean;
    const line = (how: string, { accuracy, precision, recall, f1 }: Decided) => [
      `LSTM here, ${item}, ${how}`,
      ...[accuracy, majorityAccuracy, precision, recall, f1].map((one) => digits(one, 4)),
    ];
    return [line('at one half', decided.asTrained), line('threshold moved', decided.moved)];
  });
  const { accuracy, majorityAccuracy, precision, recall, f1 } = PUBLISHED;
  return {
    title: 'Beside published figures',
    blocks: [
      `The figures published for an LSTM over the last ten transactions come from private data, ${percent(1 - majorityAccuracy)} of which are positive. **The data differ, so the figures cannot be compared**; they show what such a study looks like. An accuracy of ${percent(accuracy)} is to be read beside the ${percent(majorityAccuracy)} of whoever says “no” to everything.`,
      {
        name: 'published',
        caption: 'A published LSTM on private data beside the one of this page on Online Retail II',
        table: {
          header: ['model', 'accuracy', 'majority class', 'precision', 'recall', 'F1'],
          align: ['l', 'r', 'r', 'r', 'r', 'r'],
          blocks: [
            [
              [
                'LSTM, published, other data',
                ...[accuracy, majorityAccuracy, precision, recall, f1].map((one) => digits(one, 4)),
              ],
            ],
            ours,
          ],
        },
      },
    ],
  };
}

function signed(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function digits(value: number, places = 3): string {
  return Number.isFinite(value) ? value.toFixed(places).replace('-', '−') : '–';
}
