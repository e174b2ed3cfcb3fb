/** As in deno.json; a module of its own, so that the rest of that file is not a part of the program. */
export const version = "0.1.0";
