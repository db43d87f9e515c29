import { mean } from '../../../src/evaluation/ranking';
import { confusion } from '../../../src/evaluation/threshold';
import { confusionMatrix } from '../../../src/report/charts/confusionMatrix';
import { learningCurves } from '../../../src/report/charts/learningCurves';
import { conclusions } from '../../../src/report/conclusions';
import type { Section } from '../../../src/report/document/document';
import { CHARTS } from '../../../src/report/figures';
import type { Grid } from '../../../src/report/grid';
import { origin, setting } from '../../../src/report/provenance';
import { summarise } from '../../../src/report/summary';
import { resultTables } from '../../../src/report/tables';
import { type CustomerRow, QUARTER_DAYS, RAW_COLUMNS, RAW_NAMES } from './customers';
import type { Prepared } from './data';
import { FEATURES, type Feature } from './features';
import { countIdle } from './oneStep';
import type { Options } from './options';
import type { Fitted } from './rows';

const CLASSES = ['other', 'high value'] as const;

function rowOf({ set }: Fitted, name: string) {
  return summarise(set).rows.find((row) => row.name === name)!;
}

function comparisonWith({ set }: Fitted, against: string) {
  return summarise(set).comparisons.find((one) => one.against === against)!;
}

export function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)} %`;
}

export function answer(fitted: Fitted, data: Prepared): Section {
  const lstm = rowOf(fitted, 'lstm');
  const verdict = (against: string) => {
    const { verdict: found, auc, averagePrecision } = comparisonWith(fitted, against);
    const signed = (value: number, digits: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
    return `**${found}** (AUC ${signed(auc.value, 3)}, AP ${signed(averagePrecision.value, 3)})`;
  };
  const idle = countIdle(fitted.lstm.classifier.network);
  return {
    title: 'Answer',
    blocks: [
      `Who will be of high value in the next ${QUARTER_DAYS} days? On ${data.test.label.length.toLocaleString('en')} customers of the test cutoff the LSTM has an area under the ROC curve of ${lstm.mean.auc.toFixed(3)} and an average precision of ${lstm.mean.averagePrecision.toFixed(3)}, where guessing has ${lstm.mean.baseRate.toFixed(3)}. Its accuracy of ${percent(lstm.mean.accuracy)} stands beside ${percent(lstm.mean.majorityAccuracy)} of whoever answers “no” to everything.`,
      {
        list: [
          `Against logistic regression on the same columns: ${verdict('logistic')}.`,
          `Against gradient boosting on the same columns: ${verdict('gradient-boosting')}.`,
          `Against a dense network of the same width: ${verdict('dense')}.`,
        ],
      },
      `A sequence of one step has no order and no past: ${idle.recurrent + idle.forget} of the LSTM’s ${idle.all} parameters cannot change any score ([why](#s8)).`,
    ],
  };
}

export function customers(rows: readonly CustomerRow[]): Section {
  const train = rows.filter(({ split }) => split === 'train');
  const table: Grid = {
    header: ['column', 'what it is', 'missing in training', 'median'],
    align: ['l', 'l', 'r', 'r'],
    blocks: [
      RAW_NAMES.map((name) => {
        const known = train.map(({ values }) => values[name]).filter((value) => !Number.isNaN(value));
        known.sort((a, b) => a - b);
        const median = known[Math.floor(known.length / 2)];
        return [
          name,
          RAW_COLUMNS[name],
          percent(1 - known.length / train.length),
          median === undefined ? '–' : String(Number(median.toPrecision(4))),
        ];
      }),
    ],
  };
  return {
    title: 'From transactions to a customers CSV',
    blocks: [
      `At cutoffs ${QUARTER_DAYS} days apart, each customer who bought anything before the cutoff gets one row, from the transactions before the cutoff alone: \`customers.csv\` beside this page, ${rows.length.toLocaleString('en')} rows. The same customer stands there once for each cutoff.`,
      'Missing cells are real: who bought once has no time between purchases, and who came lately has no quarter a year ago. A zero in their place would say something else.',
      { name: 'columns', caption: 'Columns of the customers CSV', table },
    ],
  };
}

export function target(data: Prepared, { topShare, columns }: Options): Section {
  const splits: Grid = {
    header: ['split', 'cutoffs', 'rows', 'high value', 'share'],
    align: ['l', 'l', 'r', 'r', 'r'],
    blocks: [
      data.splits.map(({ split, cutoffs, rows, positives }) => [
        split,
        cutoffs.join(', '),
        String(rows),
        String(positives),
        percent(positives / rows),
      ]),
    ],
  };
  const features: Grid = {
    header: ['feature', 'what it is'],
    align: ['l', 'l'],
    blocks: [columns.map((name: Feature) => [name, FEATURES[name].says])],
  };
  return {
    title: 'Features, target and split',
    blocks: [
      'Missing values are filled with the median of the training rows. From the filled columns come the features; a standard scaler, fitted on the training rows, brings each to mean 0 and standard deviation 1.',
      { name: 'features', caption: `The ${columns.length} features: the LSTM’s input size`, table: features },
      `A customer is of high value who spends at least ${data.threshold.toFixed(2)} in the ${QUARTER_DAYS} days from the cutoff on: what the top ${percent(topShare, 0)} of the training rows spent. The target looks forward and the columns look back, so no column can tell it; a target such as “total amount above the median” would be a function of an input, and any model would score near 1.`,
      'Splits go by time: the quarter of the training labels ends before the validation cutoff, and that of the validation labels before the test cutoff. Customers are in several splits, as they are when a model of last quarter scores this one.',
      { name: 'splits', caption: 'The splits', table: splits },
    ],
  };
}

export function training(fitted: Fitted, data: Prepared, options: Options): Section {
  const { curve, bestEpoch, classifier } = fitted.lstm;
  const { inputSize, hiddenSize, layers, dropout } = classifier.network.options;
  const last = curve[curve.length - 1];
  const best = curve[bestEpoch - 1];
  const baseRate = mean(data.validation.label);
  const risen = last.validation.loss - best.validation.loss;
  return {
    title: 'Training',
    blocks: [
      `${layers} LSTM layer${layers === 1 ? '' : 's'} of ${hiddenSize} units over a sequence [B, 1, ${inputSize}], dropout ${dropout}, and a fully connected layer on the last hidden state: ${classifier.network.parameterCount} parameters. Adam with a learning rate of ${options.learningRate} minimises the binary cross entropy of the logits on batches of ${options.batchSize}; training ended after ${curve.length} epochs, of at most ${options.epochs}, and kept the weights of epoch ${bestEpoch}, with the lowest validation loss.`,
      {
        name: 'learning-curves',
        caption: 'Loss and accuracy on training and validation, epoch by epoch (seed 0)',
        figure: learningCurves(curve, {
          title: 'LSTM over one step',
          bestEpoch,
          majorityAccuracy: Math.max(baseRate, 1 - baseRate),
        }),
      },
      `At the end the training loss is ${last.training.loss.toFixed(4)} and the validation loss ${last.validation.loss.toFixed(4)}, ${risen > 0 ? `${risen.toFixed(4)} above its lowest: what was learned after epoch ${bestEpoch} did not carry over` : 'its lowest: more epochs might still help'}. Accuracy moves little, for most customers are of the one class; it is drawn beside the majority’s.`,
    ],
  };
}

export function testResults(fitted: Fitted, data: Prepared): Section {
  const { set } = fitted;
  const run = set.rows.find(({ name }) => name === 'lstm')!.runs[0];
  const { threshold, precision, recall, f1, accuracy, auc } = run.metrics;
  const decisions = confusion(run.score, data.test.label, threshold);
  const curveFigure = CHARTS.curves(set);
  const reliability = CHARTS.reliability(set);
  return {
    title: 'On the test cutoff',
    blocks: [
      setting(set),
      ...resultTables(set)
        .filter(({ name }) => name !== 'differences')
        .map(({ name, title, grid, notes }) => ({ name, caption: title, table: grid, notes })),
      `The LSTM of seed 0 decides at a probability of ${threshold.toFixed(3)}, which had the highest F1 on validation: accuracy ${accuracy.toFixed(3)}, precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}, F1 ${f1.toFixed(3)}, ROC AUC ${auc.toFixed(3)}.`,
      {
        name: 'confusion',
        caption: 'The LSTM’s decisions on the test cutoff (seed 0)',
        figure: confusionMatrix(decisions, {
          title: 'LSTM over one step',
          subtitle: 'customers, and their share of the row',
          classes: CLASSES,
        }),
      },
      ...(curveFigure
        ? [{ name: 'curves', caption: 'Precision–recall and ROC curves on the test cutoff', figure: curveFigure }]
        : []),
      ...(reliability
        ? [{ name: 'reliability', caption: 'How often what was predicted comes true', figure: reliability }]
        : []),
    ],
  };
}

export function comparison(fitted: Fitted): Section {
  const { set } = fitted;
  const compared = resultTables(set).filter(({ name }) => name === 'differences');
  const forest = CHARTS.forest(set);
  return {
    title: 'Against other models on the same columns',
    blocks: [
      'Every row reads the same filled columns; boosting and the networks are stopped on validation. Differences are of the seeds’ mean probabilities, tested in pairs on the same customers.',
      conclusions(set),
      ...compared.map(({ name, title, grid, notes }) => ({ name, caption: title, table: grid, notes })),
      ...(forest ? [{ name: 'forest', caption: 'Differences in average precision', figure: forest }] : []),
      origin(set),
    ],
  };
}
