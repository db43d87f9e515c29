import { operators } from '../../src/fusion/operators';
import { operatorLaws } from '../../src/testing/operator';
import { obeys } from './obeys';

obeys('fusion operator', operators.all, operatorLaws);

for (const modulated of ['first', 'others'])
  obeys(`fusion operator, ${modulated} modulated:`, [operators.get('film')], operatorLaws, { film: { modulated } });
