#include "tree.h"

#include <signal.h>
#include <unistd.h>

#include "clock.h"
#include "platform.h"

enum {
    MAX_PROCESSES = 4096,
    /* What multiplies faster than it can be killed one by one is killed as a whole. */
    FORCE_MS = 1000,
    GIVE_UP_MS = 5000,
};

static void signal_tree(int signal) {
    static pid_t found[MAX_PROCESSES];
    size_t count = find_descendants(getpid(), found, MAX_PROCESSES);
    for (size_t i = 0; i < count; i++) kill(found[i], signal);
}

struct ending end_tree(int grace_ms, bool own_scope) {
    signal_tree(SIGTERM);
    /* A stopped process hears SIGTERM only when it goes on. */
    signal_tree(SIGCONT);
    int64_t kill_at = now_ms() + grace_ms;
    return (struct ending){.kill_at = kill_at, .give_up_at = kill_at + GIVE_UP_MS, .own_scope = own_scope};
}

bool press_on(const struct ending *ending) {
    int64_t now = now_ms();
    if (now < ending->kill_at) return true;
    signal_tree(SIGKILL);
    if (now > ending->kill_at + FORCE_MS && ending->own_scope) kill_own_scope();
    return now < ending->give_up_at;
}
