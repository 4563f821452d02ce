import type { PythonClosure } from "../../../src/config/lock-python-closure-schema.ts";
import { type PythonSystem, pythonSystems } from "../../../src/config/lock-python-file-schema.ts";
import { type ClosureOptions, resolveClosure } from "../../../src/prefetch/python/resolve-closure.ts";
import type { Resolution, ResolveRequest, Resolver } from "../../../src/prefetch/python/resolver.ts";
import { pythonIndex } from "../../../src/project/python-index.ts";
import type { FakeFile } from "../../support/fake-index.ts";
import { type TestIndex, testIndex } from "../../support/pypi-client.ts";

export interface Setting extends TestIndex {
  resolve(
    requirement: string,
    more?: Partial<ClosureOptions>,
  ): Promise<{ closure: PythonClosure; notes: readonly string[] }>;
}

/** A fake index, and closures of its projects. */
export async function closureSetting(
  projects: Readonly<Record<string, readonly FakeFile[]>>,
): Promise<Setting> {
  const test = await testIndex(projects);
  return {
    ...test,
    resolve: (requirement, more = {}) =>
      resolveClosure(requirement, {
        python: "3.13",
        systems: pythonSystems,
        index: pythonIndex(test.client, true),
        cache: test.cache,
        ...more,
      }),
  };
}

/** What a resolver answers, told by system; keeps what it was asked. */
export function scriptedResolver(
  answer: (request: ResolveRequest) => Record<string, string> | { message: string; withoutWheel: string[] },
): Resolver & { readonly asked: ResolveRequest[] } {
  const asked: ResolveRequest[] = [];
  return {
    name: "uv",
    asked,
    async resolve(request): Promise<Resolution> {
      asked.push(request);
      const said = answer(request);
      if ("message" in said && Array.isArray(said.withoutWheel)) {
        return { solved: false, message: String(said.message), withoutWheel: said.withoutWheel };
      }
      return {
        solved: true,
        pins: new Map(Object.entries(said as Record<string, string>)),
        others: new Map(),
      };
    },
  };
}

/** File name → its systems, or "all". */
export function filesOf({ wheels, builds }: PythonClosure): Record<string, readonly PythonSystem[] | "all"> {
  return Object.fromEntries([...wheels, ...builds].map(({ src, systems }) => [src.file, systems ?? "all"]));
}
