import { stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { writeFileAtomically } from "../config/atomic-write.ts";
import { defaultSettings } from "../config/check-document.ts";
import { schemaCopy, serversJsonSchemaText } from "../config/json-schema.ts";
import { loadServersText, serversFileNames } from "../config/load.ts";
import { withProjectLock } from "../config/project-lock.ts";
import { UserError } from "../errors.ts";
import { defineCommand } from "./command.ts";
import { newServersFile } from "./new-servers-file.ts";

export const command = defineCommand({
  description:
    "Writes a commented servers.yaml and, beside it, the schema that editors complete and check it by. A file that is there is never overwritten.",
  positionals: [
    {
      name: "folder",
      description: "Where to; made when missing. Default: here.",
      required: false,
      complete: "directory",
    },
  ],
  options: {
    output: {
      type: "string",
      value: "DIR",
      default: defaultSettings.output,
      description: "Folder for the generated Nix, relative to servers.yaml.",
    },
    style: {
      type: "string",
      choices: ["nixpkgs", "overlay"],
      default: defaultSettings.style,
      description: "How packages are written.",
    },
    "dry-run": { type: "boolean", short: "n", description: "Show what would be written, and write nothing." },
  },
  examples: [
    ["init", "in this folder"],
    ["init nix/mcp --style overlay", "elsewhere, registry-neutral packages"],
  ],
  async run(context, { options, positionals }) {
    const file = context.file ?? join(resolve(context.cwd, positionals.folder ?? "."), serversFileNames[0]);
    const root = resolve(file, "..");
    const text = newServersFile({ output: options.output, style: options.style });
    // What we write must be what we read.
    loadServersText(file, text);
    const files = new Map([
      [file, text],
      [join(root, schemaCopy), serversJsonSchemaText()],
    ]);
    await refuseOverwrite(file, root);
    if (!options["dry-run"]) {
      await withProjectLock(root, () => writeAll(files, file, root), { signal: context.signal });
    }
    const names = [...files.keys()].map((path) => relative(context.cwd, path) || path);
    const { colors } = context.ui;
    const verb = options["dry-run"] ? colors.yellow("would write") : colors.green("wrote");
    return {
      json: { dryRun: options["dry-run"], files: names },
      text: [...names.map((name) => `${verb} ${name}`), ...nextSteps].join("\n"),
    };
  },
});

const nextSteps = [
  "Next:",
  "  mcp-nixgen add npm:NAME    a server from npm",
  "  mcp-nixgen prefetch        its version and every hash, into servers.lock.json",
  "  mcp-nixgen generate        the Nix packages and an overlay",
  "  mcp-nixgen build NAME      builds one and speaks MCP with it",
];

async function refuseOverwrite(file: string, root: string): Promise<void> {
  const paths = [file, ...serversFileNames.map((name) => join(root, name))];
  for (const path of paths) {
    if (!(await exists(path))) continue;
    throw new UserError("there is a servers file already", {
      code: "E_EXISTS",
      where: path,
      hint: "Add to it with 'mcp-nixgen add', or start in another folder.",
    });
  }
}

/** servers.yaml last: when it is there, all is. */
async function writeAll(files: ReadonlyMap<string, string>, file: string, root: string): Promise<void> {
  await refuseOverwrite(file, root);
  for (const [path, text] of [...files].reverse()) await writeFileAtomically(path, text);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
