import { scorers } from '../../src/graph/scorers';
import { scorerLaws } from '../../src/testing/scorer';
import { obeys } from './obeys';

// The logs are too small for items with twenty buyers, and for many factors.
obeys('scorer', scorers.all, scorerLaws, {
  ease: { lambda: 2, minBuyers: 2 },
  cosine: { k: 2 },
  rp3beta: { alpha: 0.8, beta: 0.5, k: 2 },
  'customer-neighbours': { k: 2 },
  als: { factors: 3, lambda: 0.5, iterations: 2 },
  bpr: { factors: 3, epochs: 2 },
});
