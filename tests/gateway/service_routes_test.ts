import { assert, assertEquals } from "@std/assert";
import { assembledGateway } from "../fakes/assembled_gateway.ts";

const gateway = assembledGateway({ api_keys: ["a-key-of-the-gateway"], log_requests: false });

function ask(method: string, path: string): Promise<Response> {
  return gateway.fetch(new Request(`http://127.0.0.1${path}`, { method }));
}

for (const path of ["/health", "/"]) {
  Deno.test(`${path} tells a wrong method by 405 and what it takes, to everyone`, async () => {
    for (const method of ["POST", "PUT", "DELETE"]) {
      const response = await ask(method, path);
      assertEquals([response.status, response.headers.get("allow")], [405, "GET, HEAD"]);
      assertEquals((await response.json()).error.code, "method_not_allowed");
    }
  });

  Deno.test(`HEAD ${path} answers as GET does, without the body`, async () => {
    const [head, get] = [await ask("HEAD", path), await ask("GET", path)];
    assertEquals([head.status, await head.text()], [200, ""]);
    assert((await get.text()).length > 0);
    for (const name of ["content-type", "content-length"]) {
      assertEquals(head.headers.get(name), get.headers.get(name));
    }
  });
}
