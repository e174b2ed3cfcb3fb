import { parseArgs } from "@std/cli/parse-args";
import { type HttpReply, type HttpRequest, serveHttp } from "./http_server.ts";
import { answerSteps, plainAnswer, type WebAnswer } from "./gemini_web/answer.ts";
import { AnswerPlayer, type Hold, type HoldPoint, Holds } from "./gemini_web/answer_player.ts";
import {
  breakOf,
  type GenerateFault,
  isPageFault,
  type PageFault,
  sendFault,
  sendPageFault,
} from "./gemini_web/faults.ts";
import { type GenerateCall, generatePath, readGenerateCall } from "./gemini_web/generate_call.ts";
import { GoogleSession } from "./gemini_web/google_session.ts";
import { sendSideService, type Upload } from "./gemini_web/side_services.ts";
import { servedModel } from "./gemini_web/models.ts";
import { type PageOptions, sendPage } from "./gemini_web/page.ts";
import { sendErrorPage, sendRefusal, sendRows } from "./gemini_web/refusals.ts";
import { bardErrorRow } from "./gemini_web/frames.ts";
import { type ModelReply, type ModelTurn, respond } from "./scripted_model.ts";
import { type RecordedRequest, recordRequest } from "./gemini_web/recorded_request.ts";
import { type Replay, type ReplayOptions, sendReplay } from "./gemini_web/replay.ts";
import { PromptError, readWebPrompt, webText } from "./web_prompt.ts";

export interface FakeGeminiWebOptions {
  port?: number;
  /** How answers arrive, unless scripted otherwise. */
  answers?: Partial<WebAnswer>;
  page?: PageOptions;
  /** What answers prompts; the scripted model of the directives unless given. */
  model?: (turn: ModelTurn) => ModelReply;
  /** Answers JSON without the fence around it. */
  bareJson?: boolean;
  /** UTF-8 bytes of a prompt that are read; Google cuts the rest off silently. */
  promptBytes?: number;
}

export interface FakeStats {
  /** Answers under way. */
  active: number;
  /** Answers whose client left before their end. */
  aborted: number;
  /** Generate requests that came. */
  started: number;
}

/** What the next request gets: an answer of its own, a fault, or a fault within that answer. */
export interface Scripted extends Partial<WebAnswer> {
  fault?: GenerateFault;
}

export type { RecordedRequest, ReplayOptions };

/** Starts on a free port of 127.0.0.1, unless one is given. */
export function startFakeGeminiWeb(options: FakeGeminiWebOptions = {}): FakeGeminiWeb {
  return new FakeGeminiWeb(options);
}

/** The Gemini web app on loopback, with a scripted model behind it. */
export class FakeGeminiWeb {
  readonly url: string;
  readonly requests: RecordedRequest[] = [];
  readonly stats: FakeStats = { active: 0, aborted: 0, started: 0 };
  /** Label, tokens and sign-in as Google sees them; change them to make a client's knowledge stale. */
  readonly session = new GoogleSession();
  /** Files that were uploaded; a prompt may refer to them. */
  readonly uploads: Upload[] = [];
  readonly close: () => Promise<void>;
  readonly #options: FakeGeminiWebOptions;
  readonly #scripted: (Scripted | Replay)[] = [];
  readonly #pageFaults: PageFault[] = [];
  readonly #holds = new Holds();
  readonly #chats = new Set<string>();
  #idle: (() => void)[] = [];

  constructor(options: FakeGeminiWebOptions) {
    this.#options = options;
    const server = serveHttp(options.port ?? 0, (request, reply) => this.#serve(request, reply));
    this.url = server.url;
    this.close = server.close;
  }

  /** The recorded StreamGenerate requests. */
  get generations(): RecordedRequest[] {
    return this.requests.filter(({ path }) => path.endsWith(generatePath));
  }

  /** The recorded page loads. */
  get pageLoads(): RecordedRequest[] {
    return this.requests.filter(({ path }) => isPage(path));
  }

  /** Answers the next requests so, in the order of scripting; what is not given is as usual. */
  script(scripted: Scripted, times = 1): void {
    for (let n = 0; n < times; n++) this.#scripted.push(scripted);
  }

  /** Fails the next requests so. */
  fail(fault: GenerateFault | PageFault, times = 1): void {
    if (!isPageFault(fault)) return this.script({ fault }, times);
    for (let n = 0; n < times; n++) this.#pageFaults.push(fault);
  }

  /** Answers the next request with these bytes. */
  replay(bytes: Uint8Array, options: ReplayOptions = {}): void {
    this.#scripted.push({ bytes, options });
  }

  /** Forgets what was scripted and not yet used. */
  forget(): void {
    this.#scripted.length = 0;
    this.#pageFaults.length = 0;
  }

  /** Holds the next answer that comes to this point. */
  hold(point: HoldPoint): Hold {
    return this.#holds.add(point);
  }

  /** Resolves when no answer is under way. */
  idle(): Promise<void> {
    if (this.stats.active === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  async #serve(request: HttpRequest, reply: HttpReply): Promise<void> {
    const recorded = recordRequest(request);
    this.requests.push(recorded);
    if (request.path.endsWith(generatePath)) await this.#generate(request, reply, recorded);
    else if (isPage(request.path)) await this.#page(request, reply);
    else await sendSideService(request, reply, this);
  }

  async #page(request: HttpRequest, reply: HttpReply): Promise<void> {
    const fault = this.#pageFaults.shift();
    if (fault && await sendPageFault(fault, reply, request.left)) return;
    await sendPage(request, reply, this.session, {
      ...this.#options.page,
      ...(fault === "page-anonymous" && { anonymous: true }),
      ...(fault === "page-tokenless" && { tokenless: true }),
    });
  }

  async #generate(
    request: HttpRequest,
    reply: HttpReply,
    recorded: RecordedRequest,
  ): Promise<void> {
    this.stats.started++;
    this.stats.active++;
    try {
      const call = readGenerateCall(request, this.session, this.#chats);
      if ("status" in call) {
        recorded.refused = call.reason;
        await sendRefusal(reply, call);
      } else await this.#answer(call, reply, request.left);
    } catch (thrown) {
      if (!(thrown instanceof PromptError)) throw thrown;
      recorded.refused = thrown.message;
      await sendErrorPage(reply, 500);
    } finally {
      this.stats.active--;
      if (request.left.aborted && !reply.complete) this.stats.aborted++;
      if (this.stats.active === 0) { for (const resolve of this.#idle.splice(0)) resolve(); }
    }
  }

  async #answer(call: GenerateCall, reply: HttpReply, left: AbortSignal): Promise<void> {
    const next = this.#scripted.shift() ?? {};
    if ("bytes" in next) return await sendReplay(next, reply, left);
    const { fault, ...scripted } = next;
    if (fault && await sendFault(fault, reply, this.session)) return;
    const served = servedModel(call);
    if (!served) return await sendRows(reply, bardErrorRow(1052));
    const refusedFile = this.#fileError(call);
    if (refusedFile) return await sendRows(reply, bardErrorRow(refusedFile));
    const given = { ...this.#options.answers, ...scripted };
    if (fault === "late-1096") given.lateError = 1096;
    const answer = given.text === undefined ? this.#modelAnswer(call) : { text: given.text };
    if (typeof answer === "number") return await sendErrorPage(reply, answer);
    const whole: WebAnswer = { ...plainAnswer, ...answer, ...given };
    const ids = newIds(this.stats.started);
    this.#chats.add(ids.cid);
    const steps = answerSteps(whole, {
      ids,
      served: whole.served ?? served,
      streaming: call.streaming,
    });
    await new AnswerPlayer(reply, left, this.#holds).play(whole, steps, fault && breakOf(fault));
  }

  /** Files need an account, and must have been uploaded. */
  #fileError({ files, signedIn }: GenerateCall): 1003 | 1100 | undefined {
    if (files.length && !signedIn) return 1100;
    const known = this.uploads.map(({ reference }) => reference);
    return files.every((file) => known.includes(file)) ? undefined : 1003;
  }

  /** What the model says to the prompt, or the HTTP status it fails with. */
  #modelAnswer(call: GenerateCall): Pick<WebAnswer, "text" | "thoughts"> | number {
    const read = firstBytes(call.prompt, this.#options.promptBytes ?? 130_000);
    const turn = readWebPrompt(read);
    const reply = (this.#options.model ?? respond)(turn);
    const fenced = turn.outputSchema !== undefined && !this.#options.bareJson;
    return reply.error ?? { text: webText(reply, fenced), thoughts: reply.thoughts };
  }
}

function isPage(path: string): boolean {
  return path === "/" || /^(?:\/u\/\d+)?\/app$/.test(path);
}

function newIds(turn: number) {
  const hex = turn.toString(16).padStart(12, "0");
  return { cid: `c_70b7${hex}`, rid: `r_f0e5${hex}`, rcid: `rc_979c${hex}` };
}

function firstBytes(text: string, limit: number): string {
  const bytes = new TextEncoder().encode(text);
  return bytes.length <= limit ? text : new TextDecoder().decode(bytes.subarray(0, limit));
}

if (import.meta.main) {
  const flags = parseArgs(Deno.args, { string: ["port", "delay-ms", "pieces"] });
  const fake = startFakeGeminiWeb({
    port: Number(flags.port ?? 0),
    answers: {
      delayMs: Number(flags["delay-ms"] ?? 0),
      pieces: Number(flags.pieces ?? plainAnswer.pieces),
    },
  });
  console.log(fake.url);
}
