import { stat } from "node:fs/promises";
import { shownPath } from "../../config/source-place.ts";
import { UserError } from "../../errors.ts";
import type { Settings } from "./settings.ts";

/**
 * Says before the server runs what would fail in every call: files and folders that were named and are not there, a
 * policy that cannot be read. `rootsNamed`: the roots are not those of default.
 *
 * @throws UserError `E_SETTINGS`; `E_POLICY_FILE`
 */
export async function checkSettings(settings: Settings, rootsNamed: boolean): Promise<void> {
  const { catalogFile, policyFile, policyAsked, sandbox, roots } = settings;
  if (catalogFile !== null && (await kindAt(catalogFile)) !== "file") {
    throw wrong(
      "the catalog's file is not there",
      catalogFile,
      "--catalog takes a packages.json or packages.json.br.",
    );
  }
  for (const root of rootsNamed ? roots : []) {
    if ((await kindAt(root)) !== "folder")
      throw wrong("a root is no folder", root, "--root takes a folder that exists.");
  }
  // A start without one does not load what reads it.
  if (policyAsked || sandbox !== null || (await kindAt(policyFile)) !== null) {
    const { readPolicy } = await import("../read-policy.ts");
    await readPolicy(policyFile, policyAsked, sandbox);
  }
}

async function kindAt(path: string): Promise<"file" | "folder" | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  return found.isDirectory() ? "folder" : "file";
}

function wrong(message: string, path: string, hint: string): UserError {
  return new UserError(message, { code: "E_SETTINGS", where: shownPath(path), hint });
}
