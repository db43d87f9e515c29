import { Registry } from '../base/registry';
import { askedEvent } from './askedEvent';
import { attributes } from './attributes';
import { customerSurprise } from './customerSurprise';
import { customerWindows } from './customerWindows';
import { exploration } from './exploration';
import { intermittentDemand } from './intermittentDemand';
import { itemLabels } from './itemLabels';
import { itemRisk } from './itemRisk';
import { labelRates } from './labelRates';
import { lags } from './lags';
import { neighbourhood } from './neighbourhood';
import { ownHistory } from './ownHistory';
import { pairScores } from './pairScores';
import { popularity } from './popularity';
import { priceNearness } from './priceNearness';
import { rfm } from './rfm';
import { spectral } from './spectral';
import { structure } from './structure';

/** The families of as-of features. */
export const families = new Registry('feature family', [
  rfm,
  exploration,
  lags,
  intermittentDemand,
  popularity,
  ownHistory,
  neighbourhood,
  spectral,
  structure,
  labelRates,
  pairScores,
  priceNearness,
  askedEvent,
  attributes,
  customerWindows,
  itemRisk,
  customerSurprise,
  itemLabels,
]);
