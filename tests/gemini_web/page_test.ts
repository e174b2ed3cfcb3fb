import { assertEquals, assertThrows } from "@std/assert";
import { WebFailure } from "../../lib/backends/gemini_web/failure.ts";
import { isBuildLabel, readPage } from "../../lib/backends/gemini_web/page.ts";

const captures = new URL("../../../shared/protocol/captures/", import.meta.url);

Deno.test({
  name: "the captured page of an anonymous visitor is read",
  ignore: !exists(captures),
  fn: () => {
    const page = readPage(captured("bootstrap-wiz-anonymous-2026-08.txt"));
    assertEquals([page.account, page.xsrfToken, page.language], ["anonymous", undefined, "en"]);
    // The label was blanked in this capture.
    assertEquals(page.buildLabel, undefined);
    assertEquals(page.sessionId, "REDACTED_FdrFJe");
  },
});

Deno.test({
  name: "the captured page of an account is read",
  ignore: !exists(captures),
  fn: () => {
    const page = readPage(captured("bootstrap-wiz-signed-in-2026-08.txt"));
    assertEquals(page.account, "signed-in");
    assertEquals(isBuildLabel(page.buildLabel ?? ""), true);
    assertEquals(typeof page.xsrfToken, "string");
  },
});

Deno.test("both forms of the build label are taken, and nothing that only looks like one", () => {
  assertEquals(isBuildLabel("boq_assistant-bard-web-server_20260827.05_p0"), true);
  assertEquals(isBuildLabel("boq_gemini-web-uiserver_20261007.12_p0"), true);
  assertEquals(isBuildLabel("boq-gemini-web-uiserver.BardChatUi.en.js"), false);
  const page = readPage(`WIZ_global_data = {"cfb2h":"<script>"}`);
  assertEquals([page.account, page.buildLabel], ["anonymous", undefined]);
});

Deno.test("whitespace and escapes around and in the values are understood", () => {
  const data = String
    .raw`WIZ_global_data = { "SNlM0e" : "A\u003d\"b\x3d:1" , "cfb2h":null, "S06Grb":"42"}`;
  const page = readPage(data);
  assertEquals([page.xsrfToken, page.accountId, page.buildLabel], ['A="b=:1', "42", undefined]);
});

Deno.test("an account without a token is signed in all the same", () => {
  const page = readPage(`WIZ_global_data = {"oPEP7c":"a@b.c","S06Grb":"42","cfb2h":"x"}`);
  assertEquals([page.account, page.xsrfToken], ["signed-in", undefined]);
  assertEquals(readPage(`WIZ_global_data = {"SNlM0e":"A","cfb2h":"x"}`).account, "signed-in");
});

Deno.test("a page that tells nothing is not taken for an expired session", () => {
  assertEquals(readPage("<html>new app</html>").account, "unknown");
});

Deno.test("the pages for consent and for suspected networks are told apart", () => {
  const consent = `<script id="bard-initial-data" data-payload="{&quot;ZXlM5e&quot;:true}">`;
  assertEquals(failureOf(consent), "consentRequired");
  assertEquals(failureOf(`<form id="captcha-form" action="index">`), "networkBlocked");
  assertEquals(failureOf("detected unusual traffic from your network"), "networkBlocked");
});

function failureOf(html: string): string {
  return assertThrows(() => readPage(html), WebFailure).failure;
}

function captured(name: string): string {
  return Deno.readTextFileSync(new URL(name, captures));
}

function exists(folder: URL): boolean {
  try {
    return Deno.statSync(folder).isDirectory;
  } catch {
    return false;
  }
}
