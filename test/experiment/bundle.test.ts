import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '../../datasets';
import { InputError } from '../../src/base/errors';
import { sealJson } from '../../src/base/sealed';
import { logSchema } from '../../src/data/schema';
import { type BundleContent, loadBundle, saveBundle } from '../../src/experiment/bundle';
import { type Configuration, completeConfiguration } from '../../src/experiment/configuration';
import { openData } from '../../src/experiment/data';
import { Store } from '../../src/experiment/store';
import { fitModel, metricsOf, scoresOf } from '../../src/experiment/train';
import { runTrial } from '../../src/experiment/trial';
import { onFullDisk } from '../helpers/fullDisk';
import { shopSchema, writeShop } from '../helpers/shopFiles';
import { temporaryFolder } from '../helpers/temporaryFolder';

const BOOSTING = { name: 'gradient-boosting', features: ['rfm'], model: { numTrees: 5, minSamplesLeaf: 20 } };
const FUSED = {
  name: 'fused',
  branches: [
    { name: 'sequence', encoder: { name: 'lstm', units: 4 } },
    { name: 'tabular', features: ['rfm'] },
  ],
  training: { epochs: 1, batchSize: 256 },
};

/** Quick models of every kind that saves something different. */
const MODELS = [
  { name: 'majority' },
  { name: 'logistic', features: ['rfm'] },
  BOOSTING,
  FUSED,
  { name: 'stack', members: [BOOSTING, FUSED] },
];

function configurationOf(model: (typeof MODELS)[number]): Configuration {
  return completeConfiguration(
    {
      dataset: { name: 'synthetic', customers: 200, itemsPerSeason: 20, baseRate: 0.2 },
      task: 'synthetic',
      negatives: { rate: 0.5 },
      model,
      seed: 3,
    },
    'a test',
  );
}

async function train(configuration: Configuration): Promise<BundleContent> {
  const data = await openData(configuration);
  const fitted = await fitModel(configuration, data);
  const { threshold } = metricsOf(configuration, data, scoresOf(fitted, configuration, data));
  const model = fitted.toJSON();
  fitted.dispose();
  return {
    configuration,
    items: [...data.task.items],
    threshold,
    dataFingerprint: data.fingerprint,
    engine: 'a test',
    model,
  };
}

describe('model bundle', () => {
  const folder = temporaryFolder();
  const file = (name: string) => join(folder(), name);

  for (const model of MODELS)
    it(`scores with ${model.name} as the trial that trained it, and frees all tensors`, async () => {
      const configuration = configurationOf(model);
      const tensors = tf.memory().numTensors;
      const content = await train(configuration);
      saveBundle(file('model.json'), content);
      const bundle = loadBundle(file('model.json'));
      const { test } = await openData(configuration);
      const run = await runTrial(configuration, new Store(file('runs')));
      assert.ok('scores' in run);
      const scores = bundle.predict(test.asOf);
      // A trial's stack reads its members' scores after their correction for sampled negatives: other last bits.
      const tolerance = model.name === 'stack' ? 1e-6 : 0;
      for (const [i, score] of run.scores.test!.entries()) assert.ok(Math.abs(scores[i] - score) <= tolerance);
      assert.deepEqual(bundle.content, JSON.parse(JSON.stringify(content)));
      bundle.dispose();
      assert.equal(tf.memory().numTensors, tensors);
    });

  it('knows the schema of the data that it was trained on, whatever becomes of the file', () => {
    writeShop(folder());
    const configuration = completeConfiguration(
      {
        dataset: { name: 'file', file: file('shop.csv'), schema: file('schema.json') },
        task: 'synthetic',
        model: 'majority',
      },
      'a test',
    );
    writeFileSync(file('schema.json'), '{}');
    assert.deepEqual(configuration.dataset.schema, logSchema.parse(shopSchema));
    const again = completeConfiguration(JSON.parse(JSON.stringify(configuration)), 'a test');
    assert.deepEqual(again, configuration, 'nothing is read again');
  });

  describe('in a file', () => {
    let content: BundleContent;
    before(async () => {
      content = await train(configurationOf(BOOSTING));
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
      return sealJson({ format: 'ledgerwalk model', version: 3 }, { ...content, ...change });
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
      refuses(good().replace('"version":3', '"version":1'), /another version \(1\)/));
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
      refuses(changed({ configuration: { ...configuration, model: { name: 'oracle' } } }), /oracle/);
    });
    it("is refused when its model is another learner's", () =>
      refuses(changed({ model: { weights: [] } }), /gradient/));

    it('was not there where it could not be written whole', () => {
      onFullDisk(() => assert.throws(() => saveBundle(file('late.json'), content), /ENOSPC/));
      assert.ok(!existsSync(file('late.json')));
    });
  });
});
