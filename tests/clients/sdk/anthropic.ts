import Anthropic from "@anthropic-ai/sdk";
import { betaZodTool } from "@anthropic-ai/sdk/helpers/beta/zod";
import { zodOutputFormat } from "@anthropic-ai/sdk/helpers/zod";
import { z } from "zod";
import {
  apiKey,
  ensure,
  ensureCancelled,
  ensurePicture,
  ensureWord,
  errorOf,
  gateway,
  model,
  pictures,
  report,
  type SdkCheck,
} from "./checks.ts";
import { picture } from "./picture.ts";
import {
  longPrompt,
  nonce,
  parallelPrompt,
  tenTurnsPrompt,
  toolPrompt,
  weather,
  weatherParameters,
  wordPrompt,
} from "./weather.ts";

type Message = Anthropic.MessageParam;

const client = new Anthropic({ baseURL: gateway, apiKey, maxRetries: 0 });
const basis = { model, max_tokens: 4096 };
const tools: Anthropic.Tool[] = [{ name: "get_weather", input_schema: weatherParameters }];

const errorClasses = [
  [400, Anthropic.BadRequestError, "invalid_request_error"],
  [401, Anthropic.AuthenticationError, "authentication_error"],
  [403, Anthropic.PermissionDeniedError, "permission_error"],
  [404, Anthropic.NotFoundError, "not_found_error"],
  [429, Anthropic.RateLimitError, "rate_limit_error"],
  [500, Anthropic.InternalServerError, "api_error"],
] as const;

await report([
  {
    feature: "plain turn",
    name: "messages",
    run: async () => {
      const message = await client.messages.create({ ...basis, messages: asked(wordPrompt) });
      ensureWord(textOf(message), nonce);
      ensure(message.stop_reason === "end_turn" && message.usage.output_tokens > 0, "the ending");
    },
  },
  {
    feature: "streaming",
    name: "messages",
    run: async () => {
      const stream = client.messages.stream({ ...basis, messages: asked(wordPrompt) });
      const events = await Array.fromAsync(stream);
      ensure(events.at(0)?.type === "message_start", "message_start comes first");
      ensure(events.at(-1)?.type === "message_stop", "message_stop comes last");
      ensureWord(textOf(await stream.finalMessage()), nonce);
    },
  },
  {
    feature: "tool round trip",
    name: "with thinking",
    run: async () => {
      const thinking = { type: "enabled", budget_tokens: 1024 } as const;
      const messages = await toolTurn({ prompt: `${toolPrompt} [[think]]`, calls: 1, thinking });
      const message = await client.messages.create({ ...basis, thinking, messages, tools });
      ensureWord(textOf(message), `${nonce} in Paris`);
    },
  },
  {
    feature: "parallel tools",
    name: "results in the other order",
    run: async () => {
      const messages = await toolTurn({ prompt: parallelPrompt, calls: 2 });
      const message = await client.messages.create({ ...basis, messages, tools });
      ensureWord(textOf(message), `${nonce} in Paris`);
      ensureWord(textOf(message), `${nonce} in Rome`);
    },
  },
  ...[{ name: "toolRunner", thread: undefined }, { name: "without thread", thread: false as const }]
    .map(({ name, thread }) => runnerCheck(name, thread)),
  {
    feature: "structured answer",
    name: "messages parse",
    run: async () => {
      const Answer = z.object({ answer: z.string(), tags: z.array(z.string()) });
      const { parsed_output } = await client.messages.parse({
        ...basis,
        messages: asked(wordPrompt),
        output_config: { format: zodOutputFormat(Answer) },
      });
      ensureWord(parsed_output?.answer, nonce);
    },
  },
  {
    feature: "token count",
    name: "countTokens",
    run: async () => {
      const messages = asked(wordPrompt);
      const { input_tokens } = await client.messages.countTokens({ model, messages, tools });
      ensure(Number.isInteger(input_tokens) && input_tokens > 0, `${input_tokens} is a count`);
    },
  },
  {
    feature: "models",
    name: "list and retrieve",
    run: async () => {
      const models = await Array.fromAsync(client.models.list());
      ensure(models.length > 0 && models.every(({ type }) => type === "model"), "a list");
      const one = await client.models.retrieve(models[0]!.id);
      ensure(one.id === models[0]!.id && one.display_name, "the model");
    },
  },
  {
    feature: "cancellation",
    name: "messages",
    run: () =>
      ensureCancelled(async () => {
        const messages = asked(longPrompt);
        const stream = await client.messages.create({ ...basis, messages, stream: true });
        for await (const { type } of stream) if (type === "content_block_delta") break;
      }),
  },
  pictureCheck(),
  ...errorChecks(),
]);

function runnerCheck(name: string, thread: false | undefined): SdkCheck {
  return {
    feature: "ten tool turns",
    name,
    run: async () => {
      let turns = 0;
      const tool = betaZodTool({
        name: "get_weather",
        description: "Weather",
        inputSchema: z.object({ city: z.string() }),
        run: (args) => (turns++, weather(args)),
      });
      const messages = [{ role: "user" as const, content: tenTurnsPrompt }];
      const params = { ...basis, messages, tools: [tool], ...(thread === false && { thread }) };
      const message = await client.beta.messages.toolRunner(params);
      ensureWord(textOf(message), `${nonce} in City 10`);
      ensure(turns === 10, `ten turns, not ${turns}`);
    },
  };
}

function pictureCheck(): SdkCheck {
  const source = { type: "base64", media_type: "image/png", data: picture } as const;
  const content = [{ type: "image" as const, source }, { type: "text" as const, text: "?" }];
  const messages: Message[] = [{ role: "user", content }];
  return {
    feature: `picture ${pictures}`,
    name: "messages",
    run: () => ensurePicture(() => client.messages.create({ ...basis, messages })),
  };
}

function errorChecks(): SdkCheck[] {
  return [{ name: "whole", stream: false }, { name: "stream", stream: true }].map((
    { name, stream },
  ) => ({
    feature: "errors",
    name,
    run: async () => {
      for (const [status, expected, type] of errorClasses) {
        const messages = asked(`Fail. [[error:${status}]]`);
        const error = await errorOf(() => client.messages.create({ ...basis, messages, stream }));
        ensure(error instanceof expected, `${error} is a ${expected.name}`);
        ensure(error.type === type, `its type is ${type}, not ${error.type}`);
      }
    },
  }));
}

interface ToolTurn {
  prompt: string;
  calls: number;
  thinking?: Anthropic.ThinkingConfigParam;
}

/** The conversation up to the results of the tool, in another order than the calls. */
async function toolTurn({ prompt, calls, thinking }: ToolTurn): Promise<Message[]> {
  const messages = asked(prompt);
  const stream = client.messages.stream({ ...basis, messages, tools, thinking });
  const { content, stop_reason } = await stream.finalMessage();
  const used = content.filter((block) => block.type === "tool_use");
  ensure(stop_reason === "tool_use", `tools are called, not ${stop_reason}`);
  ensure(new Set(used.map(({ id }) => id)).size === calls, `${calls} calls`);
  if (thinking) ensure(content[0]?.type === "thinking", `thoughts, not ${content[0]?.type}`);
  const results = used.map(({ id, input }) => ({
    type: "tool_result" as const,
    tool_use_id: id,
    content: weather(input),
  }));
  return [...messages, { role: "assistant", content }, {
    role: "user",
    content: results.reverse(),
  }];
}

function asked(content: string): Message[] {
  return [{ role: "user", content }];
}

function textOf({ content }: { content: { type: string; text?: string }[] }): string {
  return content.map(({ type, text = "" }) => type === "text" ? text : "").join("");
}
