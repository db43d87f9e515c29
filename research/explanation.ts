import type { Random } from '../src/base/random';
import type { AsOf } from '../src/data/asOf';
import type { TransactionLog } from '../src/data/log';
import { type ExplainedTable, rankColumns } from '../src/explain/attributions';
import { edgeAttributions } from '../src/explain/edges';
import type { OpenModel } from '../src/explain/mixture';
import { branchAttributions, branchLosses } from '../src/explain/occlusion';
import { isNetwork, isTabular, openModel } from '../src/explain/openModel';
import { type Drop, type InputDrop, permutationImportance } from '../src/explain/permutation';
import { shap } from '../src/explain/shap';
import { meanStepMagnitudes, stepAttributions } from '../src/explain/steps';
import { treeShap } from '../src/explain/treeShap';
import { GraphBranch } from '../src/fusion/branches/graph';
import { SequenceBranch } from '../src/fusion/branches/sequence';
import type { FusedModel } from '../src/fusion/model';
import { correctPrior } from '../src/imbalance/prior';
import type { FittedNetwork } from '../src/learners/fused';
import { fixed } from '../src/report/cells';
import { beeswarm } from '../src/report/charts/beeswarm';
import { heatMap } from '../src/report/charts/heatMap';
import { importance } from '../src/report/charts/importance';
import { waterfall } from '../src/report/charts/waterfall';
import type { Block, Document, Section } from '../src/report/document/document';
import type { Grid } from '../src/report/grid';
import type { FittedModel } from '../src/training/learner';

/** What is explained, and how thoroughly. */
export interface Explained {
  /** Of the learner. */
  readonly name: string;
  readonly model: FittedModel;
  /** Taken off the model's log-odds: the sampling of negatives. */
  readonly logitShift: number;
  /** The explained examples, with their labels. */
  readonly asOf: AsOf;
  readonly label: Uint8Array;
  readonly log: TransactionLog;
  /** The example that is taken apart; that of the highest score if omitted. */
  readonly row?: number;
  /** How many examples the test has. */
  readonly total: number;
  readonly repeats: number;
  readonly random: Random;
}

/** Examples that lend unknown values, and coalitions that are valued, where SHAP values are estimated. */
const BACKGROUND = 30;
const COALITIONS = 256;
/** Edges in the table. */
const EDGES = 20;

/** Everything that can be said of a model: each section where the model has what it is about. */
export function explanationOf(explained: Explained): Document {
  const { name, model, asOf, label, total, log } = explained;
  const open = openModel(model, asOf);
  const score = model.predict(asOf);
  const row = explained.row ?? score.indexOf(Math.max(...score));
  const customer = log.customers[asOf.examples.customer[row]];
  const hasBoth = label.includes(0) && label.includes(1);
  const sections: Section[] = [contributions(explained, open, row, customer)];
  if (hasBoth) sections.push(permutations(explained, open));
  if (isNetwork(model)) {
    const has = (kind: typeof SequenceBranch | typeof GraphBranch) =>
      model.network.branches.some(({ branch }) => branch instanceof kind);
    if (model.network.branches.length > 1 && hasBoth) sections.push(branches(explained, model, open));
    if (has(SequenceBranch)) sections.push(steps(model.network, asOf, row, customer));
    if (has(GraphBranch)) sections.push(edges(model.network, asOf, row, customer, log));
  }
  return {
    title: `What ${name} looks at`,
    lead: `${asOf.size.toLocaleString('en')} of ${total.toLocaleString('en')} test examples explained. ${hasBoth ? '' : 'They are all of one class, so no metric can fall: more of them (`--examples`) tell how much each input matters. '}Contributions say what the model does with its inputs, not what would happen if an input were changed in the world.`,
    sections,
  };
}

function contributions(explained: Explained, open: OpenModel, row: number, customer: string): Section {
  const { table, how } = attributed(explained, open);
  const ranked = rankColumns(table.attributions);
  const { scale } = table.attributions;
  const grid: Grid = {
    header: ['input', `mean |contribution|, ${scale}`],
    align: ['l', 'r'],
    blocks: [ranked.map(({ name, magnitude }) => [name, magnitude.toPrecision(3)])],
  };
  return {
    title: 'Contributions of inputs',
    blocks: [
      how,
      { name: 'beeswarm', caption: 'Contributions to each example’s score', figure: beeswarm(table, 'SHAP values') },
      {
        name: 'importance',
        caption: 'Mean magnitude of the contributions',
        figure: importance(
          ranked.map(({ name, magnitude }) => ({ name, value: magnitude })),
          { title: 'SHAP values', subtitle: `${table.table.rows} examples`, measure: `mean |contribution|, ${scale}` },
        ),
      },
      {
        name: 'waterfall',
        caption: `How the score of customer ${customer} comes about`,
        figure: waterfall(table, row, `Customer ${customer}`),
      },
      { name: 'contributions', caption: 'Inputs by mean magnitude', table: grid },
    ],
  };
}

/** Exact contributions where the model is a sum of trees, else those of Kernel SHAP. */
function attributed(explained: Explained, open: OpenModel): { table: ExplainedTable; how: string } {
  const { model, asOf, logitShift, random } = explained;
  const ensemble = isTabular(model) ? model.tabular.ensemble : undefined;
  if (isTabular(model) && ensemble && (ensemble.scale === 'log-odds' || (!logitShift && !model.logitShift))) {
    const table = model.tableOf(asOf);
    const found = treeShap(ensemble, table);
    const attributions = { ...found, base: found.base - model.logitShift - logitShift };
    return { table: { attributions, table }, how: `Exact SHAP values of the trees (TreeSHAP), on the ${found.scale}.` };
  }
  const corrected: OpenModel = { ...open, predict: (mixture) => correctPrior(open.predict(mixture), logitShift) };
  const all = Int32Array.from({ length: asOf.size }, (_, i) => i);
  const background = random.shuffle(all.slice()).slice(0, BACKGROUND);
  const attributions = shap(corrected, all, { background, samples: COALITIONS, random });
  return {
    table: { attributions, table: open.table },
    how: `Kernel SHAP on the probability; unknown inputs take their values from ${background.length} of the examples. A sequence or a graph is one input.`,
  };
}

function permutations({ label, repeats, random }: Explained, open: OpenModel): Section {
  const drops = permutationImportance(open, label, repeats, random);
  const bars = drops.map(({ input, averagePrecision }) => ({ name: input, ...averagePrecision }));
  return {
    title: 'Permutation importance',
    blocks: [
      `By how much the metrics fall when an input is dealt anew among the examples, ${repeats} times. Inputs that tell the same stand in for each other.`,
      {
        name: 'permutation',
        caption: 'Fall of the average precision without an input',
        figure: importance(bars, {
          title: 'Permutation importance',
          subtitle: `${label.length} examples · bars: the mean of ${repeats} deals, whiskers: 95 % of them`,
          measure: 'fall of the average precision',
        }),
      },
      { name: 'permutation-importance', caption: 'Falls of AUC and average precision', table: dropGrid(drops) },
    ],
  };
}

function dropGrid(drops: readonly InputDrop[]): Grid {
  const sorted = [...drops].sort((a, b) => b.averagePrecision.value - a.averagePrecision.value);
  return {
    header: ['input', 'fall of the AUC', 'fall of the AP'],
    align: ['l', 'r', 'r'],
    blocks: [sorted.map(({ input, auc, averagePrecision }) => [input, dropCell(auc), dropCell(averagePrecision)])],
  };
}

function dropCell({ value, low, high }: Drop) {
  return { value: fixed(value, 4), spread: `[${fixed(low, 4)}, ${fixed(high, 4)}]` };
}

function branches(explained: Explained, { network, logitShift }: FittedNetwork, open: OpenModel): Section {
  const { asOf, label, repeats, random } = explained;
  const { branches: names, values } = branchAttributions(network, asOf);
  const bars = rankColumns({ columns: names, rows: asOf.size, values }).map(({ name, magnitude }) => ({
    name,
    value: magnitude,
  }));
  const losses = branchLosses(network, asOf, label, logitShift - explained.logitShift);
  const drops = permutationImportance(open, label, repeats, random, open.groups);
  const without: Grid = {
    header: [
      'without',
      'mean |Δ probability|',
      'fall of the AUC',
      'fall of the AP',
      'AUC, dealt anew',
      'AP, dealt anew',
    ],
    align: ['l', 'r', 'r', 'r', 'r', 'r'],
    blocks: [
      losses.map(({ branch, probability, auc, averagePrecision }) => {
        const dealt = drops.find(({ input }) => input === branch)!;
        return [
          branch,
          probability.toPrecision(3),
          fixed(auc, 4),
          fixed(averagePrecision, 4),
          dropCell(dealt.auc),
          dropCell(dealt.averagePrecision),
        ];
      }),
    ],
  };
  return {
    title: 'Branches',
    blocks: [
      'A branch is taken away by putting the mean of its encodings in the place of each example’s own; all combinations of branches are shared out by Shapley’s rule.',
      {
        name: 'branches',
        caption: 'Mean magnitude of each branch’s contribution',
        figure: importance(bars, {
          title: 'Branches',
          subtitle: `${asOf.size} examples`,
          measure: 'mean |contribution|, log-odds',
        }),
      },
      {
        name: 'without-branches',
        caption:
          'What is lost without a branch: its mean encoding in its place, or its inputs dealt anew among the examples',
        table: without,
      },
    ],
  };
}

function steps(network: FusedModel, asOf: AsOf, row: number, customer: string): Section {
  const all = Int32Array.from({ length: asOf.size }, (_, i) => i);
  const found = stepAttributions(network, asOf, all);
  const cells = found.steps * found.features.length;
  const names = Array.from({ length: found.steps }, (_, t) => `−${found.steps - t}`);
  const map = (values: Float64Array) => ({ features: found.features, steps: names, values });
  return {
    title: 'Steps of the sequence',
    blocks: [
      `Integrated gradients from a step of mean values to the steps as they were, on the log-odds; a row’s contributions sum to its change within ${found.gap.toPrecision(1)}.`,
      {
        name: 'steps',
        caption: 'Mean magnitude of contributions: steps × features',
        figure: heatMap(map(meanStepMagnitudes(found)), {
          title: 'Steps of the sequence',
          subtitle: `${asOf.size} examples; padding adds nothing`,
          measure: 'mean |contribution|',
        }),
      },
      {
        name: 'steps-of-one',
        caption: `Contributions of customer ${customer}’s steps`,
        figure: heatMap(map(found.values.slice(row * cells, (row + 1) * cells)), {
          title: `Customer ${customer}`,
          subtitle: 'contributions to the log-odds',
          measure: 'contribution',
        }),
      },
    ],
  };
}

function edges(network: FusedModel, asOf: AsOf, row: number, customer: string, log: TransactionLog): Section {
  const graphs = network.branches.map(({ branch }) => branch).filter((branch) => branch instanceof GraphBranch);
  const blocks: Block[] = [];
  if (!graphs[0].obeysEdgeMask) blocks.push('The layers of this model cannot leave single edges out.');
  else {
    const found = edgeAttributions(network, asOf, row);
    const grid: Grid = {
      header: ['customer', 'item', 'contribution'],
      align: ['l', 'l', 'r'],
      blocks: [
        found.edges
          .slice(0, EDGES)
          .map((edge) => [log.customers[edge.customer], log.itemNames[edge.item], edge.value.toPrecision(3)]),
      ],
    };
    blocks.push(
      `Integrated gradients from a graph without messages to all of them: together they change the log-odds of customer ${customer} by ${found.change.toFixed(3)}; ${found.edges.length.toLocaleString('en')} edges are within reach.`,
      { name: 'edges', caption: `Edges that move the score of customer ${customer} most`, table: grid },
    );
  }
  return { title: 'Edges of the graph', blocks };
}
