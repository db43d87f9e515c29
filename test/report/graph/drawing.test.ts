import assert from 'node:assert/strict';
import { Resvg } from '@resvg/resvg-js';
import { UndirectedGraph } from 'graphology';
import { GREY, PALETTE } from '../../../src/report/chart';
import { type Drawing, draw } from '../../../src/report/graph/drawing';
import { toSvg } from '../../../src/report/graph/picture';
import type { ViewGraph } from '../../../src/report/graph/viewGraph';

/** As many pairs of tied items, and as many that are alone. */
function pairs(tied: number, alone: number): ViewGraph {
  const graph: ViewGraph = new UndirectedGraph();
  const add = (index: number, community: number) =>
    graph.addNode(index, { kind: 'item', index, degree: index + 1, community });
  for (let p = 0; p < tied; p++) {
    add(2 * p, p);
    add(2 * p + 1, p);
    graph.mergeEdge(2 * p, 2 * p + 1, { weight: 0.5, count: 2 });
  }
  for (let a = 0; a < alone; a++) add(2 * tied + a, tied + a);
  return graph;
}

const drawn = (graph: ViewGraph, nameOf = (index: number) => `item ${index}`): Promise<Drawing> =>
  draw(graph, {
    title: 'Items',
    subtitle: 'a few',
    nameOf: (_kind, index) => ({ id: String(index), name: nameOf(index) }),
  });

/** What a node looks like. */
const markOf = ({ nodes, communities, legend }: Drawing, node: number) => {
  const { color, shape } = legend[communities[nodes[node].community].legend];
  return `${color} ${shape}`;
};

describe('a drawing', () => {
  it('gives each of the 24 largest communities a mark of its own, and names what is left', async () => {
    const drawing = await drawn(pairs(30, 5));
    const marks = Array.from({ length: 30 }, (_, p) => markOf(drawing, 2 * p));
    assert.equal(new Set(marks.slice(0, 24)).size, 24);
    assert.deepEqual([...new Set(marks.slice(24))], [`${GREY} diamond`]);
    assert.deepEqual(
      drawing.legend.slice(22).map(({ label, size }) => [label, size]),
      [
        ['item 45 and 1 more', 2],
        ['item 47 and 1 more', 2],
        ['6 smaller communities of 12', 12],
        ['5 alone, each its own community', 5],
      ],
    );
    assert.equal(drawing.communities.length, 35);
    assert.ok(!marks.includes(markOf(drawing, 60)), 'those alone look like no community');
    assert.ok(drawing.legend.slice(0, 24).every(({ color }) => (PALETTE as readonly string[]).includes(color)));
  });

  it('has no line in its legend for what there is none of', async () => {
    assert.equal((await drawn(pairs(3, 0))).legend.length, 3);
    assert.deepEqual(
      (await drawn(pairs(0, 12))).legend.map(({ label }) => label),
      ['12 alone, each its own community'],
    );
  });

  it('fills the unit square from edge to edge', async () => {
    const { nodes } = await drawn(pairs(8, 2));
    const [xs, ys] = [nodes.map(({ x }) => x), nodes.map(({ y }) => y)];
    const spans = [xs, ys].map((values) => Math.max(...values) - Math.min(...values));
    assert.ok(Math.abs(Math.max(...spans) - 1) < 1e-4);
    assert.ok([...xs, ...ys].every((value) => value >= 0 && value <= 1));
  });

  it('draws customers hollow where there are items beside them', async () => {
    const mixed = pairs(1, 0);
    mixed.setNodeAttribute('1', 'kind', 'customer');
    assert.deepEqual(
      (await drawn(mixed)).nodes.map(({ hollow }) => hollow),
      [false, true],
    );
    mixed.setNodeAttribute('0', 'kind', 'customer');
    assert.deepEqual(
      (await drawn(mixed)).nodes.map(({ hollow }) => hollow),
      [false, false],
    );
  });
});

describe('the picture of a graph', () => {
  const hostile = [
    'tea\u000b\u0000 & <cup>',
    'A'.repeat(26) + '👩‍👩‍👧‍👦'.repeat(4),
    'word '.repeat(60),
    'X'.repeat(300),
    '\u202eevil',
  ];

  it('shows any name, cut between characters, within its edges', async () => {
    const svg = toSvg(await drawn(pairs(12, 6), (index) => `${hostile[index % hostile.length]}${index}`));
    assert.doesNotMatch(svg.replaceAll('\n', ''), /[\p{Cc}\ufffd-\uffff\u202e]|<cup>/u);
    const texts = [...svg.matchAll(/<text[^>]*>([^<]*)/g)].map(([, text]) => text);
    assert.ok(texts.length > 20 && texts.every((text) => text.length < 80), texts.join('\n'));
    const picture = new Resvg(svg.replace(/<rect[^>]*fill="white"\/>/, ''));
    const box = picture.getBBox();
    assert.ok(
      box && box.x >= 0 && box.y >= 0 && box.x + box.width <= picture.width && box.y + box.height <= picture.height,
    );
  });

  it('breaks a long title into lines', async () => {
    const graph = pairs(2, 0);
    const title = `Items: ${'a-long-file-name'.repeat(20)}`;
    const drawing = await draw(graph, {
      title,
      subtitle: 'few',
      nameOf: (_, index) => ({ id: `${index}`, name: 'tea' }),
    });
    const [, lines] = /font-weight="bold">(.*)<\/g>/.exec(toSvg(drawing))!;
    assert.equal(lines.replace(/<text[^>]*>|<\/text>/g, ''), title.replace(' ', ''));
    assert.ok(lines.split('</text>').length > 3);
  });
});
