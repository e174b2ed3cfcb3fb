import { GatewayError } from "../core/gateway_error.ts";
import type { Dialect, Exchange, Route } from "../http/dialect.ts";

/** The route that serves a request, with what its path names. */
export interface FoundRoute {
  dialect: Dialect;
  route: Route;
  params: Exchange["params"];
}

/** Paths whose routes are remembered. */
const mostPaths = 100;

/** Finds the route of a request among those of all dialects. */
export class RouteTable {
  readonly #dialects: readonly Dialect[];
  /** By path: clients ask the same few again and again, and each route is a search through the path. */
  readonly #matching = new Map<string, FoundRoute[]>();

  /** In order of precedence. */
  constructor(dialects: readonly Dialect[]) {
    this.#dialects = dialects;
  }

  /** Throws `method-not-allowed` or `not-found`. */
  find(request: Request, url: URL): FoundRoute {
    const allowed: string[] = [];
    for (const found of this.#matches(url.pathname)) {
      const { route } = found;
      if (route.when?.(request, url) === false) continue;
      if (route.method === request.method) return found;
      allowed.push(route.method);
    }
    throw allowed.length > 0
      ? wrongMethod(request, url, [...new Set(allowed)])
      : unknownPath(request, url);
  }

  #matches(path: string): FoundRoute[] {
    const known = this.#matching.get(path);
    if (known) return known;
    const matches: FoundRoute[] = [];
    for (const dialect of this.#dialects) {
      for (const route of dialect.routes) {
        const match = route.path.exec(path);
        if (match) matches.push({ dialect, route, params: decoded(match.groups ?? {}) });
      }
    }
    if (this.#matching.size >= mostPaths) this.#matching.clear();
    this.#matching.set(path, matches);
    return matches;
  }
}

/** A path that is served, but not by this method. */
export class MethodError extends GatewayError {
  constructor(message: string, readonly allowed: string[]) {
    super("method-not-allowed", message, { code: "method_not_allowed" });
  }
}

export function wrongMethod(request: Request, url: URL, allowed: string[]): GatewayError {
  const { method } = request;
  return new MethodError(`${url.pathname} takes ${allowed.join(" or ")}, not ${method}.`, allowed);
}

function unknownPath(request: Request, url: URL): GatewayError {
  return new GatewayError(
    "not-found",
    `There is no ${request.method} ${url.pathname} here; GET / lists the endpoints.`,
    { code: "unknown_url" },
  );
}

function decoded(groups: Record<string, string | undefined>): Exchange["params"] {
  return Object.fromEntries(
    Object.entries(groups).map(([name, value]) => [name, decodeSegment(value ?? "")]),
  );
}

function decodeSegment(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
