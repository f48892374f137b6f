/* printed.c - stores a program's output as it arrives.
 *
 * It comes through a pipe: a file could be overwritten later, and a sanitizer's report
 * removed.  A thread empties the pipe, so that no writer blocks.
 */
#include "printed.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "../base/base.h"

enum { PIPE_MOST = 1 << 20, LOOKS_INTO_PIPE = 1000 };

struct printed {
	pthread_t thread;
	pthread_mutex_t lock; /* what was taken out of the pipe is in `text` when nobody holds it */
	int from;             /* our end */
	int over;             /* an eventfd: no writer is left */
	char *text;           /* `most` + 1 bytes, NUL-terminated; the thread's until it is finished */
	size_t bytes, most;
	bool finished;
};

/* A NUL would end the text and hide what follows. */
static void keep(struct printed *printed, const char *bytes, size_t count)
{
	for (size_t i = 0; i < count && printed->bytes < printed->most; i++)
		printed->text[printed->bytes++] = bytes[i] ? bytes[i] : '?';
}

static ssize_t take(struct printed *printed, char *bytes, size_t most)
{
	pthread_mutex_lock(&printed->lock);
	ssize_t got = read(printed->from, bytes, most);
	int problem = errno;
	if (got > 0)
		keep(printed, bytes, (size_t)got);
	pthread_mutex_unlock(&printed->lock);
	errno = problem;
	return got;
}

static void *listen_to_output(void *context)
{
	struct printed *printed = context;
	size_t rest = PIPE_MOST; /* an upper bound of the pipe's contents when the box is gone */
	struct pollfd p[2] = {{.fd = printed->from, .events = POLLIN},
	                      {.fd = printed->over, .events = POLLIN}};
	char bytes[16384];

	for (;;) {
		ssize_t got = take(printed, bytes, sizeof bytes);
		if (got > 0) {
			if (poll(&p[1], 1, 0) > 0 && (rest -= (size_t)got) > PIPE_MOST)
				return NULL; /* a process outside the box holds the pipe and still writes */
		} else if (got == 0 || (errno == EAGAIN && p[1].revents) ||
		           (errno != EAGAIN && errno != EINTR))
			return NULL;
		else
			poll(p, 2, -1);
	}
}

void printed_free(struct printed *printed)
{
	if (!printed)
		return;
	if (printed->from >= 0)
		close(printed->from);
	if (printed->over >= 0)
		close(printed->over);
	pthread_mutex_destroy(&printed->lock);
	free(printed->text);
	free(printed);
}

struct printed *printed_start(size_t most, int *theirs)
{
	struct printed *printed = xcalloc(1, sizeof *printed);
	int ends[2] = {-1, -1};

	*printed = (struct printed){.from = -1, .text = xcalloc(most + 1, 1), .most = most};
	pthread_mutex_init(&printed->lock, NULL);
	printed->over = eventfd(0, EFD_CLOEXEC);
	if (printed->over < 0 || pipe2(ends, O_CLOEXEC) != 0 || fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) {
		error_errno("output: pipe");
	} else {
		printed->from = ends[0];
		*theirs = ends[1];
		errno = pthread_create(&printed->thread, NULL, listen_to_output, printed);
		if (errno == 0)
			return printed;
		error_errno("output: cannot start a thread");
	}
	printed_free(printed);
	return NULL;
}

const char *printed_finish(struct printed *printed)
{
	if (!printed->finished)
		printed->finished =
			eventfd_write(printed->over, 1) == 0 && pthread_join(printed->thread, NULL) == 0;
	return printed->text;
}

size_t printed_so_far(struct printed *printed)
{
	size_t bytes = 0;

	for (int look = 0; look < LOOKS_INTO_PIPE; look++) {
		int waiting = 0;
		pthread_mutex_lock(&printed->lock);
		if (ioctl(printed->from, FIONREAD, &waiting) != 0)
			waiting = 0;
		bytes = printed->bytes;
		pthread_mutex_unlock(&printed->lock);
		if (waiting == 0)
			break;
		nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
	}
	return bytes;
}
