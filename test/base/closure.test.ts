import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { codeHash, fileOf } from '../../src/base/closure';
import { NO_OPTIONS } from '../../src/base/component';
import { Registry } from '../../src/base/registry';
import { gat } from '../../src/graph/layers/gat';
import { temporaryFolder } from '../helpers/temporaryFolder';

/** A small tree of the same build as `src/`: a core, two registries, their components, and what these share. */
const TREE: Readonly<Record<string, string>> = {
  'base/errors.ts': `export class InputError extends Error {}`,
  'base/registry.ts': `export class Registry { constructor(readonly kind: string, readonly entries: object[]) {} }`,
  'core/trial.ts': `
    import { layers } from '../layers';
    import { losses } from '../losses';
    import type { Result } from './result';
    import { type Options, count } from './count';
    export const run = (options: Options): Result => [count, layers.entries, losses.entries, options];`,
  'core/result.ts': `export type Result = unknown;`,
  'core/count.ts': `export type Options = object;\nexport const count = 1;\nexport const skip = () => {};`,
  'layers/index.ts': `
    import { Registry } from '../base/registry';
    import { mean } from './mean';
    import { sum } from './sum';
    export const layers = new Registry('layer', [mean, sum]);`,
  'layers/layer.ts': `export const define = (name: string, of: (x: number[]) => number) => ({ name, of });`,
  'layers/mean.ts': `
    import { define } from './layer';
    import { total } from './total';
    export const mean = define('mean', (x) => total(x) / x.length);`,
  'layers/sum.ts': `
    import { InputError } from '../base/errors';
    import { define } from './layer';
    const { compiled } = require('../kernels/code');
    export const sum = define('sum', (x) => {
      // An empty sum is nothing that we are asked for.
      if (!x.length) throw new InputError(\`nothing in \${x}\`, 'the layer "sum"');
      return compiled('//').length > 2 ? x.reduce((a, b) => a + b) : /[/*]/.test('/* */') ? 1 : 2;
    });`,
  'layers/total.ts': `export const total = (x: number[]) => x.reduce((a, b) => a + b, 0);`,
  'losses/index.ts': `
    import { Registry } from '../base/registry';
    import { focal } from './focal';
    export const losses = new Registry('loss', [focal]);`,
  'losses/focal.ts': `export const focal = { name: 'focal', summary: 'Lin et al.', gamma: 2 };`,
  'kernels/code.ts': `export const compiled = (name: string) => [name, '.wasm'];`,
  'assembly/index.ts': `@inline function one(): i32 { return <i32>1; }`,
};

describe('the hash of code', () => {
  const folder = temporaryFolder();
  let trees = 0;

  /** The tree with changes, in a folder of its own, for files are read once. */
  function treeWith(changes: Readonly<Record<string, string | ((text: string) => string)>> = {}): string {
    const root = join(folder(), String(trees++));
    for (const file of new Set([...Object.keys(TREE), ...Object.keys(changes)])) {
      const change = changes[file] ?? TREE[file];
      const text = typeof change === 'string' ? change : change(TREE[file]);
      if (file in TREE && file in changes) assert.notEqual(text, TREE[file], 'the change changes something');
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    return root;
  }

  /** The hashes of four configurations: the core and the components that each names. */
  function hashes(root: string) {
    const of = (...files: string[]) => codeHash(['core/trial.ts', ...files].map((file) => join(root, file)));
    return {
      neither: of(),
      mean: of('layers/mean.ts'),
      sum: of('layers/sum.ts'),
      focal: of('losses/focal.ts'),
    };
  }

  /** The configurations whose hash a change alters. */
  function altered(changes: Parameters<typeof treeWith>[0]): string[] {
    const [before, after] = [hashes(treeWith()), hashes(treeWith(changes))];
    return (Object.keys(before) as (keyof typeof before)[]).filter((name) => before[name] !== after[name]);
  }

  const replace = (from: string, to: string) => (text: string) => text.replace(from, to);
  const everything = ['neither', 'mean', 'sum', 'focal'];

  it('tells configurations apart, wherever the tree lies and in whatever order their files are named', () => {
    const root = treeWith();
    const all = hashes(root);
    assert.equal(new Set(Object.values(all)).size, 4);
    cpSync(root, join(folder(), 'elsewhere'), { recursive: true });
    assert.deepEqual(hashes(join(folder(), 'elsewhere')), all);
    const files = ['core/trial.ts', 'layers/mean.ts', 'layers/sum.ts'].map((file) => join(root, file));
    assert.equal(codeHash(files), codeHash([...files.toReversed(), files[0]]));
  });

  const harmless: Record<string, Parameters<typeof treeWith>[0]> = {
    'a comment': {
      'layers/sum.ts': replace('An empty sum is nothing', 'Nobody asks us for an empty sum, "/*" or `'),
      'core/count.ts': (text: string) => `/** How many. */${text} // one`,
    },
    'a comment in an empty function': {
      'core/count.ts': replace('{}', '{\n  // "nothing" to do\n}'),
    },
    'white space and line breaks': {
      'layers/mean.ts': (text: string) => text.replaceAll(', ', ',\n\n   ').replace('x.length)', 'x.length,\n)'),
      'layers/sum.ts': (text: string) => text.replaceAll('\n', '\r\n'),
    },
    "an error's wording": {
      'layers/sum.ts': replace('nothing in', 'empty; it was called "sum" with'),
    },
    "a component's summary": { 'losses/focal.ts': replace('Lin et al.', 'Lin et al., ICCV 2017') },
    'a type': {
      'core/result.ts': replace('unknown', 'object'),
      'core/count.ts': replace('object', '{ name: string }'),
      'core/trial.ts': replace('(options: Options)', '(options: Partial<Options>)'),
    },
    'an import of types': {
      'core/trial.ts': (text: string) => `import type { Other } from './other';${text}`,
      'core/other.ts': 'export type Other = 1;',
    },
    'a layer that nobody registers': { 'layers/max.ts': `export const max = { name: 'max' };` },
    'a layer that no configuration names': {
      'layers/max.ts': `export const max = { name: 'max' };`,
      'layers/index.ts': (text: string) =>
        text.replace('[mean', '[max, mean').replace('\n', "\n    import { max } from './max';\n"),
    },
    'a file beside them': { 'core/report.ts': `import './trial';` },
  };
  for (const [what, changes] of Object.entries(harmless))
    it(`is left as it was by ${what}`, () => assert.deepEqual(altered(changes), []));

  for (const [what, names, changes] of [
    ['a layer', ['mean'], { 'layers/mean.ts': replace('/ x.length', '/ (x.length + 1)') }],
    ['a file that one layer imports', ['mean'], { 'layers/total.ts': replace(', 0', ', 1') }],
    ['a file that both layers import', ['mean', 'sum'], { 'layers/layer.ts': replace('name, of }', 'of, name }') }],
    ['a loss', ['focal'], { 'losses/focal.ts': replace('gamma: 2', 'gamma: 3') }],
    ['an operator', ['sum'], { 'layers/sum.ts': replace('a + b', 'a - b') }],
    ['a unary operator', ['sum'], { 'layers/sum.ts': replace('!x.length', '~x.length') }],
    ['what stands in a string', ['sum'], { 'layers/sum.ts': replace("compiled('//')", "compiled('// ')") }],
    ['what looks like a comment in a regular expression', ['sum'], { 'layers/sum.ts': replace('[/*]', '[/*/]') }],
    ['the core', everything, { 'core/trial.ts': replace('[count, ', '[') }],
    ['what the core imports', everything, { 'core/count.ts': replace('count = 1', 'count = 2') }],
    ["the compiled kernels' sources", ['sum'], { 'assembly/index.ts': replace('<i32>1', '<i32>2') }],
  ] as const)
    it(`is another, where it is used, after a change of ${what}`, () => assert.deepEqual(altered(changes), names));

  it('is another when two files change places', () => {
    const of = (a: string, b: string) =>
      codeHash([
        join(
          treeWith({
            'swap/index.ts': `import { f } from './a'; import { f as g } from './b'; export const x = f() - g();`,
            'swap/a.ts': a,
            'swap/b.ts': b,
          }),
          'swap/index.ts',
        ),
      ]);
    const [one, two] = ['export const f = () => 1;', 'export const f = () => 2;'];
    assert.notEqual(of(one, two), of(two, one));
  });

  it('cannot be had of what is not there', () => {
    const root = treeWith({ 'core/trial.ts': `import '../layers/nothing';` });
    assert.throws(() => hashes(root), /trial\.ts imports "\.\.\/layers\/nothing", and no such file is there/);
    assert.throws(() => codeHash([join(root, 'layers/index.ts')]), /registry/);
  });

  describe('the file of a component', () => {
    it('is the one that defines it, and not one that passes it on', () => {
      const root = treeWith({ 'face.ts': `export { mean } from './layers/mean'; export * from './layers';` });
      const { mean, layers } = require(join(root, 'face.ts'));
      assert.equal(fileOf(mean), join(root, 'layers', 'mean.ts'));
      assert.equal(fileOf(layers.entries[1]), join(root, 'layers', 'sum.ts'));
      assert.equal(fileOf(gat), require.resolve('../../src/graph/layers/gat'));
    });

    it('is missed, in words, when none exports it', () =>
      assert.throws(
        () => fileOf({ name: 'lonely', summary: '', options: NO_OPTIONS }),
        /no loaded file exports the component "lonely"/,
      ));
  });

  it('tells the same in what the compiler makes of the tree', () => {
    const compiledHashes = (changes?: Parameters<typeof treeWith>[0]) => {
      const root = treeWith(changes);
      for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
        if (!name.endsWith('.ts') || name.startsWith('assembly')) continue;
        const { outputText } = ts.transpileModule(readFileSync(join(root, name), 'utf8'), {
          compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
        });
        writeFileSync(join(root, name.replace(/ts$/, 'js')), outputText);
        rmSync(join(root, name));
      }
      const of = (...files: string[]) => codeHash(['core/trial.js', ...files].map((file) => join(root, file)));
      return { neither: of(), mean: of('layers/mean.js'), sum: of('layers/sum.js'), focal: of('losses/focal.js') };
    };
    const before = compiledHashes();
    assert.equal(new Set(Object.values(before)).size, 4);
    const registered = { 'layers/index.ts': replace('[mean, sum]', '[mean, sum, { name: "max" }]') };
    const worded = { 'layers/sum.ts': replace('nothing in', 'there is nothing in') };
    for (const change of [registered, worded]) assert.deepEqual(compiledHashes(change), before);
    const changed = compiledHashes({ 'layers/mean.ts': replace('/ x.length', '/ (x.length + 1)') });
    assert.deepEqual({ ...changed, mean: before.mean }, before);
    assert.notEqual(changed.mean, before.mean);
  });

  it('passes by nothing but registries in the files that make them', () => {
    const root = join(__dirname, '../../src');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const registries = files.filter((file) => /= new Registry\b/.test(readFileSync(join(root, file), 'utf8')));
    assert.ok(registries.length > 5);
    for (const file of registries)
      for (const [name, value] of Object.entries(require(join(root, file))))
        assert.ok(value instanceof Registry, `${file} also exports ${name}: move it to a file that is hashed`);
  });
});
