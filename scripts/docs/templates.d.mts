/** The files of `modules/templates/` that follow from the code, by their paths below the project. `run`: arguments → stdout. */
export function templateFiles(
  run: (args: readonly string[]) => Promise<string>,
): Promise<Record<string, string>>;
