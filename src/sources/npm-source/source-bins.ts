import { posix } from "node:path";
import normalizeBin from "npm-normalize-package-bin";
import { UserError } from "../../errors.ts";
import { isPlainBin } from "../npm/manifest.ts";
import type { RepositoryPackage } from "./package-json.ts";

export interface SourceBins {
  /** Command → file inside the package, sorted by command. The file may be one that the build makes. */
  readonly bins: Readonly<Record<string, string>>;
  /** Its package.json names none: they are those of its `start` script or its `main`. */
  readonly derived: boolean;
  readonly notes: readonly string[];
}

/**
 * The commands of a package that is not published: its `bin`, else what `npm start` runs, else its `main`.
 *
 * @throws UserError `E_NO_BIN`
 */
export function sourceBins({ packageJson }: RepositoryPackage, where: string): SourceBins {
  const { name, bin, scripts } = packageJson;
  const normal = normalizeBin({ name, bin: structuredClone(bin) }).bin ?? {};
  const stated = Object.entries(normal).filter(([command, file]) => isPlainBin(command, file));
  if (stated.length > 0) {
    const left = Object.keys(normal).filter((command) => !stated.some(([one]) => one === command));
    const notes = left.map(
      (command) => `its command ${JSON.stringify(command)} is left out: it is no plain file name`,
    );
    return { bins: Object.fromEntries(stated.sort(([a], [b]) => (a < b ? -1 : 1))), derived: false, notes };
  }
  const started = /^node (?:--\S+ )*(\S+\.[cm]?js)\b/.exec(scripts?.start ?? "")?.[1];
  const main = typeof packageJson.main === "string" ? packageJson.main : undefined;
  const file = posix.normalize(started ?? main ?? "").replace(/^\.?\//, "");
  const command = name.replace(/^@[^/]*\//, "");
  if (!/\.[cm]?js$/.test(file) || file.startsWith("../") || !isPlainBin(command, file)) {
    throw new UserError(`${name} has no command (\`bin\`), no \`start\` script and no \`main\``, {
      code: "E_NO_BIN",
      where,
      hint: "It may be a library; look in its README for the folder that is the server.",
    });
  }
  const notes = [
    `its package.json names no command; ${command} runs ${file}, as its ${started === undefined ? "main" : "start script"} says`,
  ];
  return { bins: { [command]: file }, derived: true, notes };
}
