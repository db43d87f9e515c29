import { defineStudy, type Preset } from '../study';
import { decisionsOf } from './decisions';
import { type Options, optionsSchema } from './options';
import { hasSameColumns, networkOf, productExperiment, queryExperiment } from './rows';
import { answer, product, publishedSection, queried, type Studied } from './sections';

/** Attempts of the random search, where no option says how many. */
const BUDGETS = { quick: 3, full: 40 } as const;

export const targetProduct = defineStudy({
  name: 'target-product',
  title: 'The last ten transactions and a target product',
  summary:
    'Who will buy the product within 90 days, when few do? Networks over the last ten baskets and over the graph, with seven remedies for the imbalance, against boosting on the same columns.',
  options: optionsSchema,

  experiments: (options, preset) => [
    ...productsOf(options, preset).map((item) => productExperiment(item, preset, options)),
    ...(preset === 'full' ? [queryExperiment()] : []),
  ],

  async sections(run, options) {
    const budget = options.budget ?? BUDGETS[run.preset];
    const studied: Studied[] = [];
    for (const item of productsOf(options, run.preset)) {
      const name = `product-${item.toLowerCase()}`;
      const best = bestNetwork(await decisionsOf(run.result(name)));
      const searched = best ? await run.search(name, best, budget) : undefined;
      const result = searched?.result ?? run.result(name);
      studied.push({ item, result, decisions: await decisionsOf(result), best, searched, budget });
    }
    return [
      answer(studied, run.preset),
      ...studied.map(product),
      ...(run.preset === 'full' ? [queried(run.result('query'))] : []),
      publishedSection(studied),
    ];
  },
});

function productsOf({ products }: Options, preset: Preset): string[] {
  return preset === 'quick' ? products.slice(0, 1) : products;
}

/** The network with the highest average precision on validation. */
function bestNetwork(decisions: Awaited<ReturnType<typeof decisionsOf>>): string | undefined {
  const networks = [...decisions].filter(
    ([name]) => networkOf(name) ?? (hasSameColumns(name) && name !== 'same-stack'),
  );
  return networks.sort(([, a], [, b]) => b.validation - a.validation)[0]?.[0];
}
