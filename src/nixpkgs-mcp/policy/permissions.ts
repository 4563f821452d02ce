import { UserError } from "../../errors.ts";
import type { Caller } from "../execution/types.ts";
import type { Objection } from "./decide.ts";

/**
 * Puts the policy's questions to the people behind the callers, and keeps what they answered with "always" for as
 * long as the session lasts (the `session` of a caller, else the very object).
 */
export class Permissions {
  readonly #bySession = new Map<string, Set<string>>();
  readonly #byCaller = new WeakMap<Caller, Set<string>>();

  /** Whoever answers about one call answers once: ask through one of these as long as the call lasts. */
  forCall(attr: string, caller: Caller, signal?: AbortSignal): CallPermissions {
    const always = {
      has: (key: string) => this.#alwaysOf(caller)?.has(key) === true,
      add: (key: string) => this.#keepAlways(caller, key),
    };
    return new CallPermissions(attr, caller, signal, always);
  }

  #alwaysOf(caller: Caller): Set<string> | undefined {
    return caller.session === undefined ? this.#byCaller.get(caller) : this.#bySession.get(caller.session);
  }

  #keepAlways(caller: Caller, key: string): void {
    const before = this.#alwaysOf(caller);
    if (before !== undefined) before.add(key);
    else if (caller.session === undefined) this.#byCaller.set(caller, new Set([key]));
    else this.#bySession.set(caller.session, new Set([key]));
  }
}

export class CallPermissions {
  readonly #attr: string;
  readonly #caller: Caller;
  readonly #signal: AbortSignal | undefined;
  readonly #always: { has(key: string): boolean; add(key: string): void };
  readonly #granted = new Set<string>();

  constructor(
    attr: string,
    caller: Caller,
    signal: AbortSignal | undefined,
    always: { has(key: string): boolean; add(key: string): void },
  ) {
    this.#attr = attr;
    this.#caller = caller;
    this.#signal = signal;
    this.#always = always;
  }

  /**
   * Goes on only where every objection is overcome.
   *
   * @throws UserError `E_DENIED` (by the policy or by the person), `E_DENIED_NO_ASK` where the client cannot be asked;
   * the signal's reason when aborted meanwhile
   */
  async overcome(objections: readonly Objection[]): Promise<void> {
    const attr = this.#attr;
    const denied = objections.filter(({ verdict }) => verdict === "deny");
    if (denied.length > 0) throw denial(attr, denied);
    const open = objections.filter(({ ground }) => !this.#has(ground));
    if (open.length === 0) return;
    if (this.#caller.ask === undefined) throw cannotAsk(attr, open);
    const question = `Run ${attr} from nixpkgs? There is something to consider: ${sentence(open)}.`;
    if (
      await this.#ask(
        question,
        open.map(({ ground }) => ground),
      )
    )
      return;
    throw new UserError(`${attr} was not run: the person was asked and said no (${sentence(open)})`, {
      code: "E_DENIED",
    });
  }

  /** May it use the network? A "no", and nobody to ask, are answers and no errors. */
  async network(): Promise<boolean> {
    if (this.#has("network")) return true;
    if (this.#caller.ask === undefined) return false;
    return this.#ask(`May ${this.#attr} use the network? Otherwise it runs without.`, ["network"]);
  }

  async #ask(question: string, grounds: readonly string[]): Promise<boolean> {
    const answer = await untilAborted(this.#caller.ask!(question), this.#signal);
    if (answer === "no") return false;
    for (const ground of grounds) {
      this.#granted.add(ground);
      if (answer === "always") this.#always.add(`${ground}:${this.#attr}`);
    }
    return true;
  }

  #has(ground: string): boolean {
    return this.#granted.has(ground) || this.#always.has(`${ground}:${this.#attr}`);
  }
}

function denial(attr: string, denied: readonly Objection[]): UserError {
  return new UserError(`the policy denies ${attr}: ${sentence(denied)}`, {
    code: "E_DENIED",
    hint: `To allow it, change policy.yaml: ${remedies(denied)}`,
  });
}

function cannotAsk(attr: string, open: readonly Objection[]): UserError {
  return new UserError(
    `${attr} needs a permission (${sentence(open)}), and this client cannot ask for one (it has no elicitation)`,
    { code: "E_DENIED_NO_ASK", hint: `To allow it, change policy.yaml: ${remedies(open)}` },
  );
}

function remedies(objections: readonly Objection[]): string {
  return objections.map(({ remedy }) => remedy).join("; ");
}

function sentence(objections: readonly Objection[]): string {
  return objections.map(({ reason }) => reason).join(", and ");
}

/** A person who never answers must not keep a cancelled call alive. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    stop = () => signal.removeEventListener("abort", abort);
  });
  return Promise.race([promise, aborted]).finally(stop);
}
