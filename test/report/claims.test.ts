import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromCSV } from 'arquero';
import { holm } from '../../src/evaluation/holm';
import type { ResultSet } from '../../src/experiment/result';
import { forest } from '../../src/report/charts/forest';
import { claimLines } from '../../src/report/claimLines';
import { claimsSentence, formatClaims, writeClaims } from '../../src/report/claims';
import { claimSentence, claimTable } from '../../src/report/claimTable';
import { conclusions } from '../../src/report/conclusions';
import { summarise } from '../../src/report/summary';
import { temporaryFolder } from '../helpers/temporaryFolder';
import { noisyResults } from './madeUp';

/** Results in which some rows are claimed to beat the best of others. */
function claiming(
  noises: Record<string, number>,
  candidates: string[],
  baselines: string[],
  name = 'made-up',
): ResultSet {
  const set = noisyResults(noises);
  return {
    ...set,
    experiment: { ...set.experiment, name, title: `About ${name}`, comparisons: [], claim: { candidates, baselines } },
  };
}

const NOISES = { keen: 0.2, twin: 0.4, middling: 1, blind: 4 };

describe('the main claim', () => {
  const won = claiming(NOISES, ['keen', 'twin'], ['middling', 'blind']);
  const lost = claiming(NOISES, ['middling', 'blind'], ['keen', 'twin'], 'lost');
  const folder = temporaryFolder();

  it('is against the baseline of the highest average precision, and holds against every one', () => {
    const { claims, rows } = summarise(won);
    deepEqual(
      claims.map(({ row, against, finding }) => [row, against, finding]),
      [
        ['keen', 'middling', 'beats'],
        ['twin', 'middling', 'beats'],
      ],
    );
    const ap = (name: string) => rows.find((row) => row.name === name)!.averagePrecision.value;
    equal(claims[0].averagePrecision.value, ap('keen') - ap('middling'));
    equal(claimTable(won)!.grid.blocks[0].length, 2);
  });

  it('tells what was tried and the size of the loss where no candidate beats the best', () => {
    const [first, second] = summarise(lost).claims;
    deepEqual([first.finding, second.finding, first.against], ['loses', 'loses', 'keen']);
    const told = claimSentence(lost);
    match(
      told,
      /^No candidate beats the best baseline in AP\. What was tried.*“middling” \(−0\.\d{4} \[.*“blind” \(−0\.\d{4}/,
    );
    ok(conclusions(lost).includes(told));
    equal(claimTable({ ...lost, experiment: { ...lost.experiment, claim: undefined } }), undefined);
  });

  it('of several experiments has one family of tests, and one line each', () => {
    const lines = claimLines([won, lost]);
    deepEqual(
      lines.map(({ task, row, finding }) => [task, row, finding]),
      [
        ['made-up', 'keen', 'beats'],
        ['lost', 'middling', 'loses'],
      ],
    );
    const tests = [won, lost].flatMap((set) => summarise(set).claimTests);
    const adjusted = holm(tests.map(({ averagePrecision }) => averagePrecision.p));
    deepEqual(
      lines.map(({ averagePrecision }) => averagePrecision.p),
      [adjusted[0], adjusted[2]],
    );
    lines.forEach(({ share, candidate, best }) => {
      ok(Math.abs(share.value - (candidate.averagePrecision.value / best.averagePrecision.value - 1)) < 1e-12);
      ok(share.low < share.value && share.value < share.high);
    });
    match(
      claimsSentence(lines),
      /^On 1 of 2 tasks .*: “About made-up”\. On “About lost” the best candidate is shown to lose\.$/,
    );
  });

  it('stands first in the forest plot, and once where the same rows are compared as well', () => {
    const comparisons = [
      ['keen', 'middling'],
      ['keen', 'blind'],
    ] as const;
    const spec = forest({ ...won, experiment: { ...won.experiment, comparisons } }) as unknown as {
      data: { values: { pair: string; color: string; verdict: string }[] };
    };
    deepEqual(
      spec.data.values.map(({ pair, color, verdict }) => [pair, color, /beats/.test(verdict)]),
      [
        ['keen  −  middling', 'better', true],
        ['twin  −  middling', 'better', true],
        ['keen  −  blind', 'better', false],
      ],
    );
    ok(forest(won) && !forest({ ...won, experiment: { ...won.experiment, claim: undefined } }));
  });

  it('is written as Markdown, CSV, LaTeX and a picture, and says what is missing', async () => {
    const claims = { sets: [won, lost], missing: ['other: 3 runs are missing'], command: 'npm run tables -- --claims' };
    const paths = await writeClaims(claims, folder(), folder());
    deepEqual(
      paths.map((path) => path.replace(/.*claims/, 'claims')),
      ['claims.md', 'claims.csv', 'claims.tex', 'claims.svg', 'claims.png'],
    );
    const read = (file: string) => readFileSync(join(folder(), file), 'utf8');
    for (const text of [read('claims.md'), formatClaims(claims)]) ok(text.includes('other: 3 runs are missing'));
    deepEqual(
      (fromCSV(read('claims.csv')).objects() as { finding: string }[]).map(({ finding }) => finding),
      ['beats', 'loses'],
    );
    for (const told of ['About made-up', 'About lost', 'loses to the best']) {
      ok(
        read('claims.md').includes(told) && read('claims.tex').includes(told) && read('claims.svg').includes(told),
        told,
      );
    }
  });
});
