/**
 * Runs a task for each item, at most `limit` of them at a time, and gives their results in the items' order. The first
 * failure ends it all: no further task begins, the running ones see their signal abort, and the failure is thrown.
 */
export async function allOrNothing<Item, Result>(
  items: readonly Item[],
  limit: number,
  task: (item: Item, signal: AbortSignal) => Promise<Result>,
): Promise<Result[]> {
  const controller = new AbortController();
  const results = new Array<Result>(items.length);
  let next = 0;
  const work = async () => {
    while (next < items.length && !controller.signal.aborted) {
      const index = next++;
      results[index] = await task(items[index]!, controller.signal);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  } catch (thrown) {
    controller.abort();
    throw thrown;
  }
  return results;
}
