import type { Upstream } from "./upstream.ts";

/** Lets a program in another process work the upstream: `/hold`, `/aborted` and `/pictures`, by GET. */
export function serveControl(upstream: Upstream): { url: string; close(): Promise<void> } {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      switch (new URL(request.url).pathname) {
        case "/hold":
          upstream.hold();
          return new Response();
        case "/aborted":
          return new Response(String(await upstream.aborted()));
        case "/pictures":
          return new Response(String(upstream.pictureRequests()));
        default:
          return new Response(null, { status: 404 });
      }
    },
  );
  return { url: `http://127.0.0.1:${server.addr.port}`, close: () => server.shutdown() };
}
