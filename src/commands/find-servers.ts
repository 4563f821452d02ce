import type { Settings } from "../config/servers-schema.ts";
import { searchedSources, specOf } from "../search/candidate.ts";
import { search } from "../search/search.ts";
import { oneLine } from "../ui/progress-lines.ts";
import type { Choice } from "../ui/prompts.ts";
import type { Context } from "./command.ts";
import { fetching } from "./fetching.ts";
import { progressOf } from "./search.ts";

/** As many as are seen at once. */
const MOST = 10;

/** MCP servers for words, as choices whose values `add` takes; a registry that fails is warned of. */
export async function findServers(
  context: Context,
  { folder, settings, indexUrl }: { folder: string; settings: Settings; indexUrl: string | undefined },
  words: string,
): Promise<Choice<string>[]> {
  const tasks = context.ui.tasks();
  const { servers, notes, errors } = await search(words, {
    sources: searchedSources,
    limit: MOST,
    fetchers: fetching(context, folder, indexUrl ?? settings.pythonIndex),
    signal: context.signal,
    onEvent: progressOf(tasks),
  }).finally(() => tasks.stop());
  for (const note of notes) context.ui.info(note);
  for (const { message } of errors) context.ui.warn(message);
  return servers.map((one) => ({
    value: specOf(one),
    label: oneLine(specOf(one)),
    hint: shortened(oneLine(one.description), context.io.columns - specOf(one).length - 12),
  }));
}

/** A choice is one line of the terminal. */
function shortened(text: string, width: number): string {
  const characters = [...text];
  const most = Math.max(0, width);
  return characters.length <= most ? text : `${characters.slice(0, Math.max(0, most - 1)).join("")}…`;
}
