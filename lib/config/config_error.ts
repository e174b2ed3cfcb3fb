/** A mistake in the flags, the environment or a configuration file: one line for the user, never a secret in it. */
export class ConfigError extends Error {
  override name = "ConfigError";
}
