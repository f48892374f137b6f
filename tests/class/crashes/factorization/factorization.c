/* expect: crashed */
/* Fixture: the table of the workers' histograms is filled for all workers except the last,
 * whose entry stays NULL; using it crashes.
 * Verdict: correct in serial mode; crashed in fork, threads and openmp mode. */
#include <pthread.h>
#include <stdlib.h>
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

/* A table of `workers` histograms, in memory that children share. */
static struct factorization_output **make_table(int workers)
{
	struct factorization_output **table = calloc((size_t)workers, sizeof *table);
	struct factorization_output *all = mmap(NULL, (size_t)workers * sizeof *all, PROT_READ | PROT_WRITE,
	                                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (table == NULL || all == MAP_FAILED)
		abort();
	for (int k = 0; k < workers - 1; k++) /* the mistake: workers is meant */
		table[k] = &all[k];
	return table;
}

static void add_up(struct factorization_output **table, int workers, struct factorization_output *out)
{
	memset(out, 0, sizeof *out);
	for (int k = 0; k < workers; k++)
		add(out, table[k]);
	free(table);
}

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	memset(out, 0, sizeof *out);
	count_range(in->first, in->last + 1, out);
	return 0;
}

int factorization_fork(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	struct factorization_output **table = make_table(workers);

	for (int k = 0; k < workers; k++) {
		pid_t pid = fork();
		if (pid < 0)
			return -1;
		if (pid == 0) {
			count_range(slice(in, workers, k), slice(in, workers, k + 1), table[k]);
			_exit(0);
		}
	}
	for (int k = 0; k < workers; k++)
		wait(NULL);
	add_up(table, workers, out);
	return 0;
}

struct job {
	pthread_t thread;
	uint64_t from, end;
	struct factorization_output *result;
};

static void *run(void *argument)
{
	struct job *job = argument;

	count_range(job->from, job->end, job->result);
	return NULL;
}

int factorization_threads(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	struct factorization_output **table = make_table(workers);
	struct job job[workers];

	for (int k = 0; k < workers; k++) {
		job[k].from = slice(in, workers, k);
		job[k].end = slice(in, workers, k + 1);
		job[k].result = table[k];
		if (pthread_create(&job[k].thread, NULL, run, &job[k]) != 0)
			return -1;
	}
	for (int k = 0; k < workers; k++)
		pthread_join(job[k].thread, NULL);
	add_up(table, workers, out);
	return 0;
}

int factorization_openmp(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	struct factorization_output **table = make_table(workers);

#pragma omp parallel for num_threads(workers) schedule(static, 1)
	for (int k = 0; k < workers; k++)
		count_range(slice(in, workers, k), slice(in, workers, k + 1), table[k]);
	add_up(table, workers, out);
	return 0;
}
