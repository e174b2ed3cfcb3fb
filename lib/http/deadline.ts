/** A signal that aborts when another one does or when time is up. */
export interface Deadline {
  signal: AbortSignal;
  /** Whether it was the time that ended it. */
  readonly expired: boolean;
  /** Frees the timer; call it when the work is over. */
  stop(): void;
}

export function deadline(ms: number, parent: AbortSignal): Deadline {
  const controller = new AbortController();
  let expired = false;
  const leave = () => controller.abort(parent.reason);
  const timer = setTimeout(() => {
    expired = true;
    controller.abort();
  }, ms);
  parent.addEventListener("abort", leave, { once: true });
  if (parent.aborted) leave();
  return {
    signal: controller.signal,
    get expired() {
      return expired;
    },
    stop() {
      clearTimeout(timer);
      parent.removeEventListener("abort", leave);
    },
  };
}
