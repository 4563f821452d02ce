import { usageError } from "./usage-error.ts";

/** `--index-url`, as pip and uv call it. */
export const indexUrlOption = {
  type: "string",
  value: "URL",
  description:
    "Index of Python projects (the root of its simple API), in the place of what servers.yaml, uv and pip are configured with.",
} as const;

/** @throws UserError `E_USAGE` for what is no http address */
export function indexUrlOf(value: string | undefined): string | undefined {
  if (value === undefined || /^https?:\/\/[^/]/.test(value)) return value;
  throw usageError(
    "--index-url wants an http address",
    "As in --index-url https://packages.example.org/simple/",
  );
}
