import { deepEqual, equal, ok } from 'node:assert/strict';
import { linkSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromCSV } from 'arquero';
import type { ResultSet } from '../../src/experiment/result';
import { escapeLatex } from '../../src/report/grid';
import { summarise } from '../../src/report/summary';
import { formatTable, shortMarkdown, writeTables } from '../../src/report/tables';
import { contest } from './madeUp';

describe('tables of an experiment', () => {
  let folder: string;
  let set: ResultSet;
  let files: { markdown: string; latex: string; csv: string; runs: string };

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'tables-'));
    set = contest();
    writeTables(set, folder);
    const text = (end: string) => readFileSync(join(folder, `made-up${end}`), 'utf8');
    files = { markdown: text('.md'), latex: text('.tex'), csv: text('.csv'), runs: text('-runs.csv') };
  });
  after(() => rmSync(folder, { recursive: true }));

  it('carry the same cells in Markdown and LaTeX', () => {
    const markdown = markdownTables(files.markdown);
    const latex = latexTables(files.latex);
    equal(markdown.length, 2);
    deepEqual(latex, markdown);
    equal(markdown[0].length, 1 + set.rows.length);
    equal(markdown[1].length, 1 + set.experiment.comparisons.length);
  });

  it('carry in CSV, unrounded, what Markdown rounds', () => {
    const rows = fromCSV(files.csv).objects() as Record<string, number>[];
    const [header, ...lines] = markdownTables(files.markdown)[0];
    const columns: Record<string, string> = {
      AUC: 'auc',
      AP: 'averagePrecision',
      'AUC, mean over items': 'macroAuc',
      'AP, mean over items': 'macroAveragePrecision',
      precision: 'precision',
      recall: 'recall',
      F1: 'f1',
      MCC: 'mcc',
      accuracy: 'accuracy',
      'P@1000': 'precisionAtK',
      'R@1000': 'recallAtK',
      Brier: 'brier',
      ECE: 'ece',
    };
    lines.forEach((line, r) => {
      header.slice(1).forEach((heading, c) => {
        const metric = columns[heading.replace(', ensemble (95 %)', '')];
        const numbers = heading.includes('ensemble')
          ? [`${metric}_ensemble`, `${metric}_ensemble_low`, `${metric}_ensemble_high`]
          : [`${metric}_mean`, `${metric}_sd`];
        const printed = line[c + 1].match(/\d+\.\d+/g) ?? [];
        deepEqual(
          printed,
          numbers.map((name, i) => rows[r][name].toFixed(printed[i]?.split('.')[1].length)),
          `${line[0]}, ${heading}`,
        );
      });
    });
    const summaries = summarise(set).rows;
    deepEqual(
      rows.map((row) => [row.f1_mean, row.f1_sd, row.auc_ensemble_low]),
      summaries.map(({ mean, deviation, auc }) => [mean.f1, deviation.f1, auc.low]),
    );
  });

  it('list every run with its seed and its metrics', () => {
    const runs = fromCSV(files.runs).objects() as Record<string, unknown>[];
    deepEqual(
      runs.map(({ row, seed, auc, run }) => ({ row, seed, auc, run })),
      set.rows.flatMap(({ name, runs: all }) =>
        all.map(({ id, configuration, metrics }) => ({
          row: name,
          seed: configuration.seed,
          auc: metrics.auc,
          run: id,
        })),
      ),
    );
  });

  it('print what failed as they print what worked', () => {
    const verdicts = ['better', 'no difference shown', 'worse'];
    for (const table of [markdownTables(files.markdown)[1], latexTables(files.latex)[1]])
      deepEqual(
        table.slice(1, 4).map((line) => line.at(-1)),
        verdicts,
      );
    const worse = markdownTables(files.markdown)[1][3];
    deepEqual(worse.slice(0, 2), ['blind', 'keen & 100 % sure_footed']);
    ok(worse[2].startsWith('−') && worse[4].startsWith('−'), 'a negative difference keeps its sign');
    for (const text of [formatTable(set), shortMarkdown(set)])
      for (const verdict of verdicts) ok(text.includes(verdict));
  });

  it('mark controls and part them from models', () => {
    ok(files.markdown.includes('| shuffled (control) |'));
    equal(files.latex.match(/\\midrule/g)?.length, 3, 'two blocks of results and one of comparisons');
  });

  it('name the command, the engine, the seeds, the data and the code behind them', () => {
    for (const told of ['npm run ablate -- made-up', 'wasm (made up)', 'seeds 0, 1, 2', 'v20.0.0', 'f1n9e4', 'c0de'])
      ok(files.markdown.includes(told), told);
    ok(files.latex.includes('npm run ablate -- made-up'));
    ok(files.runs.includes('wasm (made up)'));
  });

  it('replace a file whole, leaving nothing beside it', () => {
    const kept = join(folder, 'kept');
    linkSync(join(folder, 'made-up.md'), kept);
    const changed = { ...set, experiment: { ...set.experiment, title: 'Another title' } };
    writeTables(changed, folder);
    equal(readFileSync(kept, 'utf8'), files.markdown, 'the old file was renamed over, not written into');
    ok(readFileSync(join(folder, 'made-up.md'), 'utf8').startsWith('# Another title'));
    deepEqual(readdirSync(folder).sort(), ['kept', 'made-up-runs.csv', 'made-up.csv', 'made-up.md', 'made-up.tex']);
  });

  it('escape what LaTeX would take for its own', () => {
    equal(
      escapeLatex('a & b_c 5 % #1 $x$ {y} ~ ^ \\'),
      'a \\& b\\_c 5 \\% \\#1 \\$x\\$ \\{y\\} \\textasciitilde{} \\textasciicircum{} \\textbackslash{}',
    );
    ok(files.latex.includes('keen \\& 100 \\% sure\\_footed &'));
    const body = files.latex.replace(/^% needs.*$/gm, '');
    ok(!/(?<!\\)[%_#]/.test(body.replace(/\\label\{.*\}/g, '')), 'nothing unescaped is left');
    ok(/^[\x20-\x7e\n]*$/.test(body), 'nothing that plain LaTeX cannot print');
  });
});

/** The tables of a Markdown text: their rows with the header first. */
function markdownTables(text: string): string[][][] {
  return [...text.matchAll(/(?:^\|.*\|\n)+/gm)].map(([table]) =>
    table
      .trim()
      .split('\n')
      .filter((line) => !/^\|[-:|]+\|$/.test(line))
      .map((line) => line.slice(2, -2).split(' | ')),
  );
}

/** The same of a LaTeX text, with what was escaped as it was. */
function latexTables(text: string): string[][][] {
  return [...text.matchAll(/\\toprule\n([\s\S]*?)\\bottomrule/g)].map(([, table]) =>
    table
      .split('\n')
      .filter((line) => line.endsWith('\\\\'))
      .map((line) => line.slice(0, -3).split(' & ').map(unescapeLatex)),
  );
}

function unescapeLatex(text: string): string {
  return text
    .replaceAll('$\\pm$', '±')
    .replaceAll('$-$', '−')
    .replaceAll('\\dots{}', '…')
    .replaceAll('$<$', '<')
    .replaceAll('$\\Delta$', 'Δ')
    .replace(/^--$/, '–')
    .replace(/\\([&%_#$])/g, '$1');
}
