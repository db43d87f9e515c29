/** Forms that small marks can be told apart by. */
export type Shape = 'circle' | 'square' | 'triangle' | 'diamond';

/**
 * The outline of a mark as SVG path data: shapes about as large as the circle of this radius, and hardly wider.
 * Runs in the graph page too, where its source is pasted: it may use nothing from outside itself.
 */
export function markPath(shape: Shape, x: number, y: number, radius: number): string {
  // Rounded once: arcs over a chord that is not exactly their diameter would bulge.
  const r = Math.round(radius * 100) / 100;
  const at = (dx: number, dy: number) => `${(x + dx * r).toFixed(2)} ${(y + dy * r).toFixed(2)}`;
  switch (shape) {
    case 'circle':
      return `M${at(-1, 0)}a${r} ${r} 0 1 1 ${2 * r} 0a${r} ${r} 0 1 1 ${-2 * r} 0Z`;
    case 'square':
      return `M${at(-0.89, -0.89)}L${at(0.89, -0.89)}L${at(0.89, 0.89)}L${at(-0.89, 0.89)}Z`;
    case 'triangle':
      return `M${at(0, -1.15)}L${at(1.15, 0.85)}L${at(-1.15, 0.85)}Z`;
    case 'diamond':
      return `M${at(0, -1.2)}L${at(1.2, 0)}L${at(0, 1.2)}L${at(-1.2, 0)}Z`;
  }
}
