import { UserError } from "../errors.ts";
import { loadPolicy } from "./policy/load.ts";
import { defaultPolicy, type Policy } from "./policy/schema.ts";

/**
 * The policy of a file; a missing one is the usual policy unless it was `asked` for. `sandbox` of the command line
 * or the configuration adds the sandbox, and cannot take it away from a policy that wants it.
 *
 * Throws `E_POLICY_FILE`.
 */
export async function readPolicy(
  path: string,
  asked: boolean,
  sandbox: Policy["sandbox"] | null,
): Promise<Policy> {
  const policy = await loadOrUsual(path, asked, sandbox);
  if (sandbox === "none" && policy.sandbox === "bubblewrap") {
    throw new UserError("the policy wants the sandbox, and the settings turn it off", {
      code: "E_POLICY_FILE",
      where: path,
      hint: "Leave --sandbox out, or change the policy.",
    });
  }
  return policy;
}

async function loadOrUsual(path: string, asked: boolean, sandbox: Policy["sandbox"] | null): Promise<Policy> {
  try {
    return await loadPolicy(path, sandbox);
  } catch (error) {
    const missing = error instanceof UserError && (error.cause as NodeJS.ErrnoException)?.code === "ENOENT";
    if (missing && !asked) return { ...defaultPolicy, sandbox: sandbox ?? defaultPolicy.sandbox };
    throw error;
  }
}
