import { datasets } from '../datasets';
import { DAY, formatDay } from '../src/base/time';
import type { TransactionLog } from '../src/data/log';
import { openLog } from '../src/experiment/data';
import { alignTo } from '../src/graph/embedding/alignment';
import { centreKinds, node2vecSchema, trainNode2vec } from '../src/graph/embedding/node2vec';
import type { SkipGram } from '../src/graph/embedding/skipGram';
import { InteractionGraph } from '../src/graph/interactions';
import { toMarkdown } from '../src/report/grid';
import { dateArgument, runIfMain, script, wholeNumber } from './cli';

interface Options {
  dataset: string;
  last: number;
  cutoffs: number;
  every: number;
  window: number;
  horizon: number;
  seed: number;
}

/** An embedding of one snapshot. */
interface Embedded {
  readonly graph: InteractionGraph;
  /** As trained, from which a warm start goes on. */
  readonly trained: SkipGram;
  /** Centred by kind, [N, D]. */
  readonly vectors: Float32Array;
}

const METHODS = ['as trained', 'Procrustes', 'warm start', 'warm start, then Procrustes'] as const;

export const command = script(
  'alignment',
  'Measures how far node2vec vectors of successive snapshots agree: rotated, warm-started, both or neither.',
  ['npm run alignment', 'npm run alignment -- --dataset synthetic --last 2024-01-01 --cutoffs 3 --every 14'],
)
  .option('--dataset <name>', 'a data set of the repository', 'online-retail-ii')
  .option('--last <date>', 'the last cutoff', dateArgument, Date.UTC(2011, 5, 10) / 1000)
  .option('--cutoffs <n>', 'how many snapshots', wholeNumber(2), 5)
  .option('--every <days>', 'from one to the next', wholeNumber(1), 30)
  .option('--window <days>', 'purchases that make a graph', wholeNumber(1), 365)
  .option('--horizon <days>', 'in which first purchases are ranked', wholeNumber(1), 30)
  .option('--seed <n>', 'seed of walks and training', wholeNumber(0), 0)
  .action(async ({ dataset, last, cutoffs, every, window, horizon, seed }: Options) => {
    const log = await openLog(datasets.reference().parse(dataset));
    const graphs = Array.from({ length: cutoffs }, (_, i) => {
      const time = last - (cutoffs - 1 - i) * every * DAY;
      return new InteractionGraph(log.before(time), { windowDays: window });
    });
    const fresh = graphs.map((graph) => embed(graph, seed));
    const warm: Embedded[] = [fresh[0]];
    for (const graph of graphs.slice(1)) warm.push(embed(graph, seed, warm.at(-1)));
    const figures = METHODS.map((method) => {
      const all = method.startsWith('warm') ? warm : fresh;
      const pairs = all.slice(1).map((one, i) => agreement(all[i], one, method.endsWith('Procrustes')));
      const ranked = all.slice(1).map((one) => rankingOfFirstPurchases(log, one, horizon));
      return [mean(pairs.map(({ customers }) => customers)), mean(pairs.map(({ items }) => items)), mean(ranked)];
    });
    console.log(
      `${dataset}: ${cutoffs} snapshots of ${window} days, ${every} days apart, the last ${formatDay(last)}\n`,
    );
    console.log(
      toMarkdown({
        header: ['vectors', 'cosine of customers', 'cosine of items', `AUC of first purchases within ${horizon} days`],
        align: ['l', 'r', 'r', 'r'],
        blocks: [METHODS.map((method, m) => [method, ...figures[m].map((figure) => figure.toFixed(3))])],
      }),
    );
  });

const OPTIONS = node2vecSchema.parse({});
const D = OPTIONS.dimensions;

function embed(graph: InteractionGraph, seed: number, before?: Embedded): Embedded {
  const start = before && {
    vectors: carriedOver(before, before.trained.vectors, graph),
    contexts: carriedOver(before, before.trained.contexts, graph),
  };
  const trained = trainNode2vec(graph, OPTIONS, seed, start);
  return { graph, trained, vectors: centreKinds(graph, trained.vectors.slice(), D) };
}

/** The rows of the nodes that two graphs share, in the later one's order; NaN for those that are new. */
function carriedOver(before: Embedded, rows: Float32Array, graph: InteractionGraph): Float32Array {
  const carried = new Float32Array(graph.nodeCount * D).fill(Number.NaN);
  for (const [node, old] of sharedNodes(before.graph, graph))
    carried.set(rows.subarray(old * D, (old + 1) * D), node * D);
  return carried;
}

/** The nodes of a graph that an earlier one has, too, each with its number there; customers first. */
function sharedNodes(before: InteractionGraph, graph: InteractionGraph): [node: number, old: number][] {
  const C = graph.customers.length;
  return Array.from({ length: graph.nodeCount }, (_, node): [number, number] => [
    node,
    node < C ? before.nodeOfCustomer(graph.customers[node]) : before.nodeOfItem(graph.items[node - C]),
  ]).filter(([, old]) => old >= 0);
}

/** The mean cosine of each customer's and each item's vectors in two snapshots; a rotation is fitted to the items alone. */
function agreement(before: Embedded, after: Embedded, isRotated: boolean): { customers: number; items: number } {
  const C = after.graph.customers.length;
  const shared = sharedNodes(before.graph, after.graph);
  const items = shared.filter(([node]) => node >= C);
  const vectors = isRotated ? alignTo(after.vectors, before.vectors, items, D) : after.vectors;
  const cosine = ([node, old]: [number, number]) => {
    const [a, b] = [vectors.subarray(node * D, (node + 1) * D), before.vectors.subarray(old * D, (old + 1) * D)];
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  };
  return { customers: mean(shared.filter(([node]) => node < C).map(cosine)), items: mean(items.map(cosine)) };
}

/**
 * For each customer with first purchases in the days after the snapshot: how often an item that they then bought has the
 * larger product with them than one of those that they never did. The mean over customers.
 */
function rankingOfFirstPurchases(log: TransactionLog, { graph, vectors }: Embedded, horizon: number): number {
  const { history, customers, items } = graph;
  const later = log.before(history.time + horizon * DAY);
  const C = customers.length;
  const areas: number[] = [];
  const products = new Float64Array(items.length);
  for (let c = 0; c < C; c++) {
    const before = new Set(Array.from(history.eventsOfCustomer(customers[c]), (event) => history.item[event]));
    const bought = new Set(Array.from(later.eventsOfCustomer(customers[c]), (event) => later.item[event]));
    const isCandidate = items.map((item) => (before.has(item) ? 0 : 1));
    const isFirst = items.map((item, i) => (isCandidate[i] && bought.has(item) ? 1 : 0));
    const firsts = isFirst.reduce((sum, one) => sum + one, 0);
    const candidates = isCandidate.reduce((sum, one) => sum + one, 0);
    if (firsts === 0 || firsts === candidates) continue;
    const own = vectors.subarray(c * D, (c + 1) * D);
    for (let i = 0; i < items.length; i++) products[i] = dot(own, vectors.subarray((C + i) * D, (C + i + 1) * D));
    const order = Int32Array.from(items.keys())
      .filter((i) => isCandidate[i] === 1)
      .sort((a, b) => products[a] - products[b]);
    let ranks = 0;
    order.forEach((i, rank) => {
      if (isFirst[i]) ranks += rank + 1;
    });
    areas.push((ranks - (firsts * (firsts + 1)) / 2) / (firsts * (candidates - firsts)));
  }
  return mean(areas);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d] * b[d];
  return sum;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

runIfMain(module, command);
