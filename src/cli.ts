import type { CommandTable } from "./commands/command.ts";
import { main } from "./commands/main.ts";

const commands: CommandTable = {
  help: { summary: "Tell about the program or a command.", load: () => import("./commands/help.ts") },
};

await main(commands);
