import type { IncomingMessage } from "node:http";
import { tooMuchJson } from "./json-limits.ts";

/** 1 MB of stdin as JSON may be six times as long. */
const largestBody = 8 * 1024 * 1024;

/** The body as JSON, or what the request is refused with. */
type Body =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "refused"; readonly status: number; readonly code: number; readonly message: string };

interface BodyLimits {
  /** Bodies that are read at once; one more ends the one that has been at it for longest. */
  readonly atOnce: number;
  /** Milliseconds without a byte. */
  readonly idleMs: number;
}

/** Reads the bodies of requests. What is half sent holds nothing but a bounded number of connections, for seconds. */
export class BodyReader {
  readonly #limits: BodyLimits;
  /** In the order they began; called to end one. */
  readonly #reading = new Set<() => void>();

  constructor(limits: BodyLimits = { atOnce: 32, idleMs: 5_000 }) {
    this.#limits = limits;
  }

  async read(request: IncomingMessage): Promise<Body> {
    if (Number(request.headers["content-length"] ?? 0) > largestBody) {
      request.resume();
      return tooLarge;
    }
    const [oldest] = this.#reading;
    if (this.#reading.size >= this.#limits.atOnce) oldest?.();
    const bytes = await this.#bytes(request);
    if (!Array.isArray(bytes)) return bytes;
    const text = Buffer.concat(bytes).toString("utf8");
    const tooMuch = tooMuchJson(text);
    if (tooMuch !== null) return refused(400, -32_600, `Invalid Request: ${tooMuch}`);
    try {
      return { kind: "json", value: JSON.parse(text) };
    } catch {
      return refused(400, -32_700, "Parse error: Invalid JSON");
    }
  }

  #bytes(request: IncomingMessage): Promise<Buffer[] | Body> {
    return new Promise((resolve) => {
      const parts: Buffer[] = [];
      let size = 0;
      const end = (with_: Buffer[] | Body) => {
        this.#reading.delete(cut);
        clearTimeout(timer);
        request.off("data", take);
        // What still comes is not kept.
        request.resume();
        resolve(with_);
      };
      const cut = () => end(refused(408, -32_000, "Request Timeout: the body did not come"));
      const take = (part: Buffer) => {
        timer.refresh();
        size += part.length;
        if (size > largestBody) end(tooLarge);
        else parts.push(part);
      };
      const timer = setTimeout(cut, this.#limits.idleMs);
      this.#reading.add(cut);
      request.on("data", take);
      request.once("end", () => end(parts));
      request.once("error", cut);
      request.once("close", cut);
    });
  }
}

function refused(status: number, code: number, message: string): Body {
  return { kind: "refused", status, code, message };
}

const tooLarge = refused(413, -32_000, `Payload Too Large: a body has ${largestBody} bytes at most`);
