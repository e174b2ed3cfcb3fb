import { assertEquals } from "@std/assert";
import { asGatewayError, GatewayError } from "../../lib/core/gateway_error.ts";

Deno.test("what is thrown becomes one of the known failures and tells nothing of itself", () => {
  const own = new GatewayError("timeout", "Too late.");
  assertEquals(asGatewayError(own) === own, true);
  const aborted = new DOMException("secret", "AbortError");
  for (const [thrown, kind] of [[aborted, "cancelled"], ["secret", "internal"]] as const) {
    const error = asGatewayError(thrown);
    assertEquals([error.kind, error.message.includes("secret")], [kind, false]);
  }
});
