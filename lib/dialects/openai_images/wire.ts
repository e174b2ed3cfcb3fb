// The vendor's types, for the compiler only: `import type` fetches nothing at run time.
export type { ImageEditParams, ImageGenerateParams, ImagesResponse } from "openai/resources/images";
