/** npm packages that stand in one folder of the cache. */
export interface PinnedFolder {
  folder: string;
  /** Exact versions by package. */
  packages: Record<string, string>;
}

/** The clients, each at the version that is tested. */
export const pinned = {
  // The npm package that brings a Node.js binary: most of the clients need 22 or newer.
  node: { folder: "node22", packages: { "node": "22.23.3" } },
  codex: { folder: "codex", packages: { "@openai/codex": "0.169.0" } },
  geminiCli: { folder: "gemini-cli", packages: { "@google/gemini-cli": "0.61.0" } },
  claudeCode: { folder: "claude-code", packages: { "@anthropic-ai/claude-code": "2.1.330" } },
  sdks: {
    folder: "sdk",
    packages: {
      "openai": "7.57.0",
      "@anthropic-ai/sdk": "1.12.0",
      "@google/genai": "3.1.0",
      "zod": "4.6.7",
    },
  },
} as const satisfies Record<string, PinnedFolder>;
