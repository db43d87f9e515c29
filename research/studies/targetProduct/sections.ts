import type { ResultSet } from '../../../src/experiment/result';
import { fixed } from '../../../src/report/cells';
import { confusionMatrix } from '../../../src/report/charts/confusionMatrix';
import { slices } from '../../../src/report/charts/slices';
import { conclusions } from '../../../src/report/conclusions';
import type { Block, Section } from '../../../src/report/document/document';
import { CHARTS } from '../../../src/report/figures';
import type { Grid } from '../../../src/report/grid';
import { setting } from '../../../src/report/provenance';
import { type RowComparison, summarise } from '../../../src/report/summary';
import { resultTables } from '../../../src/report/tables';
import { optionsGrid } from '../../../src/report/tuning';
import { type Studied, signed } from './answer';
import { type Decided, withBalanceAsTrained } from './decisions';
import { remediesProse } from './prose';
import { PUBLISHED } from './published';
import { networkOf } from './rows';

export function product(studied: Studied): Section {
  const { name, title, result } = studied;
  const tables = resultTables(result).filter((one) => one.name === 'differences');
  const overview = CHARTS.overview(result);
  return {
    title: `Product ${title}`,
    blocks: [
      setting(result),
      {
        name: `${name}-grid`,
        caption: hasGrid(result) ? `Networks and remedies on ${title}` : `Models on ${title}`,
        table: grid(studied),
        notes: gridNotes(result),
      },
      ...remedies(studied),
      ...(overview ? [{ name: `${name}-overview`, caption: `Ranking on ${title}`, figure: overview }] : []),
      ...tables.map(({ name: what, title: caption, grid: table, notes }) => ({
        name: `${name}-${what}`,
        caption,
        table,
        notes,
      })),
      ...matrix(studied),
      ...searchBlocks(studied),
    ],
  };
}

/** Whether networks without the columns of boosting were compared, too. */
function hasGrid({ rows }: ResultSet): boolean {
  return rows.some(({ name }) => networkOf(name));
}

function gridNotes(result: ResultSet): string[] {
  const calibration =
    'ECE, the expected calibration error over 15 bins of equal size, stands twice: of probabilities as training left them, and with the change of the class balance taken off the log-odds again (Elkan, IJCAI 2001). A dash stands where nothing is defined, as the precision of nobody flagged.';
  if (!hasGrid(result))
    return [
      'AP and AUC are means over seeds. Decisions are made from the validation threshold with the highest F1 on. Accuracy is to be read beside that of the majority class.',
      calibration,
    ];
  const ofGrid = result.rows.find(({ name }) => networkOf(name))!.runs.length;
  const ofOthers = result.rows[0].runs.length;
  const seeds = ofGrid === ofOthers ? `${ofOthers}` : `${ofOthers}, in the second block ${ofGrid}`;
  return [
    `AP and AUC are means over seeds (${seeds}). “Nothing” and the remedies decide as their users do, at a probability of one half, as the training left it; “threshold moving” trains without a remedy and decides from the validation threshold with the highest F1 on. Accuracy is to be read beside that of the majority class.`,
    calibration,
    'SMOTE and SMOTE-ENN make examples between two others. A node of a graph has no place between two others, so the networks on the graph alone go without.',
  ];
}

/** What the remedies did to the LSTM, where they were compared on it. */
function remedies({ name, title, result, decisions }: Studied): Block[] {
  if (!result.rows.some((row) => networkOf(row.name)?.network === 'lstm')) return [];
  const reliability = CHARTS.reliability(reliabilityRows(result));
  return [
    {
      title: `What the remedies did to ranking and to calibration: ${title}`,
      blocks: remediesProse(result, decisions),
    },
    ...(reliability
      ? [
          {
            name: `${name}-reliability`,
            caption: 'Reliability of the LSTM’s probabilities by remedy, as trained and corrected',
            figure: reliability,
          },
        ]
      : []),
  ];
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
      ...(['accuracy', 'precision', 'recall', 'f1', 'mcc'] as const).map((metric) => fixed(decided[metric], 3)),
      fixed(asTrained.ece, 4),
      fixed(moved.ece, 4),
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

function matrix({ name, result, decisions, best }: Studied): Block[] {
  const shown = result.rows.some((row) => row.name === 'tuned') ? 'tuned' : (best ?? 'same-fused');
  const row = result.rows.find((one) => one.name === shown);
  if (!row) return [];
  const figure = confusionMatrix(decisions.get(row.name)!.moved.confusion, {
    title: row.title,
    subtitle: 'test, first seed, from the validation threshold with the highest F1 on',
    classes: ['does not buy', 'buys'],
  });
  return [{ name: `${name}-confusion`, caption: `Decisions of ${row.title}`, figure }];
}

function comparisonOf(set: ResultSet, row: string, against: string): RowComparison | undefined {
  return summarise(set).comparisons.find((one) => one.row === row && one.against === against);
}

function searchBlocks({ name: id, title, searched, budget, result }: Studied): Block[] {
  if (!searched) return [];
  const { tuned } = searched;
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
  return [{ title: `A random search: ${title}`, blocks }];
}

/** The product as part of the question. */
export function queried(set: ResultSet): Section {
  return {
    title: 'The product as part of the question',
    blocks: [
      'The customer’s own past with the product says most of the above. Asked of customers who never bought it, and of a hundred products at once, that past is gone:',
      setting(set),
      conclusions(set),
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
  const ours = studied.flatMap(({ title, result, decisions }) => {
    const decided = decisions.get('lstm-none');
    if (!decided) return [];
    const { majorityAccuracy } = summarise(result).rows[0].mean;
    const line = (how: string, { accuracy, precision, recall, f1 }: Decided) => [
      `LSTM here, ${title}, ${how}`,
      ...[accuracy, majorityAccuracy, precision, recall, f1].map((one) => fixed(one, 4)),
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
                ...[accuracy, majorityAccuracy, precision, recall, f1].map((one) => fixed(one, 4)),
              ],
            ],
            ours,
          ],
        },
      },
    ],
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
