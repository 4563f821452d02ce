/** What a tool can be called. Source: Model Context Protocol, "Tools", "Tool Names". */
export function isToolName(name: unknown): name is string {
  return typeof name === "string" && /^[A-Za-z0-9_][\w./-]{0,127}$/.test(name);
}
