import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import { answerOf, withApi } from "./api_backend.ts";

const hour = 3600;

/** Half past midnight Pacific time on a plain day and on those when the clocks change. */
const days = {
  "2026-01-15T08:30:00Z": 23.5 * hour,
  "2026-03-08T08:30:00Z": 22.5 * hour,
  "2026-11-01T07:30:00Z": 24.5 * hour,
  "2026-07-15T06:59:15Z": 45,
};

for (const [at, seconds] of Object.entries(days)) {
  Deno.test(`at ${at} a day's quota that is used up comes back after ${seconds} seconds`, () =>
    withApi(async (api) => {
      api.fake.fail("quota-per-day");
      const error = await assertRejects(() => answerOf(api), GatewayError);
      assertEquals([error.code, error.retryAfterSec], ["google_usage_limit", seconds]);
      assertEquals([api.fake.generations.length, api.pauses], [1, []]);
    }, { now: () => Date.parse(at) }));
}

Deno.test("a used up day names its quota and its end, and no short wait", () =>
  withApi(async (api) => {
    api.fake.fail("quota-per-day");
    const { message } = await assertRejects(() => answerOf(api), GatewayError);
    assertStringIncludes(message, "daily quota");
    assertStringIncludes(message, "GenerateRequestsPerDayPerProjectPerModel-FreeTier, 10 a day");
    assertStringIncludes(message, "midnight Pacific time, in 3 h 59 min");
    assert(!/retry in|41/.test(message), message);
  }, { now: () => Date.parse("2026-01-15T04:01:20Z") }));

Deno.test("a plan without this model says so, and suggests no waiting", () =>
  withApi(async (api) => {
    api.fake.fail("no-quota");
    const error = await assertRejects(() => answerOf(api), GatewayError);
    assertEquals(error.retryAfterSec, undefined);
    assertStringIncludes(error.message, "no quota for this model (limit: 0)");
    assert(!/retry in|midnight/.test(error.message), error.message);
  }));

Deno.test("a project without money says so in Google's words, and suggests no waiting", () =>
  withApi(async (api) => {
    api.fake.fail("no-credits");
    const error = await assertRejects(() => answerOf(api), GatewayError);
    assertEquals(error.retryAfterSec, undefined);
    assertStringIncludes(error.message, "no money left");
    assertStringIncludes(error.message, "Please go to AI Studio");
    assert(!error.message.includes("wait"), error.message);
  }));
