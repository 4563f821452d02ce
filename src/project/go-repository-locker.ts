import type { LockedGoServer } from "../config/lock-go-schema.ts";
import type { LockedServer } from "../config/lock-schema.ts";
import type { ServerSpec } from "../config/servers-schema.ts";
import { fieldsOfOtherSources } from "../config/source-fields.ts";
import { UserError } from "../errors.ts";
import { githubSrcOf } from "../sources/github/github-src.ts";
import type { RepositorySource } from "../sources/github/repository.ts";
import { goRunner, lockGo } from "./go-lock.ts";
import { goModuleIn, type RepositoryModule } from "./go-repository-module.ts";
import type { LockJob, Settled } from "./locker.ts";
import type { RepositoryLocker } from "./repository-locker.ts";

/** Go servers that are built from a repository. Nothing of them is run. */
export const goRepositoryLocker = {
  async settle(repository: RepositorySource, asked: ServerSpec, _job: LockJob): Promise<Settled> {
    const { facts } = await describeRepository(repository, asked);
    return {
      server: asked,
      package: facts.goMod.module,
      version: repository.version,
      mainProgram: facts.mainProgram,
      dependencies: null,
      facts: {},
      notes: facts.notes,
    };
  },

  /** @throws UserError, see `describeGo` and `lockGo`; `E_GO_MOD` without a go.mod at or above the folder asked for */
  async lock(
    repository: RepositorySource,
    server: ServerSpec,
    job: LockJob & { readonly previous: LockedServer | undefined },
  ): Promise<{ locked: LockedGoServer; notes: readonly string[] }> {
    const { tree, modRoot, facts } = await describeRepository(repository, server);
    const { tag, homepage, version } = repository;
    const runner = await goRunner(facts, server.source, job);
    job.onStep?.({ text: `${version}, collecting its dependencies` });
    const origin = {
      version,
      src: githubSrcOf(repository),
      modRoot,
      homepage,
      changelog: tag === null ? null : `${homepage}/releases/tag/${tag}`,
      description: repository.description ?? facts.description,
    };
    const made = await lockGo(tree, facts, server, origin, { runner, where: server.source });
    return { ...made, notes: [...facts.notes, ...made.notes] };
  },
} satisfies RepositoryLocker;

function describeRepository(repository: RepositorySource, server: ServerSpec): Promise<RepositoryModule> {
  refuseForeignFields(server);
  return goModuleIn(repository, { bin: server.bin, where: server.source });
}

/** servers.yaml may not say the language; here it is known. */
function refuseForeignFields(server: ServerSpec): void {
  const [mistake] = fieldsOfOtherSources({ ...server, language: "go" });
  if (mistake === undefined) return;
  throw new UserError(`${mistake.message}, and this one is in Go`, {
    code: "E_LANGUAGE",
    where: server.name,
    hint: mistake.hint,
  });
}
