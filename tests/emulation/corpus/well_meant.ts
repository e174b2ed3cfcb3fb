import { block, type Case, now, weather, weatherCall } from "./case.ts";

const call = (name: string, answer: string, text = ""): Case => ({
  name,
  answers: [answer],
  text,
  calls: [weatherCall],
});

/** Answers that mean a call and say so in a way that leaves no doubt. */
export const wellMeant: Case[] = [
  call("a plain block", block(weather)),
  call("text before the block", `Let me look.\n\n${block(weather)}`, "Let me look."),
  call("text after the block", `${block(weather)}\nI wait.`, "I wait."),
  call("text around the block", `One.\n${block(weather)}\nTwo.`, "One.Two."),
  call("white space around the block", `\n\n  \n${block(weather)}\n\n\n`),
  call("no line break at the end", `${block(weather)}`),
  call(
    "a trailing comma in the arguments",
    block('{"name":"get_weather","arguments":{"city":"Oslo",}}'),
  ),
  call(
    "a trailing comma in the call",
    block('{"name":"get_weather","arguments":{"city":"Oslo"},}'),
  ),
  call(
    "JSON over several lines",
    block('{\n  "name": "get_weather",\n  "arguments": {\n    "city": "Oslo"\n  }\n}'),
  ),
  call("a fence of four", block(weather, "````")),
  call("a fence of six", block(weather, "``````")),
  call("a fence that closes longer than it opened", "```tool_call\n" + weather + "\n`````"),
  call("a fence of tildes", block(weather, "~~~")),
  call("escaped fences", "\\`\\`\\`tool\\_call\n" + weather + "\n\\`\\`\\`"),
  call("an escaped underscore in the info", "```tool\\_call\n" + weather + "\n```"),
  call(
    "escapes inside of escaped fences",
    '\\`\\`\\`tool\\_call\n\\{"name": "get\\_weather", "arguments": \\{"city": "Oslo"\\}\\}\n\\`\\`\\`',
  ),
  {
    name: "escapes of JSON inside of escaped fences",
    answers: ['\\`\\`\\`tool\\_call\n{"name":"exec","arguments":{"input":"a\\nb\\_c"}}\n\\`\\`\\`'],
    text: "",
    calls: ['exec {"input":"a\\nb_c"}'],
  },
  call("CRLF", block(weather).replaceAll("\n", "\r\n")),
  call("a space before the info", "``` tool_call\n" + weather + "\n```"),
  call("spaces behind the info", "```tool_call  \n" + weather + "\n```  "),
  call("info in capitals", "```TOOL_CALL\n" + weather + "\n```"),
  call("a hyphen in the info", "```tool-call\n" + weather + "\n```"),
  call("the plural in the info", "```tool_calls\n" + weather + "\n```"),
  call("indentation by two", "  ```tool_call\n  " + weather + "\n  ```"),
  call(
    "a list item's indentation",
    "1. Weather:\n   ```tool_call\n   " + weather + "\n   ```",
    "1. Weather:",
  ),
  call("the JSON on the fence's line", "```tool_call " + weather + "\n```"),
  call("all on one line", "```tool_call " + weather + "```"),
  call("the closing fence on the JSON's line", "```tool_call\n" + weather + "```"),
  call("blank lines inside", "```tool_call\n\n" + weather + "\n\n```"),
  call(
    "arguments as a JSON string",
    block('{"name":"get_weather","arguments":"{\\"city\\":\\"Oslo\\"}"}'),
  ),
  call("args for arguments", block('{"name":"get_weather","args":{"city":"Oslo"}}')),
  call("parameters for arguments", block('{"name":"get_weather","parameters":{"city":"Oslo"}}')),
  call("input for arguments", block('{"name":"get_weather","input":{"city":"Oslo"}}')),
  call(
    "arguments in front of the name",
    block('{"arguments":{"city":"Oslo"},"name":"get_weather"}'),
  ),
  call(
    "an id of its own",
    block('{"id":"call_9","name":"get_weather","arguments":{"city":"Oslo"}}'),
  ),
  call(
    "OpenAI's wrapper",
    block(
      '{"type":"function","function":{"name":"get_weather","arguments":"{\\"city\\":\\"Oslo\\"}"}}',
    ),
  ),
  call(
    "a remark beside the arguments",
    block('{"name":"get_weather","reason":"asked","arguments":{"city":"Oslo"}}'),
  ),
  {
    name: "a parameter beside the arguments",
    answers: [block('{"name":"get_weather","days":3.0,"arguments":{"city":"Oslo"}}')],
    text: "",
    calls: ['get_weather {"city":"Oslo","days":3.0}'],
  },
  call(
    "a required parameter beside empty arguments",
    block('{"name":"get_weather","arguments":{},"city":"Oslo"}'),
  ),
  call(
    "a parameter beside the arguments that stands in them, and one that is null",
    block('{"name":"get_weather","arguments":{"city":"Oslo"},"city":"Bergen","days":null}'),
  ),
  call("an array of one call", block(`[${weather}]`)),
  call("a name in another case", block('{"name":"Get_Weather","arguments":{"city":"Oslo"}}')),
  call("a name in camel case", block('{"name":"getWeather","arguments":{"city":"Oslo"}}')),
  call("a name with hyphens", block('{"name":"get-weather","arguments":{"city":"Oslo"}}')),
  call(
    "a namespace in front of the name",
    block('{"name":"default_api.get_weather","arguments":{"city":"Oslo"}}'),
  ),
  call(
    "a server in front of the name",
    block('{"name":"mcp__home__get_weather","arguments":{"city":"Oslo"}}'),
  ),
  call("a slip in the name", block('{"name":"get_wether","arguments":{"city":"Oslo"}}')),
  call("an echoed header first", `[Assistant]\n${block(weather)}`),
  call("an escaped echoed header first", `\\[Assistant\\]\n\n${block(weather)}`),
  call("an echoed header last", `${block(weather)}\n\n[User]`),
  call(
    "another language's code before",
    "```js\nlet a = 1;\n```\n" + block(weather),
    "```js\nlet a = 1;\n```",
  ),
  call(
    "inline code with three backticks before",
    "```x``` is code.\n" + block(weather),
    "```x``` is code.",
  ),
  {
    name: "two blocks",
    answers: [`${block(weather)}\n${block(now)}`],
    text: "",
    calls: [weatherCall, "now {}"],
  },
  {
    name: "two blocks with a blank line and words between",
    answers: [`${block(weather)}\n\nAnd\n\n${block(now)}`],
    text: "\nAnd",
    calls: [weatherCall, "now {}"],
  },
  {
    name: "two objects in one block",
    answers: [block(`${weather}\n${now}`)],
    text: "",
    calls: [weatherCall, "now {}"],
  },
  {
    name: "an array of two calls",
    answers: [block(`[${weather}, ${now}]`)],
    text: "",
    calls: [weatherCall, "now {}"],
  },
  {
    name: "a block that the next one closes",
    answers: ["```tool_call\n" + weather + "\n" + block(now)],
    text: "",
    calls: [weatherCall, "now {}"],
  },
  {
    name: "no arguments for a tool without any",
    answers: [block('{"name":"now"}')],
    text: "",
    calls: ["now {}"],
  },
  {
    name: "null for no arguments",
    answers: [block('{"name":"now","arguments":null}')],
    text: "",
    calls: ["now {}"],
  },
  {
    name: "fences inside of a string",
    answers: [
      block('{"name":"write_file","arguments":{"path":"a.md","content":"```js\\nx\\n```\\n"}}'),
    ],
    text: "",
    calls: ['write_file {"path":"a.md","content":"```js\\nx\\n```\\n"}'],
  },
  {
    name: "raw line breaks and fences inside of a string",
    answers: [
      block(
        '{"name":"write_file","arguments":{"path":"a.md","content":"# A\n```\nx\n```\n\tend"}}',
      ),
    ],
    text: "",
    calls: ['write_file {"path":"a.md","content":"# A\\n```\\nx\\n```\\n\\tend"}'],
  },
  {
    name: "a tool_call block inside of a string",
    answers: [block('{"name":"exec","arguments":{"input":"\n```tool_call\n{}\n```\n"}}')],
    text: "",
    calls: ['exec {"input":"\\n```tool_call\\n{}\\n```\\n"}'],
  },
  {
    name: "numbers beyond JavaScript's",
    answers: [block('{"name":"now","arguments":{"id":12345678901234567890,"x":1.0,"y":1e400}}')],
    text: "",
    calls: ['now {"id":12345678901234567890,"x":1.0,"y":1e400}'],
  },
  {
    name: "emoji and escapes in arguments",
    answers: [block('{"name":"exec","arguments":{"input":"\\u00e9 😀 \\\\ \\" end"}}')],
    text: "",
    calls: ['exec {"input":"é 😀 \\\\ \\" end"}'],
  },
  {
    name: "a text for a tool of one text",
    answers: [block('{"name":"exec","arguments":"ls -l"}')],
    text: "",
    calls: ['exec {"input":"ls -l"}'],
  },
  call(
    "a result that the model invents, and what it makes of it",
    `${block(weather)}\n\n[Tool result: get_weather call_1]\nSnow.\n\n[Assistant]\n${block(now)}`,
  ),
  call(
    "an invented result with an escaped header",
    `${block(weather)}\n\\[Tool result: x y\\]\nSnow.`,
  ),
  call(
    "text behind a call that only begins like a result",
    `${block(weather)}\n[Tool\n [Tool result: x y]`,
    "[Tool\n [Tool result: x y]",
  ),
  call(
    "a line separator in front of what is no result",
    `${block(weather)}\nOne\u2028[Tool result: x y]\nTwo.`,
    "One\u2028[Tool result: x y]\nTwo.",
  ),
  call("a line of a hundred backticks", `${"`".repeat(100)}\n${block(weather)}`, "`".repeat(100)),
];
