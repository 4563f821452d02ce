import { UserError } from "../../errors.ts";
import { fixLock } from "../../prefetch/fix-lock/fix-lock.ts";
import { registryError } from "../../registry/registry-errors.ts";
import type { NpmRegistry } from "./npm-registry.ts";

/**
 * Completes a lockfile made from a shrinkwrap: one written under npm's `omit-lockfile-registry-resolved` has
 * neither addresses nor, at times, integrities.
 *
 * @throws UserError `E_DEPENDENCY` when something cannot be completed; that of a registry out of reach
 */
export async function completeLockfile(
  text: string,
  where: string,
  registry: NpmRegistry,
  signal: AbortSignal | undefined,
): Promise<string> {
  const unanswered: Error[] = [];
  const { text: fixed, problems } = await fixLock(text, {
    registry: registry.config.registryFor,
    fetchPackument: (name) =>
      registry.packuments.get(name).catch((error) => {
        if (Object(error).code !== "E404") unanswered.push(registryError(error, name, where));
        throw error;
      }),
    ...(signal === undefined ? {} : { signal }),
  });
  const [problem] = problems;
  // A registry that is out of reach says nothing about the lockfile.
  if (unanswered[0] !== undefined) throw unanswered[0];
  if (problem !== undefined) {
    throw new UserError(`its lockfile cannot be completed: ${problem.path}: ${problem.message}`, {
      code: "E_DEPENDENCY",
      where: where,
      hint: "npm could not install it offline either; choose another version.",
    });
  }
  return fixed;
}
