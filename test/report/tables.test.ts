import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { linkSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromCSV } from 'arquero';
import type { ResultSet } from '../../src/experiment/result';
import { escapeLatex, LATEX_HEAD } from '../../src/report/grid';
import { summarise } from '../../src/report/summary';
import { formatTable, shortMarkdown, writeTables } from '../../src/report/tables';
import { contest, madeUpResults, noisyResults } from './madeUp';

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
    deepEqual(latex, markdown);
    deepEqual(
      markdown.map((table) => table.length),
      [set.rows, set.rows, set.experiment.comparisons, set.rows].map((lines) => 1 + lines.length),
    );
  });

  it('set the best of each column in bold, the smallest where errors are measured', () => {
    const [ranking, decisions, comparisons] = markdownTables(files.markdown);
    for (const table of [ranking, decisions]) {
      const [header, ...lines] = table;
      header.slice(1).forEach((heading, c) => {
        const printed = lines.map((line) => Number.parseFloat(line[c + 1].replaceAll('**', '')));
        const best = ['Brier', 'ECE', 'rank (AP)'].includes(heading) ? Math.min(...printed) : Math.max(...printed);
        lines.forEach((line, r) => {
          equal(line[c + 1].startsWith('**'), printed[r] === best, `${heading}: ${line[c + 1]}`);
        });
      });
    }
    ok(!comparisons.flat().some((cell) => cell.includes('**')), 'differences have no best');
    ok(!formatTable(set).includes('**'), 'a terminal has no bold');
    ok(shortMarkdown(set).includes('**'));
  });

  it('carry in CSV, unrounded, what Markdown rounds', () => {
    const rows = fromCSV(files.csv).objects() as Record<string, number>[];
    const [ranking, decisions] = markdownTables(files.markdown);
    const columns: Record<string, string> = {
      AUC: 'auc',
      AP: 'averagePrecision',
      'AUC, items': 'macroAuc',
      'AP, items': 'macroAveragePrecision',
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
    for (const [header, ...lines] of [ranking, decisions])
      lines.forEach((line, r) => {
        header.slice(1).forEach((heading, c) => {
          const metric = columns[heading.replace(/, ensemble.*/, '')];
          if (heading === 'rank (AP)') {
            equal(line[c + 1].replaceAll('**', ''), rows[r].averagePrecision_rank.toFixed(2));
            return;
          }
          const numbers = heading.includes('ensemble')
            ? [`${metric}_ensemble`, `${metric}_ensemble_low`, `${metric}_ensemble_high`]
            : [`${metric}_mean`, `${metric}_std`];
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
      rows.map((row) => [row.f1_mean, row.f1_std, row.auc_ensemble_low]),
      summaries.map(({ mean, std, auc }) => [mean.f1, std.f1, auc.low]),
    );
  });

  it('list every run with its seed and its metrics', () => {
    const runs = fromCSV(files.runs).objects() as Record<string, unknown>[];
    deepEqual(
      runs.map(({ row, seed, auc, run }) => ({ row, seed, auc, run })),
      set.rows.flatMap(({ name, runs: all }) =>
        all
          .flatMap((pooled) => pooled.folds)
          .map(({ id, configuration, metrics }) => ({
            row: name,
            seed: configuration.seed,
            auc: metrics.auc,
            run: id,
          })),
      ),
    );
  });

  it('print what failed as they print what worked', () => {
    const verdicts = [/^better$/, /^equivalent within ±0\.01 AUC, ±5\u00a0% AP$/, /^worse$/];
    for (const table of [markdownTables(files.markdown)[2], latexTables(files.latex)[2]])
      table.slice(1, 4).forEach((line, i) => {
        match(line.at(-1)!, verdicts[i]);
      });
    const worse = markdownTables(files.markdown)[2][3];
    equal(worse[0], 'blind against keen & 100 % sure_footed');
    ok(worse[1].startsWith('−') && worse[3].startsWith('−'), 'a negative difference keeps its sign');
    for (const text of [formatTable(set), shortMarkdown(set)])
      for (const verdict of ['better', 'equivalent within', 'worse']) ok(text.includes(verdict));
  });

  it('have p-values over blocks where there are six or more, and a dash or nothing where a test says nothing', () => {
    ok(files.markdown.includes('| p (blocks) |'), 'eight items');
    const few = noisyResults({ keen: 0.2, blind: 4 }, { items: 5 });
    ok(!formatTable(few).includes('p (blocks)'), 'five items');
    ok(!files.markdown.includes('seeds)'), 'seeds are no blocks');
    const { test, rows } = few;
    const alone = madeUpResults(
      { ...test, customer: new Int32Array(test.label.length) },
      rows.map(({ name, runs }) => ({ name, scores: runs.map((run) => run.score) })),
      [['keen', 'blind']],
    );
    writeTables(alone, folder);
    const text = readFileSync(join(folder, 'made-up.md'), 'utf8');
    const [, line] = markdownTables(text)[2];
    deepEqual([line[2], line[4], line.at(-1)], ['–', '–', 'cannot be tested']);
    ok(text.includes('p (AUC) is undefined: all positives are of one cluster.'));
    writeTables(set, folder);
  });

  it('print a p-value at the floor of the bootstrap as smaller than it', () => {
    const pairs = Array.from({ length: 12 }, () => ['keen', 'blind'] as const);
    const [, ...lines] = markdownTables(
      shortMarkdown({ ...set, experiment: { ...set.experiment, comparisons: pairs } }),
    )[1];
    for (const line of lines) equal(line[4], '<0.002');
  });

  it('mark controls and part them from models', () => {
    ok(files.markdown.includes('| shuffled (control) |'));
    equal(files.latex.match(/\\midrule/g)?.length, 7, 'two blocks in each table of rows and one of comparisons');
  });

  it('name the command, the engine, the seeds and the data behind them', () => {
    for (const told of ['npm run ablate -- made-up', 'wasm (made up)', 'seeds 0, 1, 2', 'v20.0.0', 'f1n9e4'])
      ok(files.markdown.includes(told), told);
    ok(files.latex.includes('npm run ablate -{}- made-up'));
    ok(files.runs.includes('wasm (made up)'));
  });

  it('tell of card precision where it is a number', () => {
    ok(!files.markdown.includes('CP@100'));
    const test = {
      customer: Int32Array.of(0, 1, 2, 3),
      item: new Int32Array(4).fill(-1),
      label: Uint8Array.of(0, 1, 0, 1),
    };
    const scores = [Float32Array.of(0.1, 0.6, 0.2, 0.8)];
    const events = madeUpResults(test, [{ name: 'one', scores, metrics: [{ cardPrecisionAtK: 0.3125 }] }]);
    const [[header, line]] = markdownTables(shortMarkdown(events));
    equal(line[header.indexOf('CP@100')], '0.313');
  });

  it('say over how many folds they are, and have tests over them', () => {
    const folds = noisyResults({ keen: 0.2, blind: 4 }, { folds: 6, items: 3, customers: 400 });
    writeTables(folds, folder);
    const text = readFileSync(join(folder, 'made-up.md'), 'utf8');
    match(text, /^1,200 test examples over 6 folds, /m);
    match(text, /; folds 2024-01-01, 2024-02-01, .*2024-06-01;/);
    match(
      text,
      /p \(blocks\), for 6 folds or more, is Wilcoxon’s signed-rank test .* over the folds’ average precisions/,
    );
    const runs = fromCSV(readFileSync(join(folder, 'made-up-runs.csv'), 'utf8')).objects() as { fold: unknown }[];
    equal(runs.length, folds.rows.length * 6 * 3);
    equal(new Set(runs.map(({ fold }) => String(fold))).size, 6);
    writeTables(set, folder);
  });

  it('say which rows are missing and why, whatever the format', () => {
    const incomplete = { ...set, failed: [{ title: 'deep_net', failure: 'the loss is NaN in epoch 1' }] };
    const told = 'Left out, for trials failed: deep_net (the loss is NaN in epoch 1).';
    writeTables(incomplete, folder);
    for (const text of [
      formatTable(incomplete),
      shortMarkdown(incomplete),
      readFileSync(join(folder, 'made-up.md'), 'utf8'),
    ])
      ok(text.includes(told));
    ok(readFileSync(join(folder, 'made-up.tex'), 'utf8').includes(escapeLatex(told)));
    writeTables(set, folder);
    ok(![files.markdown, files.latex, formatTable(set)].some((text) => text.includes('Left out')));
  });

  it('have no empty table where nothing is compared', () => {
    const alone = { ...set, experiment: { ...set.experiment, comparisons: [] } };
    writeTables(alone, folder);
    const text = readFileSync(join(folder, 'made-up.md'), 'utf8');
    deepEqual(markdownTables(text).length, 3);
    ok(text.includes('npm run ablate -- made-up') && !text.includes('comparison'));
    const latex = readFileSync(join(folder, 'made-up.tex'), 'utf8');
    deepEqual(latexTables(latex), markdownTables(text));
    ok(latex.includes('npm run ablate'));
    ok(!formatTable(alone).includes('verdict') && !shortMarkdown(alone).includes('verdict'));
    writeTables(set, folder);
  });

  it('replace a file whole, leaving nothing beside it', () => {
    const kept = join(folder, 'kept');
    linkSync(join(folder, 'made-up.md'), kept);
    const changed = { ...set, experiment: { ...set.experiment, title: 'Another title' } };
    writeTables(changed, folder);
    equal(readFileSync(kept, 'utf8'), files.markdown, 'the old file was renamed over, not written into');
    ok(readFileSync(join(folder, 'made-up.md'), 'utf8').startsWith('# Another title'));
    deepEqual(readdirSync(folder).sort(), [
      'kept',
      'made-up-differences.csv',
      'made-up-runs.csv',
      'made-up.csv',
      'made-up.md',
      'made-up.tex',
    ]);
  });

  it('escape what LaTeX would take for its own', () => {
    equal(
      escapeLatex('a & b_c 5 % #1 $x$ {y} ~ ^ \\'),
      'a \\& b\\_c 5 \\% \\#1 \\$x\\$ \\{y\\} \\textasciitilde{} \\textasciicircum{} \\textbackslash{}',
    );
    equal(escapeLatex('npm -- x [1] * “q”\u00a0%'), "npm -{}- x {[}1{]} {*} ``q''~\\%");
    ok(files.latex.includes('keen \\& 100 \\% sure\\_footed &'));
    const body = files.latex.slice(LATEX_HEAD.length).replace(/^\\renewcommand.*$/gm, '');
    ok(!/(?<!\\)[%_#]/.test(body.replace(/\\label\{.*\}/g, '')), 'nothing unescaped is left');
    ok(/^[\x20-\x7e\n]*$/.test(body), 'nothing that plain LaTeX cannot print');
  });
});

/** The tables of a Markdown text: their rows with the header first. */
function markdownTables(text: string): string[][][] {
  return [...text.matchAll(/(?:^\|.*\|\n?)+/gm)].map(([table]) =>
    table
      .trim()
      .split('\n')
      .filter((line) => !/^\|[-:|]+\|$/.test(line))
      .map((line) => line.slice(2, -2).split(' | ')),
  );
}

/** The same of a LaTeX text, as Markdown has it. */
function latexTables(text: string): string[][][] {
  return [...text.matchAll(/\\toprule\n([\s\S]*?)\\bottomrule/g)].map(([, table]) =>
    table
      .split('\n')
      .filter((line) => line.endsWith(' \\\\'))
      .map((line) => line.slice(0, -3).split(' & ').map(asMarkdown)),
  );
}

function asMarkdown(cell: string): string {
  return cell
    .replace(/^\\heading\{(.*)\}$/, (_, lines: string) => lines.replaceAll('@\\\\', '@').replaceAll('\\\\', ' '))
    .replace(/^\\figureover\{(.*?)\}\{((?:[^{}]|\{.\})*)\}$/, '$1 $2')
    .replace(/\\textbf\{(.*?)\}/, '**$1**')
    .replaceAll('$\\pm$', '±')
    .replace(/±(?=\.)/, '± ')
    .replaceAll('$-$', '−')
    .replaceAll('$<$', '<')
    .replaceAll('$\\Delta$', 'Δ')
    .replaceAll('~', '\u00a0')
    .replace(/\{([[\]])\}/g, '$1')
    .replace(/^--$/, '–')
    .replace(/\\([&%_#$])/g, '$1')
    .replace(/(?<!\d)\.(?=\d)/g, '0.');
}
