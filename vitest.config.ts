import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/nix-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Real processes and real time on machines that do other things as well; whatever needs it is named at the end.
    retry: 1,
    reporters: ["default", "./test/support/second-try-reporter.ts"],
  },
});
