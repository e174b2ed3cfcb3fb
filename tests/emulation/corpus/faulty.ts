import { block, type Case, now, weather, weatherCall } from "./case.ts";

const named = { mode: "required" as const, allowed: ["get_weather"] };
const bad = block('{"name": "get_weather", "arguments": {"city": Oslo}}');
const lacking = block('{"name":"get_weather","arguments":{"days":3}}');
const lackingCall = 'get_weather {"days":3}';
const lackingMore = block('{"name":"get_weather","arguments":{}}');
const lackingStrict = block('{"name":"measure","arguments":{}}');

const mended = (name: string, answer: string, text = ""): Case => ({
  name,
  answers: [answer, block(weather)],
  text,
  calls: [weatherCall],
});

/** Answers that are asked for once more. */
export const faulty: Case[] = [
  mended("a value without quotes", bad),
  mended("single quotes", block("{'name': 'get_weather', 'arguments': {'city': 'Oslo'}}")),
  mended("keys without quotes", block('{name: "get_weather", arguments: {city: "Oslo"}}')),
  mended("typographic quotes", block("{“name”: “get_weather”, “arguments”: {“city”: “Oslo”}}")),
  mended("a comment", block('{"name": "get_weather", // weather\n"arguments": {"city": "Oslo"}}')),
  mended("a missing brace", block('{"name": "get_weather", "arguments": {"city": "Oslo"}')),
  mended("a brace too many", block(`${weather}}`)),
  mended("a missing quote", block('{"name": "get_weather", "arguments": {"city": "Oslo}}')),
  mended("a missing colon", block('{"name" "get_weather", "arguments": {"city": "Oslo"}}')),
  mended(
    "Python's words",
    block('{"name": "get_weather", "arguments": {"city": "Oslo", "x": None}}'),
  ),
  mended("two numbers without a comma", block('{"name":"now","arguments":{"ids":[1 2]}}')),
  mended(
    "a backslash between values",
    block('{"name":"get_weather",\\ "arguments":{"city":"Oslo"}}'),
  ),
  mended("two commas in a row", block('{"name":"get_weather",,"arguments":{"city":"Oslo"}}')),
  mended("a wrong escape", block('{"name": "get_weather", "arguments": {"city": "\\d+"}}')),
  mended("words in front of the JSON", block(`Calling:\n${weather}`)),
  mended("an empty block", "```tool_call\n```"),
  mended("an empty array", block("[]")),
  mended("no name", block('{"arguments":{"city":"Oslo"}}')),
  mended("arguments beside the name", block('{"name":"get_weather","city":"Oslo"}')),
  mended(
    "arguments beside the name of a tool that requires none",
    block('{"name":"now","zone":"UTC"}'),
  ),
  mended("arguments that are a list", block('{"name":"get_weather","arguments":["Oslo"]}')),
  mended("arguments that are a plain text", block('{"name":"get_weather","arguments":"Oslo"}')),
  mended("a required field that lacks", lacking),
  mended("a required field that lacks, with words before", `Hm.\n${lacking}`, "Hm."),
  mended("words before and after a faulty block", `One.\n${bad}\nTwo.`, "One.\nTwo."),
  mended(
    "a result that the model invents behind a faulty block",
    `Hm.\n${bad}\n\n[Tool result: get_weather call_1]\nSnow.\n\n[Assistant]\nIt snows.`,
    "Hm.",
  ),
  {
    name: "a result that the model invents behind a faulty block and a good call",
    answers: [`${bad}\n${block(now)}\n[Tool result: now call_1]\nNoon.`, block(weather)],
    text: "",
    calls: ["now {}", weatherCall],
  },
  {
    name: "a faulty block that stays faulty",
    answers: [bad, bad],
    text: bad,
    calls: [],
  },
  {
    name: "a required field that lacks twice",
    answers: [lacking, lackingMore],
    text: "",
    calls: ["get_weather {}"],
  },
  {
    name: "words, and a required field that lacks twice",
    answers: [`One.\n${lacking}\nTwo.`, `Sorry.\n${lacking}`],
    text: "One.\nTwo.",
    calls: [lackingCall],
  },
  {
    name: "a required field that lacks in one of several calls, twice",
    answers: [`${block(now)}\n${lacking}`, lacking],
    text: "",
    calls: ["now {}", lackingCall],
  },
  {
    name: "a required field that lacks in one call of a block, twice",
    answers: [block(`[${now}, {"name":"get_weather","arguments":{"days":3}}]`), lacking],
    text: "",
    calls: [lackingCall],
  },
  {
    name: "a required field that lacks beside a call already made, and words the second time",
    answers: [`${block(now)}\n${lacking}`, "It rains."],
    text: "",
    calls: ["now {}", lackingCall],
  },
  {
    name: "a required field that lacks, and words in its place",
    answers: [lacking, "Which city?"],
    text: "Which city?",
    calls: [],
  },
  {
    name: "a required field that lacks twice in a call that was named",
    answers: [lacking, lacking],
    text: "",
    calls: [lackingCall],
    choice: named,
  },
  {
    name: "a required field that lacks in a call that was required, and words the second time",
    answers: [lacking, "Which city?"],
    text: "",
    calls: [lackingCall],
    choice: { mode: "required" },
  },
  {
    name: "a required field that lacks twice in a strict tool",
    answers: [lackingStrict, lackingStrict],
    text: lackingStrict,
    calls: [],
  },
  {
    name: "a required field that lacks twice in a strict tool that was named",
    answers: [lackingStrict, lackingStrict],
    text: "",
    calls: [],
    choice: { mode: "required", allowed: ["measure"] },
    error: "tool_call_missing",
  },
  {
    name: "words and a faulty block that stays faulty",
    answers: [`One.\n${bad}\nTwo.`, bad],
    text: `One.\n${bad}\nTwo.`,
    calls: [],
  },
  {
    name: "a faulty block that an answer in words replaces",
    answers: [bad, "It rains in Oslo."],
    text: "It rains in Oslo.",
    calls: [],
  },
  {
    name: "a good call beside a faulty block",
    answers: [`${block(now)}\n${bad}`, block(weather)],
    text: "",
    calls: ["now {}", weatherCall],
  },
  {
    name: "a good call that the second answer says again",
    answers: [`${block(now)}\n${bad}`, `${block(now)}\n${block(weather)}`],
    text: "",
    calls: ["now {}", weatherCall],
  },
  {
    name: "a good call after a faulty block",
    answers: [`${bad}\n${block(now)}`, block(weather)],
    text: "",
    calls: ["now {}", weatherCall],
  },
  {
    ...mended("words where a call was required", "It rains, I think."),
    choice: { mode: "required" },
  },
  { ...mended("words where one tool was named", "It rains, I think."), choice: named },
  { ...mended("another tool where one was named", block(now)), choice: named },
  {
    name: "words before a required call",
    answers: [`Sure.\n${block(weather)}`],
    text: "Sure.",
    calls: [weatherCall],
    choice: { mode: "required" },
  },
  {
    name: "a required call that is never made",
    answers: ["No.", "Never."],
    text: "",
    calls: [],
    choice: { mode: "required" },
    error: "tool_call_missing",
  },
  {
    name: "a required call that stays faulty",
    answers: [bad, bad],
    text: "",
    calls: [],
    choice: named,
    error: "tool_call_missing",
  },
];
