import type { FieldDecision } from "../openai/field_decisions.ts";
import type { ImageEditParams, ImageGenerateParams } from "./wire.ts";

type EveryKey<T> = T extends unknown ? keyof T : never;

/** What becomes of the fields that both requests have. */
const shared = {
  prompt: "read",
  background: "read",
  complexity: "ignored",
  frame_count: "refused",
  frame_duration_ms: "refused",
  model: "read",
  n: "read",
  output_compression: "ignored",
  output_format: "read",
  partial_images: "ignored", // a part of streaming
  quality: "ignored", // each model has one
  response_format: "read",
  safety_identifier: "ignored",
  size: "read",
  stream: "read",
  svg: "refused",
  user: "ignored",
} as const;

/** What becomes of every field of the request type; the compiler finds a field that the vendor added. */
export const generationParameters = {
  ...shared,
  moderation: "ignored",
  style: "ignored", // the prompt can say it
} satisfies Record<EveryKey<ImageGenerateParams>, FieldDecision>;

/** Beside the SDK's type: `images` is how JSON bodies name the pictures. */
export const editParameters = {
  ...shared,
  image: "read",
  images: "read",
  input_fidelity: "ignored", // the models keep what they are not told to change
  markup: "refused",
  mask: "refused",
  moderation: "ignored",
} satisfies Record<EveryKey<ImageEditParams> | "images" | "moderation", FieldDecision>;

/** What to do instead. */
export const refusals: Record<string, string> = {
  frame_count: "only still pictures are made here.",
  frame_duration_ms: "only still pictures are made here.",
  markup: "say in the prompt what to change.",
  mask: "say in the prompt which part of the picture to change.",
  svg: "only PNG, JPEG and WebP pictures are made here.",
};
