import type { Fault } from "./types.ts";

export interface FaultTable {
  add(where: string | RegExp, fault: Fault): () => void;
  /** The fault for a request, counted as used; the one added last wins. */
  take(path: string): Fault | undefined;
}

interface Row {
  readonly where: string | RegExp;
  readonly fault: Fault;
  left: number;
}

export function makeFaultTable(): FaultTable {
  const rows: Row[] = [];
  return {
    add(where, fault) {
      const row: Row = { where, fault, left: fault.times ?? Number.POSITIVE_INFINITY };
      rows.unshift(row);
      return () => {
        row.left = 0;
      };
    },
    take(path) {
      const row = rows.find(({ where, left }) => left > 0 && matches(where, path));
      if (row === undefined) return undefined;
      row.left -= 1;
      return row.fault;
    },
  };
}

export function matches(where: string | RegExp, path: string): boolean {
  return typeof where === "string"
    ? where === path
    : new RegExp(where.source, where.flags.replace("g", "")).test(path);
}
