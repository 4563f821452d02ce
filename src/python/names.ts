/** A project's name as indexes compare them. Source: PEP 503, "Normalized Names". */
export function normalizeName(name: string): string {
  return name.replace(/[-_.]+/g, "-").toLowerCase();
}

/** Whether it is a name at all. Source: PEP 508, "Names". */
export function isProjectName(name: string): boolean {
  return /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(name);
}
