/* expect: timed out */
/* Fixture: each parallel mode waits for an event that never happens.  In fork mode the parent
 * reads a pipe until end of file while it holds the write end itself.  In threads mode it waits until
 * the count of running threads is 0, but the count starts one too high.  In openmp mode a hand-made
 * barrier expects one thread too many.
 * Verdict: correct in serial mode; timed out in fork, threads and openmp mode. */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
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

int factorization_fork(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	struct factorization_output part;
	int fds[2];

	if (pipe(fds) != 0)
		return -1;
	for (int k = 0; k < workers; k++) {
		pid_t pid = fork();
		if (pid < 0)
			return -1;
		if (pid == 0) {
			memset(&part, 0, sizeof part);
			count_range(slice(in, workers, k), slice(in, workers, k + 1), &part);
			_exit(write(fds[1], &part, sizeof part) == (ssize_t)sizeof part ? 0 : 1);
		}
	}
	memset(out, 0, sizeof *out);
	/* The mistake: fds[1] is still open here, so the pipe never ends. */
	while (read(fds[0], &part, sizeof part) == (ssize_t)sizeof part)
		add(out, &part);
	for (int k = 0; k < workers; k++)
		wait(NULL);
	close(fds[0]);
	close(fds[1]);
	return 0;
}

struct team {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int running;
	struct factorization_output total;
};

struct job {
	pthread_t thread;
	struct team *team;
	uint64_t from, end;
};

static void *run(void *argument)
{
	struct job *job = argument;
	struct factorization_output mine = {{0}};

	count_range(job->from, job->end, &mine);
	pthread_mutex_lock(&job->team->lock);
	add(&job->team->total, &mine);
	job->team->running--;
	pthread_cond_signal(&job->team->changed);
	pthread_mutex_unlock(&job->team->lock);
	return NULL;
}

int factorization_threads(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	struct team team = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
	struct job job[workers];

	team.running = workers + 1; /* the mistake: nobody takes the caller off */
	for (int k = 0; k < workers; k++) {
		job[k].team = &team;
		job[k].from = slice(in, workers, k);
		job[k].end = slice(in, workers, k + 1);
		if (pthread_create(&job[k].thread, NULL, run, &job[k]) != 0)
			return -1;
	}
	pthread_mutex_lock(&team.lock);
	while (team.running > 0)
		pthread_cond_wait(&team.changed, &team.lock);
	pthread_mutex_unlock(&team.lock);
	for (int k = 0; k < workers; k++)
		pthread_join(job[k].thread, NULL);
	*out = team.total;
	return 0;
}

int factorization_openmp(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	atomic_int arrived = 0;

	memset(out, 0, sizeof *out);
#pragma omp parallel for num_threads(workers) schedule(static, 1)
	for (int k = 0; k < workers; k++) {
		struct factorization_output mine = {{0}};

		count_range(slice(in, workers, k), slice(in, workers, k + 1), &mine);
		atomic_fetch_add(&arrived, 1);
		while (atomic_load(&arrived) <= workers) /* the mistake: < is meant */
			;
#pragma omp critical
		add(out, &mine);
	}
	return 0;
}
