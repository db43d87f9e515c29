import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Random } from '../../src/base/random';
import { applyStack, fitStack, type Stack } from '../../src/fusion/stacking';

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
const logit = (p: number) => Math.log(p / (1 - p));
/** As close to 0 and 1 as the stack believes a member. */
const believed = (p: number) => Math.min(1 - 1e-7, Math.max(1e-7, p));

/** The derivatives of Σ log loss + ½ Σ weights², which are 0 at the stack that is to be found and nowhere else. */
function slopes({ intercept, weights }: Stack, members: readonly Float32Array[], label: Uint8Array): number[] {
  const slopes = [0, ...weights];
  label.forEach((y, i) => {
    const x = [1, ...members.map((p) => logit(believed(p[i])))];
    const z = x.reduce((sum, value, k) => sum + value * [intercept, ...weights][k], 0);
    x.forEach((value, k) => {
      slopes[k] += (sigmoid(z) - y) * value;
    });
  });
  return slopes;
}

function assertBest(stack: Stack, members: readonly Float32Array[], label: Uint8Array): void {
  for (const slope of slopes(stack, members, label))
    assert.ok(Math.abs(slope) < 1e-6 * label.length, `slope ${slope} at ${JSON.stringify(stack)}`);
}

describe('late stacking', () => {
  it('finds the best weights', () => {
    const example = fc.tuple(
      fc.constantFrom(0, 1),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(example, { minLength: 2, maxLength: 40 }), fc.integer({ min: 1, max: 3 }), (examples, K) => {
        fc.pre(new Set(examples.map(([y]) => y)).size === 2);
        const label = Uint8Array.from(examples, ([y]) => y);
        const members = Array.from({ length: K }, (_, m) => Float32Array.from(examples, ([, p]) => p[m]));
        assertBest(fitStack(members, label), members, label);
      }),
    );
  });

  /** Labels drawn from true log-odds, and members that see them in some way. */
  function world(size: number, see: readonly ((trueLogit: number, random: Random) => number)[]) {
    const random = new Random(17);
    const truth = Float64Array.from({ length: size }, () => 2 * random.normal() - 1);
    const label = Uint8Array.from(truth, (z) => (random.next() < sigmoid(z) ? 1 : 0));
    const members = see.map((seen) => Float32Array.from(truth, (z) => sigmoid(seen(z, random))));
    return { label, members };
  }

  it('finds the best weights of certain, contradicting, wrong and constant members too', () => {
    const { label, members } = world(3000, [(z) => z, (_, random) => 4 * random.normal(), () => -9]);
    const certain = [Float32Array.from(label), Float32Array.from(label, (y) => 1 - y)];
    for (const mixed of [certain, [members[0], members[0]], members, [...members, ...certain]])
      assertBest(fitStack(mixed, label), mixed, label);
  });

  it('leaves a calibrated member as it is', () => {
    const { label, members } = world(20_000, [(z) => z]);
    const { intercept, weights } = fitStack(members, label);
    assert.ok(Math.abs(intercept) < 0.08 && Math.abs(weights[0] - 1) < 0.08, `${intercept} + ${weights[0]} z`);
  });

  it('calibrates a member that is too sure and biased, and gives none of the weight to noise', () => {
    const { label, members } = world(20_000, [(z) => 3 * z + 1, (_, random) => random.normal()]);
    const { intercept, weights } = fitStack(members, label);
    assert.ok(Math.abs(weights[0] - 1 / 3) < 0.03, `weight ${weights[0]}`);
    assert.ok(Math.abs(weights[1]) < 0.08, `weight of noise ${weights[1]}`);
    assert.ok(Math.abs(intercept + 1 / 3) < 0.08, `intercept ${intercept}`);
  });

  it('with equal weights is the best stack of the mean logit', () => {
    const { label, members } = world(3000, [(z) => 3 * z + 1, (_, random) => random.normal(), (z) => z / 2]);
    const { intercept, weights } = fitStack(members, label, 'equal');
    assert.equal(new Set(weights).size, 1);
    const mean = Float32Array.from(label, (_, i) =>
      sigmoid(members.reduce((sum, member) => sum + logit(believed(member[i])) / members.length, 0)),
    );
    assertBest({ intercept, weights: [weights[0] * members.length] }, [mean], label);
  });

  it('scores by the sigmoid of the weighted logits, never with a certain member at infinity', () => {
    const stack = { intercept: -1, weights: [0.5, 2] };
    const members = [Float32Array.of(0.2, 0, 1), Float32Array.of(0.7, 1, 1)];
    const expected = [0, 1, 2].map((i) =>
      Math.fround(sigmoid(-1 + 0.5 * logit(believed(members[0][i])) + 2 * logit(believed(members[1][i])))),
    );
    assert.deepEqual([...applyStack(stack, members)], expected);
  });

  it('has as many positives on average as it was fitted on', () => {
    const { label, members } = world(2000, [(z) => z / 2, (_, random) => random.normal()]);
    const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;
    assert.ok(Math.abs(mean(applyStack(fitStack(members, label), members)) - mean(label)) < 1e-6);
  });
});
