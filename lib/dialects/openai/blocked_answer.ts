/** What stands as the refusal where Google's filter blocked an answer before its first word. */
export const blockedAnswer =
  "Google's filter blocked this answer before its first word: try again, or word the request differently.";
