import type { PythonIndex } from "../prefetch/python/python-index.ts";
import type { PypiIndexClient } from "../sources/pypi/index-client.ts";

/** The indexes as the resolver of closures sees them. */
export function pythonIndex(client: PypiIndexClient, isNeutral: boolean): PythonIndex {
  const { addresses, environment } = client.config.tools;
  const pageOf = (project: string) => client.project(project);
  return {
    addresses,
    environment,
    async files(project) {
      const found = await pageOf(project);
      if (found === null) return [];
      const named = isNeutral || found.index.isBuiltIn;
      return found.page.files.map(({ name, hash, yanked, url }) => ({
        name,
        hash,
        yanked,
        lockedUrl: named ? null : url,
      }));
    },
    uploadTimes: (project) => client.uploadTimes(project),
    async download(project, { name }) {
      const found = await pageOf(project);
      const file = found?.page.files.find((one) => one.name === name);
      if (file === undefined) throw new Error(`${name} is not among the files of ${project}`);
      return (await client.file(file, project)).path;
    },
  };
}
