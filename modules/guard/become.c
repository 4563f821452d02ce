#include "become.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "say.h"

void become(char *const *command) {
    execvp(command[0], command);
    int reason = errno;
    say("%s: %s", command[0], strerror(reason));
    _exit(reason == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_RUN);
}
