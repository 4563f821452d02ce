import type { jsonSchemaValidator } from "@modelcontextprotocol/sdk/validation/types.js";

/**
 * The SDK's own validator is for answers of elicitation, which we read ourselves (`client-side.ts`); making it
 * costs a start several milliseconds.
 */
export const noValidator: jsonSchemaValidator = {
  getValidator: () => {
    throw new Error("no JSON Schema is checked here");
  },
};
