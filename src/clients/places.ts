import { join } from "node:path";
import type { Place } from "./types.ts";

/**
 * The folder a variable names, or `usual` under the home folder. A relative value counts as unset: the XDG
 * Base Directory Specification says so of its own, and of a client's own a path that depends on where the
 * client was started is none that can be written to.
 */
export function folderFrom(place: Place, variable: string, usual: string): string {
  const value = place.env[variable];
  return value?.startsWith("/") ? value : join(place.home, usual);
}

/** `$XDG_CONFIG_HOME`, on macOS too: for clients that follow the specification on every Unix. */
export function configHome(place: Place): string {
  return folderFrom(place, "XDG_CONFIG_HOME", ".config");
}

/**
 * Where desktop applications (Electron's `appData`) keep their configuration: `$XDG_CONFIG_HOME` on Linux,
 * `~/Library/Application Support` on macOS. Source: Electron's `app.getPath("appData")`.
 */
export function applicationData(place: Place): string {
  return place.platform === "darwin" ? join(place.home, "Library/Application Support") : configHome(place);
}

/** VS Code's folder of user data (default profile). */
export function vscodeUser(place: Place): string {
  return join(applicationData(place), "Code/User");
}
