import { stripVTControlCharacters } from "node:util";
import { z } from "zod";
import { derivationName } from "../../nix/build-log.ts";
import type { ExecutionProgress } from "./types.ts";

/** Numbers of Nix's log protocol: ActivityType and ResultType in `src/libutil/logging.hh` of NixOS/nix. */
const activity = {
  copyPath: 100,
  fileTransfer: 101,
  copyPaths: 103,
  builds: 104,
  build: 105,
  fetchTree: 112,
};
const result = { buildLogLine: 101, setPhase: 104, progress: 105, setExpected: 106 };

/** Characters of a builder's line. */
const longestLine = 200;

const field = z.union([z.string(), z.number()]);
const message = z.object({
  action: z.enum(["start", "stop", "result"]),
  // 64-bit, and told apart by their low digits: read as text.
  id: z.string(),
  type: z.number().optional(),
  text: z.string().optional(),
  fields: z.array(field).optional(),
});

/**
 * Follows the lines of one `nix … --log-format internal-json` and says how far it is: bytes downloaded of those
 * expected, builds done of those expected, phases and words of a build. Lines that change nothing a person would notice give undefined.
 */
export class NixProgress {
  readonly #kinds = new Map<string, number>();
  /** What is built, by the name of its derivation. */
  readonly #builds = new Map<string, string>();
  readonly #transfers = new Map<string, number>();
  #finishedBytes = 0;
  #expectedBytes = 0;

  add(line: string): ExecutionProgress | undefined {
    const parsed = parse(line);
    if (parsed === undefined) return undefined;
    const { action, id, type, text, fields = [] } = parsed;
    if (action === "start") return this.#start(id, type ?? 0, text ?? "", fields);
    if (action === "stop") return this.#stop(id);
    if (type === result.setExpected && fields[0] === activity.fileTransfer) {
      this.#expectedBytes = Number(fields[1]);
      return undefined;
    }
    if (type === result.setPhase || type === result.buildLogLine) {
      return this.#builder(id, type === result.setPhase, String(fields[0] ?? ""));
    }
    if (type !== result.progress) return undefined;
    const kind = this.#kinds.get(id);
    if (kind === activity.fileTransfer) {
      this.#transfers.set(id, Number(fields[0] ?? 0));
      return this.#download("downloading");
    }
    const [done = 0, total = 0] = fields.map(Number);
    if (kind === activity.builds && total > 0)
      return { kind: "build", message: `${done} of ${total} built`, done, total };
    return undefined;
  }

  #start(
    id: string,
    type: number,
    text: string,
    fields: readonly (string | number)[],
  ): ExecutionProgress | undefined {
    this.#kinds.set(id, type);
    if (type === activity.fileTransfer) return this.#download(text || "downloading");
    if (type === activity.copyPath)
      return this.#download(`fetching ${derivationName(String(fields[0] ?? ""))}`);
    if (type === activity.build) {
      const name = derivationName(String(fields[0] ?? ""));
      this.#builds.set(id, name);
      return { kind: "build", message: `building ${name}` };
    }
    return type === activity.fetchTree
      ? { kind: "resolve", message: text || "fetching the flake" }
      : undefined;
  }

  #builder(id: string, isPhase: boolean, line: string): ExecutionProgress | undefined {
    const name = this.#builds.get(id);
    const said = stripVTControlCharacters(line).trim().slice(0, longestLine);
    if (name === undefined || said === "") return undefined;
    return { kind: "build", message: isPhase ? `building ${name} (${said})` : `building ${name}: ${said}` };
  }

  #stop(id: string): undefined {
    this.#finishedBytes += this.#transfers.get(id) ?? 0;
    this.#transfers.delete(id);
    this.#kinds.delete(id);
    this.#builds.delete(id);
  }

  #download(message: string): ExecutionProgress {
    let done = this.#finishedBytes;
    for (const bytes of this.#transfers.values()) done += bytes;
    return this.#expectedBytes >= done && this.#expectedBytes > 0
      ? { kind: "download", message, done, total: this.#expectedBytes }
      : { kind: "download", message, done };
  }
}

function parse(line: string): z.infer<typeof message> | undefined {
  if (!line.startsWith("@nix ")) return undefined;
  try {
    return message.safeParse(JSON.parse(line.slice(5).replace(/"(id|parent)":(\d+)/g, '"$1":"$2"'))).data;
  } catch {
    return undefined;
  }
}
