import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { AbstractGraph } from 'graphology-types';
import { InputError } from '../../../src/base/errors';
import { DAY } from '../../../src/base/time';
import { exchangeGraph } from '../../../src/graph/exchange/exchangeGraph';
import { readGraph, writeGraph } from '../../../src/graph/exchange/files';
import { InteractionGraph } from '../../../src/graph/interactions';
import { relations } from '../../../src/graph/relations';
import { tiesOf } from '../../../src/graph/relations/union';
import { arbitraryLog, logOf } from '../../helpers/randomLog';
import { temporaryFolder } from '../../helpers/temporaryFolder';

const ALL = ['purchases', 'item-projection', 'customer-projection', 'co-basket', 'next-basket'];

function exported(log: ReturnType<typeof logOf>, names: readonly string[] = ALL): AbstractGraph {
  const graph = new InteractionGraph(log.before(20 * DAY));
  const parts = tiesOf(
    graph,
    names.map((name) => relations.reference().parse(name)),
  );
  return exchangeGraph(graph, parts, log);
}

/** Nodes and edges as values that do not depend on their order; the ends of an edge without a direction are sorted. */
function contents(graph: AbstractGraph): { nodes: unknown[]; edges: unknown[] } {
  const sorted = (attributes: object) => Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    nodes: graph.mapNodes((node, attributes) => JSON.stringify([node, sorted(attributes)])).sort(),
    edges: graph
      .mapEdges((_edge, attributes, source, target, _s, _t, isUndirected) =>
        JSON.stringify([isUndirected ? [source, target].sort() : [source, target], isUndirected, sorted(attributes)]),
      )
      .sort(),
  };
}

function refuses(work: () => unknown, message: RegExp): void {
  assert.throws(work, (error: Error) => {
    assert.ok(error instanceof InputError, String(error.stack));
    assert.match(error.message, message);
    return true;
  });
}

describe('graphs in files', () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder(), name);

  for (const ending of ['gexf', 'graphml']) {
    it(`come back from ${ending} as they went, attributes and directions included`, () => {
      fc.assert(
        fc.property(arbitraryLog, fc.subarray(ALL, { minLength: 1 }), (log, names) => {
          const graph = exported(log, names);
          writeGraph(at(`graph.${ending}`), graph);
          assert.deepEqual(contents(readGraph(at(`graph.${ending}`))), contents(graph));
        }),
        { numRuns: 25 },
      );
    });

    it(`hold names of any characters in ${ending}`, () => {
      const name = `</node> & "'\u0001\ud800 <b>ü</b>`;
      const graph = exported(logOf([['ann', name, 0, 1]]));
      writeGraph(at(`graph.${ending}`), graph);
      const read = readGraph(at(`graph.${ending}`));
      assert.equal(read.getNodeAttribute('i0', 'label'), `</node> & "'\ufffd\ufffd <b>ü</b>`);
    });
  }

  it('have the count, amount, first, last and decayed weight of purchases', () => {
    const log = logOf([
      ['ann', 'tea', 0, 2],
      ['ann', 'tea', 10 * DAY, 3],
    ]);
    const graph = new InteractionGraph(log.before(20 * DAY), { halfLifeDays: 10 });
    const ties = tiesOf(graph, [relations.reference().parse('purchases')]);
    const [edge] = exchangeGraph(graph, ties, log).mapEdges((_, attributes) => attributes);
    assert.deepEqual(edge, { relation: 'purchases', weight: 0.75, count: 2, amount: 5, first: 0, last: 10 * DAY });
  });

  const refused: [name: string, content: string, expected: RegExp][] = [
    ['a.gexf', '', /a\.gexf: .+; expected a GEXF file/],
    ['a.gexf', 'customer,item\n', /a\.gexf: .+; expected a GEXF file/],
    ['a.gexf', '<gexf><graph>', /a\.gexf: .+; expected a GEXF file/],
    ['a.graphml', '<gexf></gexf>', /a\.graphml: its outermost element is <gexf>; expected a GraphML file/],
    ['a.graphml', '<graphml></graphml>', /a\.graphml: it holds no <graph>; expected a GraphML file/],
    [
      'a.graphml',
      '<graphml><graph><node id="a"/><edge source="a" target="b"/></graph></graphml>',
      /a\.graphml: .*inexisting node.*; expected a GraphML file/,
    ],
    [
      'a.gexf',
      '<gexf><graph><nodes><node id="a"/><node id="a"/></nodes></graph></gexf>',
      /a\.gexf: .*already exist.*; expected a GEXF file/,
    ],
  ];
  for (const [name, content, expected] of refused)
    it(`are refused in one line: ${content.slice(0, 60) || 'an empty file'}`, () => {
      writeFileSync(at(name), content);
      refuses(() => readGraph(at(name)), expected);
    });

  it('need an ending that names a format, and a file that is there', () => {
    refuses(() => writeGraph(at('graph.dot'), exported(logOf([['ann', 'tea', 0, 1]]))), /\.gexf or \.graphml/);
    refuses(() => readGraph(at('nowhere.gexf')), /nowhere\.gexf: no such file/);
  });

  it('are GraphML by its schema: every key declared before the graph', () => {
    writeGraph(at('graph.graphml'), exported(logOf([['ann', 'tea', 0, 1]])));
    const text = readFileSync(at('graph.graphml'), 'utf8');
    const declared = new Set([...text.matchAll(/<key id="(\w+)"/g)].map(([, id]) => id));
    for (const [, key] of text.matchAll(/<data key="(\w+)"/g)) assert.ok(declared.has(key), key);
    assert.ok(text.lastIndexOf('<key ') < text.indexOf('<graph '));
  });
});
