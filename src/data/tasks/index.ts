import { Registry } from '../../base/registry';
import { firstPurchase } from './first-purchase';
import { repurchase30d } from './repurchase-30d';
import { synthetic } from './synthetic';
import { targetProducts } from './target-product';

export const tasks = new Registry('task', [firstPurchase, ...targetProducts, repurchase30d, synthetic]);
