import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { InputError } from '../../src/base/errors';
import { sealJson } from '../../src/base/sealed';
import { synthetic as task } from '../../src/data/tasks/synthetic';
import { type BundleContent, loadBundle, saveBundle } from '../../src/experiment/bundle';
import { completeConfiguration } from '../../src/experiment/configuration';
import { openData } from '../../src/experiment/data';
import { Store } from '../../src/experiment/store';
import { type SingleConfiguration, trainModel } from '../../src/experiment/train';
import { runTrial } from '../../src/experiment/trial';
import { onFullDisk } from '../helpers/fullDisk';
import { temporaryFolder } from '../helpers/temporaryFolder';

/** Quick models of every kind that saves something different. */
const MODELS: Record<string, Record<string, unknown>> = {
  majority: {},
  logistic: { features: ['rfm'] },
  'gradient-boosting': { features: ['rfm'], model: { numTrees: 5, minSamplesLeaf: 20 } },
  fused: {
    branches: { sequence: { width: 4 }, tabular: { features: ['rfm'] } },
    training: { epochs: 1, batchSize: 256 },
  },
};

function configurationOf(learner: string): SingleConfiguration {
  return completeConfiguration({
    dataset: { name: 'synthetic', options: { customers: 200, itemsPerSeason: 20, baseRate: 0.2 } },
    task,
    negatives: { rate: 0.5, seed: 0 },
    model: { learner, options: MODELS[learner], controls: { shuffleGraph: false, permuteEvents: false } },
    seed: 3,
  }) as SingleConfiguration;
}

describe('model bundle', () => {
  const folder = temporaryFolder();
  const file = (name: string) => join(folder(), name);

  for (const learner of Object.keys(MODELS))
    it(`scores with ${learner} as the trial that trained it, bit for bit, and frees all tensors`, async () => {
      const configuration = configurationOf(learner);
      const tensors = tf.memory().numTensors;
      const { content } = await trainModel(configuration);
      saveBundle(file('model.json'), content);
      const bundle = loadBundle(file('model.json'));
      const { test } = await openData(configuration);
      const run = await runTrial(configuration, new Store(file('runs')));
      assert.ok('scores' in run);
      assert.deepEqual(bundle.predict(test.asked), run.scores.test);
      assert.deepEqual(bundle.content, JSON.parse(JSON.stringify(content)));
      bundle.dispose();
      assert.equal(tf.memory().numTensors, tensors);
    });

  describe('in a file', () => {
    let content: BundleContent;
    before(async () => {
      ({ content } = await trainModel(configurationOf('gradient-boosting')));
      saveBundle(file('good.json'), content);
    });

    /** Loads a file of that text: an InputError must name it, and say what is wrong. */
    function refuses(text: string | Uint8Array, why: RegExp): void {
      writeFileSync(file('wrong.json'), text);
      refusesFile('wrong.json', why);
    }
    function refusesFile(name: string, why: RegExp): void {
      assert.throws(
        () => loadBundle(file(name)),
        (error: Error) => {
          assert.ok(error instanceof InputError, error.stack);
          assert.match(error.message, why);
          assert.ok(error.message.startsWith(file(name)), `no file in: ${error.message}`);
          assert.ok(!error.message.includes('\n'), 'one line');
          return true;
        },
      );
    }
    const good = () => readFileSync(file('good.json'), 'utf8');
    /** The good bundle with something else in it, as a program that knows checksums would write it. */
    function changed(change: Partial<BundleContent>): string {
      return sealJson({ format: 'ledgerwalk model', version: 2 }, { ...content, ...change });
    }

    it('is loaded when nothing is wrong with it', () => {
      writeFileSync(file('wrong.json'), changed({}));
      loadBundle(file('wrong.json')).dispose();
    });

    it('is refused when there is no such file', () => refusesFile('absent.json', /no such file/));
    it('is refused when it is a folder', () => {
      mkdirSync(file('folder'));
      refusesFile('folder', /EISDIR/);
    });
    it('is refused wherever it is cut off', () => {
      const text = good();
      for (let k = 0; k < 20; k++)
        refuses(text.slice(0, Math.floor((text.length * k) / 20)), /damaged|not a Ledgerwalk model/);
    });
    it('is refused when it is a picture', () =>
      refuses(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d), /not a Ledgerwalk model/));
    for (const other of ['null', '[]', '7', '{}', '{"customer":"who","item":"what"}'])
      it(`is refused when it is ${other}`, () => refuses(other, /not a Ledgerwalk model/));
    it('is refused when it is of another version', () =>
      refuses(good().replace('"version":2', '"version":1'), /another version \(1\)/));
    it('is refused when a number in it was changed', () => {
      assert.match(good(), /"threshold":0\.\d/);
      refuses(good().replace('"threshold":0.', '"threshold":0.0'), /damaged/);
      refuses(good().replace(/"threshold":0\.\d/, '"threshold":0.x'), /damaged/);
    });
    it('is not written when it could not be loaded again', () => {
      const broken = {
        ...content,
        model: { ...(content.model as object), model: { score: Number.POSITIVE_INFINITY } },
      };
      assert.throws(
        () => saveBundle(file('broken.json'), broken),
        (error: Error) => error instanceof InputError && /cannot be saved/.test(error.message),
      );
      assert.ok(!existsSync(file('broken.json')));
    });
    it('is refused when its learner is unknown', () => {
      const { configuration } = content;
      const model = { ...configuration.model, learner: 'oracle' };
      refuses(changed({ configuration: { ...configuration, model } as SingleConfiguration }), /oracle/);
    });
    it("is refused when its model is another learner's", () =>
      refuses(changed({ model: { weights: [] } }), /gradient/));
    it('is refused when it is a stack', () => {
      const { configuration } = content;
      const { model } = configuration as SingleConfiguration;
      refuses(
        changed({ configuration: { ...configuration, model: { learner: 'stack', members: [model, model] } } }),
        /stack/,
      );
    });

    it('was not there where it could not be written whole', () => {
      onFullDisk(() => assert.throws(() => saveBundle(file('late.json'), content), /ENOSPC/));
      assert.ok(!existsSync(file('late.json')));
    });
  });
});
