import { z } from 'zod';
import { cleaned } from './cleaned';
import { cleaningSchema } from './cleaning';
import { editedNeighbours, editingSchema } from './editedNeighbours';
import { defineResampler } from './resampler';
import { smote } from './smote';
import { synthesisSchema } from './synthesis';

/** SMOTE, then edited nearest neighbours (Batista, Prati and Monard, SIGKDD Explorations 2004). */
export const smoteEnn = defineResampler({
  name: 'smote-enn',
  summary: 'SMOTE, then examples removed that have neighbours of the other class',
  options: z.strictObject({
    smote: synthesisSchema.prefault({}),
    enn: editingSchema.extend({ remove: cleaningSchema.shape.remove.unwrap().default('both') }).prefault({}),
  }),
  build: (options) => cleaned(smote.build(options.smote), editedNeighbours.build(options.enn)),
});
