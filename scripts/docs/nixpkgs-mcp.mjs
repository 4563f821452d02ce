// docs/nixpkgs-mcp.md: its flags, tools, configuration and policy, from the code.
import { keyLines } from "./servers-yaml.mjs";

/**
 * @param {Awaited<ReturnType<typeof import("./nixpkgs-mcp-parts.mjs").nixpkgsMcpParts>>} parts
 * @returns {string} the page's text
 */
export function nixpkgsMcpPage(parts) {
  const { helpText, configSchema, policySchema, commonTools, printedSettings, settingsOf, z } = parts;
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
