import type {
  PythonBeside,
  PythonNixpkgs,
  PythonRecipe,
  PythonRequirement,
  PythonSrc,
} from "../../config/lock-python-schema.ts";
import { UserError } from "../../errors.ts";
import { normalizeName } from "../../python/names.ts";
import { allows } from "../../python/versions.ts";
import { type ActiveRequirement, activeRequirements } from "./active.ts";
import { releaseContents } from "./contents.ts";
import { dependencyRequirements, pickDependency } from "./dependency.ts";
import { importsOf, topLevelImports } from "./imports.ts";
import type { PypiIndexClient } from "./index-client.ts";
import { type NixpkgsAnswer, nixpkgsAnswer } from "./nixpkgs-dependency.ts";
import type { NixpkgsPython } from "./nixpkgs-python.ts";
import { lockedFile, type RecipeSource, releaseSource, treeSource } from "./recipe-source.ts";
import type { ResolvedPypi } from "./resolve.ts";
import type { ResolvedPythonRepository } from "./resolve-repository.ts";

/** How a server would be built out of nixpkgs' Python packages. */
export interface NixpkgsPlan {
  /** null: there is no way at all. */
  readonly nixpkgs: PythonNixpkgs | null;
  /** What speaks against it, for the reader; empty: it will work as far as can be told. */
  readonly obstacles: readonly string[];
  readonly notes: readonly string[];
}

export interface NixpkgsPlanOptions {
  readonly client: PypiIndexClient;
  /** null: there is no catalog to look into. */
  readonly catalog: NixpkgsPython | null;
  /** Addresses of files are left out: style overlay. */
  readonly isNeutral: boolean;
}

/** Failures that say nothing of a project: another time it will be different. */
const PASSING = /^E_(?:NETWORK|TIMEOUT|HTTP|RATE_LIMIT|DISK_FULL|CACHE)$/;

/** More projects than these packaged beside a server are a closure of its own, and better locked as one. */
const MOST_BESIDE = 8;

/**
 * Plans a server's build by `buildPythonApplication`: its source, build system, and each requirement as an attribute of
 * nixpkgs. What nixpkgs lacks or has too old is planned beside it, from the index.
 *
 * @throws as `pickRelease` and `releaseContents`, for the projects beside it as obstacles
 */
export async function planNixpkgs(resolved: ResolvedPypi, options: NixpkgsPlanOptions): Promise<NixpkgsPlan> {
  const { package: name, version, usable, contents, index, bins, mainProgram, python } = resolved;
  const files = contents.wheel?.contents.files ?? [];
  const source = releaseSource(version, usable, contents, { ...options, python }, (file) =>
    lockedFile(file, index, options.isNeutral),
  );
  const imports = importsOf([bins[mainProgram] ?? ""], files);
  return new Plan({ ...resolved, name, source, imports }, options).make();
}

/** As `planNixpkgs`, of a server that is built from its repository. */
export async function planRepository(
  server: ResolvedPythonRepository,
  options: NixpkgsPlanOptions,
): Promise<NixpkgsPlan> {
  const { package: name, contents, buildVersion, src, python } = server;
  const source = treeSource(src, contents, buildVersion, { ...options, python });
  // A folder that is no package, src or another, has the packages.
  const files = contents.files.flatMap((file) => [file, file.replace(/^[^/]+\//, "")]);
  const imports = importsOf([server.bins[server.mainProgram] ?? ""], files);
  return new Plan({ ...server, name, source, imports }, options).make();
}

const LACKING = "nixpkgs has none";

interface Project<Src extends PythonSrc> {
  readonly name: string;
  /** A text: why there is none. */
  readonly source: RecipeSource<Src> | string;
  readonly requirements: readonly ActiveRequirement[];
  readonly imports: readonly string[];
}

interface PlannedServer extends Project<PythonSrc> {
  readonly spec: string;
  readonly python: string;
}

class Plan {
  readonly #server: PlannedServer;
  readonly #options: NixpkgsPlanOptions;
  readonly #obstacles = new Set<string>();
  readonly #notes = new Set<string>();
  /** By attribute; in the order in which they were finished, so that each comes after those it needs. */
  readonly #beside = new Map<string, PythonBeside>();
  readonly #underWay = new Set<string>();
  readonly #followed = new Set<string>();

  constructor(server: PlannedServer, options: NixpkgsPlanOptions) {
    this.#server = server;
    this.#options = options;
  }

  async make(): Promise<NixpkgsPlan> {
    const recipe = await this.#recipe(this.#server);
    await this.#checkReplaced(recipe?.dependencies ?? []);
    const catalog = this.#options.catalog?.revision ?? null;
    return {
      nixpkgs: recipe === null ? null : { ...recipe, beside: [...this.#beside.values()], catalog },
      obstacles: [...this.#obstacles],
      notes: [...this.#notes],
    };
  }

  async #recipe<Src extends PythonSrc>({
    name,
    source,
    requirements,
    imports,
  }: Project<Src>): Promise<(PythonRecipe & { src: Src }) | null> {
    if (typeof source === "string") {
      this.#obstacles.add(`${name}: ${source}`);
      return null;
    }
    if (source.note !== null) this.#notes.add(`${name} is built from its wheel: ${source.note}`);
    const dependencies = new Map<string, PythonRequirement>();
    const relax = new Set<string>();
    for (const active of requirements) {
      if (await this.#answer(active, dependencies)) relax.add(active.requirement.written);
    }
    return {
      src: source.src,
      buildSystem: [...source.buildSystem],
      env: { ...source.env },
      dependencies: [...dependencies.values()].toSorted((one, other) => (one.attr < other.attr ? -1 : 1)),
      relax: [...relax].sort(),
      imports: [...imports],
    };
  }

  /** Adds what answers a requirement, extras included. @returns whether its bounds must be relaxed */
  async #answer(active: ActiveRequirement, dependencies: Map<string, PythonRequirement>): Promise<boolean> {
    const { requirement, systems } = active;
    if (requirement.url !== null) {
      this.#obstacles.add(`it wants ${requirement.name} from an address of its own`);
      return false;
    }
    const answer = await this.#settled(requirement);
    const before = dependencies.get(answer.attr);
    const joined = before === undefined ? systems : joinedSystems(before.systems, systems);
    dependencies.set(answer.attr, {
      name: requirement.written,
      attr: answer.attr,
      specifier: before === undefined ? requirement.specifier : before.specifier || requirement.specifier,
      systems: joined === null ? null : [...joined],
    });
    for (const extra of await this.#ofExtras(active, answer)) await this.#answer(extra, dependencies);
    return answer.kind === "has" ? answer.relax : answer.kind === "too-new";
  }

  /** What nixpkgs has, or what was planned beside the server in its place. */
  async #settled(requirement: ActiveRequirement["requirement"]): Promise<NixpkgsAnswer> {
    const { python } = this.#server;
    const answer = nixpkgsAnswer(requirement, python, this.#options.catalog);
    const { name, specifier } = requirement;
    const there = this.#beside.get(answer.attr);
    if (there !== undefined || this.#underWay.has(answer.attr)) {
      if (there !== undefined && !allows(specifier, there.version)) {
        this.#obstacles.add(
          `${name} ${there.version} is packaged beside it, and something wants ${specifier}`,
        );
      }
      return { kind: "has", attr: answer.attr, version: there?.version ?? null, relax: false };
    }
    if (answer.kind === "has") return answer;
    if (answer.kind === "too-new") {
      this.#obstacles.add(`nixpkgs has ${name} ${answer.version}, which ${specifier} does not allow`);
      return answer;
    }
    const reason = answer.kind === "lacks" ? LACKING : `nixpkgs has ${answer.version}`;
    await this.#plan(answer.attr, name, specifier, reason);
    return answer;
  }

  async #plan(attr: string, name: string, specifier: string, reason: string): Promise<void> {
    const { client, isNeutral } = this.#options;
    const { python, spec } = this.#server;
    const wants = `it needs ${name}${specifier === "" ? "" : ` ${specifier}`}, and ${reason}`;
    if (this.#beside.size + this.#underWay.size >= MOST_BESIDE) {
      this.#obstacles.add(wants);
      return;
    }
    this.#underWay.add(attr);
    try {
      const { release, usable, index } = await pickDependency(name, specifier, client, python, spec);
      const where = `${spec}: its dependency ${name}`;
      const contents = await releaseContents(name, release.version, usable, client, where);
      const requirements = activeRequirements(contents.requirements, { python, extras: [], where });
      const imports = topLevelImports(contents.wheel?.contents.files ?? []);
      const { version } = release;
      const builder = { ...this.#options, python };
      const source = releaseSource(version, usable, contents, builder, (file) =>
        lockedFile(file, index, isNeutral),
      );
      const recipe = await this.#recipe({ name, source, requirements, imports });
      if (recipe === null) this.#obstacles.add(wants);
      else this.#beside.set(attr, { ...recipe, attr, package: name, version, reason });
    } catch (error) {
      if (!(error instanceof UserError) || PASSING.test(error.code)) throw error;
      this.#obstacles.add(`${wants}; ${error.message}`);
    } finally {
      this.#underWay.delete(attr);
    }
  }

  /** nixpkgs' packages bring what they need without extras; what the extras add is named one by one. */
  async #ofExtras(
    { requirement, systems }: ActiveRequirement,
    answer: NixpkgsAnswer,
  ): Promise<ActiveRequirement[]> {
    const key = `${requirement.name}[${requirement.extras}]`;
    // `name[all]` may require `name[a,b]`, and itself.
    if (requirement.extras.length === 0 || this.#followed.has(key)) return [];
    this.#followed.add(key);
    const { python, spec } = this.#server;
    const beside = this.#beside.get(answer.attr)?.version;
    const known = beside ?? ("version" in answer ? answer.version : null);
    const where = `${spec}: its dependency ${requirement.name}`;
    const { client } = this.#options;
    const { name, specifier } = requirement;
    const requirements = await dependencyRequirements(name, specifier, known, client, python, spec);
    const options = { python, where, ...(systems === null ? {} : { systems }) };
    const added = requirements.filter(
      (text) => activeRequirements([text], { ...options, extras: [] }).length === 0,
    );
    return activeRequirements(added, { ...options, extras: requirement.extras }).map((one) => ({
      ...one,
      systems: one.systems ?? systems,
    }));
  }

  /** Where the index cannot tell, nixpkgs' package is taken to be content: it is tested there. */
  async #known(requirements: Promise<readonly string[]>): Promise<readonly string[]> {
    return requirements.catch((error) => {
      if (error instanceof UserError && !PASSING.test(error.code)) return [];
      throw error;
    });
  }

  /** What takes the place of a package of nixpkgs has to do for nixpkgs' others, too. */
  async #checkReplaced(dependencies: readonly PythonRequirement[]): Promise<void> {
    const { client, catalog } = this.#options;
    const { python, spec } = this.#server;
    const replaced = [...this.#beside.values()].filter(({ reason }) => reason !== LACKING);
    if (catalog === null || replaced.length === 0) return;
    const others = [...dependencies, ...[...this.#beside.values()].flatMap((one) => one.dependencies)];
    const known = others.flatMap(({ name, attr, specifier }) => {
      const version = this.#beside.has(attr) ? null : catalog.versionOf(python, attr);
      return version === null ? [] : [{ name: normalizeName(name), specifier, attr, version }];
    });
    for (const { name, specifier, version } of new Map(known.map((one) => [one.attr, one])).values()) {
      const requirements = await this.#known(
        dependencyRequirements(name, specifier, version, client, python, spec),
      );
      for (const { requirement } of activeRequirements(requirements, { python, extras: [], where: spec })) {
        const own = replaced.find((one) => one.package === requirement.name);
        if (own === undefined || allows(requirement.specifier, own.version)) continue;
        this.#obstacles.add(
          `it needs ${own.package} ${own.version}, and nixpkgs' ${name} ${version} wants ${requirement.specifier}`,
        );
      }
    }
  }
}

function joinedSystems(
  one: PythonRequirement["systems"],
  other: ActiveRequirement["systems"],
): ActiveRequirement["systems"] {
  return one === null || other === null ? null : [...new Set([...one, ...other])].sort();
}
