import { GREY, PALETTE } from '../chart';

const VERDICTS = ['better', 'worse', 'mixed', 'no difference shown'];

/** The scale of colours by what a verdict says of average precision. */
export const VERDICT_COLORS = { domain: VERDICTS, range: [PALETTE[0], PALETTE[1], PALETTE[4], GREY] };

/** What a verdict says of average precision; differences in AUC alone, or against it, have a colour of their own. */
export function verdictColor(verdict: string): string {
  const [better, worse] = [/\bbetter\b|\bbeats\b/.test(verdict), /\bworse\b|\bloses\b/.test(verdict)];
  if (!better && !worse) return 'no difference shown';
  if ((better && worse) || /AUC alone/.test(verdict)) return 'mixed';
  return better ? 'better' : 'worse';
}
