import { userInfo } from "node:os";
import { join } from "node:path";

type Env = Readonly<Record<string, string | undefined>>;

/** The user's folders. Source: XDG Base Directory Specification; relative values there count as unset. */
export interface XdgFolders {
  readonly home: string;
  readonly config: string;
  readonly state: string;
  readonly cache: string;
}

export function xdgFolders(env: Env): XdgFolders {
  // Empty or relative it would be wherever one happens to be.
  const home = env.HOME?.startsWith("/") ? env.HOME : userInfo().homedir;
  const folder = (value: string | undefined, usual: string) =>
    value?.startsWith("/") ? value : join(home, usual);
  return {
    home,
    config: folder(env.XDG_CONFIG_HOME, ".config"),
    state: folder(env.XDG_STATE_HOME, ".local/state"),
    cache: folder(env.XDG_CACHE_HOME, ".cache"),
  };
}
