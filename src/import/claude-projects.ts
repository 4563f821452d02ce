import type { ReadFile } from "./found.ts";

/** What Claude Code's file says of servers by project: folder → names. */
export interface ProjectSwitches {
  /** Of any scope, which are not started there. */
  readonly off: ReadonlyMap<string, readonly string[]>;
  /** Of the project's own .mcp.json, which its user did not want. */
  readonly declined: ReadonlyMap<string, readonly string[]>;
}

/** `projects.FOLDER.disabledMcpServers` and `.disabledMcpjsonServers` of ~/.claude.json. */
export function projectSwitches(data: unknown): ProjectSwitches {
  const projects = Object.entries(mapOf(mapOf(data).projects));
  const named = (key: string) =>
    new Map(projects.map(([folder, project]) => [folder, textsOf(mapOf(project)[key])]));
  return { off: named("disabledMcpServers"), declined: named("disabledMcpjsonServers") };
}

/** Switches the servers of a `.mcp.json` off that another file says are: `~/.claude.json` has the answers. */
export function withProjectSwitches(read: readonly ReadFile[]): ReadFile[] {
  const declined = (project: string | undefined, name: string) =>
    project !== undefined && read.some((file) => file.declined?.get(project)?.includes(name));
  return read.map((file) => ({
    ...file,
    found: file.found.map((one) =>
      one.client === "claude-code" && /\.mcp\.json:\d+$/.test(one.place) && declined(one.project, one.name)
        ? { ...one, disabled: true, disabledBy: "disabledMcpjsonServers" }
        : one,
    ),
  }));
}

function mapOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
