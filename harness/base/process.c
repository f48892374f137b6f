/* process.c - run a trusted helper program to its end, with a deadline.
 *
 * The input is a memory file, not a pipe, so a helper that does not read cannot block
 * the caller or raise SIGPIPE.  The helper leads its own process group, so that a
 * deadline kills its children too.  Never starts a shell, and never anything
 * untrusted.
 */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base.h"
#include "file.h"

extern char **environ;

struct output {
	char *bytes;
	size_t used, room;
};

static int input_file(const char *input)
{
	if (!input)
		return open("/dev/null", O_RDONLY | O_CLOEXEC);
	int fd = memory_file("input", 0);
	size_t length = strlen(input);
	for (size_t done = 0; fd >= 0 && done < length;) {
		ssize_t n = write(fd, input + done, length - done);
		if (n < 0 && errno != EINTR) {
			close(fd);
			return -1;
		}
		done += n > 0 ? (size_t)n : 0;
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

/* `folder`: an opened one to run in, or -1. */
static int spawn(char *const argv[], int folder, int in, int out, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t none, plain;

	sigemptyset(&none);
	sigemptyset(&plain);
	sigaddset(&plain, SIGPIPE);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&files, out, STDERR_FILENO);
	if (folder >= 0)
		posix_spawn_file_actions_addfchdir_np(&files, folder);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes,
	                         POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &plain);
	int error = posix_spawnp(pid, argv[0], &files, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return error;
}

/* take_output: read what is there; 1 if there may be more, 0 at the end. */
static int take_output(int fd, struct output *output)
{
	if (output->room - output->used < 4096) {
		output->room = output->room * 2 + 8192;
		output->bytes = xreallocarray(output->bytes, output->room, 1);
	}
	ssize_t n = read(fd, output->bytes + output->used, output->room - output->used - 1);
	if (n > 0)
		output->used += (size_t)n;
	return n > 0 || (n < 0 && errno == EINTR);
}

/* attend: collect output until the helper has ended; -1 when its time is up.  Does not wait
 * for a grandchild that outlives it and holds the pipe open. */
static int attend(int pidfd, int out, double timeout_s, struct output *output)
{
	uint64_t deadline = clock_ns() + (uint64_t)(timeout_s * 1e9);
	struct pollfd watched[2] = {{.fd = pidfd, .events = POLLIN}, {.fd = out, .events = POLLIN}};

	while (!watched[0].revents) {
		uint64_t now = clock_ns();
		if (now >= deadline)
			return -1;
		uint64_t left_ms = (deadline - now) / 1000000 + 1;
		if (poll(watched, 2, left_ms > 60000 ? 60000 : (int)left_ms) <= 0)
			watched[0].revents = watched[1].revents = 0;
		if (watched[1].revents && !take_output(out, output))
			watched[1].fd = -1;
	}
	fcntl(out, F_SETFL, O_NONBLOCK);
	while (watched[1].fd >= 0 && take_output(out, output))
		continue;
	return 0;
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return error_errno("waiting for process %d", (int)pid);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int run(char *const argv[], int folder, int in, const int out[2], double timeout_s,
               struct process_result *result)
{
	pid_t pid;
	int error = spawn(argv, folder, in, out[1], &pid);

	close(out[1]);
	if (error) {
		errno = error;
		return error_errno("%s: cannot be started", argv[0]);
	}
	int pidfd = pidfd_open(pid, 0);
	struct output output = {.bytes = xcalloc(1, 1), .room = 1};
	int late = pidfd < 0 ? -1 : attend(pidfd, out[0], timeout_s, &output);
	if (late)
		kill(-pid, SIGKILL);
	result->exit_code = wait_for(pid);
	if (pidfd >= 0)
		close(pidfd);
	if (late || result->exit_code < 0) {
		free(output.bytes);
		return late ? error_set("%s: did not end within %g s", argv[0], timeout_s) : -1;
	}
	output.bytes[output.used] = '\0';
	result->output = output.bytes;
	result->bytes = output.used;
	return 0;
}

static int run_in(char *const argv[], int folder, const char *input, double timeout_s,
                  struct process_result *result)
{
	*result = (struct process_result){0};
	int out[2];
	int in = input_file(input);
	if (in < 0 || pipe2(out, O_CLOEXEC)) {
		error_errno("%s: cannot be started", argv[0]);
		if (in >= 0)
			close(in);
		return -1;
	}
	int failed = run(argv, folder, in, out, timeout_s, result);
	close(in);
	close(out[0]);
	return failed;
}

bool process_exists(const char *program)
{
	const char *from = getenv("PATH");
	bool found = false;

	for (size_t length; !found && from && *from; from += length + (from[length] == ':')) {
		length = strcspn(from, ":");
		char *folder = xstrndup(from, length), *path = path_join(folder, program);
		found = path_is_file(path) && access(path, X_OK) == 0;
		free(folder);
		free(path);
	}
	return found;
}

int process_run(char *const argv[], const char *input, double timeout_s, struct process_result *result)
{
	return run_in(argv, -1, input, timeout_s, result);
}

int process_run_in(int folder, char *const argv[], double timeout_s, struct process_result *result)
{
	return run_in(argv, folder, NULL, timeout_s, result);
}
