import type { ReadCommand } from "../clients/read-entry.ts";
import { packageOfSource } from "../config/names.ts";
import {
  type Call,
  type FoundPackage,
  type FoundRemote,
  type Launcher,
  left,
  type Outcome,
  programOf,
  type World,
} from "./call.ts";
import { sourceOfProgram } from "./known/programs.ts";
import { bridgeOf } from "./launchers/bridges.ts";
import { container } from "./launchers/containers.ts";
import { goRun } from "./launchers/go-run.ts";
import { nixRun, nixShell } from "./launchers/nix-run.ts";
import { nodeProgram } from "./launchers/node-program.ts";
import { localHint, nodeRunners } from "./launchers/node-runners.ts";
import { prefixLaunchers } from "./launchers/prefixes.ts";
import { pythonRunners, runPython } from "./launchers/python-runners.ts";
import { powershell, shell, windowsShell, wsl } from "./launchers/shells.ts";
import { shellCommands } from "./shell-line.ts";
import { packageOf } from "./sources.ts";

/** Program → what its arguments mean. */
const launchers: Readonly<Record<string, Launcher>> = {
  ...nodeRunners,
  ...pythonRunners,
  ...prefixLaunchers,
  go: goRun,
  docker: container,
  podman: container,
  nerdctl: container,
  node: nodeProgram,
  nodejs: nodeProgram,
  tsx: () => left("it is a program on this machine", localHint),
  "ts-node": () => left("it is a program on this machine", localHint),
  sh: shell,
  bash: shell,
  zsh: shell,
  fish: shell,
  dash: shell,
  cmd: windowsShell,
  powershell,
  pwsh: powershell,
  wsl,
  nix: nixRun,
  "nix-shell": nixShell,
};

/** What an entry turned out to start. */
export interface Recognised {
  readonly what: FoundPackage | FoundRemote | Extract<Outcome, { kind: "ours" | "left" }>;
  /** The programs around it, from the outside in: `cmd /c`, `npx`. */
  readonly through: readonly string[];
}

/** More of them around each other is nobody's configuration. */
const deepest = 12;

/** What a command is about: wrappers are taken off until something is left that is none. Pure but for `world`. */
export function recognise(start: ReadCommand, world: World): Recognised {
  const through: string[] = [];
  const notes: string[] = [];
  let call = firstCall(start);
  for (let depth = 0; depth < deepest; depth++) {
    const outcome = outcomeOf(call, world);
    if (outcome.kind !== "call")
      return recognised(outcome, [...through, ...programShown(call, outcome)], notes);
    through.push(outcome.through);
    notes.push(...(outcome.notes ?? []));
    call = outcome.call;
  }
  return { what: { kind: "left", reason: "programs start programs without an end" }, through };
}

function recognised(
  outcome: Exclude<Outcome, { kind: "call" }>,
  through: readonly string[],
  notes: readonly string[],
): Recognised {
  const what = outcome.kind === "package" ? { ...outcome, notes: [...notes, ...outcome.notes] } : outcome;
  return { what, through: through.filter((name, index) => name !== through[index - 1]) };
}

/** The program at the end, where it is one of those that are known: another's name may be anything. */
function programShown({ command }: Call, outcome: Outcome): string[] {
  const program = programOf(command);
  const isKnown =
    Object.hasOwn(launchers, program) || /^python[\d.]*$/.test(program) || outcome.kind === "package";
  const by = outcome.kind === "remote" && outcome.by !== undefined ? [outcome.by] : [];
  return [...(isKnown ? [program] : []), ...by];
}

/** Some clients take a whole line for the command, and people write it for others too. */
function firstCall({ command, args, env }: ReadCommand): Call {
  const isLine = args.length === 0 && /\s/.test(command) && !/^(?:\/|~|[A-Za-z]:[\\/])/.test(command);
  const [only, ...more] = (isLine ? shellCommands(command) : null) ?? [];
  if (only === undefined || more.length > 0 || only.words.length === 0) return { command, args, env };
  return { command: only.words[0]!, args: only.words.slice(1), env: { ...env, ...only.env } };
}

function outcomeOf(call: Call, world: World): Outcome {
  if (isOurs(call)) return { kind: "ours" };
  const program = programOf(call.command);
  const python = /^python[\d.]*$|^py$/.test(program) ? runPython : undefined;
  const launch = python ?? (Object.hasOwn(launchers, program) ? launchers[program] : undefined);
  const outcome = launch?.(call, world) ?? installed(call, program);
  if (outcome.kind !== "package") return outcome;
  const bridge = bridgeOf(packageOfSource(outcome.source)) ?? bridgeOf(outcome.bin ?? "");
  const around = bridge?.({ command: program, args: outcome.args, env: outcome.env });
  return around?.kind === "remote" && around.by === "mcp-remote" && outcome.source.startsWith("npm:")
    ? { ...around, bridge: outcome.source }
    : (around ?? outcome);
}

/** A program by its name alone: an installed bridge, or one that only one package is known to bring. */
function installed(call: Call, program: string): Outcome {
  const bridge = bridgeOf(program)?.({ ...call, command: program });
  if (bridge !== undefined && bridge !== null) return bridge;
  const source = sourceOfProgram(program);
  if (source !== null) {
    return packageOf(source, call.args, call, { notes: [`taken for ${source}, by the program's name`] });
  }
  return left("which package brings its program is not known", localHint);
}

/** What a deploy writes: wrappers are `/nix/store/HASH-mcp-NAME/bin/mcp-NAME`, without a version. */
function isOurs({ command }: Call): boolean {
  const program = programOf(command);
  if (program === "mcp-nixgen" || program === "nixpkgs-mcp") return true;
  const [, derivation, binary] = /\/[a-z0-9]{32}-(mcp-[^/]+)\/bin\/([^/]+)$/.exec(command) ?? [];
  return derivation !== undefined && derivation === binary;
}
