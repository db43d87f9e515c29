import assert from 'node:assert/strict';
import { experiments } from '../../research/experiments';
import { hashOf } from '../../src/experiment/configuration';
import { completeExperiment, plan } from '../../src/experiment/experiment';

describe('experiments', () => {
  for (const name of experiments.names)
    it(`${name} is made of trials that can be run, each another one, and compares rows that it has`, () => {
      const experiment = completeExperiment(experiments.get(name).document, name);
      for (const preset of ['quick', 'full']) {
        const trials = plan(experiment, preset).flatMap(({ configurations }) => configurations);
        assert.equal(new Set(trials.map((trial) => hashOf(trial))).size, trials.length);
        // A row is trained so often that its spread can be seen, unless nothing in it is left to chance.
        const ofChance = plan(experiment, preset).filter(({ row }) => row.seeds === undefined);
        const runs = Math.min(...ofChance.map(({ configurations }) => configurations.length));
        assert.ok(runs >= (preset === 'quick' ? 2 : 10), `${runs} runs a row`);
      }
      const rows = new Set(experiment.rows.map((row) => row.name));
      for (const row of experiment.comparisons.flat()) assert.ok(rows.has(row), row);
    });
});
