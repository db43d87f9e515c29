import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY } from '../../src/base/time';
import { AsOf } from '../../src/data/asOf';
import { Controls } from '../../src/data/controls/controls';
import { ExampleSet } from '../../src/data/examples';
import { families } from '../../src/features';
import { InteractionGraph } from '../../src/graph/interactions';
import { communitiesOf } from '../../src/graph/structure/communities';
import { arbitraryRows, arbitraryTime, logOf } from '../helpers/randomLog';

describe('label rates', () => {
  const family = families.get('label-rates');

  it('are those of the events around, known by then, shrunk towards all', () => {
    const PRIOR = 3;
    fc.assert(
      fc.property(arbitraryRows, fc.infiniteStream(fc.nat(1)), arbitraryTime, fc.nat(2), (rows, draws, time, delay) => {
        const log = logOf(
          rows,
          rows.map(() => draws.next().value as number),
          delay * DAY,
        );
        const history = log.before(time);
        const { customerCount, itemCount } = history;
        const pairs = Array.from({ length: customerCount * itemCount }, (_, i) => i);
        const customer = Int32Array.from(pairs, (i) => Math.floor(i / itemCount));
        const item = Int32Array.from(pairs, (i) => i % itemCount);
        const asOf = new AsOf(ExampleSet.at(time, customer, item), log);
        const values = family.compute(asOf, family.options.parse({ prior: PRIOR }), Controls.none);

        const events = Array.from(history.label, (label, e) => ({
          customer: `c${history.customer[e]}`,
          item: `i${history.item[e]}`,
          label,
        }));
        const mean = (list: readonly { label: number }[]) => list.reduce((sum, { label }) => sum + label, 0);
        const overall = mean(events) / events.length;
        const shrunk = (list: readonly { label: number }[]) => (mean(list) + PRIOR * overall) / (list.length + PRIOR);
        const graph = new InteractionGraph(history).toGraphology();
        const community = graph.order ? communitiesOf(graph, 0) : new Map<string, number>();
        pairs.forEach((_, row) => {
          const [c, i] = [`c${customer[row]}`, `i${item[row]}`];
          const items = new Set(graph.neighbors(c));
          const customers = new Set(graph.neighbors(i));
          const expected = [
            events.filter((event) => items.has(event.item) && event.customer !== c),
            events.filter((event) => customers.has(event.customer) && event.item !== i),
            events.filter((event) => event.customer !== c && community.get(event.customer) === community.get(c)),
            events.filter((event) => event.item !== i && community.get(event.item) === community.get(i)),
          ].map(shrunk);
          expected.forEach((value, column) => {
            const found = values[row * 4 + column];
            if (events.length === 0) assert.ok(Number.isNaN(found));
            else assert.ok(Math.abs(found - value) < 1e-6, `column ${column}: ${found}, expected ${value}`);
          });
        });
      }),
      { numRuns: 60 },
    );
  });

  it('are unknown in a log without labels', () => {
    const log = logOf([['ann', 'tea', 0, 1]]);
    const asOf = new AsOf(ExampleSet.at(DAY, Int32Array.of(0), Int32Array.of(0)), log);
    assert.ok(family.compute(asOf, family.options.parse({}), Controls.none).every(Number.isNaN));
  });
});
