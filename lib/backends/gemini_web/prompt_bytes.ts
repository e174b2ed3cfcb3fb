/**
 * UTF-8 bytes of a prompt. Past some 130,000 Google cuts the end off, which is the newest message, and says nothing.
 * Measured in August 2026: 129,950 bytes passed 3 times of 3, 135,990 once of 3, English and Chinese alike.
 */
export const promptBytes = 130_000;
