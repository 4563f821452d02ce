import type { LockedPythonServer, PythonNixpkgs } from "../config/lock-python-schema.ts";
import type { ServerSpec } from "../config/servers-schema.ts";
import { UserError } from "../errors.ts";
import type { NixpkgsPlan, NixpkgsPlanOptions } from "../sources/pypi/nixpkgs-plan.ts";
import type { LockJob } from "./locker.ts";
import { chosenStrategy, type NoCatalog } from "./python-strategy.ts";

interface PlannedStrategy {
  readonly strategy: LockedPythonServer["strategy"];
  readonly reason: string;
  /** Strategy nixpkgs: what it builds by. */
  readonly nixpkgs: PythonNixpkgs | null;
  /** For the reader, where it is that strategy. */
  readonly notes: readonly string[];
}

interface PlannableServer {
  readonly python: string;
  /** The strategy that servers.yaml asks for. */
  readonly asked: LockedPythonServer["strategy"] | undefined;
}

/**
 * Which strategy a server is locked by, with the plan of its build by nixpkgs' packages. Without a catalog a plan is made
 * only for who asks for it: nothing of it could be vouched for.
 *
 * @param plan makes the plan
 * @throws UserError `E_STRATEGY` where nixpkgs' packages are asked for and cannot do
 */
export async function planStrategy(
  { python, asked }: PlannableServer,
  server: ServerSpec,
  job: LockJob,
  plan: (options: NixpkgsPlanOptions) => Promise<NixpkgsPlan>,
): Promise<PlannedStrategy> {
  const { made, noCatalog } =
    asked === "locked" ? { made: null, noCatalog: null } : await planned(python, asked, job, plan);
  const { strategy, reason } = chosenStrategy(asked, made, python, noCatalog);
  if (strategy === "locked") return { strategy, reason, nixpkgs: null, notes: [] };
  return { strategy, reason, nixpkgs: possible(made, server), notes: planNotes(made, noCatalog) };
}

async function planned(
  python: string,
  asked: LockedPythonServer["strategy"] | undefined,
  job: LockJob,
  plan: (options: NixpkgsPlanOptions) => Promise<NixpkgsPlan>,
): Promise<{ made: NixpkgsPlan | null; noCatalog: NoCatalog }> {
  const opened = await job.fetchers.nixpkgsPython();
  const catalog = opened?.has(python) === true ? opened : null;
  const noCatalog = catalog !== null ? null : opened === null ? "no catalog" : "other python";
  if (catalog === null && asked === undefined) return { made: null, noCatalog };
  job.onStep?.({ text: "comparing with nixpkgs" });
  const client = await job.fetchers.pypi();
  return { made: await plan({ client, catalog, isNeutral: job.style === "overlay" }), noCatalog };
}

function possible(plan: NixpkgsPlan | null, server: ServerSpec): PythonNixpkgs {
  if (plan !== null && plan.nixpkgs !== null) return plan.nixpkgs;
  throw new UserError(`it cannot be built with nixpkgs' packages: ${plan?.obstacles.join("; ")}`, {
    code: "E_STRATEGY",
    where: server.name,
    hint: "Leave `strategy` out, or set it to `locked`.",
  });
}

function planNotes(plan: NixpkgsPlan | null, noCatalog: NoCatalog): string[] {
  const unverified =
    noCatalog === null
      ? []
      : ["whether nixpkgs has its dependencies is not verified: there is no catalog of it"];
  return [...unverified, ...(plan?.obstacles ?? []), ...(plan?.notes ?? [])];
}
