/**
 * An error of the protocol. The SDK's McpError puts its code into the message, which clients made with it do once more
 * when they read it.
 */
export class ProtocolError extends Error {
  /** Of JSON-RPC. */
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.name = "ProtocolError";
    this.code = code;
    this.data = data;
  }
}
