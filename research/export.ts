import { InputError } from '../src/base/errors';
import { checkWritable } from '../src/base/files';
import { exchangeGraph } from '../src/graph/exchange/exchangeGraph';
import { graphFormatOf, writeGraph } from '../src/graph/exchange/files';
import { relations } from '../src/graph/relations';
import { tiesOf } from '../src/graph/relations/union';
import { dateArgument, runIfMain, script, wholeNumber } from './cli';
import { graphBefore } from './graphs';
import { type DataOptions, shopOf, withData } from './source';
import { printFiles } from './trials';

interface Options extends DataOptions {
  at?: number;
  window: number;
  relations: string[];
}

export const command = withData(
  script('export', 'Writes the graph of customers and items for other programs, as GEXF or GraphML.', [
    'npm run export -- shop.gexf',
    'npm run export -- shop.graphml --relations co-basket next-basket --at 2011-06-01',
    'npm run export -- sales.gexf --file sales.csv --schema schema.json --window 90',
  ]),
)
  .argument('<out>', 'the file to write; its ending, .gexf or .graphml, says what')
  .option('--at <date>', 'the graph as of this day, YYYY-MM-DD; after the last transaction if omitted', dateArgument)
  .option('--window <days>', 'only purchases of so many days', wholeNumber(1), 365)
  .option('--relations <names...>', `what ties the nodes: ${relations.names.join(', ')}`, ['purchases'])
  .action(async (out: string, { at, window, relations: names, ...data }: Options) => {
    graphFormatOf(out);
    checkWritable(out);
    const twice = names.find((name, i) => names.indexOf(name) < i);
    if (twice !== undefined) throw new InputError(`"${twice}" stands twice`, '--relations', 'each relation once');
    for (const name of names) relations.get(name);
    const { log, graph } = await graphBefore({ ...shopOf(data), time: at, windowDays: window });
    const parts = tiesOf(
      graph,
      names.map((one) => relations.reference().parse(one)),
    );
    const result = exchangeGraph(graph, parts, log);
    writeGraph(out, result);
    for (const { relation, note } of parts) if (note) console.log(`${relation.name}: ${note}`);
    console.log(`${result.order.toLocaleString('en')} nodes, ${result.size.toLocaleString('en')} edges`);
    printFiles([out]);
  });

runIfMain(module, command);
