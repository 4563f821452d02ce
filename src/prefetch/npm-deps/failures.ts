import { ManyErrors, oneOrMany, UserError } from "../../errors.ts";

/** Gathers what failed while the rest goes on, so that a rerun has only that left to do. */
export class Failures {
  readonly #errors: UserError[] = [];

  /** Runs one part; its UserErrors are kept and give undefined, everything else (aborts, defects) is thrown. */
  async keep<Result>(part: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await part();
    } catch (error) {
      if (error instanceof ManyErrors) this.#errors.push(...error.errors);
      else if (error instanceof UserError) this.#errors.push(error);
      else throw error;
      return undefined;
    }
  }

  /** @throws the only UserError as it is, or ManyErrors */
  throwAny(): void {
    if (this.#errors.length > 0) throw oneOrMany(this.#errors);
  }
}
