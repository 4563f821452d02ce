import { isSecretName } from "../config/secret-name.ts";
import type { CodePlace, EnvironmentFact } from "./facts.ts";
import { isSystemVariable } from "./system-variables.ts";

/** One place where a variable is read. */
export interface EnvironmentRead {
  readonly name: string;
  readonly required: boolean;
  readonly default: string | null;
  readonly message: string | null;
  readonly place: CodePlace;
  /** The code treats it as one, whatever its name. */
  readonly secret?: boolean;
}

/** What an environment variable can be called: letters, digits and underscores (POSIX, "Environment Variables"). */
const NAME = /^[A-Za-z_][A-Za-z\d_]*$/;

/**
 * The variables of all the places that read them, by name.
 *
 * Those of the system are left out. One that is required at one place is required, unless another place has something in its stead.
 *
 * @param messageFor the text of an error that names a variable, for those whose own place has none
 */
export function mergeEnvironment(
  reads: readonly EnvironmentRead[],
  messageFor: (name: string) => string | null,
): EnvironmentFact[] {
  const byName = new Map<string, EnvironmentRead[]>();
  for (const read of reads) {
    if (NAME.test(read.name) && !isSystemVariable(read.name))
      byName.set(read.name, [...(byName.get(read.name) ?? []), read]);
  }
  return [...byName]
    .map(([name, all]) => ({
      name,
      required: all.some(({ required }) => required) && all.every((read) => read.default === null),
      secret: isSecretName(name) || all.some(({ secret }) => secret === true),
      default: all.find((read) => read.default !== null)?.default ?? null,
      message: all.find(({ message }) => message !== null)?.message ?? messageFor(name),
      places: distinctPlaces(all.map(({ place }) => place)),
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Places, each once. */
export function distinctPlaces(places: readonly CodePlace[]): CodePlace[] {
  return [...new Map(places.map((place) => [`${place.file}:${place.line}`, place])).values()];
}
