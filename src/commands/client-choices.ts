import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { clients } from "../clients/clients.ts";
import { configHome } from "../clients/places.ts";
import type { Place } from "../clients/types.ts";
import type { ClientId } from "../config/clients.ts";
import type { Choice } from "../ui/prompts.ts";
import type { Context } from "./command.ts";

/** The machine that the program runs on. */
export function thisPlace({ env }: Pick<Context, "env">): Place {
  return { platform: process.platform === "darwin" ? "darwin" : "linux", home: env.HOME ?? homedir(), env };
}

/**
 * The clients to choose from: those that servers.yaml enables, those that are installed, the others of this platform.
 *
 * @param exists whether there is a file or folder at a path
 */
export function clientChoices(
  enabled: readonly ClientId[],
  place: Place,
  exists: (path: string) => boolean = existsSync,
): Choice<ClientId>[] {
  const ofAll = new Set<string>([
    place.home,
    configHome(place),
    join(place.home, "Library/Application Support"),
  ]);
  const choices = clients.flatMap(({ id, title, file }) => {
    const path = file(place, exists);
    if (path === null) return [];
    const folder = dirname(path);
    const isInstalled = exists(path) || (!ofAll.has(folder) && exists(folder));
    return [{ id, title, isInstalled }];
  });
  const rank = ({ id, isInstalled }: (typeof choices)[number]) =>
    enabled.includes(id) ? 0 : isInstalled ? 1 : 2;
  const known = choices
    .sort((a, b) => rank(a) - rank(b))
    .map(({ id, title, isInstalled }) => ({
      value: id,
      label: title,
      ...(enabled.includes(id)
        ? { hint: "enabled in servers.yaml" }
        : isInstalled
          ? { hint: "installed" }
          : {}),
    }));
  // programs-mcp has no file of its own, and other platforms' clients are nothing to take away.
  const others = enabled.filter((id) => !known.some(({ value }) => value === id));
  return [...others.map((id) => ({ value: id, label: id, hint: "enabled in servers.yaml" })), ...known];
}

/** What servers.yaml says after these clients are chosen for one server; a new one is enabled for all. */
export function chosenClients(
  enabled: readonly ClientId[],
  chosen: readonly ClientId[],
): { clients?: ClientId[]; enabledClients?: ClientId[] } {
  const all = [...enabled, ...chosen.filter((id) => !enabled.includes(id))];
  return {
    ...(all.length === enabled.length ? {} : { enabledClients: all }),
    ...(all.every((id) => chosen.includes(id)) ? {} : { clients: [...chosen] }),
  };
}
