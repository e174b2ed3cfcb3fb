import type OpenAI from "openai";
import { zodResponseFormat } from "openai/helpers/zod";
import { z } from "zod";
import {
  ensure,
  ensureCancelled,
  ensurePicture,
  ensureWord,
  model,
  pictures,
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

type Message = OpenAI.ChatCompletionMessageParam;

const tools: OpenAI.ChatCompletionFunctionTool[] = [{
  type: "function",
  function: { name: "get_weather", parameters: weatherParameters, strict: true },
}];
const Answer = z.object({
  answer: z.string(),
  count: z.number().int(),
  kinds: z.array(z.enum(["a", "b"])),
  note: z.string().nullable(),
});

/** Chat Completions. */
export function openaiChatChecks({ chat: { completions } }: OpenAI): SdkCheck[] {
  return [...turnChecks(completions), ...toolChecks(completions), pictureCheck(completions)];
}

function turnChecks(completions: OpenAI.Chat.Completions): SdkCheck[] {
  return [
    {
      feature: "plain turn",
      name: "chat",
      run: async () => {
        const { choices, usage } = await completions.create({ model, messages: asked(wordPrompt) });
        ensureWord(choices[0]?.message.content, nonce);
        ensure(choices[0]?.finish_reason === "stop" && usage!.total_tokens > 0, "the ending");
      },
    },
    {
      feature: "streaming",
      name: "chat with usage",
      run: async () => {
        const stream = await completions.create({
          model,
          messages: asked(wordPrompt),
          stream: true,
          stream_options: { include_usage: true },
        });
        const chunks = await Array.fromAsync(stream);
        ensureWord(chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join(""), nonce);
        ensure(chunks.at(-1)?.usage?.total_tokens, "usage at the end");
        ensure(chunks.some(({ choices }) => choices[0]?.finish_reason === "stop"), "a finish");
      },
    },
    {
      feature: "structured answer",
      name: "chat parse",
      run: async () => {
        const { choices } = await completions.parse({
          model,
          messages: asked(wordPrompt),
          response_format: zodResponseFormat(Answer, "answer"),
        });
        ensureWord(choices[0]?.message.parsed?.answer, nonce);
      },
    },
    {
      feature: "cancellation",
      name: "chat",
      run: () =>
        ensureCancelled(async () => {
          const messages = asked(longPrompt);
          const stream = await completions.create({ model, messages, stream: true });
          for await (const { choices } of stream) if (choices[0]?.delta.content) break;
        }),
    },
  ];
}

function toolChecks(completions: OpenAI.Chat.Completions): SdkCheck[] {
  return [
    {
      feature: "tool round trip",
      name: "chat",
      run: async () => {
        const messages = await toolTurn(completions, toolPrompt, 1);
        const { choices } = await completions.create({ model, messages, tools });
        ensureWord(choices[0]?.message.content, `${nonce} in Paris`);
      },
    },
    {
      feature: "parallel tools",
      name: "chat",
      run: async () => {
        const messages = await toolTurn(completions, parallelPrompt, 2);
        const { choices } = await completions.create({ model, messages, tools });
        ensureWord(choices[0]?.message.content, `${nonce} in Paris`);
        ensureWord(choices[0]?.message.content, `${nonce} in Rome`);
      },
    },
    {
      feature: "ten tool turns",
      name: "chat runTools",
      run: async () => {
        let turns = 0;
        const count = (args: unknown) => (turns++, weather(args));
        const run = completions.runTools({
          model,
          messages: asked(tenTurnsPrompt),
          stream: true,
          tools: [{
            type: "function",
            function: {
              name: "get_weather",
              description: "Weather",
              parameters: weatherParameters,
              parse: JSON.parse,
              function: count,
            },
          }],
        }, { maxChatCompletions: 12 });
        ensureWord(await run.finalContent(), `${nonce} in City 10`);
        ensure(turns === 10, `ten turns, not ${turns}`);
      },
    },
  ];
}

function pictureCheck(completions: OpenAI.Chat.Completions): SdkCheck {
  const content: OpenAI.ChatCompletionContentPart[] = [
    { type: "text", text: wordPrompt },
    { type: "image_url", image_url: { url: `data:image/png;base64,${picture}` } },
  ];
  return {
    feature: `picture ${pictures}`,
    name: "chat",
    run: () =>
      ensurePicture(() => completions.create({ model, messages: [{ role: "user", content }] })),
  };
}

/** The conversation up to the results of the tool, called so many times at once. */
async function toolTurn(
  completions: OpenAI.Chat.Completions,
  prompt: string,
  calls: number,
): Promise<Message[]> {
  const messages = asked(prompt);
  const stream = completions.stream({ model, messages, tools });
  const { message, finish_reason } = (await stream.finalChatCompletion()).choices[0]!;
  const made = message.tool_calls ?? [];
  ensure(finish_reason === "tool_calls", `tools are called, not ${finish_reason}`);
  ensure(new Set(made.map(({ id }) => id)).size === calls, `${calls} calls`);
  const results = made.map((call): Message => ({
    role: "tool",
    tool_call_id: call.id,
    content: call.type === "function" ? weather(JSON.parse(call.function.arguments)) : "",
  }));
  return [...messages, message, ...results];
}

function asked(content: string): Message[] {
  return [{ role: "user", content }];
}
