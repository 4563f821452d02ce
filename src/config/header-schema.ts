import { z } from "zod";
import { variableName } from "./variable-name.ts";

/** Any other character could end the header, or be refused by the client. */
const headerText = z.string().regex(/^[ -~]*$/, "a header has only printable ASCII characters");

/** A header's name: a token. Source: RFC 9110, section 5.6.2. */
const headerName = z
  .string()
  .regex(/^[\w!#$%&'*+.^`|~-]+$/, "a header's name has only letters, digits and any of !#$%&'*+.^_`|~-");

/** Headers that clients send to an http server, in the shape of the module's option `servers.<name>.headers`. */
export const headersSchema = z.record(
  headerName,
  z.union([
    headerText,
    z.strictObject({
      secret: variableName.describe("The name of the secret in 'secrets'."),
      prefix: headerText.optional().describe("What stands before its value: 'Bearer '."),
    }),
  ]),
);

export type Headers = z.infer<typeof headersSchema>;
