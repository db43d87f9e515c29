import { NO_OPTIONS } from '../../base/component';
import type { Random } from '../../base/random';
import { defineSearchMethod } from '../method';
import { drawValue, type Parameter, type Values } from '../parameter';

/** A value at random for each parameter. */
export function drawValues(parameters: readonly Parameter[], random: Random): Values {
  return Object.fromEntries(parameters.map(({ name, domain }) => [name, drawValue(domain, random)]));
}

/** Every attempt at random, whatever came of the others (Bergstra and Bengio, JMLR 2012). */
export const randomSearch = defineSearchMethod({
  name: 'random',
  summary: 'every attempt at random',
  options: NO_OPTIONS,
  suggest: (_options, { parameters, fullResource }, _attempts, random) => ({
    values: drawValues(parameters, random),
    resource: fullResource,
  }),
});
