/* objects: box/box box/launch box/bwrap box/cgroup box/limits box/memory_room box/nobox box/proctree box/seccomp box/box_user base/base base/file */
/* program */
/* test_box.c - what a box denies, how the end of a command is reported, and that nothing is left
 * behind.
 *
 * A separate program, since it forks.  Needs user namespaces; without them all tests fail, since
 * grading would not work, either. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include "base/base.h"
#include "base/file.h"
#include "box/box.h"
#include "told.h"

static char *read_all(int fd)
{
	char *text = xcalloc(65536, 1);
	ssize_t got = pread(fd, text, 65535, 0);

	text[got > 0 ? got : 0] = 0;
	return text;
}

/* Run a shell command in a box; *said is its output. */
static int shell(const char *script, struct box_limits limits, struct box_result *result, char **said)
{
	char *argv[] = {"/bin/sh", "-c", (char *)script, NULL};
	int out = memory_file("out", 0);
	struct box_request request = {
		.argv = argv, .toolchain = true, .stdout_fd = out, .stderr_fd = out, .limits = limits};
	int failed = box_run(&request, result);

	*said = read_all(out);
	close(out);
	return failed;
}

static const struct box_limits usual = {
	.wall_s = 20,
	.cpu_s = 10,
	.memory_bytes = 128 << 20,
	.processes = 24,
	.file_bytes = 1 << 20,
	.tmp_bytes = 1 << 20,
};

/* The command must print exactly `expected`. */
static void prints(const char *name, const char *script, const char *expected)
{
	struct box_result result;
	char *said;
	int failed = shell(script, usual, &result, &said);
	char *why = failed ? xstrdup(error_text()) : xasprintf("expected '%s', got '%s'", expected, said);

	told(!failed && strcmp(said, expected) == 0, name, why);
	free(said);
	free(why);
}

/* The command must end in this way. */
static void ends(const char *name, const char *script, struct box_limits limits, enum box_end end, int code)
{
	struct box_result result;
	char *said;
	int failed = shell(script, limits, &result, &said);
	char *why = failed ? xstrdup(error_text())
	                   : xasprintf("expected end %d code %d, got %d %d: %s", end, code, result.end,
	                               result.code, said);

	told(!failed && result.end == end && (code < 0 || result.code == code), name, why);
	free(said);
	free(why);
}

static void test_denied(void)
{
	prints("the host's files are not there",
	       "ls /home /root /etc/passwd /usr/local /usr/share 2>/dev/null", "");
	prints("nothing but the scratch folders can be written",
	       "for d in / /usr/bin /usr/lib /etc /dev /proc /tmp /dev/shm; do (: >$d/x) 2>/dev/null && echo $d; done",
	       "/tmp\n/dev/shm\n");
	prints("no other process is seen", "set -- /proc/[0-9]*; [ $# -le 4 ] && echo few", "few\n");
	prints("the environment is empty", "env | grep -v -e ^PWD= -e ^OLDPWD= -e ^_= -e ^SHLVL= | sort",
	       "HOME=/tmp\nLANG=C.UTF-8\nPATH=/usr/bin:/bin\n");
	prints("PID 1 was given none of the grader's", "tr '\\0' '\\n' </proc/1/environ", "");
	prints("there is no network", "cat /proc/net/dev | grep -c : ; cat /proc/net/route | wc -l",
	       "1\n1\n");
	prints("root it is not, inside or outside", "id -u; cat /proc/self/status | grep ^CapEff",
	       "1000\nCapEff:\t0000000000000000\n");
	prints("no further namespaces",
	       "unshare -U true 2>/dev/null || unshare -m true 2>/dev/null || echo denied", "denied\n");
	prints("scratch space is small", "head -c 4000000 /dev/zero >/tmp/x 2>/dev/null || echo full",
	       "full\n");
}

static void test_ends(void)
{
	struct box_limits brief = usual, small = usual, busy = usual;

	brief.wall_s = 0.5;
	busy.cpu_s = 1;
	small.processes = 8;
	ends("an exit code is told", "exit 7", usual, BOX_EXITED, 7);
	ends("a signal is told", "kill -SEGV $$", usual, BOX_SIGNALLED, 11);
	ends("the wall clock ends it", "sleep 60", brief, BOX_TIMED_OUT, -1);
	ends("ignoring signals does not help", "trap '' TERM INT HUP; sleep 60 & sleep 60", brief,
	     BOX_TIMED_OUT, -1);
	ends("CPU time ends it", "while :; do :; done", busy, BOX_CPU_EXHAUSTED, -1);
	ends("a daemon does not outlive it", "setsid sh -c 'sleep 600' & exit 0", usual, BOX_EXITED, 0);
	ends("processes are limited",
	     "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do sleep 5 & done; exit 3", small, BOX_EXITED,
	     2);
}

static void test_memory(void)
{
	struct box_host host;
	struct box_limits small = usual;

	box_host_read(&host);
	if (strncmp(host.memory, "cgroup", 6) == 0) {
		small.memory_bytes = 32 << 20;
		ends("memory is limited for all together", "head -c 200000000 /dev/zero | tail", small,
		     BOX_OUT_OF_MEMORY, -1);
	} else {
		printf("ok - memory is limited for all together # SKIP no memory cgroup for this user\n");
	}
	box_host_free(&host);
}

/* The UID of a process as seen from outside the box. */
static long owner_of(pid_t pid)
{
	char path[64], line[256];
	long uid = -1;

	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	FILE *file = fopen(path, "re");
	while (file && fgets(line, sizeof line, file))
		if (sscanf(line, "Uid: %ld", &uid) == 1)
			break;
	if (file)
		fclose(file);
	return uid;
}

static void test_freezing(void)
{
	char *argv[] = {"/bin/sh", "-c", "while :; do :; done", NULL};
	struct box_request request = {
		.argv = argv, .toolchain = true, .stdout_fd = -1, .stderr_fd = -1, .limits = usual};
	struct box *box = box_start(&request);
	struct box_result result;
	double before, after;

	if (!box) {
		told(false, "a frozen box uses no CPU time", error_text());
		return;
	}
	usleep(100000);
	told(owner_of(box_first_pid(box)) > 0, "outside the box it is not root either", "it runs as root");
	box_freeze(box);
	before = box_cpu_s(box);
	usleep(300000);
	after = box_cpu_s(box);
	told(before > 0 && after == before, "a frozen box uses no CPU time", "its CPU time went on");
	box_thaw(box);
	usleep(200000);
	told(box_cpu_s(box) > after, "a thawed box goes on", "its CPU time stood still");
	box_freeze(box);
	box_kill(box);
	told(box_wait(box, &result) == 0 && result.end == BOX_KILLED, "a frozen box can be killed",
	     error_text());
	box_free(box);
}

static void test_views_and_files(void)
{
	char *folder = box_folder(), *secret = path_join(folder, "shown"), *said;
	char *argv[] = {"/bin/sh", "-c",
	                "cat /shown; (echo no >/shown) 2>/dev/null; echo through >&5; exit 0", NULL};
	int out = memory_file("out", 0), five = memory_file("five", 0);
	struct box_view view = {secret, "/shown"};
	struct box_file file = {five, 5};
	struct box_request request = {.argv = argv,
	                              .toolchain = true,
	                              .views = &view,
	                              .view_count = 1,
	                              .files = &file,
	                              .file_count = 1,
	                              .stdout_fd = out,
	                              .stderr_fd = out,
	                              .limits = usual};
	struct box_result result;

	file_write(secret, "seen\n", 5);
	if (geteuid() == 0 && chown(secret, 0, (gid_t)(64000 + getpid() % 1000)) != 0)
		perror("chown");
	int failed = box_run(&request, &result);
	said = read_all(out);
	told(!failed && strcmp(said, "seen\n") == 0, "a view is shown, and read-only",
	     failed ? error_text() : said);
	free(said);
	said = read_all(five);
	told(strcmp(said, "through\n") == 0, "a file is handed on under its number", said);
	free(said);
	close(out);
	close(five);
	folder_remove(folder);
	free(folder);
	free(secret);
}

/* A request that lacks any of the limits is an error of the grader. */
static void test_unlimited(void)
{
	struct box_limits without[] = {usual, usual, usual, usual};
	static const char *const names[] = {"wall time", "CPU time", "memory", "processes"};
	struct box_result result;

	without[0].wall_s = 0;
	without[1].cpu_s = 0;
	without[2].memory_bytes = 0;
	without[3].processes = 0;
	for (size_t i = 0; i < ARRAY_LENGTH(without); i++) {
		char *said, *name = xasprintf("no box without a limit of %s", names[i]);
		int failed = shell("echo ran", without[i], &result, &said);
		told(failed && !*said, name, said);
		free(said);
		free(name);
	}
}

/* Two boxes that do not fit into the machine's memory together run one after the other. */
static atomic_bool first_is_there;

static void *start_second(void *argument)
{
	char *argv[] = {"/bin/true", NULL};
	struct box_request request = {.argv = argv,
	                              .toolchain = true,
	                              .stdout_fd = -1,
	                              .stderr_fd = -1,
	                              .limits = *(struct box_limits *)argument};
	struct box_result result;
	bool beside = box_run(&request, &result) != 0 || atomic_load(&first_is_there);

	return beside ? argument : NULL;
}

static void test_memory_room(void)
{
	struct box_limits limits = usual;
	char *argv[] = {"/bin/sleep", "30", NULL};
	struct box_request request = {.argv = argv, .toolchain = true, .stdout_fd = -1, .stderr_fd = -1};
	pthread_t second;
	void *beside = NULL;

	limits.memory_bytes = (size_t)sysconf(_SC_PHYS_PAGES) / 10 * 6 * (size_t)sysconf(_SC_PAGESIZE);
	request.limits = limits;
	atomic_store(&first_is_there, true);
	struct box *first = box_start(&request);
	if (!first || pthread_create(&second, NULL, start_second, &limits) != 0) {
		told(false, "memory is promised once", error_text());
		return;
	}
	usleep(300000); /* enough time for the second box to start, if that were allowed */
	box_kill(first);
	atomic_store(&first_is_there, false);
	box_free(first);
	pthread_join(second, &beside);
	told(beside == NULL, "memory is promised once", "a second box started beside the first");
}

/* Runs in the box: stops a child with ptrace, as LeakSanitizer must, and tries uses of ptrace
 * that are not needed for that. */
static int trace(void)
{
	pid_t child = fork();

	if (child == 0)
		for (;;)
			pause();
	printf("%s", ptrace(PTRACE_ATTACH, child, NULL, NULL) == 0 ? "own child" : "nobody");
	printf("%s", ptrace(PTRACE_ATTACH, 1, NULL, NULL) == 0 ? ", PID 1" : "");
	printf("%s", ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0 ? ", traced" : "");
	printf("%s", ptrace(PTRACE_SEIZE, child, NULL, NULL) == 0 || errno != EPERM ? ", seized" : "");
	kill(child, SIGKILL);
	return 0;
}

/* Tries to duplicate, redirect or close descriptors 1 and 2, which must fail; prints a 1 for each
 * success. */
static int move_output(void)
{
	int none = open("/dev/null", O_WRONLY | O_CLOEXEC);
	bool done[] = {
		dup(2) >= 0,
		dup(1) >= 0,
		fcntl(2, F_DUPFD, 10) >= 0,
		dup2(none, 2) >= 0,
		dup3(none, 2, O_CLOEXEC) >= 0,
		fcntl(1, F_SETFL, O_NONBLOCK) == 0,
		fcntl(2, F_SETFL, O_NONBLOCK) == 0,
		close_range(0, 2, 0) == 0,
		close(2) == 0,
	};

	for (size_t i = 0; i < ARRAY_LENGTH(done); i++)
		printf("%s", done[i] ? "1" : "0");
	printf("%s", dup2(none, 0) == 0 && close_range(3, ~0U, 0) == 0 ? " and others move" : "");
	return 0;
}

/* Run this program in a box, with one argument. */
static void does(char *word, struct box_request request, const char *name, const char *expected)
{
	char *argv[] = {"/self", word, NULL}, *self = realpath("/proc/self/exe", NULL), *said;
	int out = memory_file("out", 0);
	struct box_view views[] = {{self, "/self"}};
	struct box_result result;

	request.argv = argv;
	request.views = views;
	request.view_count = 1;
	request.stdout_fd = request.stderr_fd = out;
	request.limits = usual;
	int failed = box_run(&request, &result);
	said = read_all(out);
	told(!failed && strcmp(said, expected) == 0, name, failed ? error_text() : said);
	close(out);
	free(said);
	free(self);
}

static void test_standard_error(void)
{
	does("--move-output", (struct box_request){.fixed_stderr = true},
	     "standard error stays where it is, other descriptors do not", "000000000 and others move");
}

static void test_tracing(void)
{
	does("--trace", (struct box_request){0}, "nobody is traced", "nobody");
	does("--trace", (struct box_request){.tracing_inside = true},
	     "where LeakSanitizer must stop threads, nothing more can be done by it", "own child");
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--trace") == 0)
		return trace();
	if (argc == 2 && strcmp(argv[1], "--move-output") == 0)
		return move_output();
	setvbuf(stdout, NULL, _IOLBF, 0);
	test_tracing();
	test_standard_error();
	test_denied();
	test_ends();
	test_memory();
	test_freezing();
	test_views_and_files();
	test_unlimited();
	test_memory_room();
	return failures != 0;
}
