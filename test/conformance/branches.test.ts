import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { Random } from '../../src/base/random';
import { DAY } from '../../src/base/time';
import type { Asked } from '../../src/data/examples';
import type { TransactionLog } from '../../src/data/log';
import type { Branch, BranchKind } from '../../src/fusion/branch';
import { branches } from '../../src/fusion/branches';
import { assertClose, assertNoLeak, assertSameOnCpu, assertSavesAndLoads } from '../helpers/laws';
import { arbitraryTwins, logOf, type Row } from '../helpers/randomLog';

const CUSTOMERS = ['ann', 'bob', 'cid', 'dee', 'eve'];
const ITEMS = ['tea', 'milk', 'jam', 'rice'];

/** A past in which everybody bought something. */
const rows: Row[] = Array.from({ length: 40 }, (_, i) => [
  CUSTOMERS[(i * 7) % 5],
  ITEMS[(i * 3 + Math.floor(i / 5)) % 4],
  Math.floor(i / 2) * DAY,
  1 + (i % 6),
]);
const past = logOf(rows);

/** Every known customer and one nobody has seen, about every known item; or about none. */
function askedOf(log: TransactionLog, time: number, aboutItems: boolean): Asked {
  const history = log.before(time);
  const pairs: [number, number][] = [];
  for (let c = 0; c <= history.customerCount; c++)
    if (aboutItems) for (let i = 0; i < history.itemCount; i++) pairs.push([c, i]);
    else pairs.push([c, -1]);
  return {
    history,
    query: { time, customers: Int32Array.from(pairs, ([c]) => c), items: Int32Array.from(pairs, ([, i]) => i) },
  };
}

function buildOn(kind: BranchKind, asked: Asked, aboutItems: boolean, controls = {}): Branch {
  const items = aboutItems ? past.items : [];
  const context = {
    asked: [asked],
    items,
    controls: { shuffleGraph: false, permuteEvents: false, ...controls },
    seed: 3,
  };
  return kind.build({}, context, new Random(1));
}

function outputs(branch: Branch, asked: Asked): Float32Array {
  const all = Int32Array.from(asked.query.customers.keys());
  return tf.tidy(() => branch.forward(branch.prepare([asked]), all).dataSync() as Float32Array);
}

for (const kind of branches.all)
  for (const aboutItems of [true, false])
    describe(`branch ${kind.name}, ${aboutItems ? 'items asked about' : 'customers alone'}`, () => {
      const asked = askedOf(past, 20 * DAY, aboutItems);
      let branch: Branch;
      before(() => {
        branch = buildOn(kind, asked, aboutItems);
      });
      after(() => branch.dispose());

      it('has the shape it says, and no NaN', () => {
        const values = outputs(branch, asked);
        assert.equal(values.length, asked.query.customers.length * branch.width);
        assert.ok(values.every(Number.isFinite));
      });

      it('encodes the rows asked for, in their order, whatever else is in the batch', () => {
        const all = outputs(branch, asked);
        const inputs = branch.prepare([asked]);
        const picked = Int32Array.of(3, 0, 3);
        const some = tf.tidy(() => branch.forward(inputs, picked).dataSync());
        const expected = [...picked].flatMap((row) => [...all.subarray(row * branch.width, (row + 1) * branch.width)]);
        assertClose(some, expected, 1e-5, 'law "a row depends on itself alone" broken');
      });

      it('knows nothing of what comes at or after the moment', () => {
        fc.assert(
          fc.property(arbitraryTwins, ({ log, twin, time }) => {
            if (log.before(time).size === 0) return;
            assert.deepEqual(
              outputs(branch, askedOf(twin, time, aboutItems)),
              outputs(branch, askedOf(log, time, aboutItems)),
              'law "as of the moment" broken',
            );
          }),
          { numRuns: 15 },
        );
      });

      it('saves and loads, state and weights', () => {
        const other = kind.restore(JSON.parse(JSON.stringify(branch.state())));
        const all = Int32Array.from(asked.query.customers.keys());
        assertSavesAndLoads(branch, other, (module) => {
          const one = module as Branch;
          return one.forward(one.prepare([asked]), all);
        });
        other.dispose();
      });

      it('is the same for the same seed, bit for bit', () => {
        const again = buildOn(kind, asked, aboutItems);
        assert.deepEqual(outputs(again, asked), outputs(branch, asked));
        again.dispose();
      });

      it('every weight has a gradient', () => {
        const inputs = branch.prepare([asked]);
        const all = Int32Array.from(asked.query.customers.keys());
        const { grads } = tf.variableGrads(
          () => tf.sum(tf.square(branch.forward(inputs, all))) as tf.Scalar,
          [...branch.weights().values()],
        );
        for (const [name, weight] of branch.weights())
          assert.deepEqual(
            grads[weight.name]?.shape,
            weight.shape,
            `law "every weight has a gradient" broken: ${name}`,
          );
      });

      it('leaks no tensor', () => {
        const inputs = branch.prepare([asked]);
        assertNoLeak(() => tf.tidy(() => void branch.forward(inputs, Int32Array.of(0, 1), new Random(2))));
      });

      it('agrees with plain JavaScript', () => {
        const inputs = branch.prepare([asked]);
        return assertSameOnCpu(() => branch.forward(inputs, Int32Array.of(0, 1, 2)));
      });
    });
