import '../../datasets';
import { Registry } from '../../src/base/registry';
import { repeatPurchase } from './repeatPurchase/study';
import type { Study } from './study';
import { targetProduct } from './targetProduct/study';
import { userClassifier } from './userClassifier/study';

export const studies = new Registry<Study>('study', [userClassifier, targetProduct, repeatPurchase]);
