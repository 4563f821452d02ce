import type { CommandTable } from "./commands/command.ts";
import { main } from "./commands/main.ts";

const commands: CommandTable = {
  init: { summary: "Start a servers.yaml.", load: () => import("./commands/init.ts") },
  import: {
    summary: "Take over the servers that AI clients start today.",
    load: () => import("./commands/import.ts"),
  },
  search: {
    summary: "Find MCP servers on npm and PyPI.",
    load: () => import("./commands/search.ts"),
  },
  add: { summary: "Add servers to servers.yaml.", load: () => import("./commands/add.ts") },
  inspect: {
    summary: "Tell what a server needs and does, from its code.",
    load: () => import("./commands/inspect.ts"),
  },
  prefetch: {
    summary: "Pin every server and compute every hash, without Nix.",
    load: () => import("./commands/prefetch.ts"),
  },
  generate: {
    summary: "Write packages and overlay from servers.yaml.",
    load: () => import("./commands/generate.ts"),
  },
  build: {
    summary: "Build servers with Nix and speak MCP with them.",
    load: () => import("./commands/build.ts"),
  },
  verify: {
    summary: "Compare what servers offer with what they offered before.",
    load: () => import("./commands/verify.ts"),
  },
  update: {
    summary: "Take newer versions: looked over, built, and only then written.",
    load: () => import("./commands/update.ts"),
  },
  outdated: {
    summary: "Show which servers have newer versions.",
    load: () => import("./commands/outdated.ts"),
  },
  audit: {
    summary: "Ask the registries' advisories about everything that is locked.",
    load: () => import("./commands/audit.ts"),
  },
  list: { summary: "Show the servers and their state.", load: () => import("./commands/list.ts") },
  doctor: {
    summary: "Look whether installed servers work.",
    load: () => import("./commands/doctor.ts"),
  },
  deploy: {
    summary: "Write installed servers into the clients' configuration.",
    load: () => import("./commands/deploy.ts"),
  },
  undeploy: {
    summary: "Take everything of ours out of the clients' configuration.",
    load: () => import("./commands/undeploy.ts"),
  },
  status: { summary: "Show what each client has.", load: () => import("./commands/status.ts") },
  logs: { summary: "Show what an installed server said.", load: () => import("./commands/logs.ts") },
  bridge: {
    summary: "Let a client that starts its servers use one that speaks HTTP.",
    load: () => import("./commands/bridge.ts"),
  },
  remove: { summary: "Take servers out again.", load: () => import("./commands/remove.ts") },
  "fix-lock": {
    summary: "Complete a package-lock.json that lacks resolved or integrity.",
    load: () => import("./commands/fix-lock.ts"),
  },
  schema: { summary: "Print the JSON Schema of servers.yaml.", load: () => import("./commands/schema.ts") },
  completion: {
    summary: "Print a shell's completion script.",
    load: () => import("./commands/completion.ts"),
  },
  help: { summary: "Tell about the program or a command.", load: () => import("./commands/help.ts") },
  __complete: { summary: "", hidden: true, load: () => import("./commands/complete.ts") },
};

await main(commands);
