/* expect: race */
/* Fixture: threads add to shared counters without a lock, once each at their end, so the sum
 * is nearly always right.  Fork mode has no race.
 * Verdict: correct in serial and fork mode; race in threads and openmp mode. */
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "factorization.h"

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

/* Slice k of `workers` equal ones begins here; slice `workers` is the end. */
static uint64_t slice(const struct factorization_input *in, int workers, int k)
{
	return in->first + (in->last + 1 - in->first) * (uint64_t)k / (uint64_t)workers;
}

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	memset(out, 0, sizeof *out);
	count_range(in->first, in->last + 1, out);
	return 0;
}

enum { BLOCK = 500 }; /* dealt out in turn: large numbers cost more */

int factorization_fork(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	struct factorization_output *part = mmap(NULL, (size_t)workers * sizeof *part, PROT_READ | PROT_WRITE,
	                                         MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (part == MAP_FAILED)
		return -1;
	for (int k = 0; k < workers; k++) {
		pid_t pid = fork();
		if (pid < 0)
			return -1;
		if (pid == 0) {
			for (uint64_t from = in->first + (uint64_t)k * BLOCK; from <= in->last;
			     from += (uint64_t)workers * BLOCK)
				count_range(from, from + BLOCK <= in->last ? from + BLOCK : in->last + 1,
				            &part[k]);
			_exit(0);
		}
	}
	for (int k = 0; k < workers; k++)
		wait(NULL);
	memset(out, 0, sizeof *out);
	for (int k = 0; k < workers; k++)
		add(out, &part[k]);
	munmap(part, (size_t)workers * sizeof *part);
	return 0;
}

struct job {
	pthread_t thread;
	uint64_t from, end;
	struct factorization_output *total;
};

static void *run(void *argument)
{
	struct job *job = argument;
	struct factorization_output mine = {{0}};

	count_range(job->from, job->end, &mine);
	add(job->total, &mine); /* the mistake: several threads may be here at once */
	return NULL;
}

int factorization_threads(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	struct job job[workers];

	memset(out, 0, sizeof *out);
	for (int k = 0; k < workers; k++) {
		job[k].from = slice(in, workers, k);
		job[k].end = slice(in, workers, k + 1);
		job[k].total = out;
		if (pthread_create(&job[k].thread, NULL, run, &job[k]) != 0)
			return -1;
	}
	for (int k = 0; k < workers; k++)
		pthread_join(job[k].thread, NULL);
	return 0;
}

int factorization_openmp(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	memset(out, 0, sizeof *out);
#pragma omp parallel for num_threads(workers) schedule(static, 1)
	for (int k = 0; k < workers; k++) {
		struct factorization_output mine = {{0}};

		count_range(slice(in, workers, k), slice(in, workers, k + 1), &mine);
		add(out, &mine); /* the same mistake */
	}
	return 0;
}
