import type { Project } from "../config/load.ts";
import type { Offer } from "../config/lock-offer-schema.ts";
import type { LockedServer } from "../config/lock-schema.ts";
import type { ServerSpec } from "../config/servers-schema.ts";
import { messageOf, UserError } from "../errors.ts";
import type { GeneratePlaces } from "../project/generate.ts";
import type { Fetchers, Step } from "../project/locker.ts";
import { lockerOf } from "../project/lockers.ts";
import { OF_THE_VERSION } from "../project/pypi-locker.ts";
import type { Source } from "../sources/source.ts";
import type { OfferChange } from "../verify/compare.ts";
import type { OtherServer } from "../verify/suspicions/others.ts";
import type { Suspicion } from "../verify/suspicions/suspicions.ts";
import { type Answer, type Answered, verdictOf } from "../verify/verdict.ts";
import { counted } from "./age.ts";
import type { AskedServer } from "./ask.ts";
import { commitMessage } from "./commit-message.ts";
import type { Repository } from "./git.ts";
import { factsOf } from "./lock-facts.ts";
import type { Wish } from "./policy.ts";
import { reportOf, type UpdateReport } from "./report.ts";
import { type Staged, withStaged } from "./stage.ts";
import { type Written, writeUpdate } from "./write-update.ts";

/** What a build of a staged server showed. */
export interface Built {
  readonly outPath: string;
  /** What it offers; null where it was not asked. */
  readonly answer: Answer | null;
  /** Of what was asked, for `--json`. */
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface UpdateServerOptions {
  readonly fetchers: Fetchers;
  readonly places: GeneratePlaces;
  /** Builds it and speaks with it; null: that is left out. */
  readonly build: ((staged: Staged, onStep: (step: Step) => void) => Promise<Built>) | null;
  readonly repository: Repository | null;
  /** What it offered when it was last verified. */
  readonly offered: Offer | undefined;
  /** The other servers of the project, with what they offer as far as it is known by now. */
  readonly others: () => readonly OtherServer[];
  /** Take it even where it offers something else, or something that looks like an attack. */
  readonly accept: boolean;
  readonly dryRun: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onStep: (step: Step) => void;
}

/** A server that has another version now, or would have with `dryRun`. */
export interface Updated {
  /** As the source writes them. */
  readonly from: string;
  readonly to: string;
  /** The `source` that servers.yaml has now; null: it stayed. */
  readonly source: string | null;
  readonly report: UpdateReport;
  readonly offerChanges: readonly OfferChange[];
  /** What of its offer a person should look at. */
  readonly suspicions: readonly Suspicion[];
  /** What it offers was compared with what was recorded; false: it was not built, or never verified. */
  readonly compared: boolean;
  /** It was never verified: what it offers was judged as `verify` does the first time, and recorded. */
  readonly recorded: boolean;
  /** null: not built. */
  readonly built: Built | null;
  /** null: nothing was written (`dryRun`). */
  readonly written: Written | null;
  readonly notes: readonly string[];
}

/** So many versions are tried where the newest ones cannot be installed. */
const MOST_TRIED = 4;

/**
 * Brings one server to the version that was chosen for it: resolved and hashed, generated and built outside of the project,
 * compared with what it offered, and only then written.
 *
 * @throws UserError of whatever failed; nothing of the server has changed then. `OfferRefused` where it offers something
 * else than was verified, or was never verified and looks like an attack, and that is not accepted
 */
export async function updateServer(
  project: Project,
  asked: AskedServer,
  options: UpdateServerOptions,
): Promise<Updated> {
  const { server, published } = asked;
  const { repository, dryRun, onStep } = options;
  const { version, locked, source, notes } = await lockTarget(project, asked, options);
  const [from, to] = [published.shown(published.current), published.shown(version)];
  const [before, after] = await Promise.all([published.detail(published.current), published.detail(version)]);
  const report = reportOf(
    { facts: factsOf(asked.locked), detail: before },
    { facts: factsOf(locked), detail: after },
  );
  const plain = { from, to, source, report, notes };
  if (dryRun) {
    const unknown = { offerChanges: [], suspicions: [], compared: false, recorded: false };
    return { ...plain, ...unknown, built: null, written: null };
  }
  const spec: ServerSpec = { ...server, source: source ?? server.source };
  const { build } = options;
  onStep({ text: `${to}, generating` });
  const built = await withStaged(project, spec, locked, options.places, async (staged) =>
    build === null ? null : build(staged, onStep),
  );
  const answer = built?.answer ?? null;
  const self = { name: server.name, package: locked.package };
  const verdict = answer === null ? null : verdictOf(self, answer, options.offered ?? null, options.others());
  const isRefused = verdict?.state === "suspicious" || verdict?.state === "changed";
  if (isRefused && !options.accept) throw new OfferRefused(server.name, to, verdict);
  const judged = {
    offerChanges: verdict === null ? [] : changesOf(verdict),
    suspicions: verdict?.suspicions ?? [],
    compared: verdict !== null && options.offered !== undefined,
    recorded: verdict !== null && options.offered === undefined,
  };
  options.signal?.throwIfAborted();
  onStep({ text: `${to}, writing` });
  const message = commitMessage({ name: server.name, from, to, source, report });
  const written = await writeUpdate(
    project,
    asked,
    { locked, source, ...(verdict === null ? {} : { offer: verdict.offer }) },
    {
      places: options.places,
      commit: repository === null ? null : { repository, message },
      signal: options.signal,
    },
  );
  return { ...plain, ...judged, built, written };
}

/** `E_OFFER_CHANGED`, or `E_OFFER_SUSPICIOUS` of a server that was never verified; with what there is to look at. */
export class OfferRefused extends UserError {
  readonly changes: readonly OfferChange[];
  readonly suspicions: readonly Suspicion[];

  constructor(name: string, version: string, verdict: Answered) {
    const changes = changesOf(verdict);
    const dangers = verdict.suspicions.filter(({ severity }) => severity === "danger");
    const isChanged = verdict.state === "changed";
    super(
      isChanged
        ? `${version} offers something else than was verified: ${counted(changes.length, "change")}`
        : `${version} was never verified, and what it offers looks like an attack: ${counted(dangers.length, "danger")}`,
      {
        code: isChanged ? "E_OFFER_CHANGED" : "E_OFFER_SUSPICIOUS",
        where: name,
        hint: "Look at them; --accept takes the version with what it offers.",
      },
    );
    this.changes = changes;
    this.suspicions = verdict.suspicions;
  }
}

function changesOf(verdict: Answered): readonly OfferChange[] {
  return verdict.state === "changed" ? verdict.changes : [];
}

/** What is too young for a server is so for its dependencies: they are where a stolen name does as much. */
function dependenciesBefore({ minAge, before, now }: Wish): Date | undefined {
  if (minAge === 0 && before === null) return undefined;
  return new Date(Math.min(now - minAge, before ?? Number.POSITIVE_INFINITY));
}

interface Target {
  readonly version: string;
  readonly locked: LockedServer;
  readonly source: string | null;
  readonly notes: readonly string[];
}

/** The newest version allowed that can be installed, as a source without a version is resolved. */
async function lockTarget(
  project: Project,
  { server, published, choice, wish }: AskedServer,
  { fetchers, signal, onStep }: UpdateServerOptions,
): Promise<Target> {
  const targets = choice.target === null ? [] : [choice.target, ...choice.older];
  const refusals: string[] = [];
  let first: unknown;
  for (const version of targets.slice(0, MOST_TRIED)) {
    const source = published.rewritten(version);
    onStep({ text: `${published.shown(version)}, resolving` });
    try {
      // Errors name it by its words: those that servers.yaml would have.
      const pinned: Source = { ...published.pinned(version), spec: source ?? server.source };
      const made = await (await lockerOf(pinned)).lock(
        pinned,
        { ...server, source: source ?? server.source },
        {
          fetchers,
          style: project.settings.style,
          previous: undefined,
          before: dependenciesBefore(wish),
          signal,
          onStep,
        },
      );
      return { version, locked: made.locked, source, notes: [...refusals, ...made.notes] };
    } catch (error) {
      signal?.throwIfAborted();
      first ??= error;
      if (!(error instanceof UserError) || !OF_THE_VERSION.has(error.code)) throw first;
      refusals.push(`${published.shown(version)} is passed over: ${messageOf(error).split("\n")[0]}`);
    }
  }
  throw first;
}
