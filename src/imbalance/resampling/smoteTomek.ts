import { z } from 'zod';
import { cleaned } from './cleaned';
import { cleaningSchema } from './cleaning';
import { defineResampler } from './resampler';
import { smote } from './smote';
import { synthesisSchema } from './synthesis';
import { tomekLinks } from './tomekLinks';

/** SMOTE, then the removal of Tomek links (Batista, Prati and Monard, SIGKDD Explorations 2004). */
export const smoteTomek = defineResampler({
  name: 'smote-tomek',
  summary: 'SMOTE, then examples in Tomek links removed',
  options: z.strictObject({
    smote: synthesisSchema.prefault({}),
    tomek: cleaningSchema.extend({ remove: cleaningSchema.shape.remove.unwrap().default('both') }).prefault({}),
  }),
  build: (options) => cleaned(smote.build(options.smote), tomekLinks.build(options.tomek)),
});
