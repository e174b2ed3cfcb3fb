/**
 * The least that translates: an OpenAI chat request to the web app's and its answer back. What the gateway costs more
 * is the price of all it does. Reads `PORT` and `UPSTREAM`.
 */
import { type ChatBody, chatStream, ChatWords } from "./chat_words.ts";
import { WebText } from "./web_text.ts";

const target = `${Deno.env.get("UPSTREAM")}/_/BardChatUi/data/` +
  "assistant.lamda.BardFrontendService/StreamGenerate?bl=x&hl=en&_reqid=1&rt=c";

Deno.serve({
  hostname: "127.0.0.1",
  port: Number(Deno.env.get("PORT")),
  onListen() {},
}, async (request) => {
  const chat: ChatBody = await request.json();
  const inner: unknown[] = new Array(80).fill(null);
  inner[0] = [chat.messages.map(({ content }) => content).join("\n"), 0, null, null, null, null, 0];
  inner[1] = ["en"];
  inner[79] = 1;
  const response = await fetch(target, {
    method: "POST",
    body: `f.req=${encodeURIComponent(JSON.stringify([null, JSON.stringify(inner)]))}`,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    signal: request.signal,
  });
  const words = new ChatWords(chat);
  const answer = new WebText();
  if (chat.stream) return chatStream(response.body!, words, (bytes) => answer.push(bytes));
  const reader = response.body!.getReader();
  let text = "";
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    text += answer.push(piece.value);
  }
  return words.whole(text);
});
