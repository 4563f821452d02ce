#include "watcher.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "become.h"
#include "clock.h"
#include "inherited.h"
#include "log.h"
#include "platform.h"
#include "say.h"
#include "tree.h"

enum {
    ASK_MS = 200,   /* how often a client is asked after that cannot be polled for */
    PRESS_MS = 10,  /* how often the tree is looked at while it ends */
    DRAIN_MS = 200, /* what the server wrote last may take so long to be read */
};

static int wake_read = -1, wake_write = -1;

static void on_child(int signal) {
    (void)signal;
    int saved = errno;
    if (write(wake_write, "", 1) < 0) { /* full: then it wakes anyway */
    }
    errno = saved;
}

static void open_wake_pipe(void) {
    int ends[2];
    if (pipe(ends) < 0) die(EXIT_SOFTWARE, "pipe: %s", strerror(errno));
    for (int i = 0; i < 2; i++) {
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
        fcntl(ends[i], F_SETFL, O_NONBLOCK);
    }
    wake_read = ends[0];
    wake_write = ends[1];
}

/* Signals reach the server as they would without us: the same mask, the same ones ignored. */
struct inherited {
    const sigset_t *mask;
    struct sigaction child;
};

_Noreturn static void become_server(const struct options *options, const struct log *log, pid_t watcher,
                                    const struct inherited *inherited) {
    if (die_with_parent(SIGKILL) && getppid() != watcher) _exit(EXIT_SOFTWARE);
    log_become_stderr(log);
    /* Whoever signals our group means the server, and would tell it twice: directly, and through the front. On a
     * terminal it stays, or it could not read from it. */
    if (!isatty(STDIN_FILENO)) setpgid(0, 0);
    sigaction(SIGCHLD, &inherited->child, NULL);
    sigprocmask(SIG_SETMASK, inherited->mask, NULL);
    become(options->command);
}

/* Who started it may signal the whole group, also with SIGKILL, and we have to outlive that. */
static void leave_the_group(bool needs_stdin) {
    setsid();
    let_go(STDOUT_FILENO);
    if (!needs_stdin) let_go(STDIN_FILENO);
}

/* Only SIGCHLD is the watcher's; whatever else comes is meant for the server, and goes by the front. */
static void ignore_signals(void) {
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    static const int ignored[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGPIPE, SIGTSTP, SIGTTOU};
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++) sigaction(ignored[i], &ignore, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

struct state {
    const struct options *options;
    const struct client *client;
    struct log *log;
    int channel;          /* -1: the front is gone */
    pid_t server;
    bool server_ended, childless;
    int64_t stdin_ended_at; /* on the monotonic clock; 0: it has not ended */
    int status;
};

/* Takes in everyone who has ended. */
static void reap(struct state *state) {
    int status;
    pid_t ended;
    while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {
        if (ended != state->server) continue;
        state->server_ended = true;
        state->status = status;
    }
    state->childless = ended < 0 && errno == ECHILD;
}

static void read_channel(struct state *state) {
    unsigned char numbers[16];
    ssize_t got = recv(state->channel, numbers, sizeof numbers, MSG_DONTWAIT);
    if (got == 0) {
        close(state->channel);
        state->channel = -1;
    }
    for (ssize_t i = 0; i < got && !state->server_ended; i++) kill(state->server, numbers[i]);
}

static void drain_wake_pipe(void) {
    char bytes[64];
    while (read(wake_read, bytes, sizeof bytes) > 0) {
    }
}

static int64_t stdin_ended_ms(const struct state *state) {
    return state->stdin_ended_at == 0 ? -1 : now_ms() - state->stdin_ended_at;
}

/* Waits until something has happened, at most `patience` ms (-1: for ever), and takes note of it. */
static void wait_for_news(struct state *state, int patience) {
    struct pollfd entries[4 + MAX_WATCHED];
    int count = 0, stdin_at = -1;
    entries[count++] = (struct pollfd){.fd = wake_read, .events = POLLIN};
    entries[count++] = (struct pollfd){.fd = state->channel, .events = POLLIN}; /* -1 is passed over */
    if (needs_stdin(state->client) && state->stdin_ended_at == 0) {
        stdin_at = count;
        entries[count++] = (struct pollfd){.fd = STDIN_FILENO}; /* only for its end; what it holds is the server's */
    }
    count += log_poll(state->log, entries + count);
    count += poll_client(state->client, entries + count);
    if (poll(entries, (nfds_t)count, patience) < 0) return;
    if (entries[0].revents) drain_wake_pipe();
    if (entries[1].revents) read_channel(state);
    if (stdin_at >= 0 && entries[stdin_at].revents) state->stdin_ended_at = now_ms();
    log_move(state->log);
    reap(state);
}

/* What was written last is worth reading most. */
static void drain_log(struct log *log) {
    int64_t until = now_ms() + DRAIN_MS;
    struct pollfd entry;
    while (log_poll(log, &entry) && now_ms() < until)
        if (!log_move(log) && poll(&entry, 1, PRESS_MS) <= 0 && entry.events == POLLIN) break;
}

static void note_end(const struct state *state, const char *why) {
    char text[200];
    int status = state->status;
    if (why)
        snprintf(text, sizeof text, "ended: %s", why);
    else if (WIFEXITED(status))
        snprintf(text, sizeof text, "ended by itself, exit code %d", WEXITSTATUS(status));
    else
        snprintf(text, sizeof text, "ended by signal %d", WTERMSIG(status));
    log_note(state->log, text);
}

static void note_start(const struct state *state) {
    char text[200];
    snprintf(text, sizeof text, "%s started, process %d, client process %d", state->options->name,
             (int)state->server, state->client->count > 0 ? (int)state->client->chain[0].pid : 0);
    log_note(state->log, text);
}

_Noreturn void watch_server(const struct options *options, const struct client *client, bool own_scope, int channel,
                            const sigset_t *mask) {
    static struct log log;
    log_open(&log, options->log);
    open_wake_pipe();
    adopt_orphans();
    struct inherited inherited = {.mask = mask};
    struct sigaction child = {.sa_handler = on_child, .sa_flags = SA_RESTART | SA_NOCLDSTOP};
    sigaction(SIGCHLD, &child, &inherited.child);

    pid_t watcher = getpid(), server = fork();
    if (server < 0) die(EXIT_SOFTWARE, "fork: %s", strerror(errno));
    if (server == 0) become_server(options, &log, watcher, &inherited);
    leave_the_group(needs_stdin(client));
    close_inherited();
    ignore_signals();
    log_started(&log);

    struct state state = {.options = options, .client = client, .log = &log, .channel = channel, .server = server};
    note_start(&state);
    const char *why = NULL;
    for (;;) {
        if (state.server_ended) break;
        if (state.channel < 0) why = "the process that the client had started was killed";
        if (client_gone(client, stdin_ended_ms(&state))) why = "the client is gone";
        if (why) break;
        wait_for_news(&state, needs_asking(client, stdin_ended_ms(&state)) ? ASK_MS : -1);
    }
    reap(&state);
    if (!state.childless) {
        struct ending ending = end_tree(options->grace_ms, own_scope);
        while (!state.childless && press_on(&ending)) wait_for_news(&state, PRESS_MS);
        if (!state.childless) say("some processes of the server cannot be ended");
    }
    drain_log(&log);
    note_end(&state, why);
    if (send(channel, &state.status, sizeof state.status, MSG_NOSIGNAL) < 0) { /* the front is gone */
    }
    _exit(0);
}
