/**
 * Prints the filter's figures on the handbook's four test folds, with numbers fitted to each training week
 * and with the simulator's own. Run: node -r ts-node/register test/datasets/fraudHandbook/filterTable.ts
 */
import { filterFrauds, filterInput } from '../../../datasets/fraud-handbook/filter/filter';
import { fitFilter } from '../../../datasets/fraud-handbook/filter/fit';
import { generatorParameters, trueRatios } from '../../../datasets/fraud-handbook/filter/generator';
import { amountRatios } from '../../../datasets/fraud-handbook/filter/ratio';
import { optionsSchema } from '../../../datasets/fraud-handbook/options';
import { simulate } from '../../../datasets/fraud-handbook/simulate';
import { handbookFigures, handbookFolds } from './figures';

async function main(): Promise<void> {
  const { log, truth } = simulate();
  const ceilingInput = filterInput(log, trueRatios(log, truth));
  const input = filterInput(log, amountRatios(log.columns, log.customers.length));

  const rows: Record<string, ReturnType<typeof handbookFigures>[]> = { ceiling: [], fitted: [] };
  for (const { day, train, test } of await handbookFolds(log)) {
    const own = generatorParameters(optionsSchema.parse({}));
    rows.ceiling.push(handbookFigures(log, test, filterFrauds(ceilingInput, own, test)));
    const began = performance.now();
    const { density, ...fitted } = fitFilter(input, train);
    console.log(`test from ${day}: fitted in ${Math.round((performance.now() - began) / 1000)} s`, fitted);
    rows.fitted.push(handbookFigures(log, test, filterFrauds(input, { ...fitted, density }, test)));
  }
  for (const [name, folds] of Object.entries(rows)) {
    const mean = (of: (fold: (typeof folds)[0]) => number) => (folds.reduce((sum, f) => sum + of(f), 0) / 4).toFixed(4);
    console.log(
      `${name}: AUC ${mean((f) => f.auc)}, AP ${mean((f) => f.averagePrecision)}, CP@100 ${mean((f) => f.cardPrecision)}`,
    );
  }
}

void main();
