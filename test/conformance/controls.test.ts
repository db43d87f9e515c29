import { controls } from '../../src/data/controls';
import { controlLaws } from '../../src/testing/control';
import { obeys } from './obeys';

obeys('control', controls.all, controlLaws);
