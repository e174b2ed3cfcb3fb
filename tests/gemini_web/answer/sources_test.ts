import { assertEquals } from "@std/assert";
import { answer, bytesOf, eventsOf, read } from "./streams.ts";

function page(url: string, title: string) {
  return [url, title, "https://example.com/favicon", "snippet", [], null, "Site", 9, ""];
}

/** A search result that supports `claim`; the ranges count bytes, then UTF-16 units. */
function chunk(claim: string, ranges: number[][], ...pages: unknown[]) {
  return [[claim, null, null, ranges], [1], pages, "spp_1"];
}

function eventsWith(text: string, ...chunks: unknown[]) {
  return eventsOf(bytesOf(answer([{ text, final: "candidate", candidate: { 2: [null, chunks] } }])))
    .slice(1);
}

Deno.test("a search result becomes a citation with its place, once per page", () => {
  const text = "中文 is Chinese. 中文 again.";
  const events = eventsWith(
    text,
    chunk("中文 again.", [[21, 34], [15, 24]], page("https://a.example/#:~:text=x,y", "A")),
    chunk(
      "is Chinese",
      [[7, 17], [3, 13]],
      page("https://a.example/", "A2"),
      page("https://b.example/?q#s:~:text=z", "B"),
    ),
  );
  assertEquals(events, [
    { type: "citation", url: "https://a.example/", title: "A", span: { start: 15, end: 24 } },
    { type: "citation", url: "https://b.example/?q#s", title: "B", span: { start: 3, end: 13 } },
  ]);
});

Deno.test("a place moves along with what was taken out before it", () => {
  const text = "http://googleusercontent.com/x/1\n\nOne. Two.";
  const events = eventsWith(
    text,
    chunk("Two.", [[39, 43], [39, 43]], page("https://a.example/", "A")),
  );
  assertEquals(events, [
    { type: "citation", url: "https://a.example/", title: "A", span: { start: 5, end: 9 } },
  ]);
});

Deno.test("a place that is not certain is not told", () => {
  const events = eventsWith(
    "One. One. Two.",
    chunk("One.", [[3, 7], [3, 7]], page("https://a.example/", "A")),
    chunk("Three.", [[0, 4], [0, 4]], page("https://b.example/", "B")),
    chunk("Two.", [], page("javascript:alert(1)", "C")),
  );
  assertEquals(events, [
    { type: "citation", url: "https://a.example/", title: "A" },
    { type: "citation", url: "https://b.example/", title: "B" },
  ]);
});

Deno.test("citation marks give the pages they stand for", () => {
  const entry = (url: string, title: string) => [null, null, null, [["icon", url, title]]];
  const groups = [
    [[" [cite: 1, 2]"], [entry("https://a.example/", "A"), entry("https://b.example/", "B")]],
    [[" [cite: 1]"], [entry("https://a.example/", "A")]],
  ];
  for (const rich of [[{ "43": groups }], [...new Array(42).fill(null), groups]]) {
    const bytes = bytesOf(
      answer([{ text: "x [cite: 1, 2]. y [cite: 1]", candidate: { 12: rich } }]),
    );
    assertEquals(eventsOf(bytes), [
      { type: "text", delta: "x. y" },
      { type: "citation", url: "https://a.example/", title: "A" },
      { type: "citation", url: "https://b.example/", title: "B" },
    ]);
  }
});

Deno.test("generated pictures come as media, in the dense and in the sparse form", () => {
  const image = (url: unknown, name: string) => [[null, null, null, [null, 1, name, url]], ["id"]];
  const images = [[
    image("https://lh3.example/1", "a.png"),
    image([null, "https://lh3.example/2"], "b.jpg"),
  ]];
  for (const rich of [[{ "7": [3], "8": images }], [...new Array(7).fill(null), images]]) {
    const text = "Done.\n\nhttp://googleusercontent.com/image_generation_content/0";
    const snapshots = [{ text }, { text, final: "candidate" as const, candidate: { 12: rich } }, {
      text,
    }];
    assertEquals(eventsOf(bytesOf(answer(snapshots))), [
      { type: "text", delta: "Done." },
      { type: "media", mediaType: "image/png", source: { url: "https://lh3.example/1" } },
      { type: "media", mediaType: "image/jpeg", source: { url: "https://lh3.example/2" } },
    ]);
  }
});

Deno.test("the recorded search gives its text and its pages", async () => {
  const file = new URL(
    "../../../../shared/protocol/captures/streamgenerate-websearch-2026-08.txt",
    import.meta.url,
  );
  const bytes = await Deno.readFile(file).catch(() => undefined);
  if (!bytes) return; // the recordings are not part of this folder
  const reader = read(bytes, [1000, 50_000, 120_000]);
  reader.end();
  const [text, ...citations] = reader.take();
  const said = text?.type === "text" ? text.delta : "";
  assertEquals([said.length, said.includes("\ufffd")], [1308, false]);
  assertEquals(citations.length, 5);
  const claims = citations.map((event) => event.type === "citation" && event.span)
    .map((span) => span && said.slice(span.start, span.end));
  assertEquals(claims[1], "**旗舰型号：GeForce RTX 5090**");
  assertEquals(reader.served, { id: "fbb127bbb056c959", name: "3.6 Flash" });
  assertEquals([reader.finished, reader.complete, reader.malformed], [true, true, 0]);
});
