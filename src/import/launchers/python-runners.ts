import { type Call, type Launcher, left, type Outcome } from "../call.ts";
import { projectOfModule } from "../known/modules.ts";
import { allOf, lastOf, type ReadOptions, readOptions } from "../options.ts";
import { packageOf, pypiSourceOf } from "../sources.ts";
import { localHint } from "./node-runners.ts";

/** Programs that run a Python project. Sources: the manuals of uv and pipx. */
export const pythonRunners: Readonly<Record<string, Launcher>> = {
  uvx: (call) => runTool(call, call.args),
  uv: runUv,
  pipx: runPipx,
};

const uvValued = [
  "--from",
  "--with",
  "-w",
  "--with-editable",
  "--with-requirements",
  "-p",
  "--python",
  "--index",
  "--default-index",
  "-i",
  "--index-url",
  "--extra-index-url",
  "-f",
  "--find-links",
  "--index-strategy",
  "--keyring-provider",
  "-c",
  "--constraints",
  "--overrides",
  "--env-file",
  "--directory",
  "--project",
  "--cache-dir",
  "--config-file",
  "--prerelease",
  "--resolution",
  "--link-mode",
  "--exclude-newer",
  "--refresh-package",
  "-P",
  "--upgrade-package",
  "--python-platform",
  "--torch-backend",
  "--color",
  "--group",
  "--extra",
  "-m",
  "--module",
  "--spec",
  "--pip-args",
];

/** `[--from SPEC] [--with …] [--python 3.x] COMMAND[@VERSION] args` */
function runTool(call: Call, words: readonly string[]): Outcome {
  const read = readOptions(words, uvValued);
  const [command, ...args] = read.rest;
  if (command === undefined) return left("it names no command");
  const from = lastOf(read, "--from", "--spec");
  return project(call, read, from ?? command, args, from === undefined ? undefined : command);
}

function project(
  call: Call,
  read: ReadOptions,
  spec: string,
  args: readonly string[],
  bin: string | undefined,
): Outcome {
  const source = pypiSourceOf(spec);
  if (source === null) return left("its project is no published one: a folder, a file or an address");
  const asked = lastOf(read, "--python", "-p");
  const python = /^(?:cpython-?|python)?(3\.\d+)(?:\.\d+)?$/.exec(asked ?? "")?.[1];
  const others = allOf(read, "--with", "-w", "--with-editable", "--with-requirements");
  const indexes = allOf(read, "--index", "--default-index", "-i", "--index-url", "--extra-index-url");
  return packageOf(source, args, call, {
    ...(bin === undefined ? {} : { bin }),
    ...(python === undefined ? {} : { python }),
    notes: [
      ...(others.length === 0 ? [] : ["its --with is not taken along: what it adds is not installed"]),
      ...(indexes.length === 0
        ? []
        : [
            "its index is not taken along: say it with settings.pythonIndex, or in uv.toml beside servers.yaml",
          ]),
      ...(asked !== undefined && python === undefined ? ["its --python is not taken along"] : []),
      ...(lastOf(read, "--env-file") === undefined ? [] : [envFileNote]),
    ],
  });
}

export const envFileNote = "what its --env-file sets is not taken along: add it to 'env' or 'secrets'";

function runUv(call: Call): Outcome {
  const before = readOptions(call.args, uvValued);
  const [first, ...rest] = before.rest;
  if (first === "tool" && rest[0] === "run") return runTool(call, rest.slice(1));
  if (first === "x") return runTool(call, rest);
  if (first !== "run") return left("it runs no project of an index");
  const read = readOptions(rest, uvValued);
  const [command = "", ...args] = read.rest;
  const local = [before, read].some((each) => lastOf(each, "--directory", "--project") !== undefined);
  const module = lastOf(read, "--module", "-m");
  if (!local && module !== undefined) return runModule(call, module, read.rest);
  // `uv run --with X X`: X comes from the index.
  const named = allOf(read, "--with", "-w").find(
    (spec) => nameIn(spec) === nameIn(command) && command !== "",
  );
  if (!local && named !== undefined) {
    const own = {
      ...read,
      options: new Map([...read.options].filter(([name]) => !["--with", "-w"].includes(name))),
    };
    return project(call, own, named, args, command);
  }
  if (!local && /^python[\d.]*$/.test(command)) return runPython({ ...call, args });
  return left("uv runs a project on this machine", localHint);
}

function nameIn(spec: string): string {
  return spec
    .replace(/[[@=<>!~\s].*$/s, "")
    .replace(/[-_.]+/g, "-")
    .toLowerCase();
}

function runPipx(call: Call): Outcome {
  const [first, ...words] = call.args;
  return first === "run" ? runTool(call, words) : left("it runs nothing");
}

/** `python -m MODULE args`; anything else is a file of this machine. */
export function runPython(call: Call): Outcome {
  const read = readOptions(call.args, ["-m", "-c", "-W", "-X"]);
  const at = call.args.indexOf("-m");
  const module = lastOf(read, "-m");
  // What follows -m MODULE is the module's, dashes and all.
  if (module !== undefined) return runModule(call, module, call.args.slice(at + 2));
  if (lastOf(read, "-c") !== undefined) return left("it is a program in an argument of Python");
  return left("it is a Python program on this machine", localHint);
}

function runModule(call: Call, module: string, args: readonly string[]): Outcome {
  if (module === "uv" || module === "pipx")
    return { kind: "call", call: { ...call, command: module, args }, through: `python -m ${module}` };
  const name = projectOfModule(module);
  if (name !== null) return packageOf(`pypi:${name}`, args, call);
  return left(
    `which project on the index has the module is not known`,
    "Add it by its project's name: mcp-nixgen add pypi:NAME.",
  );
}
