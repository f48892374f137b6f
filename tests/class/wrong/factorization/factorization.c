/* expect: wrong answer */
/* Fixture: each slice except the last stops one number short.  With one worker everything is
 * right; with more, the numbers at the borders of slices are missing.
 * Verdict: correct in serial mode; wrong answer in fork, threads and openmp mode, with a hint that
 * names the missing numbers. */
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

static void count_slice(const struct factorization_input *in, int workers, int k,
                        struct factorization_output *h)
{
	uint64_t from = slice(in, workers, k), last = slice(in, workers, k + 1) - 1;

	if (k == workers - 1)
		last = in->last + 1;
	for (uint64_t n = from; n < last; n++) /* the mistake: the last number belongs to the slice */
		h->count[distinct((uint32_t)n)]++;
}

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	memset(out, 0, sizeof *out);
	count_range(in->first, in->last + 1, out);
	return 0;
}

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
			count_slice(in, workers, k, &part[k]);
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
	const struct factorization_input *in;
	int workers, k;
	struct factorization_output part;
};

static void *run(void *argument)
{
	struct job *job = argument;

	count_slice(job->in, job->workers, job->k, &job->part);
	return NULL;
}

int factorization_threads(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	struct job job[workers];

	memset(job, 0, sizeof job);
	memset(out, 0, sizeof *out);
	for (int k = 0; k < workers; k++) {
		job[k].in = in;
		job[k].workers = workers;
		job[k].k = k;
		if (pthread_create(&job[k].thread, NULL, run, &job[k]) != 0)
			return -1;
	}
	for (int k = 0; k < workers; k++) {
		pthread_join(job[k].thread, NULL);
		add(out, &job[k].part);
	}
	return 0;
}

int factorization_openmp(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	memset(out, 0, sizeof *out);
#pragma omp parallel for num_threads(workers) schedule(static, 1)
	for (int k = 0; k < workers; k++) {
		struct factorization_output mine = {{0}};

		count_slice(in, workers, k, &mine);
#pragma omp critical
		add(out, &mine);
	}
	return 0;
}
