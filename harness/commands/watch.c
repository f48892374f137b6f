/* watch.c - check again whenever the work is saved (watch.h).
 *
 * Each check is a new process of this program, which is stopped when the work changes again.
 * It is the folder that is watched, since editors replace files.  Standard input is read key
 * by key if it is a terminal; however this ends, the terminal is as before.
 */
#include "watch.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "../base/base.h"
#include "../box/box.h"
#include "../report/report.h"
#include "command.h"

enum { SETTLE_MS = 60, EVENT_BYTES = 4096 };

struct watch {
	const struct work *work;
	char *folder, *name; /* of the work; name NULL: any source in the folder */
	int changes, signals;
	pid_t child; /* the check that runs; 0: none */
	int code;    /* of the last one */
	bool all;
	int mode;      /* -1: all */
	int only_case; /* 0: all */
	bool is_terminal, keys;
	struct termios before;
};

/* ---- the terminal ----------------------------------------------------------------- */

static void keys_on(struct watch *w)
{
	if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &w->before) != 0)
		return;
	struct termios raw = w->before;
	raw.c_lflag &= (tcflag_t) ~(ICANON | ECHO);
	w->keys = tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
}

static void keys_off(struct watch *w)
{
	if (w->keys)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &w->before);
	w->keys = false;
}

static void footer(const struct watch *w)
{
	printf("\n[a] %s  [m] mode: %s  [c] case: ", w->all ? "worst only" : "all problems",
	       w->mode < 0 ? "all" : mode_name((enum mode)w->mode));
	if (w->only_case)
		printf("%d", w->only_case);
	else
		fputs("all", stdout);
	puts("  [b] bench  [q] quit; waiting for a change");
	fflush(stdout);
}

static void header(const struct watch *w, const char *command)
{
	if (w->is_terminal)
		fputs("\x1b[H\x1b[2J", stdout);
	printf("parlab %s %s\n\n", command, w->work->job.exercise->name);
	fflush(stdout);
}

/* ---- a check ----------------------------------------------------------------------- */

static void stop(struct watch *w)
{
	if (w->child <= 0)
		return;
	kill(w->child, SIGTERM);
	waitpid(w->child, NULL, 0);
	w->child = 0;
}

static char **arguments_of(const struct watch *w, const char *command)
{
	const char *place = w->work->file ? w->work->file : w->work->folder;
	char **list = strv_append(strv_append(NULL, xstrdup("parlab")), xstrdup(command));

	list = strv_append(strv_append(list, xstrdup(w->work->job.exercise->name)), xstrdup(place));
	if (w->mode >= 0)
		list = strv_append(strv_append(list, xstrdup("--mode")),
		                   xstrdup(mode_name((enum mode)w->mode)));
	if (box_is_without())
		list = strv_append(list, xstrdup("--unsafe-no-box"));
	if (strcmp(command, "check") != 0)
		return list;
	if (w->only_case)
		list = strv_append(strv_append(list, xstrdup("--case")), xasprintf("%d", w->only_case));
	return w->all ? list : strv_append(list, xstrdup("--worst"));
}

/* The child gets the signals that are taken here by signalfd. */
static void start(struct watch *w, const char *command)
{
	stop(w);
	header(w, command);
	char **arguments = arguments_of(w, command);
	w->child = fork();
	if (w->child == 0) {
		sigset_t none;
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (!freopen("/dev/null", "r", stdin))
			_exit(EXIT_FAULT);
		execv("/proc/self/exe", arguments);
		_exit(EXIT_FAULT);
	}
	strv_free(arguments);
	if (w->child < 0) {
		w->child = 0;
		perror("parlab check: fork");
	}
}

/* ---- what happens --------------------------------------------------------------------- */

static bool concerns(const struct watch *w, const struct inotify_event *event)
{
	if (event->len == 0)
		return false;
	if (w->name && strcmp(event->name, w->name) == 0)
		return true;
	if (strcmp(event->name, "ANSWERS.md") == 0)
		return true;
	for (char **name = w->work->job.exercise->submit; !w->name && *name; name++)
		if (strcmp(*name, event->name) == 0)
			return true;
	return false;
}

/* Read what is there; has the work changed? */
static bool changed(const struct watch *w)
{
	_Alignas(struct inotify_event) char bytes[EVENT_BYTES];
	bool any = false;
	ssize_t got;

	while ((got = read(w->changes, bytes, sizeof bytes)) > 0)
		for (ssize_t at = 0; at < got;) {
			const struct inotify_event *event = (const struct inotify_event *)(bytes + at);
			any = any || concerns(w, event);
			at += (ssize_t)(sizeof *event + event->len);
		}
	return any;
}

static void next_mode(struct watch *w)
{
	const struct manifest *m = w->work->job.exercise;

	do
		w->mode = w->mode + 1 < MODE_COUNT ? w->mode + 1 : -1;
	while (w->mode >= 0 && !manifest_mode(m, (enum mode)w->mode));
}

/* False: quit. */
static bool key(struct watch *w)
{
	char c;

	if (read(STDIN_FILENO, &c, 1) != 1)
		return false;
	switch (c) {
	case 'q':
		return false;
	case 'a':
		w->all = !w->all;
		break;
	case 'm':
		next_mode(w);
		break;
	case 'c':
		w->only_case = (w->only_case + 1) % ((int)w->work->job.exercise->case_count + 1);
		break;
	case 'b':
		start(w, "bench");
		return true;
	default:
		return true;
	}
	start(w, "check");
	return true;
}

/* A child has ended, or this is to end: false. */
static bool signalled(struct watch *w)
{
	struct signalfd_siginfo info;
	int status;

	if (read(w->signals, &info, sizeof info) != (ssize_t)sizeof info)
		return true;
	if (info.ssi_signo == SIGCONT) { /* the shell has restored its own settings meanwhile */
		keys_off(w);
		keys_on(w);
		return true;
	}
	if (info.ssi_signo != SIGCHLD)
		return false;
	if (w->child > 0 && waitpid(w->child, &status, WNOHANG) == w->child) {
		w->child = 0;
		w->code = WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAULT;
		footer(w);
	}
	return true;
}

static void attend(struct watch *w)
{
	struct pollfd on[] = {
		{w->changes, POLLIN, 0}, {w->signals, POLLIN, 0}, {w->keys ? STDIN_FILENO : -1, POLLIN, 0}};
	bool goes_on = true;

	start(w, "check");
	while (goes_on) {
		if (poll(on, ARRAY_LENGTH(on), -1) < 0 && errno != EINTR)
			break;
		if (on[1].revents)
			goes_on = signalled(w);
		if (goes_on && on[2].revents)
			goes_on = key(w);
		if (goes_on && on[0].revents && changed(w)) {
			poll(NULL, 0, SETTLE_MS); /* editors write in several steps */
			changed(w);
			start(w, "check");
		}
	}
	stop(w);
}

/* ---- beginning and end -------------------------------------------------------------------- */

static void find_place(struct watch *w)
{
	const char *file = w->work->file, *slash = file ? strrchr(file, '/') : NULL;

	w->folder = !file           ? xstrdup(w->work->folder)
	            : slash == file ? xstrdup("/")
	            : slash         ? xstrndup(file, (size_t)(slash - file))
	                            : xstrdup(".");
	w->name = file ? xstrdup(slash ? slash + 1 : file) : NULL;
}

static int open_watch(struct watch *w)
{
	sigset_t set;

	w->changes = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (w->changes < 0 || inotify_add_watch(w->changes, w->folder, IN_CLOSE_WRITE | IN_MOVED_TO) < 0)
		return error_errno("%s: cannot be watched", w->folder);
	sigemptyset(&set);
	for (size_t i = 0; i < 5; i++)
		sigaddset(&set, (const int[]){SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGCONT}[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	w->signals = signalfd(-1, &set, SFD_CLOEXEC);
	return w->signals < 0 ? error_errno("signalfd") : 0;
}

int watch_work(const struct work *work)
{
	struct watch w = {.work = work,
	                  .changes = -1,
	                  .signals = -1,
	                  .mode = work->job.only_mode ? (int)work->job.mode : -1,
	                  .only_case = work->job.only_case,
	                  .is_terminal = terminal_colour(stdout)};
	int failed;

	find_place(&w);
	failed = open_watch(&w);
	if (!failed) {
		keys_on(&w);
		attend(&w);
		keys_off(&w);
	}
	if (w.changes >= 0)
		close(w.changes);
	if (w.signals >= 0)
		close(w.signals);
	free(w.folder);
	free(w.name);
	return failed ? command_fault("check") : w.code;
}
