/** Small pieces of a servers.yaml, as data, that the schema and the module are both asked about. */
export interface Case {
  readonly servers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly slice?: unknown;
  readonly clients?: unknown;
  readonly keepassxc?: unknown;
}

export const server = (options: object, shared: Omit<Case, "servers"> = {}): Case => ({
  ...shared,
  servers: { x: { source: "npm:x", ...options } },
});
export const secret = (secrets: object, shared: Omit<Case, "servers"> = {}): Case =>
  server({ secrets: { K: secrets } }, shared);
export const http = (options: object): Case => server({ transport: "http", port: 8000, ...options });
export const two = (one: object, other: object, names = ["a", "b"]): Case => ({
  servers: Object.fromEntries(
    [one, other].map((options, index) => [
      names[index] as string,
      { source: "npm:x", transport: "http", ...options },
    ]),
  ),
});
