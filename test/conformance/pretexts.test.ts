import { pretexts } from '../../src/sequence/pretext';
import { pretextLaws } from '../../src/testing/pretext';
import { obeys } from './obeys';

obeys('pretext', pretexts.all, pretextLaws);
