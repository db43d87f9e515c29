/*
 * Bundles tfjs-core's gradients into `build/gradients.js`. The package has them as ES modules that only bundlers can
 * resolve; its CommonJS build leaves them out, and the package that includes them, @tensorflow/tfjs, brings 220 MB of
 * layers, converters and WebGL along. Run by `npm ci`.
 */
const { mkdirSync, renameSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { buildSync } = require('esbuild');

const BUILD = join(__dirname, '..', '..', 'build');
const CORE = dirname(require.resolve('@tensorflow/tfjs-core/package.json'));

const { outputFiles } = buildSync({
  // Some gradients call operations as methods of tensors.
  stdin: {
    contents: "import './public/chained_ops/register_all_chained_ops'; import './register_all_gradients';",
    resolveDir: join(CORE, 'dist'),
  },
  bundle: true,
  platform: 'node',
  packages: 'external',
  write: false,
});
mkdirSync(BUILD, { recursive: true });
const partial = join(BUILD, `gradients.js.${process.pid}`);
writeFileSync(partial, outputFiles[0].contents);
renameSync(partial, join(BUILD, 'gradients.js'));
