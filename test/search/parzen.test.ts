import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Domain } from '../../src/base/component';
import { Random } from '../../src/base/random';
import { chiSquareTail } from '../../src/evaluation/normal';
import type { Range } from '../../src/search/parameter';
import { parzen } from '../../src/search/parzen';

interface Case {
  readonly domain: Range;
  readonly observed: readonly number[];
  readonly at: readonly number[];
  readonly density: readonly number[];
}

describe('Parzen estimator', () => {
  const { cases } = JSON.parse(readFileSync(join(__dirname, 'parzen.fixture.json'), 'utf8')) as { cases: Case[] };
  for (const { domain, observed, at, density } of cases)
    it(`has scipy's density over ${JSON.stringify(domain)} after ${observed.length} observations`, () => {
      const made = parzen(domain, observed);
      for (const [i, value] of at.entries()) {
        const actual = Math.exp(made.logDensity(value));
        assert.ok(Math.abs(actual - density[i]) < 1e-9 * (1 + density[i]), `${value}: ${actual}, not ${density[i]}`);
      }
    });

  it('is the prior, cut off at the ends, where nothing was observed', () => {
    // Φ(½) − Φ(−½) = 0.38292492254802624 of a normal distribution as wide as the range lies within it.
    const middle = 1 / Math.sqrt(2 * Math.PI) / 0.38292492254802624;
    const prior = parzen({ low: 0, high: 1 }, []);
    assert.ok(Math.abs(Math.exp(prior.logDensity(0.5)) - middle) < 1e-12);
    assert.ok(Math.abs(Math.exp(prior.logDensity(1)) - middle * Math.exp(-1 / 8)) < 1e-12);
  });

  it('counts choices, and the prior as one more that they share', () => {
    const made = parzen({ choices: ['a', 'b', 'c', 'd'] }, ['a', 'a', 'c', 'unheard of']);
    for (const [choice, probability] of [['a', 2.25 / 4] as const, ['b', 0.25 / 4] as const, ['c', 1.25 / 4] as const])
      assert.ok(Math.abs(Math.exp(made.logDensity(choice)) - probability) < 1e-12, choice);
  });

  it('takes no notice of what lies outside of the domain', () => {
    const [narrow, clean] = [[0.2, 3, Number.NaN, 'x'], [0.2]].map((seen) => parzen({ low: 0, high: 1 }, seen));
    assert.equal(narrow.logDensity(0.4), clean.logDensity(0.4));
  });

  const drawn: [what: string, domain: Domain, observed: unknown[]][] = [
    ['whole numbers', { low: 1, high: 6, integer: true }, [2, 2, 6]],
    ['whole numbers on a logarithmic scale', { low: 1, high: 8, integer: true, log: true }, [1, 5]],
    ['choices', { choices: [16, 32, 64] }, [32, 32]],
  ];
  for (const [what, domain, observed] of drawn)
    it(`draws ${what} as often as their probabilities say, which sum to 1`, () => {
      const made = parzen(domain, observed);
      const values = 'choices' in domain ? [...domain.choices] : Array.from({ length: domain.high }, (_, i) => i + 1);
      const probabilities = values.map((value) => Math.exp(made.logDensity(value)));
      assert.ok(Math.abs(probabilities.reduce((sum, p) => sum + p) - 1) < 1e-12);
      const random = new Random(1);
      const draws = Array.from({ length: 20_000 }, () => made.draw(random));
      const chiSquare = values.reduce<number>((sum, value, i) => {
        const expected = draws.length * probabilities[i];
        return sum + (draws.filter((one) => one === value).length - expected) ** 2 / expected;
      }, 0);
      assert.ok(chiSquareTail(chiSquare, values.length - 1) > 0.001, `χ² ${chiSquare}`);
    });

  it('draws from a range as its density says', () => {
    const range = { low: 1e-4, high: 1, log: true };
    const made = parzen(range, [0.001, 0.002, 0.3]);
    const bins = 40;
    const width = Math.log(1e4) / bins;
    const random = new Random(2);
    const count = new Float64Array(bins);
    const draws = 20_000;
    for (let i = 0; i < draws; i++)
      count[Math.min(bins - 1, Math.floor(Math.log((made.draw(random) as number) / 1e-4) / width))]++;
    let chiSquare = 0;
    for (let b = 0; b < bins; b++) {
      // Simpson's rule over the bin.
      const [left, middle, right] = [0, 0.5, 1].map((part) =>
        Math.exp(made.logDensity(1e-4 * Math.exp((b + part) * width))),
      );
      const expected = (draws * width * (left + 4 * middle + right)) / 6;
      chiSquare += (count[b] - expected) ** 2 / expected;
    }
    assert.ok(chiSquareTail(chiSquare, bins - 1) > 0.001, `χ² ${chiSquare}`);
  });
});
