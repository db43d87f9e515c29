import '../../datasets';
import { Registry } from '../../src/base/registry';
import { firstPurchase } from './firstPurchase';
import { fraudHandbook } from './fraudHandbook';
import { repurchase } from './repurchase';
import { scorersAlone } from './scorers';
import { synthetic } from './synthetic';
import { syntheticAxes } from './syntheticAxes';
import { syntheticFactors } from './syntheticFactors';
import { targetProduct } from './targetProduct';

export const experiments = new Registry('experiment', [
  firstPurchase,
  ...targetProduct,
  repurchase,
  ...synthetic,
  ...syntheticAxes,
  syntheticFactors,
  ...scorersAlone,
  fraudHandbook,
]);
