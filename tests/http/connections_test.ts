import { assert, assertEquals } from "@std/assert";
import { Connections } from "../../lib/http/connections.ts";

Deno.test("requests share their connections", () => {
  const { connections } = watched();
  assert(connections.take() === connections.take());
});

Deno.test("after a request that waited in vain, the next one gets other connections", () => {
  const { connections, closed } = watched();
  connections.giveBack(connections.take(), true); // the first have no end of their own
  const [one, other] = [connections.take(), connections.take()];
  connections.giveBack(one, true);
  assert(connections.take() !== one);
  assertEquals(closed, []);
  connections.giveBack(other, true);
  assertEquals(closed, [1]);
});

Deno.test("a late failure over old connections leaves the new ones alone", () => {
  const { connections } = watched();
  const [one, other] = [connections.take(), connections.take()];
  connections.giveBack(one, true);
  const current = connections.take();
  connections.giveBack(other, true);
  assert(connections.take() === current);
});

Deno.test("after the machine slept, nobody gets a connection from before", () => {
  let now = 0;
  const { connections, closed } = watched({ now: () => now, awake: () => 0 });
  connections.giveBack(connections.take(), true);
  const running = connections.take();
  now += 9000;
  assert(connections.take() === running);
  connections.giveBack(running, false);
  now += 11_000;
  const next = connections.take();
  assert(next !== running);
  assertEquals(closed, []);
  connections.giveBack(running, false);
  assertEquals(closed, [1]);
  connections.giveBack(next, false);
  now -= 11_000;
  connections.take();
  assertEquals(closed, [1, 2]);
});

Deno.test("where none can be opened, all requests share the first, whatever befell it", () => {
  let now = 0;
  const connections = new Connections(fetch, undefined, { now: () => now, awake: () => 0 });
  const first = connections.take();
  connections.giveBack(first, true);
  now += 11_000;
  assert(connections.take() === first);
});

/** Connections that tell which of them were closed, by the order they were opened in. */
function watched(clocks?: ConstructorParameters<typeof Connections>[2]) {
  const closed: number[] = [];
  let opened = 0;
  const connections = new Connections(fetch, () => {
    const number = ++opened;
    return { fetch, close: () => closed.push(number) };
  }, clocks);
  return { connections, closed };
}
