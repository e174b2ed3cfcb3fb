const utf8 = new TextEncoder();

/** As much of an OpenAI chat request as the floors read. */
export interface ChatBody {
  model: string;
  stream?: boolean;
  messages: { role: string; content: string }[];
}

/** The words of an OpenAI chat answer, with as little work as can be. */
export class ChatWords {
  readonly #common: Record<string, unknown>;
  readonly #before: string;
  #first = true;

  constructor({ model }: ChatBody) {
    const id = `chatcmpl-${crypto.randomUUID()}`;
    const created = Math.floor(Date.now() / 1000);
    this.#common = { id, created, model };
    this.#before =
      `data: {"id":"${id}","object":"chat.completion.chunk","created":${created},"model":${
        JSON.stringify(model)
      },"choices":[{"index":0,"delta":`;
  }

  chunk(text: string): Uint8Array {
    const role = this.#first ? '"role":"assistant",' : "";
    this.#first = false;
    return utf8.encode(
      `${this.#before}{${role}"content":${JSON.stringify(text)}},"finish_reason":null}]}\n\n`,
    );
  }

  ending(): Uint8Array {
    return utf8.encode(`${this.#before}{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n`);
  }

  whole(content: string): Response {
    const message = { role: "assistant", content };
    const tokens = Math.ceil(content.length / 4);
    return Response.json({
      ...this.#common,
      object: "chat.completion",
      choices: [{ index: 0, message, logprobs: null, finish_reason: "stop" }],
      usage: { prompt_tokens: 12, completion_tokens: tokens, total_tokens: 12 + tokens },
    });
  }
}

/** A streamed answer: what `read` makes of each piece of the body. Bodies are read one piece at a time. */
export function chatStream(
  body: ReadableStream<Uint8Array>,
  words: ChatWords,
  read: (bytes: Uint8Array) => string,
): Response {
  const reader = body.getReader();
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) {
          controller.enqueue(words.ending());
          return controller.close();
        }
        const text = read(value);
        if (text) return controller.enqueue(words.chunk(text));
      }
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
  return new Response(stream, { headers: { "content-type": "text/event-stream" } });
}
