import assert from 'node:assert/strict';
import fc from 'fast-check';
import type Graph from 'graphology';
import { DAY } from '../../../src/base/time';
import { Controls } from '../../../src/data/controls/controls';
import type { TransactionLog } from '../../../src/data/log';
import { InteractionGraph } from '../../../src/graph/interactions';
import { relations } from '../../../src/graph/relations';
import { basketsOf, capGroups } from '../../../src/graph/relations/affiliation';
import { TIE_WEIGHTS } from '../../../src/graph/relations/project';
import { tiesOf, unionOf } from '../../../src/graph/relations/union';
import fixture from '../../fixtures/projections.json';
import { arbitraryLog, arbitraryTime, logOf, type Row } from '../../helpers/randomLog';

const END = 20 * DAY;

interface Tie {
  readonly weight: number;
  readonly count: number;
  readonly time: number;
}

/** Ties by their ends as Graphology names them, receiver first. */
function build(name: string, graph: InteractionGraph, given: Record<string, unknown> = {}): Map<string, Tie> {
  const relation = relations.get(name);
  const { adjacency, counts, times } = relation.build(graph, relation.options.parse(given));
  assert.equal(adjacency.rows, graph.nodeCount);
  assert.equal(adjacency.cols, graph.nodeCount);
  const ties = new Map<string, Tie>();
  for (let i = 0; i < adjacency.rows; i++)
    for (let e = adjacency.offsets[i]; e < adjacency.offsets[i + 1]; e++) {
      ties.set(`${nameOf(graph, i)} ${nameOf(graph, adjacency.columns[e])}`, {
        weight: adjacency.values[e],
        count: counts[e],
        time: times[e],
      });
    }
  assert.equal(ties.size, adjacency.columns.length);
  return ties;
}

function nameOf(graph: InteractionGraph, node: number): string {
  const C = graph.customers.length;
  return node < C ? `c${graph.customers[node]}` : `i${graph.items[node - C]}`;
}

/** Weights of a tie by sets of groups. @param sizes how many a group ties a member to */
function weightOf(weight: string, own: Set<string>, other: Set<string>, sizes: (group: string) => number): number {
  const shared = [...own].filter((group) => other.has(group));
  if (weight === 'count') return shared.length;
  if (weight === 'jaccard') return shared.length / new Set([...own, ...other]).size;
  if (weight === 'cosine') return shared.length / Math.sqrt(own.size * other.size);
  return shared.reduce((sum, group) => sum + 1 / sizes(group), 0);
}

/** All ties of a projection by Graphology: neighbours of neighbours. */
function byGraphology(graph: Graph, kind: 'customer' | 'item', weight: string): Map<string, Tie> {
  const ties = new Map<string, Tie>();
  const nodes = graph.filterNodes((_, attributes) => attributes.kind === kind);
  for (const i of nodes)
    for (const j of nodes) {
      const [own, other] = [i, j].map((node) => new Set(graph.neighbors(node)));
      const shared = [...own].filter((group) => other.has(group));
      if (i === j || shared.length === 0) continue;
      const last = (node: string, group: string) => graph.getEdgeAttribute(node, group, 'last') as number;
      ties.set(`${i} ${j}`, {
        weight: weightOf(weight, own, other, (group) => graph.degree(group) - 1),
        count: shared.length,
        time: Math.max(...shared.map((group) => Math.max(last(i, group), last(j, group)))),
      });
    }
  return ties;
}

/** Baskets of a log, event by event: `customer/time` and its items, by customer in order of time. */
function basketsByHand(log: TransactionLog): { id: string; customer: string; time: number; items: Set<string> }[] {
  const { customer, item, times, size } = log.before(END);
  const baskets = new Map<string, { id: string; customer: string; time: number; items: Set<string> }>();
  for (let e = 0; e < size; e++) {
    const id = `${customer[e]}/${times[e]}`;
    const basket = baskets.get(id) ?? { id, customer: `${customer[e]}`, time: times[e], items: new Set<string>() };
    basket.items.add(`i${item[e]}`);
    baskets.set(id, basket);
  }
  return [...baskets.values()].sort((a, b) => a.time - b.time);
}

function assertTies(found: Map<string, Tie>, expected: Map<string, Tie>): void {
  assert.deepEqual([...found.keys()].sort(), [...expected.keys()].sort());
  for (const [ends, { weight, count, time }] of expected) {
    const tie = found.get(ends)!;
    assert.deepEqual([tie.count, tie.time], [count, time], ends);
    assert.ok(Math.abs(tie.weight - weight) < 1e-6, `${ends}: ${tie.weight}, expected ${weight}`);
  }
}

const arbitraryWeight = fc.constantFrom(...TIE_WEIGHTS);

describe('relations', () => {
  it('projections are those of the Graphology graph', () => {
    fc.assert(
      fc.property(arbitraryLog, arbitraryWeight, (log, weight) => {
        const graph = new InteractionGraph(log.before(END));
        const graphology = graph.toGraphology();
        assertTies(build('item-projection', graph, { weight, k: 99 }), byGraphology(graphology, 'item', weight));
        assertTies(
          build('customer-projection', graph, { weight, k: 99 }),
          byGraphology(graphology, 'customer', weight),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('weights of projections are those of networkx', () => {
    const log = logOf(fixture.bought.flatMap((items, c) => items.map((i): Row => [`c${c}`, `i${i}`, c, 1])));
    const graph = new InteractionGraph(log.before(END));
    for (const [weight, edges] of Object.entries(fixture.projections)) {
      const found = build('item-projection', graph, { weight, k: 99 });
      assert.equal(found.size, 2 * edges.length);
      for (const [a, b, value] of edges) {
        const [i, j] = [a, b].map((item) => `i${log.items.indexOf(`i${item}`)}`);
        assert.ok(Math.abs(found.get(`${i} ${j}`)!.weight - value) < 1e-6, `${weight} of ${a} and ${b}`);
      }
    }
  });

  it('baskets tie what they hold', () => {
    fc.assert(
      fc.property(arbitraryLog, arbitraryWeight, (log, weight) => {
        const baskets = basketsByHand(log);
        const of = new Map<string, Set<string>>();
        for (const { id, items } of baskets)
          for (const item of items) of.set(item, (of.get(item) ?? new Set()).add(id));
        const byId = new Map(baskets.map((basket) => [basket.id, basket]));
        const expected = new Map<string, Tie>();
        for (const [i, own] of of)
          for (const [j, other] of of) {
            const shared = [...own].filter((id) => other.has(id));
            if (i === j || shared.length === 0) continue;
            expected.set(`${i} ${j}`, {
              weight: weightOf(weight, own, other, (id) => byId.get(id)!.items.size - 1),
              count: shared.length,
              time: Math.max(...shared.map((id) => byId.get(id)!.time)),
            });
          }
        assertTies(build('co-basket', new InteractionGraph(log.before(END)), { weight, k: 99 }), expected);
      }),
      { numRuns: 60 },
    );
  });

  it('next baskets hear of those before', () => {
    fc.assert(
      fc.property(arbitraryLog, arbitraryWeight, (log, weight) => {
        const baskets = basketsByHand(log);
        const steps = baskets.flatMap((before, at) => {
          const after = baskets.slice(at + 1).find(({ customer }) => customer === before.customer);
          return after ? [{ id: before.id, before, after }] : [];
        });
        const items = [...new Set(steps.flatMap(({ before, after }) => [...before.items, ...after.items]))];
        const expected = new Map<string, Tie>();
        for (const from of items)
          for (const to of items) {
            const own = new Set(steps.filter(({ before }) => before.items.has(from)).map(({ id }) => id));
            const other = new Set(steps.filter(({ after }) => after.items.has(to)).map(({ id }) => id));
            const shared = steps.filter(({ id }) => own.has(id) && other.has(id));
            if (from === to || shared.length === 0) continue;
            const others = (id: string) => {
              const { after } = steps.find((step) => step.id === id)!;
              return after.items.size - (after.items.has(from) ? 1 : 0);
            };
            expected.set(`${to} ${from}`, {
              weight: weightOf(weight, own, other, others),
              count: shared.length,
              time: Math.max(...shared.map(({ after }) => after.time)),
            });
          }
        assertTies(build('next-basket', new InteractionGraph(log.before(END)), { weight, k: 99 }), expected);
      }),
      { numRuns: 60 },
    );
  });

  it('keep the strongest ties of each node, those that either end keeps', () => {
    fc.assert(
      fc.property(arbitraryLog, arbitraryWeight, fc.integer({ min: 1, max: 3 }), (log, weight, k) => {
        const graph = new InteractionGraph(log.before(END));
        const all = build('item-projection', graph, { weight, k: 99 });
        const found = build('item-projection', graph, { weight, k });
        const kept = new Map<string, Tie>();
        const [first, second] = [0, 1].map((end) => (ends: string) => ends.split(' ')[end]);
        const order = (ends: string) => Number(second(ends).slice(1));
        for (const i of new Set([...all.keys()].map(first)))
          [...all.keys()]
            .filter((ends) => first(ends) === i)
            .sort((a, b) => all.get(b)!.weight - all.get(a)!.weight || order(a) - order(b))
            .slice(0, k)
            .forEach((ends) => {
              kept.set(ends, all.get(ends)!);
              kept.set(`${second(ends)} ${first(ends)}`, all.get(ends)!);
            });
        assertTies(found, kept);
      }),
      { numRuns: 60 },
    );
  });

  it('leave out ties of too few', () => {
    fc.assert(
      fc.property(arbitraryLog, (log) => {
        const graph = new InteractionGraph(log.before(END));
        const all = build('item-projection', graph, { k: 99 });
        const expected = new Map([...all].filter(([, { count }]) => count > 1));
        assertTies(build('item-projection', graph, { k: 99, minShared: 2 }), expected);
      }),
      { numRuns: 30 },
    );
  });

  it('cut hubs to their latest, and say so', () => {
    const rows = Array.from({ length: 6 }, (_, i): Row => ['hub', `item ${i}`, i * DAY, 1]);
    const log = logOf([...rows, ['ann', 'item 0', 0, 1], ['ann', 'item 1', 0, 1]]);
    const graph = new InteractionGraph(log.before(END));
    const relation = relations.get('item-projection');
    const { adjacency, note } = relation.build(graph, relation.options.parse({ k: 99, largestGroup: 3 }));
    // Of the hub items 3, 4 and 5; of ann items 0 and 1.
    assert.equal(adjacency.columns.length, 2 * (3 + 1));
    assert.equal(note, 'of 1 customer with more than 3 ties only the latest count');
    assert.equal(relation.build(graph, relation.options.parse({})).note, '');
  });

  it('never tie more than the cap allows, however large a hub', () => {
    const size = 20_000;
    const affiliation = {
      offsets: Int32Array.of(0, size),
      members: Int32Array.from({ length: size }, (_, i) => i),
      times: new Float64Array(size),
      size,
    };
    const { capped, hubs } = capGroups(affiliation, 50);
    assert.equal(hubs, 1);
    assert.deepEqual([...capped.members], [...Array(50).keys()]);
  });

  it('rewired, baskets hold what the rewired edges lead to', () => {
    fc.assert(
      fc.property(arbitraryLog, fc.nat(20), (log, seed) => {
        const controls = new Controls([{ name: 'rewire-edges' }], seed);
        const graph = new InteractionGraph(log.before(END), { controls });
        const { offsets, members, customers } = basketsOf(graph);
        const bought = new Set(graph.edgeCustomer.map((c, e) => c * graph.nodeCount + graph.edgeItem[e]));
        const inBaskets = new Set<number>();
        customers.forEach((c, g) => {
          for (let at = offsets[g]; at < offsets[g + 1]; at++)
            inBaskets.add(c * graph.nodeCount + members[at] + graph.customers.length);
        });
        assert.deepEqual(inBaskets, bought);
      }),
      { numRuns: 30 },
    );
  });

  it('stand side by side in one graph, each edge with its type', () => {
    fc.assert(
      fc.property(arbitraryLog, arbitraryTime, (log, time) => {
        const graph = new InteractionGraph(log.before(time));
        const names = ['next-basket', 'purchases', 'customer-projection'];
        const parts = tiesOf(
          graph,
          names.map((name) => relations.reference().parse(name)),
        );
        const { adjacency, times, types } = unionOf(parts);
        const expected: string[] = [];
        for (const { adjacency: own, times: when, types: kinds, firstType } of parts)
          for (let i = 0; i < graph.nodeCount; i++)
            for (let e = own.offsets[i]; e < own.offsets[i + 1]; e++)
              expected.push([i, own.columns[e], own.values[e], when[e], firstType + (kinds?.[e] ?? 0)].join());
        const found: string[] = [];
        for (let i = 0; i < graph.nodeCount; i++)
          for (let e = adjacency.offsets[i]; e < adjacency.offsets[i + 1]; e++)
            found.push([i, adjacency.columns[e], adjacency.values[e], times[e], types[e]].join());
        assert.deepEqual(found.sort(), expected.sort());
        assert.deepEqual(
          parts.map(({ firstType }) => firstType),
          [0, 1, 3],
        );
      }),
      { numRuns: 30 },
    );
  });
});
