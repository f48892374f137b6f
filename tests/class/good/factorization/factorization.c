/* expect: correct */
/* Fixture: correct, clean and fast in every mode.
 * Verdict: correct; full points except for the questions, which a person must grade. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "factorization.h"

/* Numbers taken at a time: about 0.1 ms of work, far more than taking them costs. */
enum { CHUNK = 256 };

static int distinct(uint32_t n)
{
	uint32_t f[FACTORIZATION_FACTORS_MAX];
	size_t k = factorize(n, f);
	int d = 0;

	for (size_t i = 0; i < k; i++)
		if (i == 0 || f[i] != f[i - 1])
			d++;
	return d;
}

/* Add the numbers from .. end - 1 to a histogram. */
static void count_range(uint64_t from, uint64_t end, struct factorization_output *h)
{
	for (uint64_t n = from; n < end; n++)
		h->count[distinct((uint32_t)n)]++;
}

static void add(struct factorization_output *total, const struct factorization_output *part)
{
	for (int j = 0; j < FACTORIZATION_COUNTS; j++)
		total->count[j] += part->count[j];
}

static int is_legal(const struct factorization_input *in, int workers)
{
	return workers >= 1 && in->first >= 2 && in->first <= FACTORIZATION_LAST_MAX &&
	       in->last <= FACTORIZATION_LAST_MAX;
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	if (!is_legal(in, 1))
		return errno = EINVAL, -1;
	memset(out, 0, sizeof *out);
	count_range(in->first, in->last + 1, out);
	return 0;
}

/* Processes: the next number is in a page that all share; each child writes its
 * histogram into one pipe.  128 bytes are fewer than PIPE_BUF, so they arrive in
 * one piece. */

static void child_work(atomic_ullong *next, uint64_t end, int fd)
{
	struct factorization_output mine = {{0}};
	uint64_t from;
	ssize_t written;

	while ((from = atomic_fetch_add(next, CHUNK)) < end)
		count_range(from, least(from + CHUNK, end), &mine);
	do
		written = write(fd, &mine, sizeof mine);
	while (written < 0 && errno == EINTR);
	_exit(written == (ssize_t)sizeof mine ? 0 : 1);
}

/* Add up what comes until the last child has closed its end; returns how many came. */
static int collect(int fd, struct factorization_output *out)
{
	struct factorization_output part;
	int parts = 0;
	ssize_t got;

	while ((got = read(fd, &part, sizeof part)) != 0) {
		if (got == (ssize_t)sizeof part) {
			add(out, &part);
			parts++;
		} else if (got > 0 || errno != EINTR) {
			break;
		}
	}
	return parts;
}

static int count_in_children(atomic_ullong *next, uint64_t end, int workers, struct factorization_output *out)
{
	int fds[2], started, parts, error = 0;

	if (pipe(fds) != 0)
		return -1;
	for (started = 0; started < workers; started++) {
		pid_t pid = fork();
		if (pid < 0) {
			error = errno;
			atomic_store(next, end); /* nothing left for the others */
			break;
		}
		if (pid == 0) {
			close(fds[0]);
			child_work(next, end, fds[1]);
		}
	}
	close(fds[1]); /* or the end of the pipe would never come */
	parts = collect(fds[0], out);
	close(fds[0]);
	for (int i = 0; i < started; i++)
		while (waitpid(-1, NULL, 0) < 0 && errno == EINTR)
			;
	if (error == 0 && parts != workers)
		error = EIO;
	errno = error;
	return error == 0 ? 0 : -1;
}

int factorization_fork(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	atomic_ullong *next;
	int status, error;

	if (!is_legal(in, workers))
		return errno = EINVAL, -1;
	next = mmap(NULL, sizeof *next, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (next == MAP_FAILED)
		return -1;
	memset(out, 0, sizeof *out);
	atomic_init(next, in->first);
	status = count_in_children(next, in->last + 1, workers, out);
	error = errno;
	munmap(next, sizeof *next);
	errno = error;
	return status;
}

/* Threads: the next number and the total are behind one mutex, which is held only
 * to take a chunk and, once, to hand the result over. */

struct team {
	pthread_mutex_t lock;
	uint64_t next, end;
	struct factorization_output *total;
};

static uint64_t take(struct team *team)
{
	uint64_t from;

	pthread_mutex_lock(&team->lock);
	from = team->next;
	team->next = least(from + CHUNK, team->end);
	pthread_mutex_unlock(&team->lock);
	return from;
}

/* From here on take() has nothing left to give. */
static void call_off(struct team *team)
{
	pthread_mutex_lock(&team->lock);
	team->next = team->end;
	pthread_mutex_unlock(&team->lock);
}

static void *member(void *argument)
{
	struct team *team = argument;
	struct factorization_output mine = {{0}};
	uint64_t from;

	while ((from = take(team)) < team->end)
		count_range(from, least(from + CHUNK, team->end), &mine);
	pthread_mutex_lock(&team->lock);
	add(team->total, &mine);
	pthread_mutex_unlock(&team->lock);
	return NULL;
}

int factorization_threads(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	struct team team = {PTHREAD_MUTEX_INITIALIZER, in->first, in->last + 1, out};
	pthread_t *threads;
	int started, error = 0;

	if (!is_legal(in, workers))
		return errno = EINVAL, -1;
	threads = malloc((size_t)workers * sizeof *threads);
	if (threads == NULL)
		return -1;
	memset(out, 0, sizeof *out);
	if (team.next > team.end)
		team.next = team.end;
	for (started = 0; started < workers && error == 0; started++)
		error = pthread_create(&threads[started], NULL, member, &team);
	if (error != 0) {
		started--;
		call_off(&team);
	}
	for (int i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	pthread_mutex_destroy(&team.lock);
	free(threads);
	errno = error;
	return error == 0 ? 0 : -1;
}

int factorization_openmp(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	uint64_t first = in->first, end = in->last + 1;
	uint64_t count[FACTORIZATION_COUNTS] = {0};

	if (!is_legal(in, workers))
		return errno = EINVAL, -1;
#pragma omp parallel for num_threads(workers) schedule(dynamic, CHUNK) reduction(+ : count)
	for (uint64_t n = first; n < end; n++)
		count[distinct((uint32_t)n)]++;
	memcpy(out->count, count, sizeof count);
	return 0;
}
