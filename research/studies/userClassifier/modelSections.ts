import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../../../src/base/files';
import { readJson } from '../../../src/base/json';
import { Random } from '../../../src/base/random';
import { type Attributions, rankColumns } from '../../../src/explain/attributions';
import { openTable } from '../../../src/explain/openModel';
import { shap } from '../../../src/explain/shap';
import { treeShap } from '../../../src/explain/treeShap';
import { beeswarm } from '../../../src/report/charts/beeswarm';
import { importance } from '../../../src/report/charts/importance';
import type { Section } from '../../../src/report/document/document';
import type { Preset } from '../study';
import { Classifier } from './classifier';
import type { Prepared } from './data';
import { countIdle, scrambleIdle } from './oneStep';
import type { Fitted } from './rows';
import { percent } from './sections';

/** How many test rows are explained, and how many training rows lend the unknown values. */
const EXPLAINED = { quick: 120, full: 300 } as const;
const BACKGROUND = { quick: 30, full: 60 } as const;
const COALITIONS = { quick: 256, full: 512 } as const;

export function explanation(fitted: Fitted, data: Prepared, preset: Preset): Section {
  const { test, train } = data;
  const random = Random.of(0, 'explanation');
  const pick = (rows: number, count: number) =>
    random
      .shuffle(Int32Array.from({ length: rows }, (_, row) => row))
      .slice(0, Math.min(rows, count))
      .sort();
  // One table of both: those explained, and those that lend their values.
  const rows = pick(test.label.length, EXPLAINED[preset]);
  const lenders = pick(train.label.length, BACKGROUND[preset]);
  const F = test.table.columns.length;
  const values = new Float32Array((rows.length + lenders.length) * F);
  rows.forEach((row, i) => {
    values.set(test.table.values.subarray(row * F, (row + 1) * F), i * F);
  });
  lenders.forEach((row, i) => {
    values.set(train.table.values.subarray(row * F, (row + 1) * F), (rows.length + i) * F);
  });
  const table = { rows: rows.length + lenders.length, columns: test.table.columns, values };
  const open = openTable(table, (one) => fitted.lstm.classifier.predict(one));
  const attributions = shap(open, Int32Array.from(rows.keys()), {
    background: Int32Array.from(lenders.keys(), (i) => rows.length + i),
    samples: COALITIONS[preset],
    random,
  });
  const explained = { ...table, rows: rows.length, values: values.subarray(0, rows.length * F) };
  const trees = treeShap(fitted.boosting.ensemble!, test.table);
  const [first, second] = rankColumns(attributions);
  const [firstOfTrees] = rankColumns(trees);
  return {
    title: 'What the models look at: SHAP values',
    blocks: [
      `Kernel SHAP of the LSTM (seed 0) on ${rows.length} test rows, on the probability; columns that are not known take their values from ${lenders.length} training rows. The columns that move it most are ${first.name}${second ? ` and ${second.name}` : ''}. Columns that tell the same, as amounts and frequencies do, share their contributions: a low bar does not say that a column is useless.`,
      {
        name: 'shap-beeswarm',
        caption: 'SHAP values of the LSTM, a point for each customer',
        figure: beeswarm({ attributions, table: explained }, 'LSTM over one step'),
      },
      bars('shap-bar', attributions, 'LSTM over one step', 'Mean magnitude of the LSTM’s SHAP values'),
      `Boosting on the same columns, by exact TreeSHAP on all test rows: it looks at ${firstOfTrees.name} most${firstOfTrees.name === first.name ? ', as the LSTM does' : ''}.`,
      bars('shap-bar-boosting', trees, 'Gradient boosting', 'Mean magnitude of boosting’s SHAP values'),
    ],
  };
}

function bars(name: string, attributions: Attributions, title: string, caption: string) {
  const ranked = rankColumns(attributions).map(({ name: column, magnitude }) => ({ name: column, value: magnitude }));
  const figure = importance(ranked, {
    title,
    subtitle: `${attributions.rows} rows`,
    measure: `mean |SHAP value|, ${attributions.scale}`,
  });
  return { name, caption, figure };
}

export function savedModel(fitted: Fitted, data: Prepared, folder: string): Section {
  const path = join(folder, 'model.json');
  writeAtomically(path, `${JSON.stringify(fitted.lstm.classifier)}\n`);
  const again = Classifier.load(readJson(path, z.unknown()));
  const before = fitted.lstm.classifier.predict(data.test.table);
  const after = again.predict(data.test.table);
  again.dispose();
  const largest = before.reduce((most, p, i) => Math.max(most, Math.abs(p - after[i])), 0);
  return {
    title: 'Saved and loaded',
    blocks: [
      `The LSTM of seed 0 with its scaler is \`model.json\` beside this page. Loaded from there, it scores the ${before.length.toLocaleString('en')} test rows again: the largest difference of a probability is ${largest === 0 ? '0, to the last bit' : largest.toExponential(1)}.`,
    ],
  };
}

export function oneStep(fitted: Fitted, data: Prepared): Section {
  const { classifier } = fitted.lstm;
  const idle = countIdle(classifier.network);
  const scrambled = Classifier.load(JSON.parse(JSON.stringify(classifier)));
  scrambleIdle(scrambled.network, Random.of(0, 'idle weights'));
  const [before, after] = [classifier, scrambled].map((one) => one.predict(data.test.table));
  scrambled.dispose();
  const largest = before.reduce((most, p, i) => Math.max(most, Math.abs(p - after[i])), 0);
  return {
    title: 'What a sequence of one step can gain, and what it cannot',
    blocks: [
      'An LSTM starts with h = 0 and c = 0. In the first step, the recurrent weights multiply h, and the forget gate multiplies c: both give 0, whatever they are. What is left of i, f, c, o is h′ = o ∘ tanh(i ∘ g) with gates that read the columns alone: a feed-forward layer with products in it. There is no earlier step to remember and no order to read.',
      `So ${idle.recurrent} recurrent weights and ${idle.forget} of the forget gate, ${percent((idle.recurrent + idle.forget) / idle.all, 0)} of all parameters, do nothing. With noise in their place, the largest change of a test probability is ${largest === 0 ? '0' : largest.toExponential(1)}.`,
      'It can gain what any small network gains on a line: bends and products of columns. It cannot gain what recurrent networks are for. That takes steps: the last purchases one by one, as in the sequence branch of the other experiments.',
    ],
  };
}
