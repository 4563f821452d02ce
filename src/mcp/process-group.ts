/** Sends a signal to every process of a group; one that is gone is left alone. */
export function killGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch {
    // Gone already.
  }
}

/**
 * Has a group killed when this process exits, however it comes to that: a detached group gets no signal
 * from the terminal.
 *
 * @returns takes it back
 */
export function killGroupOnExit(leader: number | undefined): () => void {
  const kill = () => killGroup(leader, "SIGKILL");
  process.once("exit", kill);
  return () => process.off("exit", kill);
}
