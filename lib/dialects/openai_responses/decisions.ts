import type {
  ResponseCreateParamsBase,
  ResponseInputItem,
  ResponseStreamEvent,
  Tool,
} from "./wire.ts";

/**
 * What becomes of every field of the request; the compiler finds one that the vendor added. `ignored` fields are
 * reported in `x-gemini-ignored`, `refused` ones are an error where they hold a value.
 */
export const params = {
  access_programs: "ignored",
  background: "refused",
  context_management: "ignored",
  conversation: "refused",
  image: "ignored",
  include: "read", // what we have of it is always there
  input: "read",
  instructions: "read",
  max_output_tokens: "read",
  max_tool_calls: "ignored", // bounds the vendor's own tools only
  metadata: "read",
  model: "read",
  moderation: "ignored",
  parallel_tool_calls: "read",
  previous_response_id: "read",
  prompt: "refused",
  prompt_cache_key: "read", // echoed
  prompt_cache_options: "ignored",
  prompt_cache_retention: "ignored",
  reasoning: "read",
  safety_identifier: "read", // echoed
  service_tier: "ignored",
  store: "read",
  stream: "read",
  stream_options: "ignored",
  temperature: "read",
  text: "read",
  tool_choice: "read",
  tools: "read",
  top_logprobs: "ignored",
  top_p: "read",
  truncation: "ignored", // a prompt that is too long is refused, never cut
  user: "read", // echoed
} as const satisfies Record<keyof ResponseCreateParamsBase, "read" | "ignored" | "refused">;

/**
 * What becomes of every kind of input item. `skipped`: its outcome stands in the text that follows it, so it goes
 * unsaid and is reported. `refused`: without it the model would not know what happened.
 */
export const inputItems = {
  message: "read",
  reasoning: "read",
  function_call: "read",
  function_call_output: "read",
  custom_tool_call: "read",
  custom_tool_call_output: "read",
  tool_search_call: "read",
  tool_search_output: "read",
  additional_tools: "read",
  item_reference: "read",
  image_generation_call: "read",
  web_search_call: "skipped",
  file_search_call: "skipped",
  code_interpreter_call: "skipped",
  mcp_list_tools: "skipped",
  mcp_call: "skipped",
  mcp_approval_request: "skipped",
  mcp_approval_response: "skipped",
  program: "skipped",
  program_output: "skipped",
  configuration_update: "refused",
  compaction: "refused",
  compaction_trigger: "refused",
  computer_call: "refused",
  computer_call_output: "refused",
  local_shell_call: "refused",
  local_shell_call_output: "refused",
  shell_call: "refused",
  shell_call_output: "refused",
  apply_patch_call: "refused",
  apply_patch_call_output: "refused",
} as const satisfies Record<
  NonNullable<ResponseInputItem["type"]>,
  "read" | "skipped" | "refused"
>;

export type InputItemType = keyof typeof inputItems;

/**
 * What becomes of every kind of tool. `search`: Google's own search takes its place. `ignored`: the answer is the same
 * without it. `refused`: the client counts on something that only the vendor's own service has.
 */
export const toolTypes = {
  function: "callable",
  custom: "callable",
  namespace: "callable",
  tool_search: "callable",
  web_search: "search",
  web_search_2025_08_26: "search",
  web_search_preview: "search",
  web_search_preview_2025_03_11: "search",
  image_generation: "image",
  programmatic_tool_calling: "ignored",
  file_search: "refused",
  code_interpreter: "refused",
  computer: "refused",
  computer_use_preview: "refused",
  mcp: "refused",
  local_shell: "refused",
  shell: "refused",
  apply_patch: "refused",
} as const satisfies Record<
  Tool["type"],
  "callable" | "search" | "image" | "ignored" | "refused"
>;

/** Which of the vendor's stream events are ever sent. */
export const streamEvents = {
  "response.created": "sent",
  "response.in_progress": "sent",
  "response.output_item.added": "sent",
  "response.output_item.done": "sent",
  "response.content_part.added": "sent",
  "response.content_part.done": "sent",
  "response.output_text.delta": "sent",
  "response.output_text.done": "sent",
  "response.output_text.annotation.added": "sent",
  "response.refusal.delta": "sent",
  "response.refusal.done": "sent",
  "response.reasoning_summary_part.added": "sent",
  "response.reasoning_summary_part.done": "sent",
  "response.reasoning_summary_text.delta": "sent",
  "response.reasoning_summary_text.done": "sent",
  "response.function_call_arguments.delta": "sent",
  "response.function_call_arguments.done": "sent",
  "response.custom_tool_call_input.delta": "sent",
  "response.custom_tool_call_input.done": "sent",
  "response.image_generation_call.in_progress": "sent",
  "response.image_generation_call.generating": "sent",
  "response.image_generation_call.completed": "sent",
  "response.completed": "sent",
  "response.incomplete": "sent",
  "response.failed": "sent",
  "error": "sent",
  "response.queued": "never",
  "response.reasoning_text.delta": "never", // thoughts are told as summaries, as the vendor does
  "response.reasoning_text.done": "never",
  "response.image_generation_call.partial_image": "never",
  "response.web_search_call.in_progress": "never", // Gemini does not say when it searches
  "response.web_search_call.searching": "never",
  "response.web_search_call.completed": "never",
  "response.compaction.compacting": "never",
  "response.audio.delta": "never",
  "response.audio.done": "never",
  "response.audio.transcript.delta": "never",
  "response.audio.transcript.done": "never",
  "response.code_interpreter_call_code.delta": "never",
  "response.code_interpreter_call_code.done": "never",
  "response.code_interpreter_call.in_progress": "never",
  "response.code_interpreter_call.interpreting": "never",
  "response.code_interpreter_call.completed": "never",
  "response.file_search_call.in_progress": "never",
  "response.file_search_call.searching": "never",
  "response.file_search_call.completed": "never",
  "response.mcp_call_arguments.delta": "never",
  "response.mcp_call_arguments.done": "never",
  "response.mcp_call.in_progress": "never",
  "response.mcp_call.completed": "never",
  "response.mcp_call.failed": "never",
  "response.mcp_list_tools.in_progress": "never",
  "response.mcp_list_tools.completed": "never",
  "response.mcp_list_tools.failed": "never",
  "response.shell_call_command.added": "never",
  "response.shell_call_command.delta": "never",
  "response.shell_call_command.done": "never",
  "response.shell_call_output_content.delta": "never",
  "response.shell_call_output_content.done": "never",
} as const satisfies Record<ResponseStreamEvent["type"], "sent" | "never">;
