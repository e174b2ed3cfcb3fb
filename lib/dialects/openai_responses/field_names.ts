import type { FieldNames } from "../../http/dialect.ts";

/** What the client calls the fields of the neutral request. */
export const fieldNames: FieldNames = {
  "sampling.temperature": "temperature",
  "sampling.topP": "top_p",
  "output": "text.format",
  "outputMedia": "tools[type=image_generation]",
  "outputMedia.image": "tools[type=image_generation]",
  "outputMedia.size": "tools[type=image_generation].size",
  "tools.description": "tools[].description",
  "tools.parameters.description": "tools[].parameters.description",
  "webSearch": "tools[type=web_search]",
};
