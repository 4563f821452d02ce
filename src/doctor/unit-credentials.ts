import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { xdgFolders } from "../config/xdg.ts";
import type { DoctorSetting } from "./setting.ts";

/** A credential that a unit asks systemd for. */
interface UnitCredential {
  readonly name: string;
  /** Where from: a path, or the name of one in systemd's stores; null: the unit holds it itself. */
  readonly source: string | null;
}

/**
 * The credentials of a unit's file and its drop-ins. `systemctl show` calls them unprintable before systemd 254, so
 * the files are read. Source: systemd.exec(5), "Credentials"; specifiers: systemd.unit(5).
 */
export async function unitCredentials(
  unit: string,
  { manager, env }: Pick<DoctorSetting, "manager" | "env">,
): Promise<UnitCredential[]> {
  if (typeof manager === "string") return [];
  const found = await manager.show(unit, ["FragmentPath", "DropInPaths"]);
  const files = [found?.FragmentPath ?? "", ...(found?.DropInPaths ?? "").split(" ")].filter(Boolean);
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8").catch(() => "")));
  return texts.flatMap((text) => parseCredentials(text, env));
}

/** The same of a unit's text. */
export function parseCredentials(text: string, env: Record<string, string>): UnitCredential[] {
  const { home, config, cache } = xdgFolders(env);
  const specifiers: Readonly<Record<string, string>> = {
    "%%": "%",
    "%h": home,
    "%t": env.XDG_RUNTIME_DIR ?? "",
    "%E": config,
    "%C": cache,
  };
  return text.split("\n").flatMap((line) => {
    const [, kind, name, rest] =
      /^\s*(Load|Set)Credential(?:Encrypted)?\s*=\s*([^:\s]+)\s*(?::(.*))?$/.exec(line) ?? [];
    if (kind === undefined || name === undefined) return [];
    const source = (rest ?? name).trim().replace(/%./g, (specifier) => specifiers[specifier] ?? specifier);
    return [{ name, source: kind === "Set" ? null : source }];
  });
}

/** Those whose file is not there, or not to be read; in systemd's own stores nothing is looked for. */
export async function missingCredentials(credentials: readonly UnitCredential[]): Promise<UnitCredential[]> {
  const missing = await Promise.all(
    credentials.map(async (credential) => {
      if (credential.source === null || !credential.source.startsWith("/")) return [];
      const found = await stat(credential.source).catch(() => null);
      return found === null ? [credential] : [];
    }),
  );
  return missing.flat();
}

/** Whether a running service was given a credential; null: its folder cannot be looked into. */
export async function hasCredential(
  unit: string,
  name: string,
  env: Record<string, string>,
): Promise<boolean | null> {
  const folder = join(env.XDG_RUNTIME_DIR ?? "", "credentials", unit);
  if ((await stat(folder).catch(() => null)) === null) return null;
  return (await stat(join(folder, name)).catch(() => null)) !== null;
}
