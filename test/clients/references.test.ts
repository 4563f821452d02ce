import { expect, it } from "vitest";
import { clientById } from "../../src/clients/clients.ts";
import type { ClientServer, HeaderValue } from "../../src/clients/types.ts";
import type { ClientId } from "../../src/config/clients.ts";

const render = (id: ClientId, server: ClientServer) => {
  const result = clientById(id).render(server);
  if ("problem" in result) throw new Error(result.problem);
  return result;
};
const far = (headers: Record<string, HeaderValue>): ClientServer => ({
  transport: "http",
  name: "far",
  url: "https://mcp.example.org/mcp",
  headers,
});
const local = (env: Record<string, string>): ClientServer => ({
  transport: "stdio",
  name: "files",
  command: "/bin/files",
  args: [],
  env,
});

const inFile: [ClientId, string][] = [
  ["crush", "Bearer $(cat /run/secrets/key)"],
  ["opencode", "Bearer {file:/run/secrets/key}"],
  ["windsurf", "Bearer ${file:/run/secrets/key}"],
];

for (const [id, text] of inFile) {
  it(`${id} reads the secret's file, which needs no variable`, () => {
    const key = { secret: "KEY", file: "/run/secrets/key", prefix: "Bearer " };
    const { entry, notes } = render(id, far({ Authorization: key }));
    expect(entry.headers).toEqual({ Authorization: text });
    expect(notes).toBeUndefined();
  });

  it(`${id} takes the variable where the file's path cannot be written`, () => {
    const { entry, notes } = render(id, far({ "X-Key": { secret: "KEY", file: "/run/{a}\n$(x)" } }));
    expect(JSON.stringify(entry.headers)).not.toContain("/run");
    expect(JSON.stringify(entry.headers)).toContain("KEY");
    expect(notes).toHaveLength(1);
  });
}

it("one note for a variable that several headers need", () => {
  const key = { secret: "KEY" };
  expect(render("cursor", far({ "X-A": key, "X-B": key })).notes).toHaveLength(1);
  expect(render("codex", far({ "X-A": key, "X-B": key })).notes).toHaveLength(1);
});

it("Codex: a bearer token by its own field, any other text around a secret is a problem", () => {
  expect(render("codex", far({ authorization: { secret: "KEY", prefix: "bearer " } })).entry).toEqual({
    url: "https://mcp.example.org/mcp",
    bearer_token_env_var: "KEY",
  });
  expect(() => render("codex", far({ "X-Key": { secret: "KEY", prefix: "Token " } }))).toThrow(
    "X-Key needs “Token ” before KEY",
  );
  // Two headers of that name: only one can be the bearer token.
  const bearer = { secret: "KEY", prefix: "Bearer " };
  expect(() => render("codex", far({ authorization: bearer, Authorization: bearer }))).toThrow("needs");
});

it("no reference is written where none is known", () => {
  for (const id of ["antigravity", "cline", "lm-studio", "mcp-json", "warp", "zed"] as const)
    expect(() => render(id, far({ "X-Key": { secret: "KEY" } }))).toThrow("KEY for the header X-Key");
});

it("text that the client would replace is told of", () => {
  for (const [id, text] of [
    ["amp", "${A}"],
    ["claude-code", "${A:-b}"],
    ["continue", "${{ secrets.A }}"],
    ["copilot-cli", "$A"],
    ["crush", "$5"],
    ["cursor", "${env:A}"],
    ["gemini-cli", "$A"],
    ["opencode", "{file:/etc/passwd}"],
    ["windsurf", "${file:/etc/passwd}"],
  ] as const) {
    expect(render(id, local({ MODE: text })).notes?.join(), id).toContain("the variable MODE");
    expect(render(id, far({ "X-Mode": text })).notes?.join(), id).toContain("the header X-Mode");
  }
});

it("text that only another client would replace is not", () => {
  for (const id of ["claude-code", "opencode", "cursor"] as const)
    expect(render(id, local({ MODE: "$A" })).notes).toBeUndefined();
  for (const id of ["zed", "goose", "claude-desktop"] as const)
    expect(render(id, local({ MODE: "${A}" })).notes).toBeUndefined();
});

it("Goose: variables it refuses to set are left out and told of", () => {
  const { entry, notes } = render("goose", local({ Path: "/bin", NODE_OPTIONS: "-r x", MODE: "a" }));
  expect(entry.envs).toEqual({ MODE: "a" });
  expect(notes).toEqual([
    "Goose refuses to set Path: it is left out",
    "Goose refuses to set NODE_OPTIONS: it is left out",
  ]);
});

it("Copilot CLI: a server's own variable stands before the session's", () => {
  const { entry } = render("copilot-cli", local({ HOME: "/srv" }));
  expect(entry.env).toMatchObject({ HOME: "/srv", XDG_RUNTIME_DIR: "${XDG_RUNTIME_DIR:-}" });
});

it("Claude Code: a reserved name, and no timeout that it would ignore", () => {
  expect(() => render("claude-code", { ...local({}), name: "workspace" })).toThrow("keeps the name");
  expect(render("claude-code", { ...local({}), timeoutMs: 20 }).entry.timeout).toBe(1000);
});
