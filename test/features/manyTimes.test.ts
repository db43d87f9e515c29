import assert from 'node:assert/strict';
import { optionNames } from '../../src/base/component';
import { Random } from '../../src/base/random';
import { DAY } from '../../src/base/time';
import { AsOf } from '../../src/data/asOf';
import { Controls } from '../../src/data/controls/controls';
import { ExampleSet } from '../../src/data/examples';
import type { TransactionLog } from '../../src/data/log';
import { families } from '../../src/features';
import { lastSteps } from '../../src/sequence/windows';
import { needed } from '../helpers/familyOptions';
import { logOf, type Row } from '../helpers/randomLog';

const EVENTS = 1500;
const DAYS = 60;

/** As many customers and items as half of the events, each event at a time of its own. */
function manyEvents(): TransactionLog {
  const random = new Random(1);
  return logOf(
    Array.from(
      { length: EVENTS },
      (_, i): Row => [`c${random.int(EVENTS / 2)}`, `i${random.int(EVENTS / 2)}`, (i * DAYS * DAY) / EVENTS, 1],
    ),
  );
}

/** Every event asked about as it happens, or all at the end of the log. */
function askedAt({ columns, size, end }: TransactionLog, when: 'as they happen' | 'at the end'): ExampleSet {
  const { customer, item, time } = columns;
  const event = Int32Array.from({ length: size }, (_, e) => e);
  return new ExampleSet({
    customer,
    item,
    time: when === 'at the end' ? new Float64Array(size).fill(end) : time,
    event: when === 'at the end' ? new Int32Array(size).fill(-1) : event,
  });
}

/** How many numbers the typed arrays hold that some work makes, views not counted, and how many histories it opens. */
function costOf(log: TransactionLog, examples: ExampleSet, work: (asOf: AsOf) => void) {
  let numbers = 0;
  let histories = 0;
  const watched = Object.create(log, {
    before: {
      value: (time: number) => {
        histories++;
        return log.before(time);
      },
    },
  });
  const restore: (() => void)[] = [];
  const replace = (on: object, name: string, value: unknown) => {
    const original = Object.getOwnPropertyDescriptor(on, name)!;
    Object.defineProperty(on, name, { ...original, value });
    restore.push(() => Object.defineProperty(on, name, original));
  };
  const count = <T extends { readonly length: number }>(made: T): T => {
    numbers += made.length;
    return made;
  };
  for (const kind of ['Int32Array', 'Float32Array', 'Float64Array', 'Uint8Array'] as const)
    replace(
      globalThis,
      kind,
      new Proxy(globalThis[kind], {
        construct: (target, args) => count(Reflect.construct(target, args)),
      }),
    );
  const prototype = Object.getPrototypeOf(Int32Array.prototype);
  for (const name of ['slice', 'map', 'filter']) {
    const original = prototype[name];
    replace(prototype, name, function copy(this: unknown, ...args: unknown[]) {
      return count(original.apply(this, args));
    });
  }
  try {
    work(new AsOf(examples, watched));
  } finally {
    for (const undo of restore) undo();
  }
  return { numbers, histories };
}

describe('many times', () => {
  const log = manyEvents();
  const works = [
    ...families.all.map((family) => {
      const everyDays = optionNames(family).includes('everyDays') ? 30 : undefined;
      const { options } = families.resolve(
        families.reference().parse({ name: family.name, ...needed[family.name], ...(everyDays ? { everyDays } : {}) }),
      );
      return {
        name: `feature family ${family.name}`,
        everyDays,
        columns: family.columns(options).length,
        run: (asOf: AsOf) => void family.compute(asOf, options, Controls.none),
      };
    }),
    {
      name: 'windows of last steps',
      everyDays: undefined,
      columns: 50,
      run: (asOf: AsOf) => void lastSteps(asOf, { length: 10, step: 'event' }),
    },
  ];

  for (const { name, everyDays, columns, run } of works)
    it(`cost ${name} a history each, and no memory as large as the log`, () => {
      const examples = askedAt(log, 'as they happen');
      const times = new AsOf(examples, log).timeCount(everyDays);
      assert.equal(times, everyDays ? DAYS / everyDays : EVENTS);
      const { numbers, histories } = costOf(log, examples, run);
      assert.ok(histories <= times + 1, `${histories} histories for ${times} times`);
      // What one time costs, for each graph; and some numbers an example.
      const bound =
        (everyDays ? times : 1) * costOf(log, askedAt(log, 'at the end'), run).numbers + 2 * (columns + 50) * EVENTS;
      assert.ok(numbers <= bound, `${numbers} numbers, more than ${bound}`);
    });
});
