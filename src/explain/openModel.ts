import { InputError } from '../base/errors';
import type { AsOf } from '../data/asOf';
import type { Table } from '../data/table';
import { applyStack } from '../fusion/stacking';
import { correctPrior } from '../imbalance/prior';
import type { FittedRepeatBuying } from '../learners/buyTillYouDie';
import type { FittedEnsemble } from '../learners/ensemble';
import type { FittedNetwork } from '../learners/fused';
import type { FittedStack } from '../learners/stack';
import type { FittedTabular } from '../learners/tabular';
import type { FittedModel, WrappingModel } from '../training/learner';
import { mixed, type OpenModel } from './mixture';
import { openNetwork } from './openNetwork';

/**
 * Opens a trained model on some examples. What reads columns of features or branches can be opened along these; of any
 * other model, such as an autoencoder's anomaly score, all that it reads is one input.
 * @throws InputError for a model that reads no inputs, such as the majority's
 */
export function openModel(model: FittedModel, asOf: AsOf): OpenModel {
  if (isTabular(model)) return openTabular(model, asOf);
  if (isNetwork(model)) return openNetwork(model, asOf);
  if (isStack(model)) return openMembers(model.members, asOf, (scores) => applyStack(model.weights, scores));
  if (isEnsemble(model)) return openMembers(model.ensemble, asOf, model.combine);
  if (isRepeatBuying(model)) return openTable(model.summariesOf(asOf), model.predictSummaries);
  if (isWrapping(model)) {
    const inner = openModel(model.inner, asOf);
    return { ...inner, predict: (mixture) => model.correct(inner.predict(mixture)) };
  }
  return openWhole(model, asOf);
}

export function isTabular(model: FittedModel): model is FittedTabular {
  return 'tabular' in model;
}

export function isNetwork(model: FittedModel): model is FittedNetwork {
  return 'network' in model;
}

export function isStack(model: FittedModel): model is FittedStack {
  return 'members' in model;
}

function isEnsemble(model: FittedModel): model is FittedEnsemble {
  return 'ensemble' in model;
}

function isRepeatBuying(model: FittedModel): model is FittedRepeatBuying {
  return 'summariesOf' in model;
}

function isWrapping(model: FittedModel): model is WrappingModel {
  return 'inner' in model;
}

/** A model on a table alone, opened on its rows. @param predict probabilities of a table of the same columns */
export function openTable(table: Table, predict: (table: Table) => Float32Array): OpenModel {
  if (table.columns.length === 0)
    throw new InputError('the model reads no inputs', 'explanation', 'a model on features, sequences or graphs');
  return {
    inputs: table.columns,
    table,
    groups: new Map([['features', [...table.columns.keys()]]]),
    predict: (mixture) => predict({ ...table, rows: mixture.own.length, values: mixed(table, mixture) }),
  };
}

function openTabular({ tabular, logitShift, tableOf }: FittedTabular, asOf: AsOf): OpenModel {
  return openTable(tableOf(asOf), (table) => correctPrior(tabular.predict(table), logitShift));
}

/** What a model reads that cannot be taken apart. */
const WHOLE = 'all that it reads';

function openWhole(model: FittedModel, asOf: AsOf): OpenModel {
  const score = model.predict(asOf);
  return {
    inputs: [WHOLE],
    table: { rows: asOf.size, columns: [WHOLE], values: new Float32Array(asOf.size).fill(Number.NaN) },
    groups: new Map([[WHOLE, [0]]]),
    predict: ({ own, donor, taken }) => Float32Array.from(own, (row, i) => score[taken[i] ? row : donor[i]]),
  };
}

/** Models whose probabilities are combined; their inputs of one name are one input. */
function openMembers(
  members: readonly FittedModel[],
  asOf: AsOf,
  combine: (probabilities: readonly Float32Array[]) => Float32Array,
): OpenModel {
  const opened = members.map((member) => openModel(member, asOf));
  const inputs = [...new Set(opened.flatMap((one) => one.inputs))];
  const F = inputs.length;
  const places = opened.map((one) => one.inputs.map((name) => inputs.indexOf(name)));
  const values = new Float32Array(asOf.size * F).fill(Number.NaN);
  // The last member with an input gives its value; networks scale theirs, baselines do not.
  opened.forEach(({ table }, o) => {
    for (let row = 0; row < asOf.size; row++)
      places[o].forEach((place, f) => {
        values[row * F + place] = table.values[row * table.columns.length + f];
      });
  });
  return {
    inputs,
    table: { rows: asOf.size, columns: inputs, values },
    groups: new Map(inputs.map((name, f) => [name, [f]])),
    predict: ({ own, donor, taken }) =>
      combine(
        opened.map((one, o) => {
          const part = new Uint8Array(own.length * one.inputs.length);
          for (let i = 0; i < own.length; i++)
            places[o].forEach((place, f) => {
              part[i * one.inputs.length + f] = taken[i * F + place];
            });
          return one.predict({ own, donor, taken: part });
        }),
      ),
  };
}
