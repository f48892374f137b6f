/* worker_counts.c - with how many workers a submission is called (worker_counts.h).
 *
 * Depends only on the job: its exercise, its secret, and what was asked for.
 */
#include "worker_counts.h"

#include "../base/base.h"
#include "secret_draw.h"

/* For cases that allow any: the numbers in check, and the ranges of those that are drawn. */
static const int usual[] = {1, 2, 3, 7};
enum { CHECKED_LEAST = 4, CHECKED_MOST = 17 };
enum { SANITIZED_LEAST = 2, SANITIZED_FEW = 5, SANITIZED_MANY = 12 };
enum { CENSUS_LEAST = 2 };
enum { ROBUST_LEAST = 3, ROBUST_MOST = 5 };

static int below_limit(const struct manifest *m, int workers)
{
	return workers < (int)m->limits.processes ? workers : (int)m->limits.processes - 1;
}

/* --- check ------------------------------------------------------------------------- */

unsigned worker_counts_most(const struct manifest_case *c)
{
	return c->worker_count > 0 ? (unsigned)c->worker_count : ARRAY_LENGTH(usual) + 1;
}

static bool is_usual(int workers)
{
	for (size_t i = 0; i < ARRAY_LENGTH(usual); i++)
		if (usual[i] == workers)
			return true;
	return false;
}

/* One that is not usual, from few to many; 0: the limit allows none.  In mpi mode all cases share it:
 * each number of ranks needs a box of its own (check.c). */
static int drawn_count(const struct pipeline_job *job, enum mode mode, size_t index)
{
	int others[CHECKED_MOST], count = 0;

	for (int w = CHECKED_LEAST; w <= below_limit(job->exercise, CHECKED_MOST); w++)
		if (!is_usual(w))
			others[count++] = w;
	if (count == 0)
		return 0;
	return others[draw_between(job->secret, job->exercise->name, DRAWN_CHECKED_WORKERS,
	                           (mode == MODE_MPI ? 0 : index) * MODE_COUNT + mode, 0, count - 1)];
}

int *worker_counts_checked(const struct pipeline_job *job, enum mode mode, size_t index, size_t *count)
{
	const struct manifest_case *c = &job->exercise->cases[index];
	/* A requested number applies to every case, whatever the manifest lists. */
	const int only = mode == MODE_SERIAL ? 1 : job->only_workers;
	const bool any = !only && c->worker_count == 0;
	const int drawn = drawn_count(job, mode, index);
	int *counts = xcalloc(worker_counts_most(c), sizeof *counts);

	*count = 0;
	if (only)
		counts[(*count)++] = only;
	for (size_t i = 0; !only && i < c->worker_count; i++)
		counts[(*count)++] = (int)c->workers[i];
	for (size_t i = 0; any && i < ARRAY_LENGTH(usual); i++)
		if (usual[i] == below_limit(job->exercise, usual[i]))
			counts[(*count)++] = usual[i];
	if (any && drawn)
		counts[(*count)++] = drawn;
	return counts;
}

/* --- sanitize ------------------------------------------------------------------------ */

static int most_allowed(const struct manifest_case *c)
{
	unsigned most = 1;

	for (size_t i = 0; i < c->worker_count; i++)
		most = c->workers[i] > most ? c->workers[i] : most;
	return c->worker_count == 0 ? SANITIZED_MANY : (int)most;
}

int worker_count_sanitized(const struct pipeline_job *job, enum flavour flavour, enum mode mode, size_t index,
                           bool many)
{
	const struct manifest *m = job->exercise;
	const uint64_t which = ((index * MODE_COUNT + mode) * FLAVOUR_COUNT + flavour) * 2 + many;
	int most = below_limit(m, most_allowed(&m->cases[index]));

	if (mode == MODE_SERIAL)
		return 1;
	if (job->only_workers)
		return job->only_workers;
	if (!many && most > SANITIZED_FEW)
		most = SANITIZED_FEW;
	return draw_between(job->secret, m->name, DRAWN_SANITIZED_WORKERS, which,
	                    most < SANITIZED_LEAST ? 1 : SANITIZED_LEAST, most);
}

/* --- census -------------------------------------------------------------------------- */

int worker_count_census(const struct pipeline_job *job, enum mode mode)
{
	const struct manifest *m = job->exercise;
	int most = below_limit(m, 2 * m->census_workers - CENSUS_LEAST);

	if (job->only_workers)
		return job->only_workers;
	return draw_between(job->secret, m->name, DRAWN_CENSUS_WORKERS, mode, CENSUS_LEAST, most);
}

/* --- robust -------------------------------------------------------------------------- */

int worker_count_robust(const struct pipeline_job *job, enum mode mode)
{
	const struct manifest *m = job->exercise;
	int most = below_limit(m, ROBUST_MOST);

	if (job->only_workers)
		return job->only_workers;
	return draw_between(job->secret, m->name, DRAWN_ROBUST_WORKERS, mode,
	                    most < ROBUST_LEAST ? most : ROBUST_LEAST, most);
}
