import { basename, extname, join } from 'node:path';
import { InputError } from '../src/base/errors';
import { checkWritable, writeAtomically } from '../src/base/files';
import { Progress } from '../src/base/progress';
import { DAY, formatDay } from '../src/base/time';
import type { TransactionLog } from '../src/data/log';
import type { Configuration } from '../src/experiment/configuration';
import { openLog } from '../src/experiment/data';
import { readGraph } from '../src/graph/exchange/files';
import { InteractionGraph } from '../src/graph/interactions';
import { writePicture } from '../src/report/chart';
import { type DrawingOptions, draw } from '../src/report/graph/drawing';
import { importedView } from '../src/report/graph/importedView';
import { toPage } from '../src/report/graph/page';
import { toSvg } from '../src/report/graph/picture';
import type { ViewGraph } from '../src/report/graph/viewGraph';
import { type View, type ViewOptions, viewOf } from '../src/report/graph/views';
import { RESULTS } from './cli';
import { printFiles } from './trials';

/** The most nodes that are laid out: more take minutes, and nobody can tell them apart on a screen. */
export const MOST_NODES = 20_000;

export interface GraphOptions extends Partial<ViewOptions> {
  readonly dataset: Configuration['dataset'];
  /** What the page is called after. */
  readonly name: string;
  /** The graph as of this time; after the last transaction if omitted. */
  readonly time?: number;
  readonly windowDays?: number;
  readonly folder?: string;
}

/**
 * Draws who buys what together: an interactive page, and a picture as SVG and PNG.
 * @throws InputError when nobody bought anything, or when more is asked for than can be laid out
 */
export async function drawGraph({
  dataset,
  name,
  time,
  windowDays = 365,
  view = 'items',
  items = view === 'bipartite' ? 120 : 300,
  customers = view === 'bipartite' ? 120 : 300,
  ties = 4,
  seed = 0,
  folder = join(RESULTS, 'graphs'),
}: GraphOptions): Promise<void> {
  requireRoom(view, items, customers);
  const file = view === 'items' ? name : `${name}-${view}`;
  const page = join(folder, `${file}.html`);
  checkWritable(page);
  const { log, graph } = await graphBefore({ dataset, name, time, windowDays });
  const shown = viewOf(graph, { view, items, customers, ties, seed });
  await writeDrawing(page, shown, {
    title: `${TITLES[view]}: ${name}`,
    subtitle: [
      `${counted(graph, shown)}, the ${windowDays} days before ${formatDay(graph.history.time)}`,
      `each with its ${ties === 1 ? 'strongest tie' : `${ties} strongest ties`} (${view === 'bipartite' ? 'purchases, normalised by degree' : 'cosine'})`,
      `colours and shapes: Louvain communities${view === 'bipartite' ? '; filled: items, hollow: customers' : ''}`,
      shown.getAttribute('note') ?? '',
    ]
      .filter((part) => part !== '')
      .join('; '),
    nameOf: (kind, index) => namesOf(log, kind, index),
  });
}

/**
 * The graph of a data set as of a time, after its last transaction if omitted.
 * @throws InputError when nobody bought anything in the window
 */
export async function graphBefore({
  dataset,
  name,
  time,
  windowDays,
}: Pick<GraphOptions, 'dataset' | 'name' | 'time' | 'windowDays'>) {
  const log = await openLog(dataset);
  const asOf = time ?? log.timeRange[1] + 1;
  const graph = new InteractionGraph(log.before(asOf), { windowDays });
  if (graph.edgeCount === 0)
    throw new InputError(
      `nobody bought anything${windowDays ? ` in the ${windowDays} days` : ''} before ${formatDay(asOf)}`,
      name,
      `a time from ${formatDay(log.timeRange[0])} to ${formatDay(log.timeRange[1] + DAY)}`,
    );
  return { log, graph };
}

/**
 * Draws a graph from a GEXF or GraphML file.
 * @throws InputError when it cannot be read, or has more nodes than can be laid out
 */
export async function drawGraphFile(path: string, { seed = 0, folder = join(RESULTS, 'graphs') } = {}): Promise<void> {
  const name = basename(path, extname(path));
  const page = join(folder, `${name}.html`);
  checkWritable(page);
  const source = readGraph(path);
  if (source.order === 0) throw new InputError('it has no nodes', path, 'a graph with nodes');
  if (source.order > MOST_NODES)
    throw new InputError(
      `${source.order.toLocaleString('en')} nodes cannot be laid out`,
      path,
      `at most ${MOST_NODES.toLocaleString('en')}`,
    );
  const { graph, names } = importedView(source, seed);
  await writeDrawing(page, graph, {
    title: name,
    subtitle: `${graph.order.toLocaleString('en')} nodes, ${graph.size.toLocaleString('en')} ties; colours and shapes: Louvain communities`,
    nameOf: (_kind, index) => names[index],
  });
}

/** Lays a graph out, and writes it as a page and as pictures beside it. */
async function writeDrawing(page: string, shown: ViewGraph, options: DrawingOptions): Promise<void> {
  let progress: Progress | undefined;
  const drawing = await draw(shown, {
    ...options,
    onStep: (done, total) => {
      progress ??= new Progress(`laying out ${shown.order.toLocaleString('en')} nodes: step`, total);
      progress.update(done);
    },
  });
  progress?.end();
  writeAtomically(page, toPage(drawing));
  printFiles([page, ...writePicture(toSvg(drawing), page.slice(0, -'.html'.length))]);
}

const TITLES: Readonly<Record<View, string>> = {
  items: 'Items bought by the same customers',
  baskets: 'Items bought together',
  customers: 'Customers who buy the same items',
  bipartite: 'Customers and what they buy',
};

function requireRoom(view: View, items: number, customers: number): void {
  const asked = {
    items: view === 'customers' ? 0 : items,
    customers: view === 'items' || view === 'baskets' ? 0 : customers,
  };
  if (asked.items + asked.customers <= MOST_NODES) return;
  const options = Object.entries(asked).filter(([, count]) => count > 0);
  throw new InputError(
    `${(asked.items + asked.customers).toLocaleString('en')} nodes cannot be laid out`,
    options.map(([option]) => `--${option}`).join(' and '),
    `at most ${MOST_NODES.toLocaleString('en')}${options.length > 1 ? ' together' : ''}`,
  );
}

function namesOf(log: TransactionLog, kind: 'item' | 'customer', index: number): { id: string; name: string } {
  if (kind === 'customer') return { id: log.customers[index], name: `customer ${log.customers[index]}` };
  return { id: log.items[index], name: log.itemNames[index] };
}

/** "300 of 4,070 items and 300 of 4,300 customers". */
function counted(graph: InteractionGraph, shown: ViewGraph): string {
  const count = (kind: 'item' | 'customer') =>
    shown.reduceNodes((sum, _node, attributes) => sum + (attributes.kind === kind ? 1 : 0), 0);
  const parts = [
    { what: 'items', here: count('item'), all: graph.items.length },
    { what: 'customers', here: count('customer'), all: graph.customers.length },
  ];
  return parts
    .map(
      ({ what, here, all }) =>
        `${here > 0 ? `${here.toLocaleString('en')} of ` : ''}${all.toLocaleString('en')} ${what}`,
    )
    .join(', ');
}
