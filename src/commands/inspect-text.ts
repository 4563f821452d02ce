import type { ServerFacts } from "../inspect/facts.ts";
import type { Colors } from "../ui/colors.ts";

/** The facts of one server, in sections for a person. No newline at the end. */
export function factsText(facts: ServerFacts, colors: Colors): string {
  return [colors.bold(`${facts.package} ${facts.version}`), facts.meta.description ?? ""]
    .filter((line) => line !== "")
    .join("\n");
}
