// docs/nixpkgs-mcp.md: its flags, tools, configuration and policy, from the code.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { keyLines } from "./servers-yaml.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

const parts = `
export { helpText } from "./src/nixpkgs-mcp/config/flags.ts";
export { printedSettings } from "./src/nixpkgs-mcp/config/print.ts";
export { configSchema } from "./src/nixpkgs-mcp/config/schema.ts";
export { settingsOf } from "./src/nixpkgs-mcp/config/settings.ts";
export { policySchema } from "./src/nixpkgs-mcp/policy/schema.ts";
export { commonTools } from "./src/nixpkgs-mcp/tools/common-tools.ts";
export { z } from "zod";
`;

/** @returns {Promise<string>} the page's text */
export async function nixpkgsMcpPage() {
  const { helpText, configSchema, policySchema, commonTools, printedSettings, settingsOf, z } =
    await loaded();
  const usual = printedSettings(settingsOf({ http: "8080" }, {}, { HOME: "/home/me" }, "/home/me/project"));
  const keys = (/** @type {unknown} */ schema) =>
    keyLines(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }), "").join("\n");
  const tools = commonTools.map(
    (/** @type {{ attr: string, description: string }} */ { attr, description }) =>
      `- \`${attr}\`: ${description}`,
  );
  return `# nixpkgs-mcp

Written by \`npm run docs\` from the code; a test fails when it is out of date. What it is for is told in the [README](../README.md#nixpkgs-mcp).

## Flags

\`\`\`text
${helpText().trim()}
\`\`\`

## config.yaml

\`$XDG_CONFIG_HOME/nixpkgs-mcp/config.yaml\`, or \`--config FILE\`. Every key may be left out; flags go before it.

${keys(configSchema)}

Where nothing is said, these hold for a server in \`/home/me/project\` (\`--print-config\` shows those of yours); \`http\` only with a
\`port\`:

\`\`\`yaml
${usual.trim()}
\`\`\`

## policy.yaml

\`$XDG_CONFIG_HOME/nixpkgs-mcp/policy.yaml\`, or \`--policy FILE\`: what an agent may run, and what that may do. Patterns are globs over
attribute names; those of \`deny\` and \`ask\` are also compared with the package's own name. \`ask\` is put to the person through the
client, and refused where the client cannot ask.

Without a sandbox the policy decides what is started, and cannot hold what runs: a tool may do what you may.

\`\`\`yaml
packages:
  deny: [nmap, "metasploit*"]
  ask: [openssh]
network:
  default: deny
  allow: [curl, git]
unfree: deny
sandbox: bubblewrap
write: [~/scratch]
\`\`\`

${keys(policySchema)}

## The common tools

There from the start, unless \`--tier1-only\` or another list (\`tools\`) is given. A package is built when its tool is called for the
first time.

${tools.join("\n")}
`;
}

/** The parts of the program that the page tells of. */
async function loaded() {
  const cache = join(root, "node_modules/.cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "docs-"));
  const outfile = join(folder, "parts.mjs");
  try {
    await build({
      absWorkingDir: root,
      stdin: { contents: parts, resolveDir: root, loader: "ts" },
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      mainFields: ["module", "main"],
      // CommonJS, which asks for parts of Node.js as it goes.
      external: ["yaml"],
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
