import type { AnswerBytes } from "./answer_bytes.ts";
import { fixedResponse } from "./answer_bytes.ts";
import { answerChunks, type AnswerShape, stampDigits, toolCallChunks } from "./answer_text.ts";
import { apiAnswer, wholeApiAnswer } from "./api_answer.ts";
import { type RequestHead, RequestReader } from "./request_reader.ts";
import { webAnswer } from "./web_answer.ts";

const utf8 = new TextEncoder();

/**
 * Google, as fast as one process can play it: the web app and the official API on raw sockets, with bytes made
 * beforehand. It says the same to all until `play` gives it something else to say.
 */
export class Upstream {
  /** Streams that are being played. */
  active = 0;
  /** When the last one was left by its client, in milliseconds of `performance.now()`. */
  lastLeft = 0;
  readonly url: string;
  readonly #listener: Deno.Listener;
  #shape: AnswerShape = { chunks: 1, chunkLength: 20 };
  #web!: AnswerBytes;
  #api!: AnswerBytes;
  #whole!: Uint8Array;

  constructor() {
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.url = `http://127.0.0.1:${(this.#listener.addr as Deno.NetAddr).port}`;
    this.play(this.#shape);
    void this.#accept();
  }

  play(shape: AnswerShape): void {
    const texts = answerChunks(shape);
    const toolCall = shape.toolCall ?? false;
    this.#shape = shape;
    this.#web = webAnswer(toolCall ? toolCallChunks(texts) : texts);
    this.#api = apiAnswer(texts, toolCall);
    this.#whole = wholeApiAnswer(texts, toolCall);
  }

  close(): void {
    this.#listener.close();
  }

  async #accept(): Promise<void> {
    for await (const connection of this.#listener) {
      (connection as Deno.TcpConn).setNoDelay();
      this.#serve(connection).catch(() => {}).finally(() => connection.close());
    }
  }

  async #serve(connection: Deno.Conn): Promise<void> {
    const reader = new RequestReader(connection);
    for (let request = await reader.next(); request;) {
      const answer = this.#answerTo(request);
      if (answer instanceof Uint8Array) {
        await writeAll(connection, answer);
        request = await reader.next();
      } else {
        const upcoming = reader.next().catch(() => undefined);
        await this.#play(answer, connection, upcoming);
        request = await upcoming;
      }
    }
  }

  #answerTo({ target }: RequestHead): Uint8Array | AnswerBytes {
    const paced = Boolean(this.#shape.delayMs || this.#shape.firstDelayMs);
    if (target.includes("/StreamGenerate")) return paced ? this.#web : this.#web.burst;
    if (target.includes(":streamGenerateContent")) return paced ? this.#api : this.#api.burst;
    if (target.includes(":generateContent")) return this.#whole;
    return /^\/app\b/.test(target) ? page : notFound;
  }

  /** Plays an answer in its own time, until the client leaves. */
  async #play(
    answer: AnswerBytes,
    connection: Deno.Conn,
    upcoming: Promise<unknown>,
  ): Promise<void> {
    const { chunks, firstDelayMs = 0, delayMs = 0 } = this.#shape;
    let left = false;
    let over = false;
    void upcoming.then((request) => {
      if (request || over) return;
      left = true;
      this.active--;
      this.lastLeft = performance.now();
    });
    this.active++;
    await writeAll(connection, answer.head);
    const next = answer.play();
    const start = performance.now() + firstDelayMs;
    for (let i = 0; i < chunks && !left; i++) {
      const wait = start + i * delayMs - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      if (left) return;
      await writeAll(connection, next(utf8.encode(stampDigits(performance.now()))));
    }
    if (left) return;
    over = true;
    this.active--;
  }
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

const pageData = JSON.stringify({
  "FdrFJe": "-1234567890123456789",
  "SNlM0e": "AKXxYz_fake-token:1795305600000",
  "TuX5cc": "en",
  "cfb2h": "boq_assistant-bard-web-server_20261115.08_p0",
  "qKIAYe": "feeds/fakepushid",
});
const page = fixedResponse(
  "200 OK",
  "text/html; charset=utf-8",
  `<!doctype html><html><head><script>window.WIZ_global_data = ${pageData};</script></head><body>${
    "<p>filler of the page</p>\n".repeat(2400)
  }</body></html>`,
);
const notFound = fixedResponse("404 Not Found", "application/json", '{"error":{"code":404}}');
