import { baselines } from '../../../src/baselines';
import type { LabelledTable, TabularModel } from '../../../src/baselines/baseline';
import { startEngine } from '../../../src/engine/engine';
import { evaluate } from '../../../src/evaluation/metrics';
import { USUAL_MARGINS } from '../../../src/evaluation/pair';
import { hashOf } from '../../../src/experiment/configuration';
import type { PooledRun, ResultRow, ResultSet } from '../../../src/experiment/result';
import type { NetworkOptions } from './classifier';
import { type Trained, type TrainingOptions, trainClassifier } from './training';

/** The examples of each split; test and validation have one row a customer. */
export interface Parts {
  readonly train: LabelledTable;
  readonly validation: LabelledTable;
  readonly test: LabelledTable;
  /** Numbers of the test rows' customers. */
  readonly testCustomers: Int32Array;
}

/** Something that scores tables. */
interface Scorer {
  predict(table: LabelledTable['table']): Float32Array;
}

/** A row of the comparison: how to fit it. */
interface Contender {
  readonly name: string;
  readonly title: string;
  fit(parts: Parts, seed: number): Promise<Scorer>;
}

/** What the page shows beside the scores: the networks and the boosting of the first seed. */
export interface Fitted {
  readonly set: ResultSet;
  readonly lstm: Trained;
  readonly boosting: TabularModel;
}

/** Fits every row on the same columns, once for each seed. */
export async function fitRows(
  parts: Parts,
  network: Omit<NetworkOptions, 'kind' | 'inputSize'>,
  training: TrainingOptions,
  seeds: number,
  about: { readonly title: string; readonly command: string; readonly fold: string },
): Promise<Fitted> {
  const engine = (await startEngine()).describe().replace(/^engine: /, '');
  const inputSize = parts.train.table.columns.length;
  const trained: Trained[] = [];
  let boosting: TabularModel | undefined;
  const baseline = (name: string, title: string): Contender => ({
    name,
    title,
    async fit({ train, validation }, seed) {
      const { fit, options } = baselines.get(name);
      const model = fit(train, validation, options.parse({}) as never, seed);
      if (name === 'gradient-boosting') boosting ??= model;
      return model;
    },
  });
  const net = (kind: NetworkOptions['kind'], title: string): Contender => ({
    name: kind,
    title,
    async fit({ train, validation }, seed) {
      const one = await trainClassifier(train, validation, { kind, inputSize, ...network }, training, seed);
      if (kind === 'lstm') trained.push(one);
      return one.classifier;
    },
  });
  const contenders = [
    baseline('majority', 'majority class'),
    baseline('logistic', 'logistic regression'),
    baseline('gradient-boosting', 'gradient boosting'),
    net('dense', 'dense network (no sequence model)'),
    net('lstm', 'LSTM over one step'),
  ];
  const environment = {
    engine,
    node: process.version,
    dataFingerprint: hashOf([...parts.train.table.values, ...parts.test.table.values]),
    peakMemoryMB: 0,
  };
  const rows: ResultRow[] = [];
  for (const { name, title, fit } of contenders) {
    const runs: PooledRun[] = [];
    for (let seed = 0; seed < seeds; seed++) {
      const started = performance.now();
      const model = await fit(parts, seed);
      const fitted = performance.now();
      const validation = model.predict(parts.validation.table);
      const test = model.predict(parts.test.table);
      const metrics = evaluate(
        { score: test, label: parts.test.label },
        { score: validation, label: parts.validation.label },
      );
      const configuration = {
        dataset: { name: 'customers' },
        task: { name: 'high-value' },
        fold: 0,
        evaluate: 'test' as const,
        negatives: { rate: 1, seed: 0 },
        model: { name },
        threshold: { name: 'f1' },
        controls: [],
        seed,
      };
      const run = {
        id: hashOf([name, seed, environment.dataFingerprint]),
        configuration,
        metrics,
        scores: { validation, test },
        diagnostics: {},
        seconds: { train: (fitted - started) / 1000, predict: (performance.now() - fitted) / 1000 },
        environment,
      };
      runs.push({ seed, folds: [run], metrics, score: test });
    }
    rows.push({ name, title, control: false, runs });
  }
  const n = parts.test.label.length;
  const set: ResultSet = {
    experiment: {
      name: 'user-classifier',
      title: about.title,
      comparisons: [
        ['lstm', 'logistic'],
        ['lstm', 'gradient-boosting'],
        ['lstm', 'dense'],
      ],
      margins: USUAL_MARGINS,
      command: about.command,
    },
    folds: [about.fold],
    rows,
    failed: [],
    test: {
      customer: parts.testCustomers,
      item: new Int32Array(n).fill(-1),
      label: parts.test.label,
      fold: new Int32Array(n),
    },
  };
  for (const { classifier } of trained.slice(1)) classifier.dispose();
  return { set, lstm: trained[0], boosting: boosting! };
}
