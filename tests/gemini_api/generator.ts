/** Whole numbers below a bound, always the same for a seed. */
export function generator(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 % 4_294_967_296;
  return (below) => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return Math.floor(state / 4_294_967_296 * below);
  };
}
