import { defineStudy, type Preset } from '../study';
import { answer, type Studied } from './answer';
import { decisionsOf } from './decisions';
import { optionsSchema } from './options';
import { hasSameColumns, idOf, networkOf, productExperiment, queryExperiment } from './rows';
import { product, publishedSection, queried } from './sections';

/** Attempts of the random search, where no option says how many. */
const BUDGETS = { quick: 3, full: 12 } as const;

export const targetProduct = defineStudy({
  name: 'target-product',
  title: 'The last ten transactions and a target product',
  summary:
    'Who will buy the product within 90 days, when few do? Networks over the last ten baskets and over the graph, with seven remedies for the imbalance, against boosting on the same columns.',
  options: optionsSchema,

  experiments: (options, preset) => [
    ...options.products.map((item, i) => productExperiment(item, preset, options, hasGrid(i, preset))),
    ...queryExperiment(preset, options),
  ],

  async sections(run, options) {
    const budget = options.budget ?? BUDGETS[run.preset];
    const studied: Studied[] = [];
    for (const [i, item] of options.products.entries()) {
      const name = `product-${idOf(item)}`;
      const about = { name: idOf(item), title: item, budget };
      const result = run.result(name);
      const decisions = await decisionsOf(result);
      const best = hasGrid(i, run.preset) ? bestNetwork(decisions) : undefined;
      if (!best) {
        studied.push({ ...about, result, decisions });
        continue;
      }
      const searched = await run.search(name, best, budget);
      studied.push({
        ...about,
        result: searched.result,
        decisions: await decisionsOf(searched.result),
        best,
        searched,
      });
    }
    const products = studied.slice();
    if (options.query) {
      const result = run.result('query');
      studied.push({ name: 'query', title: 'any product', result, decisions: await decisionsOf(result), budget });
    }
    return [
      answer(studied, run.preset),
      ...products.map(product),
      ...studied.slice(products.length).map(({ result }) => queried(result)),
      publishedSection(products),
    ];
  },
});

/** Whether all networks and remedies are compared on a product, given its place among them. */
function hasGrid(place: number, preset: Preset): boolean {
  return preset === 'full' || place === 0;
}

/** The network with the highest average precision on validation. */
function bestNetwork(decisions: Awaited<ReturnType<typeof decisionsOf>>): string | undefined {
  const networks = [...decisions].filter(
    ([name]) => networkOf(name) ?? (hasSameColumns(name) && name !== 'same-stack'),
  );
  return networks.sort(([, a], [, b]) => b.validation - a.validation)[0]?.[0];
}
