import { parseArgs } from "@std/cli/parse-args";
import { isJsonObject, type JsonObject, tryParseJson } from "../../lib/core/json.ts";
import { answerRecords, countedTokens, wholeRecord } from "./gemini_api/answer_records.ts";
import { type ApiFault, type BreakingFault, refusalOf } from "./gemini_api/faults.ts";
import { sendBroken, sseRecord } from "./gemini_api/broken_answers.ts";
import { checkShape } from "./gemini_api/message_shapes.ts";
import { type FakeModel, fakeModel } from "./gemini_api/model_rules.ts";
import { modelTurn } from "./gemini_api/model_turn.ts";
import { Refusal } from "./gemini_api/refusal.ts";
import { checkGenerateRequest } from "./gemini_api/request_check.ts";
import { type HttpReply, type HttpRequest, serveHttp } from "./http_server.ts";
import { type ModelReply, type ModelTurn, respond } from "./scripted_model.ts";

export interface FakeGeminiApiOptions {
  port?: number;
  /** Keys that open it; absent: every key that looks like Google's. */
  keys?: string[];
  /** What answers; the scripted model of the directives unless given. */
  model?: (turn: ModelTurn) => ModelReply;
  /** Records that a text is cut into. */
  pieces?: number;
}

export interface RecordedCall {
  method: string;
  path: string;
  /** Of the model, behind the colon; empty for the list of models. */
  action: string;
  model: string;
  key: string;
  headers: Headers;
  body: JsonObject;
  /** Why it was refused. */
  refused?: string;
}

export type { ApiFault };

/** Starts on a free port of 127.0.0.1, unless one is given. */
export function startFakeGeminiApi(options: FakeGeminiApiOptions = {}): FakeGeminiApi {
  return new FakeGeminiApi(options);
}

/** The official Gemini API on loopback, as strict as the real one, with a scripted model behind it. */
export class FakeGeminiApi {
  readonly url: string;
  readonly requests: RecordedCall[] = [];
  /** Answers under way, and those whose client left before their end. */
  readonly stats = { active: 0, aborted: 0 };
  /** Thought signatures that it handed out. */
  readonly signatures = new Set<string>();
  readonly close: () => Promise<void>;
  readonly #options: FakeGeminiApiOptions;
  readonly #scripted: ({ fault: ApiFault } | { records: JsonObject[] })[] = [];
  #idle: (() => void)[] = [];

  constructor(options: FakeGeminiApiOptions) {
    this.#options = options;
    const server = serveHttp(options.port ?? 0, (request, reply) => this.#serve(request, reply));
    this.url = server.url;
    this.close = server.close;
  }

  /** The requests for content. */
  get generations(): RecordedCall[] {
    return this.requests.filter(({ action }) => /^(stream)?generateContent$/i.test(action));
  }

  /** Fails the next requests for content so. */
  fail(fault: ApiFault, times = 1): void {
    for (let n = 0; n < times; n++) this.#scripted.push({ fault });
  }

  /** Answers the next request for content with these records. */
  answer(records: JsonObject[]): void {
    this.#scripted.push({ records });
  }

  /** Resolves when no answer is under way. */
  idle(): Promise<void> {
    if (this.stats.active === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  async #serve(request: HttpRequest, reply: HttpReply): Promise<void> {
    const call = recordCall(request);
    this.requests.push(call);
    this.stats.active++;
    try {
      this.#checkKey(call);
      await this.#answer(call, request, reply);
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      call.refused = thrown.message;
      await sendJson(reply, thrown.code, thrown.body);
    } finally {
      this.stats.active--;
      if (request.left.aborted && !reply.complete) this.stats.aborted++;
      if (this.stats.active === 0) { for (const resolve of this.#idle.splice(0)) resolve(); }
    }
  }

  #checkKey({ key }: RecordedCall): void {
    const { keys } = this.#options;
    if (!key) {
      throw new Refusal(
        403,
        "Method doesn't allow unregistered callers (callers without established identity). " +
          "Please use API Key or other form of API consumer identity to call this API.",
      );
    }
    if (keys ? !keys.includes(key) : !/^(AIza|AQ\.)/.test(key)) throw refusalOf("bad-key", key);
  }

  async #answer(call: RecordedCall, request: HttpRequest, reply: HttpReply): Promise<void> {
    if (call.path === "/v1beta/models") return await sendJson(reply, 200, modelList());
    const model = fakeModel(call.model);
    if (!model || call.path !== `/v1beta/models/${call.model}:${call.action}`) {
      throw notFound(call.model, call.action);
    }
    switch (call.action) {
      case "generateContent":
      case "streamGenerateContent":
        return await this.#generate(call, { request, reply, model });
      case "countTokens":
        return await sendJson(reply, 200, this.#count(call.body, model));
      case "batchEmbedContents":
        if (!model.embeds) throw notFound(model.name, "embedContent");
        return await sendJson(reply, 200, vectors(call.body, model));
      default:
        throw notFound(call.model, call.action);
    }
  }

  async #generate(
    { body, key, action }: RecordedCall,
    { request, reply, model }: { request: HttpRequest; reply: HttpReply; model: FakeModel },
  ): Promise<void> {
    const next = this.#scripted.shift();
    const fault = next && "fault" in next ? next.fault : undefined;
    const refusal = fault && refusalOf(fault, key);
    if (refusal) throw refusal;
    if (model.embeds) throw notFound(model.name, "generateContent");
    checkGenerateRequest(body, model, this.signatures);
    const whole = action === "generateContent";
    if (fault) {
      const { left } = request;
      return await sendBroken(fault as BreakingFault, { reply, model, request: body, left, whole });
    }
    const records = next && "records" in next ? next.records : this.#records(body, model);
    if (whole) return await sendJson(reply, 200, wholeRecord(records));
    await reply.begin(200, [["Content-Type", "text/event-stream"]]);
    for (const record of records) await reply.chunk(sseRecord(record));
    await reply.end();
  }

  #records(request: JsonObject, model: FakeModel): JsonObject[] {
    const reply = (this.#options.model ?? respond)(modelTurn(request));
    if (reply.error) throw new Refusal(reply.error, `Scripted failure ${reply.error}.`);
    return answerRecords(reply, {
      model,
      request,
      pieces: this.#options.pieces ?? 3,
      issue: () => {
        const signature = btoa(`signature ${this.signatures.size} of the fake`);
        this.signatures.add(signature);
        return signature;
      },
      nextId: () => crypto.randomUUID().slice(0, 8),
    });
  }

  #count(body: JsonObject, model: FakeModel): JsonObject {
    checkShape(body, "CountTokensRequest");
    const inner = isJsonObject(body.generateContentRequest) ? body.generateContentRequest : body;
    checkGenerateRequest(inner, model, this.signatures);
    return { totalTokens: countedTokens(inner) };
  }
}

function recordCall({ method, path, headers, body }: HttpRequest): RecordedCall {
  const [, model = "", action = ""] = /^\/v1beta\/models\/([^/:]+):(\w+)$/.exec(path) ?? [];
  const parsed = tryParseJson(new TextDecoder().decode(body));
  return {
    method,
    path: decodeURIComponent(path),
    model: decodeURIComponent(model),
    action,
    key: headers.get("x-goog-api-key") ?? "",
    headers,
    body: isJsonObject(parsed) ? parsed : {},
  };
}

function notFound(model: string, action: string): Refusal {
  return new Refusal(
    404,
    `models/${model} is not found for API version v1beta, or is not supported for ${action}. ` +
      "Call ListModels to see the list of available models and their supported methods.",
  );
}

const listed = ["gemini-3.8-flash", "gemini-3.5-flash", "gemini-3.1-pro-preview"]
  .concat("gemini-2.5-flash", "gemini-2.5-pro", "gemini-2.0-flash", "gemini-embedding-001");

function modelList(): JsonObject {
  return {
    models: listed.map((name) => ({
      name: `models/${name}`,
      version: "001",
      displayName: name.replaceAll("-", " "),
      description: `The fake's ${name}`,
      inputTokenLimit: 1_048_576,
      outputTokenLimit: 65_536,
      supportedGenerationMethods: name.includes("embedding")
        ? ["embedContent", "batchEmbedContents"]
        : ["generateContent", "countTokens"],
      ...(!/embedding|2\.0/.test(name) && { thinking: true }),
    })),
  };
}

/** Vectors that depend on the text alone. */
function vectors(body: JsonObject, model: FakeModel): JsonObject {
  checkShape(body, "BatchEmbedContentsRequest");
  const requests = Array.isArray(body.requests) ? body.requests.filter(isJsonObject) : [];
  if (requests.length > 100) throw new Refusal(400, "at most 100 requests can be in one batch");
  if (requests.some((one) => one.model !== `models/${model.name}`)) {
    throw new Refusal(400, "All requests in a batch must be for the model of the batch.");
  }
  return {
    embeddings: requests.map(({ content, outputDimensionality }) => {
      const text = JSON.stringify(content);
      const length = typeof outputDimensionality === "number" ? outputDimensionality : 8;
      const seed = [...text].reduce((sum, sign) => (sum * 31 + sign.codePointAt(0)!) % 9973, 7);
      return { values: Array.from({ length }, (_, index) => Math.sin(seed + index)) };
    }),
  };
}

async function sendJson(reply: HttpReply, status: number, body: JsonObject): Promise<void> {
  const type = ["Content-Type", "application/json; charset=UTF-8"] as const;
  await reply.send(status, [type], JSON.stringify(body, null, 2));
}

if (import.meta.main) {
  const flags = parseArgs(Deno.args, { string: ["port", "pieces"] });
  const fake = startFakeGeminiApi({
    port: Number(flags.port ?? 0),
    pieces: Number(flags.pieces ?? 3),
  });
  console.log(fake.url);
}
