import assert from 'node:assert/strict';
import { Random } from '../base/random';
import { DAY } from '../base/time';
import { AsOf } from '../data/asOf';
import { type Augmentation, augmented } from '../sequence/augmentations/augmentation';
import { ageOf, type Places, placesOf, stepsOf } from '../sequence/places';
import { lastSteps, type Windows } from '../sequence/windows';
import { type Check, defineLaws } from './laws';
import { logOf, QUESTIONS, type Row } from './logs';

const [CUSTOMERS, LENGTH] = [20, 8];
/** Customers with 0 to 10 baskets of three lines. */
const LOG = logOf(
  Array.from({ length: CUSTOMERS }, (_, c) =>
    Array.from({ length: 3 * (c % 11) }, (_, i): Row => [`customer ${c}`, `item ${i}`, Math.floor(i / 3) * DAY, 1]),
  ).flat(),
);

/** Laws of augmentations. */
export const augmentationLaws = defineLaws<Augmentation>({
  'a window keeps steps of its own, each once at most, and at least one': onWindows((before, after) => {
    for (let b = 0; b * LENGTH < before.length; b++) {
      const own = new Set(stepsOf(before, b, LENGTH));
      const kept = stepsOf(after, b, LENGTH);
      assert.ok(
        kept.every((step) => own.has(step)),
        "another's step, or padding between steps",
      );
      assert.equal(new Set(kept).size, kept.length, 'a step came twice');
      assert.equal(kept.length > 0, own.size > 0, 'no step is left');
    }
  }),

  'steps stay in the order of their times': onWindows((_, after, windows) => {
    for (let b = 0; b * LENGTH < after.length; b++) {
      const ages = [...stepsOf(after, b, LENGTH)].map((step) => ageOf(windows, step));
      assert.deepEqual(
        ages,
        ages.toSorted((one, other) => other - one),
      );
    }
  }),

  'the time of the last step stays': onWindows((before, after, windows) => {
    for (let last = LENGTH - 1; last < before.length; last += LENGTH)
      if (before[last] >= 0) assert.equal(ageOf(windows, after[last]), ageOf(windows, before[last]));
  }),

  'something changes': onWindows((before, after) => assert.notDeepEqual(after, before)),

  'the same for the same stream': onWindows((_before, after, _windows, again) => assert.deepEqual(again, after)),
});

/** A check of some windows before and after, and augmented another time with the same stream; a step is a line. */
function onWindows(
  check: (before: Places, after: Places, windows: Windows, again: Places) => void,
): Check<Augmentation> {
  return (kind, given) => {
    const windows = lastSteps(new AsOf(QUESTIONS[0].examples(LOG, 10 * DAY), LOG), { length: LENGTH, step: 'event' });
    const before = placesOf(
      windows,
      Int32Array.from({ length: windows.count }, (_, window) => window),
    );
    const augment = kind.build(kind.options.parse(given ?? {}));
    const [after, again] = [1, 2].map(() => augmented(before, windows, [augment], new Random(1)));
    check(before, after, windows, again);
  };
}
