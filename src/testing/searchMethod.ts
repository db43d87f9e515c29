import assert from 'node:assert/strict';
import { Random } from '../base/random';
import type { Attempt, Problem, SearchMethod, Suggestion } from '../search/method';
import { contains, type Parameter } from '../search/parameter';
import { type Check, defineLaws } from './laws';

const PARAMETERS: readonly Parameter[] = [
  { name: 'rate', path: ['rate'], domain: { low: 1e-4, high: 0.1, log: true }, declared: 0.01 },
  { name: 'share', path: ['share'], domain: { low: -1, high: 1 }, declared: 0 },
  { name: 'depth', path: ['depth'], domain: { low: 1, high: 9, integer: true }, declared: 3 },
  { name: 'layer', path: ['layer'], domain: { choices: ['sum', 'mean', 'max'] }, declared: 'sum' },
  { name: 'bias', path: ['bias'], domain: { choices: [true, false] }, declared: true },
];
const PROBLEM: Problem = { parameters: PARAMETERS, fullResource: 30 };

/** Laws of search methods. */
export const searchMethodLaws = defineLaws<SearchMethod>({
  'every value lies in its domain, and no training is longer than the full one': (method, given) => {
    for (const { values, resource } of searched(method, given)) {
      assert.deepEqual(Object.keys(values).sort(), PARAMETERS.map(({ name }) => name).sort());
      for (const { name, domain } of PARAMETERS)
        assert.ok(contains(domain, values[name]), `${name} is ${values[name]}`);
      assert.ok(resource > 0 && resource <= PROBLEM.fullResource, `a resource of ${resource}`);
    }
  },

  'what it promotes is trained longer with the same values': (method, given) => {
    const attempts = searched(method, given);
    for (const { promotes, values, resource } of attempts) {
      if (promotes === undefined) continue;
      assert.deepEqual(values, attempts[promotes].values);
      assert.ok(resource > attempts[promotes].resource);
    }
  },

  'the same for the same attempts and the same stream': (method, given) =>
    assert.deepEqual(searched(method, given), searched(method, given)),

  'another stream, other values': (method, given) =>
    assert.notDeepEqual(suggested(method, given, [], new Random(1)), suggested(method, given, [], new Random(2))),

  'it suggests from the first attempt on, whatever failed or runs, and changes none': (method, given) => {
    const made = searched(method, given);
    for (const score of [undefined, Number.NaN]) {
      const attempts = made.map((attempt): Attempt => ({ ...attempt, score }));
      const before = structuredClone(attempts);
      suggested(method, given, attempts, new Random(3));
      assert.deepEqual(attempts, before);
    }
  },
});

/** Forty attempts, every fifth of which fails. */
function searched(method: SearchMethod, given: Parameters<Check<SearchMethod>>[1]): Attempt[] {
  const attempts: Attempt[] = [];
  for (let place = 0; place < 40; place++) {
    const suggestion = suggested(method, given, attempts, new Random(place));
    const { share, depth } = suggestion.values;
    attempts.push({ ...suggestion, score: place % 5 === 4 ? Number.NaN : Number(share) * Number(depth) });
  }
  return attempts;
}

function suggested(
  method: SearchMethod,
  given: Parameters<Check<SearchMethod>>[1],
  attempts: readonly Attempt[],
  random: Random,
): Suggestion {
  return method.suggest(method.options.parse(given ?? {}), PROBLEM, attempts, random);
}
