import { stripVTControlCharacters } from "node:util";
import { z } from "zod";

/**
 * One message of Nix's `--log-format internal-json`, with the numbers of its protocol given names.
 * Source: `src/libutil/logging.hh` (ActivityType, ResultType) and `logging.cc` (JSONLogger) of NixOS/nix.
 */
export type NixLogMessage =
  | { type: "build-started"; id: string; drv: string }
  | { type: "stopped"; id: string }
  | { type: "log-line"; id: string; line: string }
  | { type: "phase"; id: string; phase: string }
  | { type: "progress"; done: number; expected: number; running: number; failed: number }
  /** `level` 0 is an error, 1 a warning, 2 a notice, 3 info; more is chatter. */
  | { type: "message"; level: number; text: string };

const activityBuild = 105;
const activityBuilds = 104;
const resultBuildLogLine = 101;
const resultSetPhase = 104;
const resultProgress = 105;
const resultPostBuildLogLine = 107;
const levelInfo = 3;

const id = z.string();
const field = z.union([z.string(), z.number()]);
const wireSchema = z.discriminatedUnion("action", [
  z.object({ action: z.literal("start"), id, type: z.number(), fields: z.array(field).optional() }),
  z.object({ action: z.literal("stop"), id }),
  z.object({ action: z.literal("result"), id, type: z.number(), fields: z.array(field).optional() }),
  z.object({ action: z.literal("msg"), level: z.number(), msg: z.string() }),
]);

/**
 * Reads the lines that one run of Nix writes to stderr, in their order. A line that is not of the
 * protocol (what is written before the logger starts, or by a program that Nix ran) is a `message` of
 * level 3. Messages that tell a user nothing are undefined.
 */
export function createLogReader(): (line: string) => NixLogMessage | undefined {
  // Progress numbers are told of the activity that stands for all builds; its id is known from its start.
  let allBuilds: string | undefined;
  return (line) => {
    const wire = readWire(line);
    if (wire === undefined) return undefined;
    if (wire === "plain") return { type: "message", level: levelInfo, text: stripVTControlCharacters(line) };
    switch (wire.action) {
      case "msg":
        return { type: "message", level: wire.level, text: stripVTControlCharacters(wire.msg) };
      case "stop":
        return { type: "stopped", id: wire.id };
      case "start":
        if (wire.type === activityBuilds) allBuilds = wire.id;
        return wire.type === activityBuild
          ? { type: "build-started", id: wire.id, drv: text(wire.fields) }
          : undefined;
      case "result":
        return readResult(wire.id, wire.type, wire.fields ?? [], allBuilds);
    }
  };
}

function readResult(
  id: string,
  type: number,
  fields: (string | number)[],
  allBuilds: string | undefined,
): NixLogMessage | undefined {
  switch (type) {
    case resultBuildLogLine:
    case resultPostBuildLogLine:
      return { type: "log-line", id, line: stripVTControlCharacters(text(fields)) };
    case resultSetPhase:
      return { type: "phase", id, phase: text(fields) };
    case resultProgress: {
      if (id !== allBuilds) return undefined;
      const [done = 0, expected = 0, running = 0, failed = 0] = fields.map(Number);
      return { type: "progress", done, expected, running, failed };
    }
    default:
      return undefined;
  }
}

function readWire(line: string): z.infer<typeof wireSchema> | "plain" | undefined {
  if (!line.startsWith("@nix ")) return line.trim() === "" ? undefined : "plain";
  let value: unknown;
  try {
    value = JSON.parse(quoteIds(line.slice("@nix ".length)));
  } catch {
    return "plain";
  }
  // A message of a newer Nix that we do not know is no reason to fail a build.
  return wireSchema.safeParse(value).data;
}

/**
 * Ids are 64-bit (the process id times 2^32), more than a JavaScript number holds exactly, so they are
 * read as strings. Inside a JSON string the quotes would be escaped: only real keys match.
 */
function quoteIds(json: string): string {
  return json.replace(/"(id|parent)":(\d+)/g, '"$1":"$2"');
}

function text(fields: (string | number)[] | undefined): string {
  return String(fields?.[0] ?? "");
}
