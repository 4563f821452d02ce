/** The first descriptor that systemd passes. Source: sd_listen_fds(3). */
const firstFd = 3;

/**
 * The listening socket that systemd opened for this process, or null. The variables are taken out of `env`, as
 * sd_listen_fds(3) advises: they are not meant for programs that we start.
 */
export function activatedSocket(env: Record<string, string | undefined>, pid: number): number | null {
  const meant = env.LISTEN_PID === String(pid) && Number(env.LISTEN_FDS) >= 1;
  for (const name of ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"]) delete env[name];
  return meant ? firstFd : null;
}
