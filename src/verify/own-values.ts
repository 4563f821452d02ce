import { dummyValue } from "../mcp/dummies.ts";

/** What we gave to a server and what is of this day: it must not make one start's texts differ from another's. */
export interface OwnValues {
  /** Folders of ours, most special first. */
  readonly folders: readonly string[];
  readonly port: number | null;
  readonly day: Date;
}

/** The function that puts names in the place of such values, in a text of the server's. */
export function withoutOwnValues({ folders, port, day }: OwnValues): (text: string) => string {
  const pairs: (readonly [string | RegExp, string])[] = [
    ...folders.map((folder) => [folder, "$HOME"] as const),
    [dummyValue("KEY"), "$DUMMY"],
    ...(port === null
      ? []
      : [[new RegExp(`(?<=(?:127\\.0\\.0\\.1|localhost):)${port}\\b`, "g"), "$PORT"] as const]),
    // A store path is another one after every build.
    [/\/nix\/store\/[0-9a-df-np-sv-z]{32}-/g, "/nix/store/$HASH-"],
    [new RegExp(`${isoDay(day)}(?:T[\\d:.]+(?:Z|[+-][\\d:]+)?)?`, "g"), "$TODAY"],
    [day.toDateString(), "$TODAY"],
  ];
  return (text) => pairs.reduce((done, [value, name]) => done.replaceAll(value, () => name), text);
}

function isoDay(day: Date): string {
  return day.toISOString().slice(0, 10);
}
