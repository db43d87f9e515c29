import { join } from 'node:path';
import { from } from 'arquero';
import { writeAtomically } from '../base/files';
import type { ResultSet } from '../experiment/result';
import { differenceFigure, fixed, percent, pValue, signed } from './cells';
import { writeChart } from './chart';
import { claimsForest } from './charts/claimsForest';
import { type ClaimLine, claimLines } from './claimLines';
import { type Grid, LATEX_HEAD, toLatex, toMarkdown, toText } from './grid';
import { listOf } from './prose';
import { summarise } from './summary';

/** Main claims of several experiments. */
export interface Claims {
  readonly sets: readonly ResultSet[];
  /** What keeps other experiments with a claim out, e.g. `3 of the 27 runs of experiment first-purchase are missing`. */
  readonly missing: readonly string[];
  /** What makes these files. */
  readonly command: string;
}

/** What is to be read of all claims, in a sentence or two. */
export function claimsSentence(lines: readonly ClaimLine[]): string {
  const won = lines.filter(({ finding }) => finding === 'beats');
  const titles = (some: readonly ClaimLine[]) => listOf(some.map(({ title }) => `“${title}”`));
  const head = `On ${won.length} of ${lines.length} task${lines.length === 1 ? '' : 's'} a fused or stacked row beats the best of the single models in average precision after Holm’s correction over all candidates of all tasks`;
  const rest = (['loses', 'equivalent', 'open', 'untestable'] as const).flatMap((finding) => {
    const some = lines.filter((line) => line.finding === finding);
    const told = {
      loses: 'the best candidate is shown to lose',
      equivalent: 'it is shown to differ by less than the margin',
      open: 'nothing is shown either way',
      untestable: 'nothing can be tested',
    };
    return some.length ? `On ${titles(some)} ${told[finding]}.` : [];
  });
  return [won.length ? `${head}: ${titles(won)}.` : `${head}.`, ...rest].join(' ');
}

/** For the terminal. */
export function formatClaims({ sets, missing }: Claims): string {
  const lines = claimLines(sets);
  return [toText(gridOf(lines)), claimsSentence(lines), ...notRun(missing)].join('\n\n');
}

/** Writes `claims.md`, `.csv` and `.tex`, and the differences as a forest plot. @returns the paths */
export async function writeClaims(claims: Claims, tables: string, figures: string): Promise<string[]> {
  const lines = claimLines(claims.sets);
  const notes = notesOf(claims);
  const texts = {
    'claims.md': ['# Main claims', claimsSentence(lines), toMarkdown(gridOf(lines)), ...notes].join('\n\n'),
    'claims.csv': from(
      lines.map(({ task, row, against, averagePrecision, share, blocks, finding }) => ({
        task,
        row,
        against,
        difference: averagePrecision.value,
        low: averagePrecision.interval.low,
        high: averagePrecision.interval.high,
        share: share.value,
        p: averagePrecision.p,
        equivalence_p: averagePrecision.equivalence.p,
        blocks_p: Number.isFinite(blocks.p) ? blocks.p : null,
        finding,
      })),
    ).toCSV(),
    'claims.tex': [
      LATEX_HEAD,
      toLatex(gridOf(lines), {
        caption: 'Main claims: fused or stacked rows against the best single model.',
        label: 'tab:claims',
        notes: [[claimsSentence(lines), ...notes].join(' ').replaceAll('`', '')],
      }),
    ].join('\n\n'),
  };
  const written = Object.entries(texts).map(([file, text]) => {
    const path = join(tables, file);
    writeAtomically(path, text.endsWith('\n') ? text : `${text}\n`);
    return path;
  });
  return [...written, ...(await writeChart(claimsForest(lines), join(figures, 'claims')))];
}

function gridOf(lines: readonly ClaimLine[]): Grid {
  return {
    header: ['task', 'row', 'best baseline', 'Δ\u00a0AP [95\u00a0%]', 'of its AP', 'p (AP)', 'p (blocks)', 'verdict'],
    align: ['l', 'l', 'l', 'r', 'r', 'r', 'r', 'l'],
    blocks: [
      lines.map(({ title, candidate, best, averagePrecision, share, blocks, verdict }) => [
        title,
        `${candidate.title} (AP ${fixed(candidate.averagePrecision.value, 4)})`,
        `${best.title} (AP ${fixed(best.averagePrecision.value, 4)})`,
        differenceFigure(averagePrecision),
        `${signed(100 * share.value, 1)} %`,
        pValue(averagePrecision.p, averagePrecision.floor),
        pValue(blocks.p),
        verdict,
      ]),
    ],
  };
}

function notesOf({ sets, missing, command }: Claims): string[] {
  const candidates = sets.reduce((sum, set) => sum + summarise(set).claimTests.length, 0);
  const margins = [...new Set(sets.map(({ experiment }) => `±${percent(experiment.margins.averagePrecision)}`))];
  return [
    `A line shows an experiment’s candidate with the highest average precision beside the best of its baselines, as the experiment declares them. It has to beat every baseline: p (AP) is the largest p-value of its bootstrap tests over customers, p (blocks) of Wilcoxon’s signed-rank tests over items, days or folds where there are six or more, both with Holm’s correction over all ${candidates} candidates of all tasks, so that showing the best takes nothing from them. “Equivalent” takes two one-sided tests at 5 % that the difference is smaller than ${margins.join(', ')} of the best baseline’s AP.`,
    ...notRun(missing),
    `Made by \`${command}\` from stored runs; each experiment’s own page has its settings, every candidate that was tried and its cost.`,
  ];
}

function notRun(missing: readonly string[]): string[] {
  return missing.length ? [`Not in the table: ${missing.join('; ')}.`] : [];
}
