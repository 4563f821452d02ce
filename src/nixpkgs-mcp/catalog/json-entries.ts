import { isPlainInJson } from "./plain-json.ts";

/** Where a text of JSON is not what a catalog is. */
export class CatalogSyntaxError extends Error {
  /** In bytes from the start. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(`${message} at byte ${offset}`);
    this.name = "CatalogSyntaxError";
    this.offset = offset;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const COLON = 0x3a;
const COMMA = 0x2c;

/** What may come next, between values. */
type Expected = "root" | "key or end" | "key" | "colon" | "value" | "comma or end" | "nothing";

/** No package of nixpkgs comes near; a text without an end would fill the memory. */
const LONGEST_ENTRY = 16 * 1024 * 1024;

/** @param value JSON text of a member's value, valid until the callback returns; its inside is not checked */
type OnEntry = (key: string, value: Buffer) => void;

/**
 * Reads the members of one object out of a JSON text that comes in chunks, and holds no more than one of them: of
 * `packages` where the outermost object has such a member (a channel's packages.json), else of the outermost
 * object itself (`nix-env --json`). Other members of the outermost object beside `packages` are passed to
 * `onOther`.
 */
export class EntryReader {
  readonly #onEntry: OnEntry;
  readonly #onOther: OnEntry;
  readonly #inner: string | undefined;
  #expected: Expected = "root";
  /** 0 outside, 1 in the outermost object, 2 in `packages`. */
  #level = 0;
  /** Brackets open within the value being passed over; undefined between values. */
  #nesting: number | undefined;
  /** Within a string; of a key where `#nesting` is undefined. */
  #inString = false;
  #escaped = false;
  /** Within a number, true, false or null that is a member's value. */
  #inBare = false;
  #key = "";
  #keep: Buffer[] = [];
  #kept = 0;
  #offset = 0;

  /** @param inner the member of the outermost object whose members are wanted, if it is there */
  constructor(onEntry: OnEntry, onOther: OnEntry = () => {}, inner: string | undefined = "packages") {
    this.#onEntry = onEntry;
    this.#onOther = onOther;
    this.#inner = inner;
  }

  /** @throws CatalogSyntaxError */
  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let at = 0;
    /** Where in this chunk the token under way begins. */
    let start = 0;
    while (at < bytes.length) {
      if (this.#inString) {
        at = this.#passString(bytes, at);
        if (this.#inString) break;
        if (this.#nesting === undefined) {
          this.#key = this.#readKey(this.#take(bytes, start, at), at);
          this.#expected = "colon";
        } else if (this.#nesting === 0) this.#endValue(bytes, start, at);
      } else if (this.#inBare) {
        at = passBare(bytes, at);
        if (at === bytes.length) break;
        this.#inBare = false;
        this.#endValue(bytes, start, at);
      } else if (this.#nesting !== undefined) {
        at = this.#passNested(bytes, at);
        if (this.#nesting === 0) this.#endValue(bytes, start, at);
      } else {
        at = passSpace(bytes, at);
        if (at === bytes.length) break;
        start = at;
        at = this.#step(bytes[at]!, at);
      }
    }
    const open = this.#inString || this.#inBare || this.#nesting !== undefined;
    if (open) this.#hold(bytes.subarray(start));
    this.#offset += bytes.length;
  }

  /** @throws CatalogSyntaxError when the text is not at its end */
  end(): void {
    if (this.#expected !== "nothing") throw this.#error("the text ends too early", 0);
  }

  /** One byte between values. @returns where to go on */
  #step(byte: number, at: number): number {
    switch (this.#expected) {
      case "root":
        if (byte !== OPEN) throw this.#error("expected an object", at);
        this.#enter();
        return at + 1;
      case "key or end":
        if (byte === CLOSE) return this.#leave(at);
        return this.#beginKey(byte, at);
      case "key":
        return this.#beginKey(byte, at);
      case "colon":
        if (byte !== COLON) throw this.#error('expected ":"', at);
        this.#expected = "value";
        return at + 1;
      case "value":
        return this.#beginValue(byte, at);
      case "comma or end":
        if (byte === CLOSE) return this.#leave(at);
        if (byte !== COMMA) throw this.#error('expected "," or "}"', at);
        this.#expected = "key";
        return at + 1;
      case "nothing":
        throw this.#error("expected nothing more", at);
    }
  }

  #enter(): void {
    this.#level++;
    this.#expected = "key or end";
  }

  #leave(at: number): number {
    this.#level--;
    this.#expected = this.#level === 0 ? "nothing" : "comma or end";
    return at + 1;
  }

  #beginKey(byte: number, at: number): number {
    if (byte !== QUOTE) throw this.#error("expected a name in quotes", at);
    this.#inString = true;
    return at + 1;
  }

  #beginValue(byte: number, at: number): number {
    if (byte === OPEN && this.#level === 1 && this.#key === this.#inner) {
      this.#enter();
      return at + 1;
    }
    if (byte === CLOSE || byte === CLOSE_LIST || byte === COMMA || byte === COLON) {
      throw this.#error("expected a value", at);
    }
    if (byte === QUOTE) {
      this.#nesting = 0;
      this.#inString = true;
    } else if (byte === OPEN || byte === OPEN_LIST) this.#nesting = 1;
    else this.#inBare = true;
    return at + 1;
  }

  #passString(bytes: Buffer, from: number): number {
    let at = from;
    if (this.#escaped) {
      this.#escaped = false;
      at++;
    }
    for (; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte === QUOTE) {
        this.#inString = false;
        return at + 1;
      }
      if (byte === BACKSLASH && ++at === bytes.length) this.#escaped = true;
    }
    return bytes.length;
  }

  #passNested(bytes: Buffer, from: number): number {
    const end = bytes.length;
    let nesting = this.#nesting!;
    let at = from;
    while (at < end && nesting > 0) {
      const byte = bytes[at++]!;
      if (byte === QUOTE) {
        // Most of a catalog is strings within values, and few have a backslash: a step of `push` for each would cost
        // two thirds more.
        const start = at;
        let last = 0;
        while (at < end && last !== QUOTE && last !== BACKSLASH) last = bytes[at++]!;
        if (last === QUOTE) continue;
        this.#inString = true;
        at = this.#passString(bytes, start);
      } else if (byte === OPEN || byte === OPEN_LIST) nesting++;
      else if (byte === CLOSE || byte === CLOSE_LIST) nesting--;
    }
    this.#nesting = nesting;
    return at;
  }

  #endValue(bytes: Buffer, start: number, end: number): void {
    this.#nesting = undefined;
    this.#expected = "comma or end";
    const value = this.#take(bytes, start, end);
    const isOther = this.#level === 1 && value[0] !== OPEN;
    (isOther ? this.#onOther : this.#onEntry)(this.#key, value);
  }

  #readKey(text: Buffer, at: number): string {
    const plain = text.toString("utf8", 1, text.length - 1);
    if (isPlainInJson(plain)) return plain;
    try {
      return JSON.parse(text.toString("utf8")) as string;
    } catch {
      throw this.#error("this name is no JSON string", at - text.length);
    }
  }

  #hold(rest: Buffer): void {
    if (this.#kept + rest.length > LONGEST_ENTRY) throw this.#error("this value has no end", 0);
    // The chunk may be used again by whoever gave it.
    this.#keep.push(Buffer.from(rest));
    this.#kept += rest.length;
  }

  #take(bytes: Buffer, start: number, end: number): Buffer {
    const here = bytes.subarray(start, end);
    if (this.#keep.length === 0) return here;
    const whole = Buffer.concat([...this.#keep, here]);
    this.#keep = [];
    this.#kept = 0;
    return whole;
  }

  #error(message: string, at: number): CatalogSyntaxError {
    return new CatalogSyntaxError(message, this.#offset + at);
  }
}

function passSpace(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && isSpace(bytes[at]!)) at++;
  return at;
}

function passBare(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== COMMA && bytes[at] !== CLOSE && !isSpace(bytes[at]!)) at++;
  return at;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
