import { z } from "zod";

/** Text that may become a Nix string, an argument or an environment variable: none of them can hold NUL. */
export const nixText = z.string().refine((text) => !text.includes("\0") && !/\p{Surrogate}/u.test(text), {
  message: "it holds a NUL character or half a surrogate pair, which no program can be given",
});

/** The same, with something in it. */
export const someText = nixText.min(1);

/** The name of an environment variable. */
export const variableName = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]*$/,
    "a variable's name has only letters, digits and '_', and starts with no digit",
  );
