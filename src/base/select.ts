/**
 * The k-th largest of the first `count` values (k from 1), by quickselect; the values are reordered.
 * Minus infinity when there are fewer than k.
 */
export function kthLargest(values: Float64Array, k: number, count = values.length): number {
  if (k > count) return Number.NEGATIVE_INFINITY;
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = values[(low + high) >>> 1];
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i] > pivot) i++;
      while (values[j] < pivot) j--;
      if (i <= j) {
        const swapped = values[i];
        values[i++] = values[j];
        values[j--] = swapped;
      }
    }
    if (k - 1 <= j) high = j;
    else if (k - 1 >= i) low = i;
    else break;
  }
  return values[k - 1];
}
