import type { Reporter, TestModule } from "vitest/node";

/** Says at the end which tests passed only at their second try: they are to be looked into, not to be forgotten. */
export default class SecondTryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const flaky = modules.flatMap((module) =>
      [...module.children.allTests("passed")].filter((test) => test.diagnostic()?.flaky),
    );
    for (const test of flaky) {
      const first = test.result().errors?.[0]?.message.slice(0, 800) ?? "";
      process.stderr.write(`SECOND TRY: ${test.module.relativeModuleId} > ${test.fullName}: ${first}\n`);
    }
  }
}
