import { access, constants, stat } from "node:fs/promises";
import type { ManifestServer } from "../config/manifest-schema.ts";
import type { Finding } from "./finding.ts";

/** Whether the package and the wrapper are where the manifest says. Reads only. */
export async function packageFindings(server: ManifestServer): Promise<Finding[]> {
  const { name, version, path } = server.package;
  const label = version === null ? name : `${name} ${version}`;
  const there = await stat(path).catch(() => null);
  const wrapper = await executable(server.command);
  return [
    there === null
      ? { check: "package", level: "failed", text: `${label}: ${path} is gone`, hint: rebuilt }
      : { check: "package", level: "ok", text: label },
    wrapper === null
      ? { check: "wrapper", level: "ok", text: server.command }
      : { check: "wrapper", level: "failed", text: `${server.command} ${wrapper}`, hint: rebuilt },
  ];
}

const rebuilt = "Run home-manager switch, which builds it anew: was it garbage-collected?";

/** Why a file cannot be run; null: it can. */
async function executable(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return "is not there";
  if (!found.isFile()) return "is no file";
  return access(path, constants.X_OK).then(
    () => null,
    () => "is not executable",
  );
}
