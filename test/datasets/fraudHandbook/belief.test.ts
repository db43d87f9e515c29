import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CompromiseBelief } from '../../../datasets/fraud-handbook/filter/belief';

type Seen = { day: number; ifCompromised: number; ifNot: number };

/** Sums over all histories of who is compromised anew on which of the days 1 … `last`. */
function byEnumeration(hazard: number, duration: number, last: number, seen: Seen[]): number {
  let compromised = 0;
  let total = 0;
  for (let history = 0; history < 2 ** last; history++) {
    const begun = (day: number) => day > 0 && (history >> (day - 1)) % 2 === 1;
    const inForce = (day: number) => Array.from({ length: duration }, (_, age) => day - age).some(begun);
    let weight = 1;
    for (let day = 1; day <= last; day++) weight *= begun(day) ? hazard : 1 - hazard;
    for (const { day, ifCompromised, ifNot } of seen) weight *= inForce(day) ? ifCompromised : ifNot;
    total += weight;
    if (inForce(last)) compromised += weight;
  }
  return compromised / total;
}

describe('the belief that a terminal or customer is compromised', () => {
  it('is what a sum over all histories gives', () => {
    const likelihood = fc.double({ min: 0.01, max: 2, noNaN: true });
    const seen = fc.record({ day: fc.integer({ min: 1, max: 9 }), ifCompromised: likelihood, ifNot: likelihood });
    fc.assert(
      fc.property(
        fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 0.6, noNaN: true })),
        fc.integer({ min: 1, max: 12 }),
        fc.array(seen, { maxLength: 6 }),
        (hazard, duration, unsorted) => {
          const last = 9;
          const inOrder = unsorted.toSorted((a, b) => a.day - b.day);
          const belief = new CompromiseBelief(hazard, duration);
          let at = 0;
          for (const { day, ifCompromised, ifNot } of inOrder) {
            belief.advance(day - at);
            at = day;
            belief.observe(ifCompromised, ifNot);
          }
          belief.advance(last - at);
          const expected = byEnumeration(hazard, duration, last, inOrder);
          assert.ok(Math.abs(belief.compromised - expected) < 1e-12, `${belief.compromised}, not ${expected}`);
        },
      ),
    );
  });

  it('knows of no compromise after a transaction that rules it out, and of one after a certain fraud', () => {
    const near = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) < 1e-12, `${actual}`);
    const belief = new CompromiseBelief(0.1, 3);
    belief.advance(5);
    belief.observe(0, 1);
    assert.equal(belief.compromised, 0);
    belief.advance(1);
    belief.observe(1, 0);
    near(belief.compromised, 1);
    // One day old: in force for one day more, then only anew.
    belief.advance(2);
    near(belief.compromised, 1);
    belief.advance(1);
    near(belief.compromised, 1 - 0.9 ** 3);
  });
});
