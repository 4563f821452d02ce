#pragma once

/* Runs COMMAND in this process's place, found on PATH; what prevents it is said, and the exit code is a shell's. */
_Noreturn void become(char *const *command);
