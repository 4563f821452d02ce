/**
 * Variables that mean nothing for what a server needs, wherever they are read: the system, a shell, a test's runner or the language
 * itself sets them.
 */
const SYSTEM = new Set(
  "APPDATA COMSPEC CONDA_DEFAULT_ENV CONDA_PREFIX HOME HOMEDRIVE HOMEPATH LOCALAPPDATA LOGNAME OLDPWD PATH PATHEXT PROGRAMDATA PROGRAMFILES PROGRAMW6432 PWD PYTEST_CURRENT_TEST PYTHONIOENCODING PYTHONPATH PYTHONUTF8 SHELL SYSTEMROOT TEMP TERM TMP TMPDIR USER USERNAME USERPROFILE VIRTUAL_ENV WINDIR".split(
    " ",
  ),
);

/** Whether a variable is one of the system's; Windows writes its own in any case (`Path`, `SystemRoot`). */
export function isSystemVariable(name: string): boolean {
  return SYSTEM.has(name.toUpperCase());
}
