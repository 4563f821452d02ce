/** Durations kept of each tool: enough for percentiles, and bounded. */
const kept = 512;

interface Count {
  calls: number;
  errors: number;
  maxMs: number;
  /** The last ones, in a ring. */
  readonly durations: number[];
}

interface ToolMetrics {
  readonly calls: number;
  readonly errors: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** What `nixpkgs://metrics` says, and the JSON line at the end. Times are milliseconds. */
interface MetricsReport {
  readonly uptimeSeconds: number;
  readonly calls: number;
  readonly errors: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Executions of packages, and how many of those were built already. */
  readonly executions: number;
  readonly cacheHits: number;
  readonly tools: Readonly<Record<string, ToolMetrics>>;
}

/** Counts calls. `now` is milliseconds of a clock that only goes forward. */
export class Metrics {
  readonly #now: () => number;
  readonly #start: number;
  readonly #tools = new Map<string, Count>();
  readonly #all = emptyCount();
  #executions = 0;
  #cacheHits = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#start = now();
  }

  /** Call at the beginning of a tool's call; the function that comes back at its end. */
  begin(tool: string): (failed: boolean) => void {
    const start = this.#now();
    return (failed) => {
      const ms = this.#now() - start;
      const count = this.#tools.get(tool) ?? emptyCount();
      this.#tools.set(tool, count);
      for (const each of [count, this.#all]) add(each, ms, failed);
    };
  }

  /** A package is run; `hit`: it was built already. */
  execution(hit: boolean): void {
    this.#executions++;
    if (hit) this.#cacheHits++;
  }

  report(): MetricsReport {
    const { calls, errors } = this.#all;
    return {
      uptimeSeconds: Math.round((this.#now() - this.#start) / 1000),
      calls,
      errors,
      p50Ms: percentile(this.#all.durations, 0.5),
      p95Ms: percentile(this.#all.durations, 0.95),
      executions: this.#executions,
      cacheHits: this.#cacheHits,
      tools: Object.fromEntries([...this.#tools].map(([name, count]) => [name, summary(count)])),
    };
  }
}

function emptyCount(): Count {
  return { calls: 0, errors: 0, maxMs: 0, durations: [] };
}

function add(count: Count, ms: number, failed: boolean): void {
  count.durations[count.calls % kept] = ms;
  count.calls++;
  if (failed) count.errors++;
  count.maxMs = Math.max(count.maxMs, ms);
}

function summary(count: Count): ToolMetrics {
  return {
    calls: count.calls,
    errors: count.errors,
    p50Ms: percentile(count.durations, 0.5),
    p95Ms: percentile(count.durations, 0.95),
    maxMs: rounded(count.maxMs),
  };
}

/** The nearest-rank percentile of some numbers, 0 of none; to a tenth. */
export function percentile(numbers: readonly number[], part: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return rounded(sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0);
}

const rounded = (ms: number) => Math.round(ms * 10) / 10;
