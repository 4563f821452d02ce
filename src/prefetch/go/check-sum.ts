import { z } from "zod";
import { UserError } from "../../errors.ts";
import { type GoRunner, runGo } from "./run-go.ts";

const downloaded = z.object({ Sum: z.string(), GoModSum: z.string().optional() });

/**
 * Has the go command fetch a module, which checks it against the checksum database (or where GONOSUMDB says so, not),
 * and compares its hash with ours: both must have the same files.
 *
 * @param sum our `moduleSum`
 * @throws UserError `E_INTEGRITY` when they differ, and those of `runGo`
 */
export async function checkModuleSum(
  runner: GoRunner,
  module: { readonly path: string; readonly version: string; readonly sum: string },
  where: string,
): Promise<void> {
  const query = `${module.path}@${module.version}`;
  // Anywhere below there may be a go.mod, whose replacements and version of Go would count.
  const text = await runGo(runner, ["mod", "download", "-json", query], { cwd: "/", where });
  const parsed = downloaded.safeParse(JSON.parse(text));
  if (!parsed.success)
    throw new UserError("the go command does not tell the module's hash", { code: "E_GO", where });
  if (parsed.data.Sum === module.sum) return;
  throw new UserError(
    `the zip of ${query} is not what the checksum database knows: ${module.sum}, not ${parsed.data.Sum}`,
    {
      code: "E_INTEGRITY",
      where,
      hint: "The proxy serves other bytes than it did to others: find out why before you go on.",
    },
  );
}
