import assert from 'node:assert/strict';
import { Random } from '../../../src/base/random';
import { DAY } from '../../../src/base/time';
import { AsOf } from '../../../src/data/asOf';
import { augmentations as registry } from '../../../src/sequence/augmentations';
import { augmented } from '../../../src/sequence/augmentations/augmentation';
import { buildAugmentations } from '../../../src/sequence/augmentations/build';
import { placesOf, stepsOf } from '../../../src/sequence/places';
import { lastSteps } from '../../../src/sequence/windows';
import { logOf, QUESTIONS, type Row } from '../../../src/testing/logs';

const [LENGTH, ROUNDS] = [10, 400];

/** What a window's steps become, again and again; numbered from 0, oldest first. */
function run(spec: { name: string; [option: string]: unknown }, times: readonly number[]): number[][] {
  const log = logOf(times.map((day, i): Row => ['customer', `item ${i}`, day * DAY, 1]));
  const windows = lastSteps(new AsOf(QUESTIONS[0].examples(log, 99 * DAY), log), { length: LENGTH, step: 'event' });
  const places = placesOf(windows, Int32Array.of(0));
  const random = new Random(1);
  const built = buildAugmentations([registry.reference().parse(spec)]);
  return Array.from({ length: ROUNDS }, () =>
    [...stepsOf(augmented(places, windows, built, random), 0, LENGTH)].map((step) => step - (LENGTH - times.length)),
  );
}

const DAYS = [1, 2, 3, 4, 5, 6, 7, 8];

it('drop-steps leaves out the share that it is told, never the last', () => {
  const kept = run({ name: 'drop-steps', rate: 0.25 }, DAYS);
  assert.ok(kept.every((steps) => steps[steps.length - 1] === 7));
  for (let step = 0; step < 7; step++) {
    const share = kept.filter((steps) => steps.includes(step)).length / ROUNDS;
    // Four standard deviations.
    assert.ok(Math.abs(share - 0.75) < 4 * Math.sqrt((0.25 * 0.75) / ROUNDS), `step ${step} was kept in ${share}`);
  }
});

it('crop keeps the newest steps, each number of them from the least on as often', () => {
  const kept = run({ name: 'crop', least: 0.6 }, DAYS);
  for (const steps of kept) assert.deepEqual(steps, DAYS.map((day) => day - 1).slice(-steps.length));
  // ⌈.6 · 8⌉ = 5 to 8
  for (let count = 1; count <= 8; count++) {
    const share = kept.filter((steps) => steps.length === count).length / ROUNDS;
    const expected = count < 5 ? 0 : 1 / 4;
    assert.ok(Math.abs(share - expected) <= 4 * Math.sqrt((expected * 0.75) / ROUNDS), `${count} steps in ${share}`);
  }
});

it('shuffle-lines gives every order of a basket behind its first line', () => {
  const kept = run({ name: 'shuffle-lines' }, [1, 2, 2, 2, 2, 5]);
  const orders = new Map<string, number>();
  for (const steps of kept) orders.set(steps.join(' '), (orders.get(steps.join(' ')) ?? 0) + 1);
  const expected = ['2 3 4', '2 4 3', '3 2 4', '3 4 2', '4 2 3', '4 3 2'].map((order) => `0 1 ${order} 5`);
  assert.deepEqual([...orders.keys()].sort(), expected);
  for (const count of orders.values()) assert.ok(Math.abs(count / ROUNDS - 1 / 6) < 4 * Math.sqrt(5 / 36 / ROUNDS));
});
