import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY } from '../../src/base/time';
import { AsOf, type ScanVisitor } from '../../src/data/asOf';
import { ExampleSet } from '../../src/data/examples';
import type { History } from '../../src/data/history';
import type { TransactionLog } from '../../src/data/log';
import { arbitraryTwins, logOf, type Row } from '../helpers/randomLog';

/** Times a third of a day apart, which binary fractions only come near; delays too. */
const third = (n: number) => (n * DAY) / 3 + 0.1 * n;

const arbitraryLabelled: fc.Arbitrary<TransactionLog> = fc
  .record({
    events: fc.array(fc.record({ who: fc.nat(4), what: fc.nat(4), at: fc.nat(30), label: fc.constantFrom(0, 1) }), {
      minLength: 1,
      maxLength: 50,
      size: 'max',
    }),
    delay: fc.constantFrom(0, third(1), third(4), 2 * DAY),
  })
  .map(({ events, delay }) =>
    logOf(
      events.map(({ who, what, at }, i): Row => [`c${who}`, `i${what}`, third(at), i + 1, (i % 3) + 1]),
      events.map(({ label }) => label),
      delay,
    ),
  );

const arbitraryExamples: fc.Arbitrary<ExampleSet> = fc
  .array(fc.record({ at: fc.nat(35), customer: fc.nat(6), item: fc.integer({ min: -1, max: 6 }) }), {
    maxLength: 20,
    size: 'max',
  })
  .map(
    (rows) =>
      new ExampleSet({
        time: Float64Array.from(rows, ({ at }) => third(at)),
        customer: Int32Array.from(rows, ({ customer }) => customer),
        item: Int32Array.from(rows, ({ item }) => item),
        event: new Int32Array(rows.length).fill(-1),
      }),
  );

/** The times of all histories that a log is asked for, as they are opened. */
function watchHistories(log: TransactionLog): number[] {
  const opened: number[] = [];
  const before = log.before.bind(log);
  log.before = (time) => {
    opened.push(time);
    return before(time);
  };
  return opened;
}

describe('AsOf.scan', () => {
  it('shows each example just what a history of its time knows, and everything once', () => {
    fc.assert(
      fc.property(arbitraryLabelled, arbitraryExamples, (log, examples) => {
        const { columns } = log;
        let events = 0;
        let labels = 0;
        const asked: number[] = [];
        new AsOf(examples, log).scan({
          event(event, customer, item, time, amount, quantity) {
            assert.equal(event, events++);
            assert.deepEqual(
              [customer, item, time, amount, quantity],
              [
                columns.customer[event],
                columns.item[event],
                columns.time[event],
                columns.amount[event],
                columns.quantity[event],
              ],
            );
          },
          label(event, customer, item, time, label) {
            assert.equal(event, labels++);
            assert.ok(event < events, 'no label comes before its event');
            assert.deepEqual(
              [customer, item, time, label],
              [columns.customer[event], columns.item[event], columns.time[event], columns.label![event]],
            );
          },
          example(row, time) {
            assert.equal(time, examples.time[row]);
            const history = log.before(time);
            assert.equal(events, history.size, 'the events before the example, and none other');
            assert.equal(labels, history.label.length, 'the labels known by then, and none other');
            asked.push(row);
          },
        });
        const order = [...examples.time.keys()].sort((a, b) => examples.time[a] - examples.time[b] || a - b);
        assert.deepEqual(asked, order);
      }),
    );
  });

  it('shows a label to the events after it only, as a history of their time would', () => {
    fc.assert(
      fc.property(arbitraryLabelled, (log) => {
        let labels = 0;
        const last = ExampleSet.at(log.end + 100 * DAY, Int32Array.of(0));
        new AsOf(last, log).scan({
          event: (event) => {
            // Of events at one time, the first may not know more than the last.
            assert.equal(labels, log.before(log.columns.time[event]).label.length);
          },
          label: () => {
            labels++;
          },
        });
        assert.equal(labels, log.size);
      }),
    );
  });

  it('shows the same whatever comes at or after the latest example', () => {
    fc.assert(
      fc.property(arbitraryTwins, ({ log, twin, time }) => {
        const shown = (of: TransactionLog) => {
          const calls: unknown[] = [];
          const visitor: ScanVisitor = {
            event: (...args) => calls.push(['event', ...args]),
            label: (...args) => calls.push(['label', ...args]),
            example: (...args) => calls.push(['example', ...args]),
          };
          new AsOf(
            new ExampleSet({
              time: Float64Array.of(time, time / 2, time),
              customer: new Int32Array(3),
              item: new Int32Array(3),
              event: new Int32Array(3).fill(-1),
            }),
            of,
          ).scan(visitor);
          return calls;
        };
        assert.deepEqual(shown(twin), shown(log));
      }),
    );
  });

  it('of a log without labels shows none', () => {
    const log = logOf([['ann', 'tea', 0, 1]]);
    new AsOf(ExampleSet.at(DAY, Int32Array.of(0)), log).scan({ label: () => assert.fail('there is no label') });
  });
});

describe('AsOf', () => {
  /** What tells one history from another. */
  const toldBy = ({ time, size, customerCount, itemCount, label }: History) => ({
    time,
    size,
    customerCount,
    itemCount,
    labels: label.length,
  });

  it('visits each time, each customer and each item of a time with the history before it', () => {
    fc.assert(
      fc.property(arbitraryLabelled, arbitraryExamples, (log, examples) => {
        const asOf = new AsOf(examples, log);
        const seen = { time: [] as number[], customer: [] as number[], item: [] as number[] };
        asOf.forEachTime((history, rows) => {
          assert.deepEqual(toldBy(history), toldBy(log.before(examples.time[rows[0]])));
          for (const row of rows) assert.equal(examples.time[row], history.time);
          seen.time.push(...rows);
        });
        for (const [owner, visit] of [
          ['customer', asOf.forEachCustomer.bind(asOf)],
          ['item', asOf.forEachItem.bind(asOf)],
        ] as const)
          visit((history, who, rows) => {
            assert.deepEqual(toldBy(history), toldBy(log.before(examples.time[rows[0]])));
            for (const row of rows) assert.deepEqual([examples.time[row], examples[owner][row]], [history.time, who]);
            seen[owner].push(...rows);
          });
        const all = [...examples.time.keys()];
        for (const rows of Object.values(seen))
          assert.deepEqual(
            rows.sort((a, b) => a - b),
            all,
          );
        assert.equal(asOf.timeCount(), new Set(examples.time).size);
      }),
    );
  });

  it('with one history for so many days never shows one newer than an example, nor one older than that', () => {
    fc.assert(
      fc.property(arbitraryLabelled, arbitraryExamples, fc.constantFrom(0.5, 1, 2.5, 7), (log, examples, everyDays) => {
        const asOf = new AsOf(examples, log);
        const times: number[] = [];
        const rows: number[] = [];
        asOf.forEachTime((history, some) => {
          times.push(history.time);
          rows.push(...some);
          assert.deepEqual(toldBy(history), toldBy(log.before(history.time)));
          assert.equal(history.time % (everyDays * DAY), 0, 'a whole multiple of the period');
          for (const row of some)
            assert.ok(history.time <= examples.time[row] && examples.time[row] < history.time + everyDays * DAY);
        }, everyDays);
        assert.deepEqual(
          rows.sort((a, b) => a - b),
          [...examples.time.keys()],
        );
        assert.equal(new Set(times).size, times.length, 'one history a period');
        assert.deepEqual(
          times.toSorted((a, b) => a - b),
          times,
        );
        assert.equal(asOf.timeCount(everyDays), times.length);
      }),
    );
  });

  it('knows at its latest what was known at the latest time', () => {
    fc.assert(
      fc.property(arbitraryLabelled, arbitraryExamples, (log, examples) => {
        const latest = Math.max(...examples.time);
        assert.deepEqual(toldBy(new AsOf(examples, log).latest()), toldBy(log.before(latest)));
      }),
    );
  });

  it('opens a history once for each time, however many examples ask', () => {
    fc.assert(
      fc.property(arbitraryLabelled, arbitraryExamples, (log, examples) => {
        const opened = watchHistories(log);
        const asOf = new AsOf(examples, log);
        asOf.forEachTime(() => undefined);
        assert.deepEqual(
          opened,
          [...new Set(examples.time)].sort((a, b) => a - b),
        );
        asOf.forEachCustomer(() => undefined);
        asOf.forEachItem(() => undefined);
        // No more than 32 are kept; there are 36 times to draw from.
        assert.ok(opened.length <= asOf.timeCount() + 2 * Math.max(0, asOf.timeCount() - 32));
      }),
    );
  });

  it('tells amount and quantity of the events asked about, and nothing else of them', () => {
    const log = logOf(
      [
        ['ann', 'tea', 0, 5, 2],
        ['bob', 'jam', 10, 7, 3],
      ],
      [1, 0],
    );
    const examples = new ExampleSet({
      time: Float64Array.of(10, 0, 10),
      customer: Int32Array.of(1, 0, 1),
      item: Int32Array.of(1, 0, 1),
      event: Int32Array.of(1, 0, -1),
    });
    assert.deepEqual(new AsOf(examples, log).askedEvents, {
      amount: Float64Array.of(7, 5, 0),
      quantity: Float64Array.of(3, 2, 0),
    });
  });

  it('of some rows is that of their examples', () => {
    fc.assert(
      fc.property(
        arbitraryLabelled,
        arbitraryExamples,
        fc.array(fc.nat(), { maxLength: 8 }),
        (log, examples, picks) => {
          fc.pre(examples.size > 0);
          const rows = Int32Array.from(picks, (pick) => pick % examples.size);
          const some = new AsOf(examples, log).select(rows);
          assert.deepEqual(some.examples, examples.select(rows));
          assert.equal(some.fingerprint, new AsOf(examples.select(rows), log).fingerprint);
        },
      ),
    );
  });

  it('has another fingerprint for another log and for other examples', () => {
    const [one, other] = [1, 2].map((amount) => logOf([['ann', 'tea', 0, amount]]));
    const [early, late] = [1, 2].map((time) => ExampleSet.at(time, Int32Array.of(0)));
    const prints = [new AsOf(early, one), new AsOf(late, one), new AsOf(early, other)].map((asOf) => asOf.fingerprint);
    assert.equal(new Set(prints).size, 3);
  });

  it('lets nobody at the log', () => {
    const log = logOf([['ann', 'tea', 0, 1]]);
    const asOf = new AsOf(ExampleSet.at(0, Int32Array.of(0)), log);
    for (const value of Object.values(asOf)) assert.notEqual(value, log);
  });
});

describe('known events', () => {
  it('are those whose labels were known before the first example, each as of its own time', () =>
    fc.assert(
      fc.property(arbitraryLabelled, arbitraryExamples, fc.integer({ min: 1, max: 9 }), (log, examples, days) => {
        const { columns, labelDelay } = log;
        const first = Math.min(...examples.time);
        const known = [...columns.time.keys()].filter((e) => columns.time[e] < first - labelDelay);
        const asOf = new AsOf(examples, log);
        if (examples.size === 0 || known.length === 0)
          return assert.throws(() => asOf.knownEvents(days), { name: 'InputError' });
        const latest = columns.time[known[known.length - 1]];
        const expected = known.filter((e) => columns.time[e] >= latest - days * DAY);
        const found = asOf.knownEvents(days);
        assert.deepEqual([...found.asOf.examples.event], expected);
        for (const name of ['time', 'customer', 'item'] as const)
          assert.deepEqual(
            [...found.asOf.examples[name]],
            expected.map((e) => columns[name][e]),
          );
        assert.deepEqual(
          [...found.label],
          expected.map((e) => columns.label![e]),
        );
      }),
    ));
});
