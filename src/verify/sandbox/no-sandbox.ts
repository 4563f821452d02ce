import { join } from "node:path";
import type { Sandbox } from "./sandbox.ts";

/** None: an empty home and none of the user's variables, as `build` starts a server; the network is there. */
export function noSandbox(path: string): Sandbox {
  const homeIn = (folder: string) => join(folder, "home");
  return {
    kind: "none",
    ownLoopback: false,
    home: homeIn,
    around: ({ command, args, env, folder }) => {
      const home = homeIn(folder);
      return {
        command,
        args,
        env: { PATH: path, LANG: "C.UTF-8", ...env, HOME: home, TMPDIR: home },
        cwd: home,
      };
    },
  };
}
