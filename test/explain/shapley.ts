/** Shapley values by their definition: the mean of what each player adds, over all orders in which they may come. */
export function bruteForceShapley(players: number, value: (present: readonly boolean[]) => number): number[] {
  const sums = new Array<number>(players).fill(0);
  let orders = 0;
  const visit = (present: boolean[], before: number): void => {
    if (present.every((there) => there)) {
      orders++;
      return;
    }
    for (let player = 0; player < players; player++) {
      if (present[player]) continue;
      present[player] = true;
      const after = value(present);
      const ways = factorial(present.filter((there) => !there).length);
      sums[player] += ways * (after - before);
      visit(present, after);
      present[player] = false;
    }
  };
  visit(new Array<boolean>(players).fill(false), value(new Array<boolean>(players).fill(false)));
  return sums.map((sum) => sum / orders);
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}
