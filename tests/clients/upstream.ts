import { startFakeGeminiApi } from "../fakes/fake_gemini_api.ts";
import { startFakeGeminiWeb } from "../fakes/fake_gemini_web.ts";
import { picture } from "./sdk/picture.ts";

/** A fake upstream with the scripted model behind it, and what a client needs to get there. */
export interface Upstream {
  name: "web" | "api";
  /** As it stands in the table. */
  title: string;
  /** Flags and variables of the gateway. */
  flags: string[];
  env: Record<string, string>;
  /** A name of a model. */
  model: string;
  /** The key that clients send. */
  apiKey: string;
  /** What it does with pictures that the user sends. */
  pictures: "refused" | "carried";
  /** What it does with pictures that a tool brought. */
  viewedPictures: "told" | "carried";
  /** How many requests brought it the picture of the checks, or the words for it. */
  pictureRequests(): number;
  /** Lets the next answer stand still behind its first words. */
  hold(): void;
  /** Says how many answers ended because the gateway left, once none is under way or some seconds have passed. */
  aborted(): Promise<number>;
  close(): Promise<void>;
}

export type UpstreamName = keyof typeof upstreams;

export const upstreams = {
  web(): Upstream {
    const fake = startFakeGeminiWeb();
    return {
      name: "web",
      title: "Gemini web",
      flags: [
        ...["--gemini-web-url", fake.url],
        ...["--google-accounts-url", fake.url],
        ...["--gemini-upload-url", fake.url],
      ],
      env: {},
      model: "gemini-3.5-flash",
      apiKey: "any",
      pictures: "refused",
      viewedPictures: "told",
      pictureRequests: () =>
        fake.generations.filter(({ prompt }) => prompt?.includes("cannot be shown to you")).length,
      hold: () => void fake.hold("after-piece-1"),
      aborted: () => abortedAnswers(fake),
      close: fake.close,
    };
  },

  /** The official API. The client's own key takes every name there, the gateway's those with `api/`. */
  api(): Upstream {
    const clientKey = "AIzaOfTheClient";
    const gatewayKey = "AIzaOfTheGateway";
    const fake = startFakeGeminiApi({ keys: [clientKey, gatewayKey] });
    return {
      name: "api",
      title: "official API",
      flags: ["--gemini-api-url", fake.url, "--gemini-web-url", nowhere],
      env: { GEMINI_WEB2API_GEMINI_API_KEY: gatewayKey },
      model: "api/gemini-3.5-flash",
      apiKey: clientKey,
      pictures: "carried",
      viewedPictures: "carried",
      pictureRequests: () =>
        fake.generations.filter(({ body }) => JSON.stringify(body).includes(picture)).length,
      hold: () => fake.fail("stall-after-text"),
      aborted: () => abortedAnswers(fake),
      close: fake.close,
    };
  },
};

/** Nothing listens there. */
const nowhere = "http://127.0.0.1:9";

interface AnsweringFake {
  stats: { aborted: number };
  idle(): Promise<void>;
}

async function abortedAnswers(fake: AnsweringFake): Promise<number> {
  const patience = Promise.withResolvers<void>();
  const timer = setTimeout(patience.resolve, 5000);
  await Promise.race([fake.idle(), patience.promise]);
  clearTimeout(timer);
  return fake.stats.aborted;
}
