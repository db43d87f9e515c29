import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InteractionGraph } from '../../../src/graph/interactions';
import type { ViewGraph } from '../../../src/report/graph/viewGraph';
import { type View, viewOf } from '../../../src/report/graph/views';
import { arbitraryLog, logOf, type Row } from '../../helpers/randomLog';

const END = 1e9;
const ALL = { items: 100, customers: 100, ties: 100, seed: 0 };

type Log = ReturnType<typeof logOf>;

function draw(log: Log, view: View, options: Partial<typeof ALL> = {}): ViewGraph {
  return viewOf(new InteractionGraph(log.before(END)), { view, ...ALL, ...options });
}

/** How often each customer bought each item, counted event by event. */
function purchases(log: Log): Map<number, Map<number, number>> {
  const { customer, item, size } = log.before(END);
  const bought = new Map<number, Map<number, number>>();
  for (let e = 0; e < size; e++) {
    const items = bought.get(customer[e]) ?? new Map<number, number>();
    items.set(item[e], (items.get(item[e]) ?? 0) + 1);
    bought.set(customer[e], items);
  }
  return bought;
}

/** Ties by the ends' numbers in the log, lower first. */
function tiesOf(graph: ViewGraph): Map<string, { weight: number; count: number }> {
  return new Map(
    graph.mapEdges((_edge, { weight, count }, _source, _target, a, b) => {
      const ends =
        a.kind === b.kind
          ? [a.index, b.index].sort((x, y) => x - y)
          : a.kind === 'item'
            ? [b.index, a.index]
            : [a.index, b.index];
      return [ends.join('/'), { weight, count }];
    }),
  );
}

function assertTies(found: ViewGraph, expected: Map<string, { weight: number; count: number }>): void {
  const ties = tiesOf(found);
  assert.deepEqual([...ties.keys()].sort(), [...expected.keys()].sort());
  for (const [ends, { weight, count }] of expected) {
    assert.equal(ties.get(ends)!.count, count, ends);
    assert.ok(Math.abs(ties.get(ends)!.weight - weight) < 1e-6, ends);
  }
}

/** Sets of what is bought (or of who buys) by number, tied where they have two or more in common. */
function cosines(sets: ReadonlyMap<number, ReadonlySet<number>>): Map<string, { weight: number; count: number }> {
  const ties = new Map<string, { weight: number; count: number }>();
  for (const [i, a] of sets)
    for (const [j, b] of sets) {
      const count = [...a].filter((one) => b.has(one)).length;
      if (i < j && count > 1) ties.set(`${i}/${j}`, { weight: count / Math.sqrt(a.size * b.size), count });
    }
  return ties;
}

describe('views of a customer–item graph', () => {
  it('tie customers by the items, and items by the customers, that they have in common', () => {
    fc.assert(
      fc.property(arbitraryLog, (log) => {
        const bought = purchases(log);
        const itemsOf = new Map([...bought].map(([customer, items]) => [customer, new Set(items.keys())]));
        const buyersOf = new Map<number, Set<number>>();
        for (const [customer, items] of itemsOf)
          for (const item of items) buyersOf.set(item, (buyersOf.get(item) ?? new Set()).add(customer));
        assertTies(draw(log, 'customers'), cosines(itemsOf));
        assertTies(draw(log, 'items'), cosines(buyersOf));
      }),
    );
  });

  it('tie items by the baskets that hold both', () => {
    fc.assert(
      fc.property(arbitraryLog, (log) => {
        const { customer, item, times, size } = log.before(END);
        const numbers = new Map<string, number>();
        const basketsOf = new Map<number, Set<number>>();
        for (let e = 0; e < size; e++) {
          const basket = `${customer[e]}/${times[e]}`;
          const number = numbers.get(basket) ?? numbers.size;
          numbers.set(basket, number);
          basketsOf.set(item[e], (basketsOf.get(item[e]) ?? new Set()).add(number));
        }
        assertTies(draw(log, 'baskets'), cosines(basketsOf));
      }),
    );
  });

  it('cut hubs to their latest, and say so', () => {
    const rows = Array.from({ length: 2001 }, (_, i): Row => ['hub', `item ${i}`, i, 1]);
    const log = logOf([...rows, ['ann', 'item 0', 0, 1], ['ann', 'item 2000', 0, 1]]);
    const graph = draw(log, 'items', { items: 5 });
    assert.equal(graph.getAttribute('note'), 'of 1 customer with more than 2,000 ties only the latest count');
    // The hub's first item is not among their latest, so that ann alone bought it with the last.
    assert.equal(graph.size, 0);
    assert.equal(draw(log, 'customers').getAttribute('note'), '');
  });

  it('tie customers to what they bought', () => {
    fc.assert(
      fc.property(arbitraryLog, (log) => {
        const bought = purchases(log);
        const ofItem = new Map<number, number>();
        for (const items of bought.values())
          for (const [item, count] of items) ofItem.set(item, (ofItem.get(item) ?? 0) + count);
        const expected = new Map<string, { weight: number; count: number }>();
        for (const [customer, items] of bought) {
          const ofCustomer = [...items.values()].reduce((sum, count) => sum + count, 0);
          for (const [item, count] of items)
            expected.set(`${customer}/${item}`, { weight: count / Math.sqrt(ofCustomer * ofItem.get(item)!), count });
        }
        const graph = draw(log, 'bipartite');
        assertTies(graph, expected);
        graph.forEachEdge((_edge, _tie, _source, _target, a, b) => assert.notEqual(a.kind, b.kind));
      }),
    );
  });

  it('show the nodes with the most edges, each with its strongest ties', () => {
    fc.assert(
      fc.property(arbitraryLog, fc.integer({ min: 1, max: 3 }), (log, ties) => {
        for (const view of ['items', 'customers', 'bipartite'] as const) {
          const whole = draw(log, view);
          const part = draw(log, view, { ties });
          assert.equal(part.order, whole.order);
          // A tie is kept if for one of its ends fewer than `ties` others are stronger.
          const weights = (node: string) => whole.mapEdges(node, (_edge, { weight }) => weight);
          part.forEachEdge((_edge, { weight }, ...ends) =>
            assert.ok(ends.slice(0, 2).some((node) => weights(String(node)).filter((w) => w > weight).length < ties)),
          );
          part.forEachNode((node) => assert.ok(part.degree(node) >= Math.min(ties, whole.degree(node))));
        }
        const degrees = (graph: ViewGraph) => graph.mapNodes((_node, { degree }) => degree).sort((a, b) => b - a);
        assert.deepEqual(degrees(draw(log, 'items', { items: 3 })), degrees(draw(log, 'items')).slice(0, 3));
        const few = draw(log, 'bipartite', { items: 2, customers: 2 });
        assert.ok(few.order <= 4 && few.everyNode((_node, { kind }) => kind === 'item' || kind === 'customer'));
      }),
    );
  });

  const pair = (group: number): Row[] =>
    [0, 1, 2].flatMap((customer): Row[] => [
      [`c${group}-${customer}`, `tea ${group}`, customer, 1],
      [`c${group}-${customer}`, `cup ${group}`, customer, 1],
    ]);

  it('have a community for each part that hangs together, the largest first', () => {
    const rows = [...pair(0), ...pair(1), ['c1-0', 'jam', 5, 1], ['c1-1', 'jam', 6, 1]] as Row[];
    const graph = draw(logOf(rows), 'items');
    const names = new Map<number, string[]>();
    const log = logOf(rows);
    graph.forEachNode((_node, { index, community }) =>
      names.set(community, [...(names.get(community) ?? []), log.items[index]].sort()),
    );
    assert.deepEqual([...names].sort(), [
      [0, ['cup 1', 'jam', 'tea 1']],
      [1, ['cup 0', 'tea 0']],
    ]);
  });

  it('make each node its own community where there are no ties, beside others or not', () => {
    const alone = Array.from({ length: 12 }, (_, i): Row => [`c${i}`, `Item ${i}`, i, 1]);
    for (const [rows, expected] of [
      [alone, 12],
      [[...alone, ...pair(0)], 13],
    ] as const) {
      const graph = draw(logOf(rows), 'items');
      const communities = new Set(graph.mapNodes((_node, { community }) => community));
      assert.equal(communities.size, expected);
      assert.equal(Math.max(...communities), expected - 1);
    }
  });
});
