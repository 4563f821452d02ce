import { z } from "zod";

/** Text that may become a Nix string, an argument or an environment variable: none of them can hold NUL. */
export const nixText = z.string().refine((text) => !text.includes("\0") && !/\p{Surrogate}/u.test(text), {
  message: "it holds a NUL character or half a surrogate pair, which no program can be given",
});

/** The same, with something in it. */
export const someText = nixText.min(1);

/** The same where a program takes it for an argument of its own: it would take a dash for an option. */
export const operand = someText.regex(/^[^-]/, "it begins with '-', which a program takes for an option");
