import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Most tests wait for other processes most of the time: with two cores, too, two files at once.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    globalSetup: ["test/support/nix-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Real processes and real time on machines that do other things as well; whatever needs it is named at the end.
    retry: 1,
    reporters: ["default", "./test/support/second-try-reporter.ts"],
  },
});
