import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nelderMead } from '../../src/base/nelderMead';

describe('Nelder and Mead’s simplex', () => {
  it('walks through Rosenbrock’s valley', () => {
    const { point, value, converged } = nelderMead(([x, y]) => 100 * (y - x * x) ** 2 + (1 - x) ** 2, [-1.2, 1], {
      tolerance: 1e-14,
    });
    assert.ok(converged && value < 1e-12);
    for (const x of point) assert.ok(Math.abs(x - 1) < 1e-5);
  });

  it('finds the bottom of any bowl', () => {
    const numbers = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(numbers, numbers, (bottom, start) => {
        const { point } = nelderMead(
          (at) =>
            at.reduce((sum, x, i) => sum + (i + 1) * (x - bottom[i]) ** 2, 0) +
            (at[0] - bottom[0]) * (at[1] - bottom[1]),
          start,
          { tolerance: 1e-12 },
        );
        point.forEach((x, i) => {
          assert.ok(Math.abs(x - bottom[i]) < 1e-4, `${x}, not ${bottom[i]}`);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('keeps away from where the function is not a number', () => {
    const { point } = nelderMead(([x]) => (x > 0 ? x - Math.log(x) : Number.NaN), [3]);
    assert.ok(Math.abs(point[0] - 1) < 1e-4);
    assert.throws(() => nelderMead(() => Number.NaN, [1]), RangeError);
  });

  it('stops when it is told to, and says that it is not done', () => {
    const { evaluations, converged } = nelderMead(([x, y]) => 100 * (y - x * x) ** 2 + (1 - x) ** 2, [-1.2, 1], {
      maxEvaluations: 30,
    });
    assert.ok(!converged && evaluations < 40);
  });
});
