import type { Mistake } from "./check-servers.ts";
import type { Language, ServerSpec, sourceKinds } from "./servers-schema.ts";

type Kind = (typeof sourceKinds)[number];
type Field = "allowScripts" | "buildScript" | "fetcherVersion" | "language" | "overrides" | "python";

/** Fields that only servers of some sources have a use for. */
const sourcesOf: Readonly<Record<Field, readonly Kind[]>> = {
  allowScripts: ["npm", "github"],
  buildScript: ["github"],
  fetcherVersion: ["npm"],
  language: ["github"],
  overrides: ["npm"],
  python: ["pypi", "github"],
};

/** Of a repository whose language is said, those that are for another one. */
const languageOf: Readonly<Partial<Record<Field, Language>>> = {
  allowScripts: "javascript",
  buildScript: "javascript",
  python: "python",
};

/** Fields that would do nothing, which whoever wrote them does not expect: a script that is allowed, say. */
export function fieldsOfOtherSources(server: ServerSpec): Mistake[] {
  const kind = server.source.slice(0, server.source.indexOf(":")) as Kind;
  return (Object.keys(sourcesOf) as Field[]).flatMap((field) => {
    const kinds = sourcesOf[field];
    const language = languageOf[field];
    if (server[field] === undefined) return [];
    const fitsLanguage = language === undefined || [undefined, language].includes(server.language);
    if (kinds.includes(kind) && fitsLanguage) return [];
    const whose = kinds.includes(kind) ? `in ${language}` : `from ${kinds.join(" or ")}`;
    return [
      {
        path: ["servers", server.name, field],
        message: `'${field}' is for servers ${whose}`,
        hint: "Take it out: it would do nothing here.",
      },
    ];
  });
}
