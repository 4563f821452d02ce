import { resolve } from "node:path";
import pLimit from "p-limit";
import { languageSchema } from "../config/servers-schema.ts";
import type { UserError } from "../errors.ts";
import type { ServerFacts } from "../inspect/facts.ts";
import type { CodeJob } from "../project/published-code.ts";
import { asUserError } from "../project/server-error.ts";
import { type Context, defineCommand } from "./command.ts";
import { fetching } from "./fetching.ts";
import { indexUrlOf, indexUrlOption } from "./index-url.ts";
import { factsText } from "./inspect-text.ts";
import { type Inspected, inspectedOf } from "./inspected.ts";
import { usageError } from "./usage-error.ts";

export const command = defineCommand({
  description:
    "Reads a server's published code and tells what it needs (environment variables, flags), how it can be started, which tools it registers and what it touches: hosts, programs, files, install scripts. Nothing of it is run, so what it computes at run time is not seen. A server of servers.yaml is read at its locked version.",
  positionals: [
    {
      name: "spec",
      description:
        "As for add: npm:NAME, pypi:NAME, go:MODULE, github:OWNER/REPO, each with @VERSION after it or not; or a server of servers.yaml, or a folder (./DIR).",
      required: true,
      variadic: true,
      complete: "server",
    },
  ],
  options: {
    bin: { type: "string", value: "COMMAND", description: "Which of the package's commands is the server." },
    language: {
      type: "string",
      description: "Which language to read, where a repository or folder has manifests of several.",
      choices: [...languageSchema.options],
    },
    "index-url": indexUrlOption,
  },
  examples: [
    ["inspect npm:firecrawl-mcp", "what it needs, before it is added"],
    ["inspect npm:firecrawl-mcp@3.22.2 --json", "the same for a script"],
    ["inspect ./my-server", "code that is not published"],
  ],
  async run(context, { options, positionals }) {
    if (positionals.spec.length > 1 && options.bin !== undefined) {
      throw usageError("--bin is about one server", "Inspect the servers one by one.");
    }
    const { bin, language } = options;
    const indexUrl = indexUrlOf(options["index-url"]);
    const inspected = await Promise.all(positionals.spec.map((spec) => inspectedOf(context, spec)));
    const { facts, errors } = await inspectAll(context, inspected, { bin, language }, indexUrl);
    return {
      json: { servers: facts },
      text: facts.map((one) => factsText(one, context.ui.colors, widthOf(context))).join("\n\n\n"),
      errors,
    };
  },
});

async function inspectAll(
  context: Context,
  inspected: readonly Inspected[],
  asked: Pick<CodeJob, "bin" | "language">,
  indexUrl: string | undefined,
): Promise<{ facts: ServerFacts[]; errors: UserError[] }> {
  const fetchers = fetching(context, context.cwd, indexUrl);
  // Each analysis has a core and hundreds of megabytes to itself.
  const limit = pLimit(2);
  const facts: (ServerFacts | undefined)[] = inspected.map(() => undefined);
  const errors: UserError[] = [];
  const tasks = context.ui.tasks();
  try {
    await Promise.all(
      inspected.map((one, index) =>
        limit(async () => {
          context.signal.throwIfAborted();
          const task = tasks.start(one.spec, "looking for it");
          try {
            const found = await inspectOne(context, one, {
              ...one.asked,
              ...definedOf(asked),
              fetchers,
              signal: context.signal,
              onStep: ({ text, done, total, unit }) => task.update(text, done, total, unit),
            });
            facts[index] = found;
            task.done(found.version);
          } catch (error) {
            context.signal.throwIfAborted();
            const told = asUserError(error);
            task.fail(told.message);
            errors.push(told);
          }
        }),
      ),
    );
  } finally {
    tasks.stop();
  }
  return { facts: facts.filter((one) => one !== undefined), errors };
}

async function inspectOne(context: Context, inspected: Inspected, job: CodeJob): Promise<ServerFacts> {
  if (inspected.source === null) {
    const { inspectFolder } = await import("../project/inspect-folder.ts");
    return inspectFolder(resolve(context.cwd, inspected.spec), job);
  }
  const { inspectServer } = await import("../project/inspect-server.ts");
  return inspectServer(inspected.source, job);
}

function definedOf(asked: Pick<CodeJob, "bin" | "language">): Pick<CodeJob, "bin" | "language"> {
  const { bin, language } = asked;
  return { ...(bin === undefined ? {} : { bin }), ...(language === undefined ? {} : { language }) };
}

function widthOf({ io }: Context): number | undefined {
  return io.stdoutIsTerminal ? io.columns : undefined;
}
