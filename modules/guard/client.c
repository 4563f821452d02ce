#include "client.h"

#include <unistd.h>

#include "platform.h"

enum {
    MAX_ANCESTORS = 64,
    DETACHED_MS = 10000,
};

/* The start is read before and after the descriptor is taken, so that both are of one process. */
static bool watch(struct client *client, pid_t pid) {
    uint64_t start = process_start(pid);
    if (start == 0 || client->count == MAX_WATCHED) return false;
    int descriptor = process_watch(pid);
    if (process_start(pid) != start) {
        if (descriptor >= 0) close(descriptor);
        return false;
    }
    client->chain[client->count++] = (struct watched){pid, start, descriptor};
    return true;
}

static bool watch_certain(struct client *client, pid_t pid, pid_t parent) {
    client->certain = watch(client, pid);
    /* A client that ends the launcher it started, and standard input, wants the server gone as well. */
    if (client->certain && parent != pid && !adopts_orphans(parent)) watch(client, parent);
    return client->certain;
}

static bool stdin_has_ended(void) {
    struct pollfd entry = {.fd = STDIN_FILENO};
    return poll(&entry, 1, 0) > 0 && (entry.revents & POLLHUP);
}

/* The outermost of our ancestors that writes to standard input: one in between may only have inherited it. */
static pid_t writing_ancestor(pid_t parent) {
    pid_t found = 0, pid = parent;
    for (int i = 0; pid > 0 && i < MAX_ANCESTORS; i++, pid = process_parent(pid))
        if (writes_to_stdin(pid)) found = pid;
    return found;
}

static int patience(const struct client *client, pid_t parent) {
    /* A service manager's, or from outside of this container: its client may well have said all it wanted. */
    if (client->count == 0) return parent <= 0 || getsid(0) == getpid() ? DETACHED_MS : 0;
    /* A launcher with nothing above it that was given the same standard input, which has ended by now: its client
     * went before we could look. */
    pid_t launcher = client->chain[0].pid;
    bool abandoned = client->count == 1 && adopts_orphans(process_parent(launcher)) && shares_stdin(launcher);
    return abandoned && stdin_has_ended() ? 0 : -1;
}

struct client find_client(void) {
    struct client client = {.patience_ms = -1, .has_channel = stdin_is_channel()};
    pid_t parent = getppid(), peer = stdin_peer();
    /* Whoever made the socket pair started before us; a later process only has got its number. */
    client.by_socket = peer > 0 && peer != getpid() && process_start(peer) <= process_start(getpid());
    if (client.by_socket && watch_certain(&client, peer, parent)) return client;
    client.by_socket = false;
    pid_t writer = writing_ancestor(parent);
    if (writer == 0) writer = writing_stranger();
    if (writer > 0 && watch_certain(&client, writer, parent)) return client;
    for (pid_t pid = parent; !adopts_orphans(pid) && watch(&client, pid); pid = process_parent(pid)) {
    }
    client.patience_ms = patience(&client, parent);
    return client;
}

static bool has_ended(const struct watched *process) {
    if (process->descriptor < 0) return process_start(process->pid) != process->start;
    struct pollfd entry = {.fd = process->descriptor, .events = POLLIN};
    return poll(&entry, 1, 0) > 0;
}

bool client_gone(const struct client *client, int64_t ended_ms) {
    bool stdin_ended = ended_ms >= 0;
    bool first_ended = client->count > 0 && has_ended(&client->chain[0]);
    if (client->certain) {
        bool launched = client->count > 1;
        if (first_ended) return !client->by_socket || !launched || stdin_ended;
        return stdin_ended && launched && has_ended(&client->chain[1]);
    }
    /* Somebody still holds the other end: a client that we could not look into, behind a launcher that ended. */
    if (first_ended) return !client->has_channel || stdin_ended;
    if (!stdin_ended) return false;
    for (int i = 1; i < client->count; i++)
        if (has_ended(&client->chain[i])) return true;
    return client->patience_ms >= 0 && ended_ms >= client->patience_ms;
}

bool needs_stdin(const struct client *client) { return !client->certain || client->count > 1; }

int poll_client(const struct client *client, struct pollfd *entries) {
    int count = 0;
    for (int i = 0; i < client->count; i++)
        if (client->chain[i].descriptor >= 0 && !has_ended(&client->chain[i]))
            entries[count++] = (struct pollfd){.fd = client->chain[i].descriptor, .events = POLLIN};
    return count;
}

bool needs_asking(const struct client *client, int64_t ended_ms) {
    if (ended_ms >= 0 && client->patience_ms > 0) return true;
    for (int i = 0; i < client->count; i++)
        if (client->chain[i].descriptor < 0) return true;
    return false;
}
