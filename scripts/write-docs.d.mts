/** The pages of docs/ that follow from the code, by their paths below the project. `run`: arguments → stdout. */
export function docsPages(run: (args: readonly string[]) => Promise<string>): Promise<Record<string, string>>;
