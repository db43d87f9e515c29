import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..');

/** Folders of src/. A file may import from its own folder and from those before it; src/index.ts from all. */
const LAYERS = [
  'base',
  'assembly',
  'kernels',
  'engine',
  'ops',
  'nn',
  'data',
  'evaluation',
  'imbalance',
  'graph',
  'sequence',
  'features',
  'baselines',
  'training',
  'fusion',
  'learners',
  'explain',
  'experiment',
  'search',
  'report',
  'testing',
];

/** Files that import each other: a log makes histories of itself. */
const CYCLES = [['src/data/history.ts', 'src/data/log.ts']];

/** The largest share of the lines of src/ that a folder may hold. */
const LARGEST_SHARE = 1 / 4;

/** Folders of src/ that work on arrays alone. */
const WITHOUT_TENSORS = ['base', 'kernels', 'data', 'evaluation', 'features', 'baselines', 'report'];

/** Paths of a folder's TypeScript files, from the root. */
function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name).split(sep).join('/'))
    .sort();
}

/** What a file imports: paths from the root, and packages. Types count too. */
function importsOf(file: string): { files: string[]; packages: string[] } {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(ROOT, file), 'utf8'), true, true);
  const files: string[] = [];
  const packages: string[] = [];
  for (const { fileName } of importedFiles) {
    if (!fileName.startsWith('.')) packages.push(fileName);
    else if (!relative(ROOT, join(ROOT, dirname(file), fileName)).startsWith('build'))
      files.push(resolve(file, fileName));
  }
  return { files, packages };
}

function resolve(from: string, specifier: string): string {
  const path = join(ROOT, dirname(from), specifier);
  const found = [`${path}.ts`, join(path, 'index.ts'), `${path}.d.ts`, path].find((each) => existsSync(each));
  assert(found, `${from} imports ${specifier}, which is not there`);
  return relative(ROOT, found).split(sep).join('/');
}

/** Groups of files that reach each other by imports (Tarjan, SIAM Journal on Computing 1972). */
function cyclesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  function visit(file: string): void {
    index.set(file, index.size);
    low.set(file, index.get(file)!);
    stack.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(file, Math.min(low.get(file)!, low.get(next)!));
    }
    if (low.get(file) !== index.get(file)) return;
    const group = stack.splice(stack.indexOf(file));
    if (group.length > 1 || graph.get(file)?.includes(file)) cycles.push(group.sort());
  }
  for (const file of graph.keys()) if (!index.has(file)) visit(file);
  return cycles;
}

/** The folder of src/ that a file lies in; "index.ts" for the face, undefined outside. */
function layerOf(file: string): string | undefined {
  const [top, folder] = file.split('/');
  return top === 'src' ? folder : undefined;
}

describe('the architecture', () => {
  const sources = filesIn('src');
  const imports = new Map(sources.map((file) => [file, importsOf(file)]));

  it('has a place in the order of layers for every folder of src/', () => {
    const folders = new Set(sources.map(layerOf).filter((layer) => layer !== 'index.ts'));
    assert.deepEqual(
      [...folders].filter((folder) => !folder || !LAYERS.includes(folder)),
      [],
    );
  });

  it('has imports that go down only, and none from src/ to other folders', () => {
    const wrong: string[] = [];
    for (const [file, { files }] of imports) {
      const own = layerOf(file)!;
      if (own === 'index.ts') continue;
      for (const imported of files) {
        const layer = layerOf(imported);
        const isAllowed =
          layer !== undefined && LAYERS.indexOf(layer) >= 0 && LAYERS.indexOf(layer) <= LAYERS.indexOf(own);
        if (!isAllowed) wrong.push(`${file} → ${imported}`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('has no files that import each other', () => {
    const folders = ['src', 'datasets', 'research', 'bench'].filter((folder) => existsSync(join(ROOT, folder)));
    const graph = new Map(folders.flatMap(filesIn).map((file) => [file, importsOf(file).files]));
    assert.deepEqual(cyclesOf(graph), CYCLES);
  });

  it('has no folder that outweighs the others', () => {
    const lines = new Map<string, number>();
    let total = 0;
    for (const file of sources) {
      const count = readFileSync(join(ROOT, file), 'utf8').split('\n').length - 1;
      const layer = layerOf(file)!;
      lines.set(layer, (lines.get(layer) ?? 0) + count);
      total += count;
    }
    const heavy = [...lines].filter(([, count]) => count > LARGEST_SHARE * total);
    assert.deepEqual(heavy, [], `of ${total} lines`);
  });

  it('keeps the tensor engine out of what computes on arrays', () => {
    const wrong = [...imports]
      .filter(([file, { packages }]) => {
        const isArrayCode = WITHOUT_TENSORS.includes(layerOf(file)!);
        return isArrayCode && packages.some((name) => name.startsWith('@tensorflow/'));
      })
      .map(([file]) => file);
    assert.deepEqual(wrong, []);
  });
});

describe('the check of imports', () => {
  it('finds cycles, also through several files, and files that import themselves', () => {
    const graph = { a: ['b'], b: ['c', 'd'], c: ['a'], d: [], e: ['e', 'd'] };
    assert.deepEqual(cyclesOf(new Map(Object.entries(graph))), [['a', 'b', 'c'], ['e']]);
  });
});
