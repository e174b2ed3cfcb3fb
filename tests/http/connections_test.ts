import { assert, assertEquals } from "@std/assert";
import { Connections } from "../../lib/http/connections.ts";

/** More than Deno's server takes at a time on one HTTP/2 connection, which is 200. */
const crowd = 250;

Deno.test("more requests than one HTTP/2 connection takes are answered at the same time", async () => {
  const clients: Deno.HttpClient[] = [];
  const open = () => {
    const client = Deno.createHttpClient({ http1: false });
    clients.push(client);
    const own: typeof fetch = (input, init) => fetch(input, { ...init, client });
    return { fetch: own };
  };
  let running = 0;
  const everyone = Promise.withResolvers<void>();
  const late = setTimeout(() => everyone.reject(new Error("Some never came.")), 10_000);
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async () => {
    if (++running === crowd) everyone.resolve();
    await everyone.promise;
    return new Response();
  });
  const connections = new Connections(open().fetch, open);

  const statuses = await Promise.all(Array.from({ length: crowd }, async () => {
    const response = await connections.take().fetch(`http://127.0.0.1:${server.addr.port}`);
    await response.body?.cancel();
    return response.status;
  }));

  assertEquals(statuses, Array(crowd).fill(200));
  assertEquals(clients.length, 3);
  clearTimeout(late);
  for (const client of clients) client.close();
  await server.shutdown();
});

Deno.test("a connection that was given back is taken before another is opened", () => {
  const connections = new Connections(fetch, () => ({ fetch }));
  const first = Array.from({ length: 90 }, () => connections.take())[0]!;
  assert(connections.take() !== first);
  connections.giveBack(first, false);
  assert(connections.take() === first);
});

Deno.test("after a request that waited in vain, the next one gets another connection", () => {
  const { connections, closed } = watched();
  connections.giveBack(connections.take(), true); // the first has no end of its own
  const [one, other] = [connections.take(), connections.take()];
  assert(one === other);
  connections.giveBack(one, true);
  assert(connections.take() !== one);
  assertEquals(closed, []);
  connections.giveBack(other, true);
  assertEquals(closed, [1]);
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
  assert(connections.take() !== running);
  assertEquals(closed, []);
  connections.giveBack(running, false);
  assertEquals(closed, [1]);
  now += 11_000;
  connections.take();
  assertEquals(closed, [1]); // the second is held still
});

Deno.test("where none can be opened, all requests share one, whatever befell it", () => {
  let now = 0;
  const connections = new Connections(fetch, undefined, { now: () => now, awake: () => 0 });
  const first = connections.take();
  connections.giveBack(first, true);
  now += 11_000;
  const taken = new Set(Array.from({ length: crowd }, () => connections.take()));
  assertEquals([...taken], [first]);
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
