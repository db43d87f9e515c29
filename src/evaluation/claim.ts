import { relative } from './comparison';
import {
  type ComparedExamples,
  type ComparedModel,
  corrected,
  type Difference,
  type Margins,
  Pairs,
  type PairTests,
} from './pair';
import type { PValue } from './pValue';

/** A candidate beside the best of the baselines. Differences are candidate minus baseline. */
export interface ClaimTest {
  /** The baseline with the highest average precision: a position among the baselines. */
  readonly against: number;
  readonly auc: Difference;
  /** p is small where the candidate differs from the best baseline, and from every one that it lies ahead of. */
  readonly averagePrecision: PairTests['averagePrecision'];
  /** The same by Wilcoxon's test of the average precision over blocks. */
  readonly blocks: PValue;
  readonly margins: Margins;
}

/** What is shown of a candidate, at 5 %. */
export type Finding = 'beats' | 'loses' | 'equivalent' | 'open' | 'untestable';

export interface Claim extends ClaimTest {
  readonly finding: Finding;
  /** The finding in words. */
  readonly verdict: string;
}

/**
 * Tests whether candidates beat the best of several baselines in average precision; nothing is corrected for the number
 * of candidates. Which baseline is the best is not known before the test, so a candidate that lies ahead has to beat
 * every one: its p-value is the largest of theirs, an intersection–union test, which needs no correction for the number
 * of baselines (Berger, Technometrics 1982). One that lies behind has the p-value of its difference to the best.
 */
export function testClaim(
  candidates: readonly ComparedModel[],
  baselines: readonly ComparedModel[],
  examples: ComparedExamples,
  margins: Margins,
): ClaimTest[] {
  const pairs = new Pairs(examples, margins);
  const precisions = baselines.map(({ averagePrecision }) => averagePrecision);
  const against = precisions.indexOf(Math.max(...precisions));
  return candidates.map((candidate) => {
    const tests = baselines.map((baseline) => pairs.test(candidate, baseline));
    const { auc, averagePrecision, blocks } = tests[against];
    if (averagePrecision.value <= 0) return { against, margins, auc, averagePrecision, blocks };
    return {
      against,
      margins,
      auc,
      averagePrecision: { ...averagePrecision, ...largest(tests.map((one) => one.averagePrecision)) },
      blocks: largest(tests.map(({ blocks }) => blocks)),
    };
  });
}

/** Corrects candidates, of one experiment or of several, by Holm, and says what is shown of each. */
export function conclude(tests: readonly ClaimTest[]): Claim[] {
  const precision = corrected(tests.map((one) => one.averagePrecision));
  const equivalence = corrected(tests.map((one) => one.averagePrecision.equivalence));
  const blocks = corrected(tests.map((one) => one.blocks));
  const tested = precision.filter(({ p }) => !Number.isNaN(p)).length;
  return tests.map((test, i) => {
    const { floor } = test.averagePrecision;
    const claim = {
      ...test,
      averagePrecision: { ...precision[i], equivalence: equivalence[i], floor: tested * floor },
      blocks: blocks[i],
    };
    return { ...claim, finding: findingOf(claim), verdict: verdict(claim) };
  });
}

/** The largest p-value; undefined where one is. */
function largest(tests: readonly PValue[]): PValue {
  const missing = tests.find(({ p }) => Number.isNaN(p));
  const { p, reason } = missing ?? tests.reduce((most, test) => (test.p > most.p ? test : most));
  return { p, reason };
}

function findingOf({ averagePrecision: { value, p, equivalence } }: ClaimTest): Finding {
  if (Number.isNaN(p)) return 'untestable';
  if (p < 0.05) return value > 0 ? 'beats' : 'loses';
  return equivalence.p < 0.05 ? 'equivalent' : 'open';
}

function verdict(test: ClaimTest): string {
  const within = `within ${relative(test.margins)}`;
  const words: Readonly<Record<Finding, string>> = {
    beats: 'beats the best',
    loses: 'loses to the best',
    equivalent: `equivalent to the best ${within}`,
    open: 'no difference shown',
    untestable: 'cannot be tested',
  };
  const finding = findingOf(test);
  const { value, equivalence } = test.averagePrecision;
  const isSmall = (finding === 'beats' || finding === 'loses') && equivalence.p < 0.05;
  const again = value > 0 && test.blocks.p < 0.05;
  return [words[finding], ...(isSmall ? [`but ${within}`] : []), ...(again ? ['ahead over the blocks'] : [])].join(
    ', ',
  );
}
