#include "supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "inherited.h"
#include "platform.h"
#include "say.h"
#include "tree.h"
#include "watcher.h"

/* What a process may be told by others, and hands on to the server. */
static const int passed_on[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};
enum { PASSED_ON = sizeof passed_on / sizeof *passed_on };

static bool shares_terminal; /* with the server, which then gets Ctrl-C as well */
static int channel = -1;     /* to the watcher: numbers of signals; from it: how the server ended */

static void pass_on(int signal, siginfo_t *info, void *context) {
    (void)context;
    int saved = errno;
    /* Ctrl-C goes to the terminal's whole foreground group, the server included. */
#ifdef SI_KERNEL
    bool from_terminal = info->si_code == SI_KERNEL;
#else
    bool from_terminal = info->si_pid == 0;
#endif
    unsigned char byte = (unsigned char)signal;
    if (!(from_terminal && shares_terminal) && send(channel, &byte, 1, MSG_DONTWAIT) < 0) { /* the watcher is gone: read() tells */
    }
    errno = saved;
}

static void listen_to_signals(void) {
    struct sigaction action = {.sa_sigaction = pass_on, .sa_flags = SA_SIGINFO | SA_RESTART};
    sigfillset(&action.sa_mask);
    for (int i = 0; i < PASSED_ON; i++) {
        struct sigaction before;
        sigaction(passed_on[i], NULL, &before);
        /* nohup(1): what we were told to ignore stays ignored, for the server as well. */
        if (before.sa_handler != SIG_IGN) sigaction(passed_on[i], &action, NULL);
    }
    signal(SIGPIPE, SIG_IGN);
}

/* Ends as the server ended, so that the client sees what it would have seen without us. */
_Noreturn static void end_like(int status) {
    if (WIFEXITED(status)) _exit(WEXITSTATUS(status));
    int signal_number = WTERMSIG(status);
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none); /* the server has left its own, if any */
    signal(signal_number, SIG_DFL);
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_UNBLOCK, &all, NULL);
    raise(signal_number);
    _exit(128 + signal_number);
}

/* The watcher is gone: killed, most likely. The kernel ended the server with it, and what that had started is ours now. */
_Noreturn static void take_over(const struct options *options, bool own_scope) {
    struct ending ending = end_tree(0, own_scope);
    for (;;) {
        pid_t ended = waitpid(-1, NULL, WNOHANG);
        if (ended < 0 && errno == ECHILD) break;
        if (ended > 0) continue;
        if (!press_on(&ending)) break;
        usleep(10000);
    }
    say("the guard's watcher has ended, and %s with it", options->command[0]);
    _exit(EXIT_SOFTWARE);
}

_Noreturn void supervise(const struct options *options, const struct client *client, bool own_scope) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0) die(EXIT_SOFTWARE, "no socket pair: %s", strerror(errno));
    for (int i = 0; i < 2; i++) fcntl(ends[i], F_SETFD, FD_CLOEXEC);

    /* A signal that comes while there is nobody to pass it to waits. The server gets the mask we were given. */
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    adopt_orphans();
    pid_t watcher = fork();
    if (watcher < 0) die(EXIT_SOFTWARE, "fork: %s", strerror(errno));
    if (watcher == 0) {
        close(ends[0]);
        watch_server(options, client, own_scope, ends[1], &before);
    }
    close(ends[1]);
    channel = ends[0];
    close_inherited();
    shares_terminal = isatty(STDIN_FILENO);
    let_go(STDIN_FILENO);
    let_go(STDOUT_FILENO);
    listen_to_signals();
    sigprocmask(SIG_SETMASK, &before, NULL);

    int status;
    ssize_t got;
    do got = read(channel, &status, sizeof status);
    while (got < 0 && errno == EINTR);
    if (got == (ssize_t)sizeof status) end_like(status);
    take_over(options, own_scope);
}
