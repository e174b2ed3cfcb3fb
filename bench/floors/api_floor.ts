/** The least that translates an OpenAI chat request to the official API's and its answer back. */
import { type ChatBody, chatStream, ChatWords } from "./chat_words.ts";

interface ApiResponse {
  candidates: { content: { parts: { text: string }[] } }[];
}

const upstream = Deno.env.get("UPSTREAM");

Deno.serve({
  hostname: "127.0.0.1",
  port: Number(Deno.env.get("PORT")),
  onListen() {},
}, async (request) => {
  const chat: ChatBody = await request.json();
  const contents = chat.messages.map(({ role, content }) => ({
    role: role === "assistant" ? "model" : "user",
    parts: [{ text: content }],
  }));
  const model = chat.model.replace(/^api\//, "");
  const method = chat.stream ? "streamGenerateContent?alt=sse" : "generateContent";
  const response = await fetch(`${upstream}/v1beta/models/${model}:${method}`, {
    method: "POST",
    body: JSON.stringify({ contents }),
    headers: { "content-type": "application/json" },
    signal: request.signal,
  });
  const words = new ChatWords(chat);
  if (!chat.stream) return words.whole(textOf(await response.json()));
  const decoder = new TextDecoder();
  let buffer = "";
  return chatStream(response.body!, words, (bytes) => {
    buffer += decoder.decode(bytes, { stream: true });
    let text = "";
    let at = 0;
    for (let end; (end = buffer.indexOf("\r\n\r\n", at)) >= 0; at = end + 4) {
      text += textOf(JSON.parse(buffer.slice(at + 6, end)));
    }
    buffer = buffer.slice(at);
    return text;
  });
});

function textOf({ candidates: [candidate] }: ApiResponse): string {
  return candidate!.content.parts.map((part) => part.text).join("");
}
