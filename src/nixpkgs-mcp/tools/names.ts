import { createHash } from "node:crypto";

/** What clients accept as a tool's name. Source: MCP specification, server/tools; 64 is what the strictest take. */
export const legalToolName = /^[A-Za-z0-9_-]{1,64}$/;

/** Of tools that stand for a package and might be taken for a tool of ours. */
const prefix = "nixpkgs_";
/** What our own tools are called after the prefix; an attribute of such a name gets another. */
const ours = new Set([
  "search",
  "execute",
  "install_tool",
  "uninstall_tool",
  "list_installed",
  "info",
  "batch",
  "shell",
  "versions",
  "categories",
]);

const longest = 64 - prefix.length;
const digits = 12;

/**
 * The name of the tool that an installed attribute becomes: `nixpkgs_ripgrep`, `nixpkgs_python313Packages__black`.
 * A dot becomes two underscores; an attribute that this would make ambiguous, illegal or too long becomes
 * readable letters, three underscores and twelve digits of its SHA-256. Legal, and different for different
 * attributes.
 */
export function installedToolName(attr: string): string {
  return `${prefix}${attrWord(attr)}`;
}

/** The name of a common tool: as above without the prefix, so that names are short where there are a hundred. */
export function commonToolName(attr: string): string {
  return attrWord(attr);
}

function attrWord(attr: string): string {
  const plain = attr.replaceAll(".", "__");
  // One underscore is one, two are a dot, three begin the digits: each is read in one way only.
  const readable = /^[A-Za-z0-9-]+(?:_{1,2}[A-Za-z0-9-]+)*$/.test(plain) && !attr.includes("__");
  if (readable && plain.length <= longest && !ours.has(plain)) return plain;
  const hash = createHash("sha256").update(attr).digest("hex").slice(0, digits);
  const letters = attr
    .replace(/[^A-Za-z0-9-]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, longest - digits - 3)
    .replace(/_+$/, "");
  return `${letters || "package"}___${hash}`;
}
