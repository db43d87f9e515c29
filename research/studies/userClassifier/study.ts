import { join } from 'node:path';
import { openLog } from '../../../src/experiment/data';
import { defineStudy, type StudyRun } from '../study';
import { customerRows, cutoffsOf, writeCustomers } from './customers';
import { prepareRows } from './data';
import { type Options, optionsSchema } from './options';
import { readCustomers } from './readCustomers';
import { fitRows } from './rows';
import {
  answer,
  comparison,
  customers,
  explanation,
  oneStep,
  savedModel,
  target,
  testResults,
  training,
} from './sections';

const SEEDS = { quick: 3, full: 10 } as const;

export const userClassifier = defineStudy({
  name: 'user-classifier',
  title: 'An LSTM that classifies customers by one row each',
  summary:
    'A customers table, a standard scaler, an LSTM over a sequence of one step: the whole of what notebooks do with it, and what the LSTM adds to a logistic regression on the same columns.',
  options: optionsSchema,
  // One table for all rows, made by the study itself: there is no experiment on a log.
  experiments: () => [],

  async sections(run: StudyRun, options) {
    const csv = options.csv ?? (await makeCsv(run, options));
    const rows = readCustomers(csv);
    const data = prepareRows(rows, options.columns, options.topShare);
    const { hiddenSize, layers, dropout } = options;
    const test = data.splits[2].cutoffs.join(', ');
    const fitted = await fitRows(data, { hiddenSize, layers, dropout }, options, SEEDS[run.preset], {
      title: 'High value in the next quarter',
      command: `npm run study -- user-classifier${run.preset === 'full' ? ' --preset full' : ''}`,
      fold: test,
    });
    try {
      return [
        answer(fitted, data),
        customers(rows),
        target(data, options),
        training(fitted, data, options),
        testResults(fitted, data),
        explanation(fitted, data, run.preset),
        savedModel(fitted, data, run.folder),
        oneStep(fitted, data),
        comparison(fitted),
      ];
    } finally {
      fitted.lstm.classifier.dispose();
    }
  },
});

async function makeCsv(run: StudyRun, { dataset, trainingCutoffs }: Options): Promise<string> {
  const log = await openLog(dataset);
  const path = join(run.folder, 'customers.csv');
  writeCustomers(path, customerRows(log, cutoffsOf(log, trainingCutoffs)));
  return path;
}
