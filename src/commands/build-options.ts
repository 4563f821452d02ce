/** `--nixpkgs`, of every command that builds. */
export const nixpkgsOption = {
  type: "string",
  value: "PATH",
  complete: "directory",
  description: "The nixpkgs to build with.",
} as const;

/** `--timeout`, of every command that asks servers something. Seconds. */
export const timeoutOption = {
  type: "integer",
  value: "SECONDS",
  default: 30,
  description: "How long a server may take over an answer.",
} as const;
