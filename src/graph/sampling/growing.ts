/** A column of numbers that grows: room is doubled, so that adding one costs the same however many there are. */
export class Growing<A extends Int32Array | Float32Array | Float64Array> {
  length = 0;

  constructor(public values: A) {}

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new (this.values.constructor as new (size: number) => A)(2 * this.length + 1);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }

  /** The first numbers, all if it is not said how many. */
  take(count = this.length): A {
    return this.values.subarray(0, count) as A;
  }
}
