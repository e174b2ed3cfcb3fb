import { assert, assertEquals } from "@std/assert";
import { startFakeGeminiWeb } from "../fakes/fake_gemini_web.ts";
import { type LoopbackProxy, startHttpProxy, startSocksProxy } from "./loopback_proxy.ts";
import { startGateway } from "./running_gateway.ts";

const body = JSON.stringify({
  model: "gemini-3.5-flash",
  messages: [{ role: "user", content: "[[say:through]]" }],
});

interface Outcome {
  status: number;
  answer: { choices?: { message: { content: string } }[]; error?: { code: string } };
}

interface Setting {
  args: string[];
  env?: Record<string, string>;
  cwd?: string;
}

async function ask({ args, env, cwd }: Setting): Promise<Outcome> {
  const gateway = await startGateway([...args, "--retry-attempts", "0"], { env, cwd });
  const response = await fetch(`${gateway.url}/v1/chat/completions`, { method: "POST", body });
  const outcome = { status: response.status, answer: await response.json() };
  await gateway.stop();
  return outcome;
}

async function through(
  proxy: LoopbackProxy,
  setting: () => Setting,
): Promise<{ outcome: Outcome; direct: boolean }> {
  const fake = startFakeGeminiWeb();
  const { args, ...rest } = setting();
  const outcome = await ask({ args: ["--gemini-web-url", fake.url, ...args], ...rest });
  const target = new URL(fake.url).host;
  const direct = !proxy.targets.includes(target);
  assert(proxy.targets.every((host) => host === target));
  await fake.close();
  await proxy.close();
  return { outcome, direct };
}

function assertAnswered({ status, answer }: Outcome): void {
  assertEquals([status, answer.choices?.[0]?.message.content], [200, "through"]);
}

Deno.test("--proxy takes every call to Google through an HTTP proxy", async () => {
  const proxy = startHttpProxy();
  const { outcome, direct } = await through(proxy, () => ({ args: ["--proxy", proxy.url] }));
  assertAnswered(outcome);
  assertEquals(direct, false);
});

Deno.test("--proxy with a name and password shows them to the proxy", async () => {
  const proxy = startHttpProxy("user:pass");
  const url = proxy.url.replace("//", "//user:pass@");
  const { outcome, direct } = await through(proxy, () => ({ args: ["--proxy", url] }));
  assertAnswered(outcome);
  assertEquals(direct, false);
});

Deno.test("--proxy takes every call through a SOCKS5 proxy", async () => {
  const proxy = startSocksProxy();
  const { outcome, direct } = await through(proxy, () => ({ args: ["--proxy", proxy.url] }));
  assertAnswered(outcome);
  assertEquals(direct, false);
});

Deno.test("ALL_PROXY of the environment is used", async () => {
  const proxy = startHttpProxy();
  const { outcome, direct } = await through(proxy, () => ({
    args: [],
    env: { ALL_PROXY: proxy.url },
  }));
  assertAnswered(outcome);
  assertEquals(direct, false);
});

Deno.test("ALL_PROXY of .env is used, as the process's own would be", async () => {
  const proxy = startHttpProxy();
  const cwd = await Deno.makeTempDir();
  await Deno.writeTextFile(`${cwd}/.env`, `ALL_PROXY=${proxy.url}\n`);
  const { outcome, direct } = await through(proxy, () => ({ args: [], cwd }));
  await Deno.remove(cwd, { recursive: true });
  assertAnswered(outcome);
  assertEquals(direct, false);
});

Deno.test("NO_PROXY keeps a host away from the environment's proxy", async () => {
  const proxy = startHttpProxy();
  const { outcome, direct } = await through(proxy, () => ({
    args: [],
    env: { ALL_PROXY: proxy.url, NO_PROXY: "127.0.0.1" },
  }));
  assertAnswered(outcome);
  assertEquals(direct, true);
});

Deno.test("NO_PROXY makes no exception from --proxy", async () => {
  const proxy = startHttpProxy();
  const { outcome, direct } = await through(proxy, () => ({
    args: ["--proxy", proxy.url],
    env: { NO_PROXY: "127.0.0.1", no_proxy: "*" },
  }));
  assertAnswered(outcome);
  assertEquals(direct, false);
});

Deno.test("a proxy that is not there is blamed, not Google", async () => {
  const proxy = startHttpProxy();
  await proxy.close();
  const { outcome } = await through(startHttpProxy(), () => ({ args: ["--proxy", proxy.url] }));
  assertEquals([outcome.status, outcome.answer.error?.code], [502, "proxy_failed"]);
});

Deno.test("a name without an address is told as that where NO_PROXY exempts the host", async () => {
  const host = "no-such-host.invalid";
  const proxied = { ALL_PROXY: "http://127.0.0.1:1" };
  const codeWith = async (env: Record<string, string>) => {
    const { answer } = await ask({ args: ["--gemini-web-url", `http://${host}`], env });
    return answer.error?.code;
  };
  assertEquals(await codeWith({ ...proxied, NO_PROXY: "localhost,.invalid" }), unresolved);
  assertEquals(await codeWith({ ...proxied, no_proxy: host }), unresolved);
  assertEquals(await codeWith({ HTTPS_PROXY: "http://127.0.0.1:1" }), unresolved);
  assertEquals(await codeWith({ ...proxied, NO_PROXY: "example.com" }), "proxy_failed");
});

const unresolved = "upstream_name_unresolved";
