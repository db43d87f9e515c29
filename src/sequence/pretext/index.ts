import { Registry } from '../../base/registry';
import { coles } from './coles';
import { maskedEvent } from './maskedEvent';
import { nextItem } from './nextItem';
import { reconstruction } from './reconstruction';

export const pretexts = new Registry('pretext', [coles, maskedEvent, nextItem, reconstruction]);
