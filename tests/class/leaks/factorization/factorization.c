/* expect: leak */
/* Fixture: correct and fast, but the histograms that are allocated for the workers are never
 * freed, and are unreachable when the function returns.
 * Verdict: correct and fast in every mode; leak in fork (the parent's own memory), threads and openmp
 * mode; serial mode is clean. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "factorization.h"

enum { CHUNK = 500 };

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

/* Chunks of the range, from a counter that all workers share. */
static void count_chunks(const struct factorization_input *in, atomic_ullong *next,
                         struct factorization_output *h)
{
	uint64_t from, end = in->last + 1;

	while ((from = in->first + atomic_fetch_add(next, CHUNK)) < end)
		count_range(from, from + CHUNK < end ? from + CHUNK : end, h);
}

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	memset(out, 0, sizeof *out);
	count_range(in->first, in->last + 1, out);
	return 0;
}

struct shared {
	atomic_ullong next;
	struct factorization_output part[];
};

int factorization_fork(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	size_t bytes = sizeof(struct shared) + (size_t)workers * sizeof(struct factorization_output);
	struct shared *shared = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared == MAP_FAILED)
		return -1;
	for (int k = 0; k < workers; k++) {
		pid_t pid = fork();
		if (pid < 0)
			return -1;
		if (pid == 0) {
			count_chunks(in, &shared->next, &shared->part[k]);
			_exit(0);
		}
	}
	for (int k = 0; k < workers; k++)
		wait(NULL);
	memset(out, 0, sizeof *out);
	for (int k = 0; k < workers; k++) {
		struct factorization_output *copy = malloc(sizeof *copy);
		if (copy == NULL)
			return -1;
		*copy = shared->part[k];
		add(out, copy); /* the mistake: copy is never freed */
	}
	munmap(shared, bytes);
	return 0;
}

struct job {
	const struct factorization_input *in;
	atomic_ullong *next;
};

static void *run(void *argument)
{
	struct job *job = argument;
	struct factorization_output *mine = calloc(1, sizeof *mine);

	if (mine != NULL)
		count_chunks(job->in, job->next, mine);
	return mine;
}

int factorization_threads(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	atomic_ullong next = 0;
	struct job job = {in, &next};
	pthread_t thread[workers];

	memset(out, 0, sizeof *out);
	for (int k = 0; k < workers; k++)
		if (pthread_create(&thread[k], NULL, run, &job) != 0)
			return -1;
	for (int k = 0; k < workers; k++) {
		void *part;
		pthread_join(thread[k], &part);
		if (part == NULL)
			return -1;
		add(out, part); /* the mistake: part is never freed */
	}
	return 0;
}

int factorization_openmp(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	atomic_ullong next = 0;

	memset(out, 0, sizeof *out);
#pragma omp parallel num_threads(workers)
	{
		struct factorization_output *mine = calloc(1, sizeof *mine); /* the mistake: never freed */

		if (mine != NULL) {
			count_chunks(in, &next, mine);
#pragma omp critical
			add(out, mine);
		}
	}
	return 0;
}
