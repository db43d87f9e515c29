import { operators } from '../../src/fusion/operators';
import { operatorLaws } from '../../src/testing/operator';
import { obeys } from './obeys';

obeys('fusion operator', operators.all, operatorLaws);
