/**
 * The packages that must be importable for commands to start: those their functions lie in. Not the modules themselves,
 * of which some ask for their settings, and end, as soon as they are imported.
 *
 * @param references object references, `package.module:function`
 * @param files what is installed, relative to site-packages
 */
export function importsOf(references: readonly string[], files: readonly string[]): string[] {
  const there = new Set(files);
  const found = references.flatMap((reference) => {
    const [module = ""] = reference.split(":");
    const steps = module.split(".");
    for (let length = steps.length; length > 0; length -= 1) {
      const path = steps.slice(0, length).join("/");
      if (there.has(`${path}/__init__.py`)) return [steps.slice(0, length).join(".")];
    }
    return there.has(`${module.replaceAll(".", "/")}.py`) ? [module] : [];
  });
  return [...new Set(found)].sort();
}

/** The packages and modules at the top of what is installed; those of namespaces are left out. */
export function topLevelImports(files: readonly string[]): string[] {
  const found = files.flatMap((file) => {
    const [, name] = /^([A-Za-z_]\w*)(?:\/__init__)?\.py$/.exec(file) ?? [];
    return name === undefined || /^(?:tests?|docs?|examples?|setup|conftest)$/.test(name) ? [] : [name];
  });
  return [...new Set(found)].sort();
}
