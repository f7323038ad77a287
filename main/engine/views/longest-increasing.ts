/** The indexes of a longest increasing run, not necessarily without gaps, of `numbers`; in order. O(n log n). */
export function longestIncreasing(numbers: readonly number[]): readonly number[] {
  // ends[k]: index of the smallest number that ends an increasing run of length k + 1.
  const ends: number[] = []
  const previous: number[] = []
  numbers.forEach((number, index) => {
    const length = firstNotBelow(ends, numbers, number)
    previous.push(length === 0 ? -1 : (ends[length - 1] ?? -1))
    ends[length] = index
  })
  const run: number[] = []
  for (let index = ends.at(-1) ?? -1; index !== -1; index = previous[index] ?? -1) run.push(index)
  return run.reverse()
}

function firstNotBelow(ends: readonly number[], numbers: readonly number[], number: number): number {
  let low = 0
  let high = ends.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((numbers[ends[middle] ?? 0] ?? 0) < number) low = middle + 1
    else high = middle
  }
  return low
}
