/* expect: slow */
/* Fixture: real workers that run at the same time, each with a fair share.  But one lock is
 * held during every computation, so only one worker computes at a time.
 * Verdict: correct and clean in every mode, no speedup: no points for speed. */
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "factorization.h"

enum { CHUNK = 1000 };

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

/* Chunks k, k + workers, k + 2 workers, ...; the lock is held while one is counted. */
static void count_chunks(const struct factorization_input *in, int workers, int k, pthread_mutex_t *lock,
                         struct factorization_output *total)
{
	uint64_t stride = (uint64_t)workers * CHUNK;

	for (uint64_t from = in->first + (uint64_t)k * CHUNK; from <= in->last; from += stride) {
		uint64_t end = from + CHUNK <= in->last ? from + CHUNK : in->last + 1;
		pthread_mutex_lock(lock);
		count_range(from, end, total);
		pthread_mutex_unlock(lock);
	}
}

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	memset(out, 0, sizeof *out);
	count_range(in->first, in->last + 1, out);
	return 0;
}

struct shared {
	pthread_mutex_t lock;
	struct factorization_output total;
};

int factorization_fork(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	struct shared *shared;
	pthread_mutexattr_t attributes;
	int status = 0;

	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return -1;
	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&shared->lock, &attributes);
	pthread_mutexattr_destroy(&attributes);
	for (int k = 0; k < workers && status == 0; k++) {
		pid_t pid = fork();
		if (pid == 0) {
			count_chunks(in, workers, k, &shared->lock, &shared->total);
			_exit(0);
		}
		status = pid < 0 ? -1 : 0;
	}
	while (wait(NULL) > 0)
		;
	*out = shared->total;
	pthread_mutex_destroy(&shared->lock);
	munmap(shared, sizeof *shared);
	return status;
}

struct job {
	pthread_t thread;
	const struct factorization_input *in;
	int workers, k;
	pthread_mutex_t *lock;
	struct factorization_output *total;
};

static void *run(void *argument)
{
	struct job *job = argument;

	count_chunks(job->in, job->workers, job->k, job->lock, job->total);
	return NULL;
}

int factorization_threads(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	struct job job[workers];
	int started;

	memset(out, 0, sizeof *out);
	for (started = 0; started < workers; started++) {
		struct job *next = &job[started];
		next->in = in;
		next->workers = workers;
		next->k = started;
		next->lock = &lock;
		next->total = out;
		if (pthread_create(&next->thread, NULL, run, next) != 0)
			break;
	}
	for (int k = 0; k < started; k++)
		pthread_join(job[k].thread, NULL);
	return started == workers ? 0 : -1;
}

int factorization_openmp(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	uint64_t end = in->last + 1;

	memset(out, 0, sizeof *out);
#pragma omp parallel for num_threads(workers) schedule(static, 1)
	for (uint64_t from = in->first; from < end; from += CHUNK) {
#pragma omp critical
		count_range(from, from + CHUNK < end ? from + CHUNK : end, out);
	}
	return 0;
}
