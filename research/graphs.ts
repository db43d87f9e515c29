import { join } from 'node:path';
import { InputError } from '../src/base/errors';
import { checkWritable, writeAtomically } from '../src/base/files';
import { DAY, formatDay } from '../src/base/time';
import type { Configuration } from '../src/experiment/configuration';
import { openLog } from '../src/experiment/data';
import { InteractionGraph } from '../src/graph/interactions';
import { writePicture } from '../src/report/chart';
import { draw } from '../src/report/graph/drawing';
import { toPage } from '../src/report/graph/page';
import { toSvg } from '../src/report/graph/picture';
import { itemProjection } from '../src/report/graph/projection';
import { printFiles } from './ablation';
import { RESULTS } from './cli';

export interface GraphOptions {
  readonly dataset: Configuration['dataset'];
  /** What the page is called after. */
  readonly name: string;
  /** The graph as of this moment; after the last transaction if absent. */
  readonly time?: number;
  readonly windowDays?: number;
  readonly items?: number;
  readonly ties?: number;
  readonly seed?: number;
  readonly folder?: string;
}

/** Draws which items the same customers buy: an interactive page, and a picture as SVG and PNG. */
export async function drawGraph({
  dataset,
  name,
  time,
  windowDays = 365,
  items = 300,
  ties = 4,
  seed = 0,
  folder = join(RESULTS, 'graphs'),
}: GraphOptions): Promise<void> {
  const page = join(folder, `${name}.html`);
  checkWritable(page);
  const log = await openLog(dataset);
  const moment = time ?? log.timeRange[1] + 1;
  const graph = new InteractionGraph(log.before(moment), { windowDays });
  if (graph.edgeCount === 0)
    throw new InputError(
      `nobody bought anything in the ${windowDays} days before ${formatDay(moment)}`,
      name,
      `a moment from ${formatDay(log.timeRange[0])} to ${formatDay(log.timeRange[1] + DAY)}`,
    );
  const projection = itemProjection(graph, { items, ties, seed });
  const drawing = draw(
    projection,
    (index) => ({ id: log.items[index], name: log.itemNames[index] }),
    `Bought by the same customers: ${name}`,
    `${projection.order} of ${graph.items.length.toLocaleString('en')} items, ` +
      `${graph.customers.length.toLocaleString('en')} customers, the ${windowDays} days before ${formatDay(moment)}; ` +
      `each item with its ${ties} strongest ties (cosine); colours: Louvain communities`,
  );
  writeAtomically(page, toPage(drawing));
  printFiles([page, ...writePicture(toSvg(drawing), join(folder, name))]);
}
