export interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** A label that stands centred on (x, y); where it is not beside its disc, a line leads from one to the other. */
export interface PlacedLabel {
  /** The disc's number. */
  readonly disc: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly led: boolean;
}

export interface LabelOptions {
  /** Discs to be named, the most important first. */
  readonly order: readonly number[];
  readonly widthOf: (disc: number) => number;
  readonly height: number;
  /** Labels stay between (0, 0) and here. */
  readonly right: number;
  readonly bottom: number;
  readonly most: number;
}

/**
 * Finds room for labels, so that none lies over a disc, over another label or over the edge: beside its disc if
 * there is room, else up to a few lines away. What finds no room is left out.
 * Runs in the graph page too, where its source is pasted: it may use nothing from outside itself.
 */
export function placeLabels(
  discs: readonly Disc[],
  { order, widthOf, height, right, bottom, most }: LabelOptions,
): PlacedLabel[] {
  type Box = readonly [left: number, top: number, right: number, bottom: number];
  const CELL = 32;
  // Also what the corners of a mark that is no disc reach beyond it.
  const GAP = 3;
  const RINGS = [0, 14, 28, 44, 62];
  // Labels that find no room cost the most: after so many, the rest would not find any either.
  const TRIES = 8 * most + 40;
  const taken = new Map<number, Box[]>();
  const cells = (box: Box, visit: (cell: number) => boolean): boolean => {
    for (let row = Math.floor(box[1] / CELL); row <= Math.floor(box[3] / CELL); row++)
      for (let column = Math.floor(box[0] / CELL); column <= Math.floor(box[2] / CELL); column++)
        if (visit(row * 4096 + column)) return true;
    return false;
  };
  const take = (box: Box) =>
    cells(box, (cell) => {
      const boxes = taken.get(cell);
      if (boxes) boxes.push(box);
      else taken.set(cell, [box]);
      return false;
    });
  const overlaps = (a: Box) => (b: Box) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
  const isFree = (box: Box) =>
    box[0] >= 0 &&
    box[1] >= 0 &&
    box[2] <= right &&
    box[3] <= bottom &&
    !cells(box, (cell) => taken.get(cell)?.some(overlaps(box)) ?? false);
  /** The line from a disc to its label, as small boxes one after the other. */
  const leader = ({ x, y, radius }: Disc, box: Box): Box[] => {
    const dx = Math.min(box[2], Math.max(box[0], x)) - x;
    const dy = Math.min(box[3], Math.max(box[1], y)) - y;
    const length = Math.hypot(dx, dy);
    const line: Box[] = [];
    for (let at = radius + 2; at < length - 1; at += 3) {
      const [px, py] = [x + (dx * at) / length, y + (dy * at) / length];
      line.push([px - 1, py - 1, px + 1, py + 1]);
    }
    return line;
  };
  const inSight = ({ x, y, radius }: Disc) =>
    x + radius > 0 && y + radius > 0 && x < right + radius && y < bottom + radius;
  for (const disc of discs)
    if (inSight(disc)) take([disc.x - disc.radius, disc.y - disc.radius, disc.x + disc.radius, disc.y + disc.radius]);

  const placed: PlacedLabel[] = [];
  let tries = 0;
  for (const disc of order) {
    if (placed.length >= most || tries >= TRIES) break;
    const { x, y, radius } = discs[disc];
    if (!inSight(discs[disc])) continue;
    tries++;
    const width = widthOf(disc);
    const half = width / 2;
    search: for (const ring of RINGS) {
      const dy = radius + GAP + height / 2 + ring;
      const dx = radius + GAP + half + ring;
      const diagonal = 0.7 * (radius + ring) + GAP;
      for (const [left, down] of [
        [0, -dy],
        [0, dy],
        [dx, 0],
        [-dx, 0],
        [diagonal + half, -diagonal - height / 2],
        [-diagonal - half, -diagonal - height / 2],
        [diagonal + half, diagonal + height / 2],
        [-diagonal - half, diagonal + height / 2],
      ]) {
        const label = { disc, x: x + left, y: y + down, width, led: ring > 0 };
        const box: Box = [label.x - half, label.y - height / 2, label.x + half, label.y + height / 2];
        if (!isFree(box)) continue;
        const line = label.led ? leader(discs[disc], box) : [];
        if (!line.every(isFree)) continue;
        take(box);
        line.forEach(take);
        placed.push(label);
        break search;
      }
    }
  }
  return placed;
}
