import type { CommandTable } from "./commands/command.ts";
import { main } from "./commands/main.ts";

const commands: CommandTable = {
  add: { summary: "Add servers to servers.yaml.", load: () => import("./commands/add.ts") },
  prefetch: {
    summary: "Pin every server and compute every hash, without Nix.",
    load: () => import("./commands/prefetch.ts"),
  },
  "fix-lock": {
    summary: "Complete a package-lock.json that lacks resolved or integrity.",
    load: () => import("./commands/fix-lock.ts"),
  },
  help: { summary: "Tell about the program or a command.", load: () => import("./commands/help.ts") },
};

await main(commands);
