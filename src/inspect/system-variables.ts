/**
 * Variables that mean nothing for what a server needs, wherever they are read: the system, a shell, a test's runner or the language
 * itself sets them.
 */
const SYSTEM = new Set(
  "APPDATA CI COMSPEC CONDA_DEFAULT_ENV CONDA_PREFIX DISPLAY GITHUB_ACTIONS HOME HOMEDRIVE HOMEPATH LOCALAPPDATA LOGNAME PATH PATHEXT PROGRAMDATA PROGRAMFILES PWD PYTEST_CURRENT_TEST PYTHONIOENCODING PYTHONPATH PYTHONUTF8 SHELL SYSTEMROOT TEMP TERM TMP TMPDIR USER USERNAME USERPROFILE VIRTUAL_ENV WAYLAND_DISPLAY WINDIR".split(
    " ",
  ),
);

export function isSystemVariable(name: string): boolean {
  return SYSTEM.has(name.toUpperCase());
}
