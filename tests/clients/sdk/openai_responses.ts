import type OpenAI from "openai";
import { zodTextFormat } from "openai/helpers/zod";
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

type Item = OpenAI.Responses.ResponseInputItem;
type Answered = Pick<OpenAI.Responses.Response, "output">;

const tools: OpenAI.Responses.FunctionTool[] = [{
  type: "function",
  name: "get_weather",
  parameters: weatherParameters,
  strict: true,
}];

/** Responses. */
export function openaiResponsesChecks({ responses }: OpenAI): SdkCheck[] {
  return [...turnChecks(responses), ...toolChecks(responses), pictureCheck(responses)];
}

function turnChecks(responses: OpenAI.Responses): SdkCheck[] {
  return [
    {
      feature: "plain turn",
      name: "responses",
      run: async () => {
        const answer = await responses.create({ model, input: wordPrompt });
        ensureWord(answer.output_text, nonce);
        ensure(answer.status === "completed" && answer.usage!.total_tokens > 0, "the ending");
      },
    },
    {
      feature: "streaming",
      name: "responses",
      run: async () => {
        const stream = responses.stream({ model, input: wordPrompt });
        const events = await Array.fromAsync(stream);
        ensure(events.every((event, n) => event.sequence_number === n), "numbers from 0");
        ensureWord((await stream.finalResponse()).output_text, nonce);
      },
    },
    {
      feature: "structured answer",
      name: "responses parse",
      run: async () => {
        const Answer = z.object({ answer: z.string(), tags: z.array(z.string()) });
        const { output_parsed } = await responses.parse({
          model,
          input: wordPrompt,
          text: { format: zodTextFormat(Answer, "answer") },
        });
        ensureWord(output_parsed?.answer, nonce);
      },
    },
    {
      feature: "cancellation",
      name: "responses",
      run: () =>
        ensureCancelled(async () => {
          const stream = await responses.create({ model, input: longPrompt, stream: true });
          for await (const { type } of stream) if (type === "response.output_text.delta") break;
        }),
    },
  ];
}

function toolChecks(responses: OpenAI.Responses): SdkCheck[] {
  return [
    {
      feature: "tool round trip",
      name: "responses",
      run: async () => {
        const first = await responses.create({ model, input: toolPrompt, tools, store: false });
        const input: Item[] = [...asked(toolPrompt), ...repeated(first), ...results(first, 1)];
        const { output_text } = await responses.create({ model, input, tools, store: false });
        ensureWord(output_text, `${nonce} in Paris`);
      },
    },
    {
      feature: "parallel tools",
      name: "responses",
      run: async () => {
        const stream = responses.stream({ model, input: parallelPrompt, tools });
        const first = await stream.finalResponse();
        const input: Item[] = [...asked(parallelPrompt), ...repeated(first), ...results(first, 2)];
        const { output_text } = await responses.create({ model, input, tools });
        ensureWord(output_text, `${nonce} in Paris`);
        ensureWord(output_text, `${nonce} in Rome`);
      },
    },
    {
      feature: "ten tool turns",
      name: "responses",
      run: async () => {
        const input = asked(tenTurnsPrompt);
        for (let turn = 1; turn <= 10; turn++) {
          const answer = await responses.create({ model, input, tools });
          input.push(...repeated(answer), ...results(answer, 1));
        }
        const { output_text } = await responses.create({ model, input, tools });
        ensureWord(output_text, `${nonce} in City 10`);
      },
    },
    {
      feature: "previous_response_id",
      name: "a tool round trip",
      run: async () => {
        const first = await responses.create({ model, input: toolPrompt, tools, store: true });
        const { output_text } = await responses.create({
          model,
          previous_response_id: first.id,
          input: results(first, 1),
          tools,
        });
        ensureWord(output_text, `${nonce} in Paris`);
      },
    },
  ];
}

function pictureCheck(responses: OpenAI.Responses): SdkCheck {
  const content: OpenAI.Responses.ResponseInputContent[] = [
    { type: "input_text", text: wordPrompt },
    { type: "input_image", image_url: `data:image/png;base64,${picture}`, detail: "auto" },
  ];
  return {
    feature: `picture ${pictures}`,
    name: "responses",
    run: () => ensurePicture(() => responses.create({ model, input: [{ role: "user", content }] })),
  };
}

function asked(content: string): Item[] {
  return [{ role: "user", content }];
}

function repeated({ output }: Answered): Item[] {
  return output as Item[];
}

/** The results of the calls, as many as expected. */
function results({ output }: Answered, count: number): Item[] {
  const calls = output.filter((item) => item.type === "function_call");
  ensure(calls.length === count, `${count} calls in ${JSON.stringify(output)}`);
  return calls.map((call) => ({
    type: "function_call_output",
    call_id: call.call_id,
    output: weather(JSON.parse(call.arguments)),
  }));
}
