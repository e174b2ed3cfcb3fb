import { GatewayError } from "../core/gateway_error.ts";
import type { FinishEvent, GenerateEvent } from "../core/generate_event.ts";
import type { JsonValue } from "../core/json.ts";
import type { Ask, Batch, Events } from "./filter.ts";
import { joinedUsage } from "./joined_usage.ts";
import { jsonIn } from "./json_text.ts";
import type { JsonOutput } from "./output_words.ts";
import { type SchemaCheck, schemaCheck } from "./schema_check.ts";

/**
 * Lets an answer's text go on only when it is JSON that the client's schema allows, without the fence and the words
 * around it; asks once more where it is not, and fails then. An answer with calls is not the final one, and a blocked
 * one is no answer: their text goes on as it is.
 */
export function jsonAnswer(ask: Ask, output: JsonOutput): Ask {
  return async function* (): Events {
    const check = output.schema ? await schemaCheck(output.schema) : isContainer;
    const first = new TextKeeper();
    yield* kept(ask(), first);
    if (!first.finish) return;
    const fault = first.settle(check);
    if (fault === undefined) return yield first.ending();
    if (first.finish.reason !== "stop") {
      throw invalid(`the answer was cut (${first.finish.reason})`);
    }
    const second = new TextKeeper();
    for await (const batch of kept(ask(faultWords(fault)), second)) {
      const events = batch.filter((event) => event.type !== "start");
      if (events.length > 0) yield events;
    }
    if (!second.finish) return;
    const again = second.settle(check);
    if (again !== undefined) throw invalid(again);
    yield second.ending(first.finish);
  };
}

/** Keeps the text of an answer as long as it may be the wanted JSON. */
class TextKeeper {
  finish?: FinishEvent;
  #pieces: string[] = [];
  #called = false;

  /** What goes on now. */
  push(batch: Batch): GenerateEvent[] {
    const out: GenerateEvent[] = [];
    for (const event of batch) {
      if (event.type === "finish") this.finish = event;
      else if (event.type === "text" && !this.#called) this.#pieces.push(event.delta);
      // The text it points into is not the text that the client gets.
      else if (event.type === "citation") out.push({ ...event, span: undefined });
      else {
        if (event.type === "tool-call-start") out.push(...this.#release());
        out.push(event);
      }
    }
    return out;
  }

  /** Says what is wrong with the kept text; what is right with it is all that remains of it. */
  settle(check: SchemaCheck): string | undefined {
    if (this.#called || this.finish?.reason === "content-filter") return undefined;
    const answer = this.#pieces.join("");
    const json = jsonIn(answer);
    if (!json) return answer.trim() ? "it is not JSON" : "it is empty";
    this.#pieces = [json.text];
    return check(json.value);
  }

  /** The last events. */
  ending(first?: FinishEvent): GenerateEvent[] {
    const finish = this.finish!;
    const usage = first ? joinedUsage(first.usage, finish.usage) : finish.usage;
    return [...this.#release(), { ...finish, usage }];
  }

  #release(): GenerateEvent[] {
    const delta = this.#pieces.join("");
    this.#pieces = [];
    this.#called = true;
    return delta ? [{ type: "text", delta }] : [];
  }
}

async function* kept(stream: Events, keeper: TextKeeper): Events {
  for await (const batch of stream) {
    const events = keeper.push(batch);
    if (events.length > 0) yield events;
    if (keeper.finish) return;
  }
}

/** JSON without a schema means an object, or at least a list. */
function isContainer(value: JsonValue): string | undefined {
  return typeof value === "object" && value !== null ? undefined : "it is not a JSON object";
}

function faultWords(fault: string): string {
  return `The first answer to this turn could not be used: ${fault.replace(/\.+$/, "")}. ` +
    "Please answer again with the complete JSON and nothing else.";
}

function invalid(fault: string): GatewayError {
  return new GatewayError(
    "upstream",
    `The model did not answer with the JSON that was asked for (${fault}); try again, or simplify the schema.`,
    { code: "invalid_json_output" },
  );
}
