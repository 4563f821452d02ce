#include "inherited.h"

#include <fcntl.h>
#include <unistd.h>

/* More than any client leaves open by mistake; what lies above stays open. */
enum { HIGHEST = 1024 };

static unsigned char noted[HIGHEST / 8];

void note_inherited(void) {
    for (int descriptor = STDERR_FILENO + 1; descriptor < HIGHEST; descriptor++) {
        int flags = fcntl(descriptor, F_GETFD);
        /* Ours are close-on-exec, and nothing that came to us by exec is. */
        if (flags >= 0 && !(flags & FD_CLOEXEC)) noted[descriptor / 8] |= (unsigned char)(1 << descriptor % 8);
    }
}

void close_inherited(void) {
    for (int descriptor = STDERR_FILENO + 1; descriptor < HIGHEST; descriptor++)
        if (noted[descriptor / 8] & 1 << descriptor % 8) close(descriptor);
}

void let_go(int descriptor) {
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nothing >= 0) dup2(nothing, descriptor);
    if (nothing > STDERR_FILENO) close(nothing);
}
