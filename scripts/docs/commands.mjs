// docs/commands.md: what the program itself says about its commands.

const head = `# Commands

Written by \`npm run docs\` from the program's own help (\`mcp-nixgen help COMMAND\`); a test fails when it is
out of date. The README walks through them with examples.
`;

/** Said once, at the top. */
const common = "Options of every command:";

/**
 * @param {(args: readonly string[]) => Promise<string>} run runs the program: arguments → stdout
 */
export async function commandsPage(run) {
  const { candidates } = JSON.parse(await run(["__complete", "--json", "--", ""]));
  const names = candidates.map((/** @type {{ word: string }} */ { word }) => word);
  const parts = [head, block(await run(["help"]))];
  for (const name of names) parts.push(`## ${name}\n`, block(withoutCommon(await run(["help", name]))));
  return parts.join("\n");
}

/** Help comes in sections with a blank line between. */
function withoutCommon(/** @type {string} */ help) {
  return help
    .split("\n\n")
    .filter((section) => !section.startsWith(common))
    .join("\n\n");
}

function block(/** @type {string} */ text) {
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`;
}
