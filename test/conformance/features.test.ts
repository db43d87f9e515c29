import { families } from '../../src/features';
import { familyLaws } from '../../src/testing/family';
import { needed } from '../helpers/familyOptions';
import { obeys } from './obeys';

obeys('feature family', families.all, familyLaws, needed);
obeys('feature family, by frequency:', [families.get('attributes')], familyLaws, {
  attributes: { attributes: ['channel', 'city', 'kind'] },
});

for (const name of ['neighbourhood', 'spectral'])
  obeys(`feature family, of a graph of three days, at most two days old:`, [families.get(name)], familyLaws, {
    [name]: { windowDays: 3, everyDays: 2 },
  });

// The logs are too small for items with twenty buyers.
obeys('feature family, of items with few buyers:', [families.get('pair-scores')], familyLaws, {
  'pair-scores': {
    windowDays: 3,
    everyDays: 2,
    scores: [
      { scorer: { name: 'ease', lambda: 2, minBuyers: 1 }, histories: ['binary', 'last-baskets'] },
      { scorer: 'cosine', histories: [{ name: 'decayed', halfLifeDays: 3 }] },
      { scorer: 'customer-neighbours', histories: ['binary'] },
      { scorer: { name: 'rp3beta', k: 3 }, histories: ['binary'] },
      { scorer: { name: 'als', factors: 2, iterations: 2 }, histories: ['last-baskets'] },
      { scorer: { name: 'bpr', factors: 2, epochs: 2 }, histories: ['binary'] },
    ],
  },
});
