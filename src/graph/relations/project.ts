import { type Csr, transpose } from '../../base/csr';
import { kthLargest } from '../../base/select';
import { type Affiliation, capGroups } from './affiliation';

/** What the weight of a tie between i and j is, by the groups that they share. */
export const TIE_WEIGHTS = ['count', 'jaccard', 'cosine', 'newman'] as const;

export interface ProjectionOptions {
  /**
   * With G_i the groups of i: `count` |G_i ∩ G_j|; `jaccard` that over |G_i ∪ G_j|; `cosine` over √(|G_i| |G_j|); `newman`
   * Σ 1 / (|g| − 1) over the groups g that they share, in which each shares out 1 among the others (Newman, PRE 2001).
   */
  readonly weight: (typeof TIE_WEIGHTS)[number];
  /** Each keeps its so many strongest ties; a tie that either end keeps is there. */
  readonly k: number;
  /** Ties of fewer shared groups are none. */
  readonly minShared: number;
  /** Of a larger group only those take part who joined last. */
  readonly largestGroup: number;
}

/** Ties among the members of an affiliation, [size, size], and for each what `Ties` tells. */
export interface Projection {
  readonly ties: Csr;
  readonly counts: Int32Array;
  readonly times: Float64Array;
  /** Groups that were too large. */
  readonly hubs: number;
}

/**
 * Ties members by the groups that they share: the one-mode projection of a two-mode network. Symmetric, without loops;
 * O(Σ_g min(|g|, largest)²) in time, O(members · k) in memory.
 * @param isShown of each member, 0 or 1: ties are among those alone; of all if omitted
 */
export function project(affiliation: Affiliation, options: ProjectionOptions, isShown?: Uint8Array): Projection {
  const { capped, hubs } = capGroups(affiliation, options.largestGroup);
  const strongest = strongestTies(capped, capped, options, isShown);
  return { ...mirror(strongest), hubs };
}

/**
 * Ties each member to those of the groups that follow its own: entry (i, j) for i in a group and j in the next. Weights
 * read the pairs of a group and its follower as the groups that i, as the one before, and j, as the one after, share.
 * @param next the group that follows each, -1 for none; [groups]
 */
export function projectAhead(affiliation: Affiliation, next: Int32Array, options: ProjectionOptions): Projection {
  const { capped, hubs } = capGroups(affiliation, options.largestGroup);
  const followed = Int32Array.from(next.keys()).filter((g) => next[g] >= 0);
  const before = takeGroups(capped, followed);
  const after = takeGroups(
    capped,
    followed.map((g) => next[g]),
  );
  return { ...strongestTies(before, after, options), hubs };
}

type StrongestTies = Omit<Projection, 'hubs'>;

/** Each one's k strongest ties from a group of the first affiliation to the group of that number of the second. */
function strongestTies(
  from: Affiliation,
  to: Affiliation,
  { weight, k, minShared }: ProjectionOptions,
  isShown?: Uint8Array,
): StrongestTies {
  const n = from.size;
  const groupsFrom = groupsOf(from);
  const groupsTo = to === from ? groupsFrom : groupsOf(to);
  const degree = ({ offsets }: GroupsOfMembers, i: number) => offsets[i + 1] - offsets[i];
  const shared = new Int32Array(n);
  const portions = new Float64Array(weight === 'newman' ? n : 0);
  const latest = new Float64Array(n);
  const met = new Int32Array(n);
  const strength = new Float64Array(n);
  const scratch = new Float64Array(n);
  const ends = new Int32Array(n + 1);
  const columns: number[] = [];
  const values: number[] = [];
  const counts: number[] = [];
  const times: number[] = [];
  for (let i = 0; i < n; i++) {
    let size = 0;
    if (!isShown || isShown[i])
      for (let at = groupsFrom.offsets[i]; at < groupsFrom.offsets[i + 1]; at++) {
        const g = groupsFrom.groups[at];
        const joined = groupsFrom.times[at];
        const end = to.offsets[g + 1];
        const portion = weight === 'newman' ? 1 / othersIn(to, g, i) : 0;
        for (let e = to.offsets[g]; e < end; e++) {
          const j = to.members[e];
          if (j === i || (isShown && !isShown[j])) continue;
          if (shared[j]++ === 0) {
            met[size++] = j;
            latest[j] = Number.NEGATIVE_INFINITY;
          }
          if (weight === 'newman') portions[j] += portion;
          const time = Math.max(joined, to.times[e]);
          if (time > latest[j]) latest[j] = time;
        }
      }
    const candidates = met.subarray(0, size).sort();
    let eligible = 0;
    for (const j of candidates) {
      const both = shared[j];
      const [own, other] = [degree(groupsFrom, i), degree(groupsTo, j)];
      strength[j] = strengthOf(weight, both, own, other, portions[j]);
      if (both >= minShared) scratch[eligible++] = strength[j];
    }
    const least = kthLargest(scratch, k, eligible);
    let room = k;
    for (const j of candidates) if (shared[j] >= minShared && strength[j] > least) room--;
    for (const j of candidates) {
      if (shared[j] >= minShared && (strength[j] > least || (strength[j] === least && room-- > 0))) {
        columns.push(j);
        values.push(strength[j]);
        counts.push(shared[j]);
        times.push(latest[j]);
      }
      shared[j] = 0;
      if (weight === 'newman') portions[j] = 0;
    }
    ends[i + 1] = columns.length;
  }
  const ties = {
    rows: n,
    cols: n,
    offsets: ends,
    columns: Int32Array.from(columns),
    values: Float32Array.from(values),
  };
  return { ties, counts: Int32Array.from(counts), times: Float64Array.from(times) };
}

function strengthOf(
  weight: ProjectionOptions['weight'],
  shared: number,
  own: number,
  other: number,
  portion: number,
): number {
  switch (weight) {
    case 'count':
      return shared;
    case 'jaccard':
      return shared / (own + other - shared);
    case 'cosine':
      return shared / Math.sqrt(own * other);
    case 'newman':
      return portion;
  }
}

/** How many of a group's members are not i. */
function othersIn({ offsets, members }: Affiliation, group: number, i: number): number {
  let others = 0;
  for (let e = offsets[group]; e < offsets[group + 1]; e++) if (members[e] !== i) others++;
  return others;
}

/** The groups of each member, ascending, and when they joined: those of i are `offsets[i] … offsets[i + 1])`. */
interface GroupsOfMembers {
  readonly offsets: Int32Array;
  readonly groups: Int32Array;
  readonly times: Float64Array;
}

function groupsOf({ offsets, members, times, size }: Affiliation): GroupsOfMembers {
  const values = new Float32Array(members.length);
  const {
    offsets: starts,
    columns,
    origin,
  } = transpose({
    rows: offsets.length - 1,
    cols: size,
    offsets,
    columns: members,
    values,
  });
  return { offsets: starts, groups: columns, times: Float64Array.from(origin, (entry) => times[entry]) };
}

/** Some of the groups, in the order of their numbers given. */
function takeGroups({ offsets, members, times, size }: Affiliation, groups: Int32Array): Affiliation {
  const ends = new Int32Array(groups.length + 1);
  groups.forEach((g, i) => {
    ends[i + 1] = ends[i] + offsets[g + 1] - offsets[g];
  });
  const taken = { offsets: ends, members: new Int32Array(ends[groups.length]), size };
  const joined = new Float64Array(taken.members.length);
  groups.forEach((g, i) => {
    taken.members.set(members.subarray(offsets[g], offsets[g + 1]), ends[i]);
    joined.set(times.subarray(offsets[g], offsets[g + 1]), ends[i]);
  });
  return { ...taken, times: joined };
}

/** Ties that either end has, at both; the two ends know the same of a tie. */
function mirror({ ties, counts, times }: StrongestTies): StrongestTies {
  const back = transpose(ties);
  const n = ties.rows;
  const ends = new Int32Array(n + 1);
  const source = new Int32Array(2 * ties.columns.length);
  const columns = new Int32Array(2 * ties.columns.length);
  let size = 0;
  for (let i = 0; i < n; i++) {
    let a = ties.offsets[i];
    let b = back.offsets[i];
    const [endA, endB] = [ties.offsets[i + 1], back.offsets[i + 1]];
    while (a < endA || b < endB) {
      const forth = a < endA ? ties.columns[a] : n;
      const returned = b < endB ? back.columns[b] : n;
      columns[size] = Math.min(forth, returned);
      source[size++] = forth <= returned ? a : back.origin[b];
      if (forth <= returned) a++;
      if (returned <= forth) b++;
    }
    ends[i + 1] = size;
  }
  const entries = source.subarray(0, size);
  return {
    ties: {
      rows: n,
      cols: n,
      offsets: ends,
      columns: columns.slice(0, size),
      values: Float32Array.from(entries, (e) => ties.values[e]),
    },
    counts: Int32Array.from(entries, (e) => counts[e]),
    times: Float64Array.from(entries, (e) => times[e]),
  };
}
