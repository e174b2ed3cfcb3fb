import type { HttpReply } from "../http_server.ts";
import type { Step, StepName, WebAnswer } from "./answer.ts";
import { type Break, untilLeft } from "./faults.ts";
import { dataRow, frame } from "./frames.ts";
import { framesType } from "./refusals.ts";
import { heartbeat } from "./snapshot.ts";

/** A place in an answer where it can be held: `after-meta`, `before-final`, `after-piece-2`, `before-head`, … */
export type HoldPoint = `${"before" | "after"}-${"head" | StepName}`;

/** An answer that stands still until it is released. */
export interface Hold {
  /** Resolves when the answer stands there. */
  reached: Promise<void>;
  release(): void;
}

/** Makes answers stand still; a hold serves one answer. */
export class Holds {
  readonly #waiting: { point: HoldPoint; reach: () => void; released: Promise<void> }[] = [];

  add(point: HoldPoint): Hold {
    const reached = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    this.#waiting.push({ point, reach: reached.resolve, released: released.promise });
    return { reached: reached.promise, release: released.resolve };
  }

  async pass(point: HoldPoint, left: AbortSignal): Promise<void> {
    const index = this.#waiting.findIndex((hold) => hold.point === point);
    if (index < 0) return;
    const [hold] = this.#waiting.splice(index, 1);
    hold?.reach();
    await Promise.race([hold?.released, untilLeft(left)]);
  }
}

/** Sends an answer step by step, at its pace, up to where a fault breaks it. */
export class AnswerPlayer {
  readonly #reply: HttpReply;
  readonly #left: AbortSignal;
  readonly #holds: Holds;

  constructor(reply: HttpReply, left: AbortSignal, holds: Holds) {
    this.#reply = reply;
    this.#left = left;
    this.#holds = holds;
  }

  async play(answer: WebAnswer, steps: Iterable<Step>, fault?: Break): Promise<void> {
    if (fault?.after === "nothing") return await this.#stall();
    await this.#holds.pass("before-head", this.#left);
    if (this.#left.aborted) return;
    await this.#reply.begin(200, [framesType]);
    await this.#holds.pass("after-head", this.#left);
    const brokenAfter = fault?.after === "half-the-pieces" ? half(answer, fault) : fault?.after;
    let first = true;
    for (const step of steps) {
      // A short answer has fewer pieces than asked for: then it breaks before the end of its text.
      if (fault && step.name === "final") {
        if (await this.#act(fault, step, answer)) return;
        fault = undefined;
      }
      if (!first && answer.delayMs) await pause(answer.delayMs, this.#left);
      first = false;
      await this.#holds.pass(`before-${step.name}`, this.#left);
      if (this.#left.aborted) return;
      if (fault?.act === "cut-chunk" && step.name === brokenAfter) {
        return await this.#reply.cutChunk(step.text);
      }
      await this.#send(step.text, answer.writeBytes);
      await this.#holds.pass(`after-${step.name}`, this.#left);
      if (this.#left.aborted) return;
      if (fault && step.name === brokenAfter) {
        if (await this.#act(fault, step, answer)) return;
        fault = undefined;
      }
    }
    if (answer.tail === "open") return await this.#stall();
    await this.#reply.end();
  }

  /** Whether that was the end of it. */
  async #act(fault: Break, step: Step, answer: WebAnswer): Promise<boolean> {
    const { act } = fault;
    if (typeof act === "object") {
      await this.#send(act.put, answer.writeBytes);
      if (act.thenEnd) await this.#reply.end();
      return act.thenEnd;
    }
    if (act === "stall") await this.#stall();
    else if (act === "beat") await this.#beat(answer);
    else if (act === "cut-chunk") await this.#reply.cutChunk(step.text);
    else if (act === "cut") this.#reply.drop();
    else await this.#reply.end();
    return true;
  }

  async #beat(answer: WebAnswer): Promise<void> {
    for (let count = 0; !this.#left.aborted; count++) {
      await this.#send(frame([dataRow(heartbeat(count))]), answer.writeBytes);
      await pause(Math.max(answer.delayMs, 20), this.#left);
    }
  }

  async #send(text: string, writeBytes?: number): Promise<void> {
    const bytes = encoder.encode(text);
    const size = writeBytes ?? bytes.length;
    for (let at = 0; at < bytes.length; at += size) {
      await this.#reply.chunk(bytes.subarray(at, at + size));
    }
  }

  #stall(): Promise<void> {
    return untilLeft(this.#left);
  }
}

/** Resolves after the time, or as soon as the client left. */
export function pause(ms: number, left: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      left.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    left.addEventListener("abort", done);
  });
}

/** The piece in the middle; a chunk is cut in the piece behind it, so that text was there before. */
function half(answer: WebAnswer, { act }: Break): StepName {
  const middle = Math.max(1, (answer.snapshots?.length ?? answer.pieces) >> 1);
  return `piece-${act === "cut-chunk" ? middle + 1 : middle}`;
}

const encoder = new TextEncoder();
