import { z } from 'zod';
import { defineStudy } from '../study';
import { decisionsOf } from './decisions';
import { hasSameColumns, networkOf, productExperiment, queryExperiment } from './rows';
import { answer, product, publishedSection, queried } from './sections';

const PRODUCTS = ['85099B', '85123A', '22423'] as const;

/** Attempts of the random search. */
const BUDGETS = { quick: 4, full: 40 } as const;

const optionsSchema = z.strictObject({
  /** The products that are asked about; in the quick preset the first, in the full one all three if omitted. */
  products: z.array(z.enum(PRODUCTS)).min(1).optional(),
});

export const targetProduct = defineStudy({
  name: 'target-product',
  title: 'The last ten transactions and a target product',
  summary:
    'Who will buy the product within 90 days, when one in fourteen does? Networks over the last ten baskets and over the graph, with seven remedies for the imbalance, against boosting on the same columns.',
  options: optionsSchema,

  experiments: ({ products }, preset) => [
    ...(products ?? (preset === 'quick' ? PRODUCTS.slice(0, 1) : PRODUCTS)).map((item) =>
      productExperiment(item, preset),
    ),
    ...(preset === 'full' ? [queryExperiment()] : []),
  ],

  async sections(run, { products }) {
    const items = products ?? (run.preset === 'quick' ? PRODUCTS.slice(0, 1) : PRODUCTS);
    const studied = [];
    for (const item of items) {
      const name = `product-${item.toLowerCase()}`;
      const decisions = await decisionsOf(run.result(name));
      const best = bestNetwork(decisions);
      const searched = best ? await run.search(name, best, BUDGETS[run.preset]) : undefined;
      const result = searched?.result ?? run.result(name);
      studied.push({ item, result, decisions: await decisionsOf(result), best, searched, budget: BUDGETS[run.preset] });
    }
    return [
      answer(studied, run.preset),
      ...studied.map(product),
      ...(run.preset === 'full' ? [queried(run.result('query'))] : []),
      publishedSection(studied),
    ];
  },
});

/** The network with the highest average precision on validation. */
function bestNetwork(decisions: Awaited<ReturnType<typeof decisionsOf>>): string | undefined {
  const networks = [...decisions].filter(
    ([name]) => networkOf(name) ?? (hasSameColumns(name) && name !== 'same-stack'),
  );
  return networks.sort(([, a], [, b]) => b.validation - a.validation)[0]?.[0];
}
