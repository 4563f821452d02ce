import type { Candidate } from "./candidate.ts";
import { wordsOf } from "./words.ts";

type Text = Pick<Candidate, "name" | "description" | "keywords" | "known">;

/** Words of a name that tell of something for servers, not of one. */
const otherNames = new Set([
  "adapter",
  "boilerplate",
  "builder",
  "client",
  "clients",
  "framework",
  "generator",
  "inspector",
  "plugin",
  "sdk",
  "starter",
  "template",
  "testing",
  "types",
]);

const says = {
  mcp: /\bmcp\b|model[\s-]?context[\s-]?protocol/i,
  server:
    /\b(?:mcp|model[\s-]?context[\s-]?protocol|\(mcp\))[\s-]*(?:servers?|tools?)\b|\bservers?\b.{0,40}\b(?:mcp|model[\s-]?context[\s-]?protocol)\b/i,
  other:
    /\b(?:sdk|client|library|framework|toolkit|types|typings|template|boilerplate|scaffold\w*|middleware|decorators?)\b.{0,30}\b(?:for|to)\b|\b(?:build|building|create|creating|write|writing|develop|developing|test|testing|debug|debugging)\b.{0,20}\bmcp\b/i,
};

/** A part of another package for one platform, as native programs are published. */
const platform = /(?:darwin|linux|win32|windows)-(?:x64|arm64|x86|ia32|amd64)(?:-\w+)?$/;

/**
 * How much a package looks like a server itself, 0 to 1: by its name, its keywords and what it says. Clients, SDKs and
 * libraries speak of MCP as well; what does not speak of it at all is 0, unless it is known to be a server.
 */
export function serverLikeness({ name, description, keywords, known }: Text): number {
  const words = wordsOf(name);
  const text = `${name.replace(/[-_/@.]+/g, " ")} ${description} ${keywords.join(" ")}`;
  if (platform.test(name) || !(known || says.mcp.test(text))) return 0;
  let likeness = known ? 0.8 : 0.5;
  if (words.includes("mcp") || words.includes("server")) likeness += 0.2;
  if (words.includes("mcp") && words.includes("server")) likeness += 0.1;
  const isServer = saysItIsAServer(description);
  if (isServer) likeness += 0.2;
  if (keywords.some((keyword) => /^mcp[-_ ]?servers?$/i.test(keyword))) likeness += 0.1;
  if (words[0] === "create" || words.some((word) => otherNames.has(word))) likeness -= 0.5;
  if (says.other.test(description) && !isServer) likeness -= 0.3;
  return Math.round(Math.min(1, Math.max(0, likeness)) * 100) / 100;
}

/** "MCP server for X" is one; "Client for the X MCP server" only speaks of one. */
function saysItIsAServer(description: string): boolean {
  const match = says.server.exec(description);
  return (
    match !== null && !/\b(?:for|to|with|of|using|into|from|that)\b/i.test(description.slice(0, match.index))
  );
}
