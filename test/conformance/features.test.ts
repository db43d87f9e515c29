import { families } from '../../src/features';
import { familyLaws } from '../../src/testing/family';
import { obeys } from './obeys';

obeys('feature family', families.all, familyLaws);

for (const name of ['neighbourhood', 'spectral'])
  obeys(`feature family, of a graph of three days, at most two days old:`, [families.get(name)], familyLaws, {
    [name]: { windowDays: 3, everyDays: 2 },
  });
