/* mlp.c - the model solution: one team of workers, started in three ways.
 *
 * Why it is fast.  The workers are started once for the whole training and meet at a
 * barrier twice for each group of batches: when all gradients have been computed, and when
 * all parameters have been updated.  Both steps are shared among the workers.  So is the
 * loss, which is a third of the work.  A barrier costs some 10 to 50 us, a batch some
 * 600.
 *
 * Chunks.  All batches cost the same, so worker w of W takes every W-th batch of a group,
 * without a shared counter.  It gets the same batches in each epoch, so their images are
 * likely to be in that core's cache.  With 25 batches and 2 workers, 13 to 12 is as even as
 * it gets; with more workers than batches in the group, the rest only help with the step.
 *
 * Locality.  Each worker adds gradients to a private array, which it touches first, and
 * which stays in its cache from batch to batch.  Nothing is written by two workers: for the
 * step, the parameters are cut into slices along cache lines, and a worker adds up all sums
 * for its own slice.
 *
 * Gradients are added up in an order that depends on the number of workers,
 * and on nothing else: two runs with as many workers agree to the last bit.
 *
 * Everything that can fail is done before the first batch, so no worker waits for one that
 * was never started.
 */
#include <errno.h>
#include <omp.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mlp.h"

enum { LINE_FLOATS = 16, LINE = 64 }; /* of a cache line */

static int check_input(const struct mlp_input *in, int workers)
{
	if (in->batches < 1 || in->batch_images < 1 || in->hidden < 1 || in->group < 1 || workers < 1)
		return errno = EINVAL, -1;
	return 0;
}

static size_t batches_in_group(const struct mlp_input *in, size_t first)
{
	return in->batches - first < in->group ? in->batches - first : in->group;
}

static double images_of(const struct mlp_input *in)
{
	return (double)in->batches * (double)in->batch_images;
}

/* parameters -= rate * sum */
static void step(float *parameters, const float *sum, size_t count, float rate)
{
	for (size_t i = 0; i < count; i++)
		parameters[i] -= rate * sum[i];
}

/* Serial */

static void train_alone(const struct mlp_input *in, struct mlp_workspace *workspace, float *sum,
                        struct mlp_output *out)
{
	size_t count = mlp_parameter_count(in->hidden);

	memcpy(out->parameters, in->parameters, count * sizeof *sum);
	for (size_t epoch = 0; epoch < in->epochs; epoch++) {
		double entropy = 0;
		for (size_t first = 0; first < in->batches; first += batches_in_group(in, first)) {
			size_t batches = batches_in_group(in, first);
			memset(sum, 0, count * sizeof *sum);
			for (size_t k = 0; k < batches; k++)
				mlp_add_gradient(in, out->parameters, first + k, workspace, sum);
			step(out->parameters, sum, count, MLP_RATE / (float)batches);
		}
		for (size_t k = 0; k < in->batches; k++)
			entropy += mlp_cross_entropy(in, out->parameters, k, workspace);
		out->loss[epoch] = entropy / images_of(in) + mlp_penalty(in, out->parameters);
	}
}

int mlp_serial(const struct mlp_input *in, struct mlp_output *out)
{
	struct mlp_workspace *workspace;
	float *sum;

	if (check_input(in, 1) != 0)
		return -1;
	workspace = mlp_workspace_new(in);
	sum = malloc(mlp_parameter_count(in->hidden) * sizeof *sum);
	if (workspace != NULL && sum != NULL)
		train_alone(in, workspace, sum, out);
	free(sum);
	mlp_workspace_free(workspace);
	return workspace != NULL && sum != NULL ? 0 : (errno = ENOMEM, -1);
}

/* The team: one mapping that all workers see, threads and processes alike. */

struct team {
	const struct mlp_input *in;
	int workers;
	int places;    /* the number of workers that it can hold */
	size_t bytes;  /* of the mapping */
	size_t count;  /* of parameters */
	size_t stride; /* from one worker's sum to the next, whole cache lines */
	float *parameters;
	float *sums;                       /* [places][stride] */
	double *entropy;                   /* [places][epochs], of each worker's batches */
	double *penalty;                   /* [epochs] */
	struct mlp_workspace **workspaces; /* [places] */
	void (*meet)(struct team *team);   /* wait until all workers are here */
	pthread_barrier_t barrier;
	pthread_mutex_t gate; /* threads: held until all have started */
	bool called_off;      /* a worker could not be started, so all exit */
};

static float *sum_of(const struct team *team, int worker)
{
	return team->sums + (size_t)worker * team->stride;
}

/* Workers beyond the number of batches would have no work. */
static int useful_workers(const struct mlp_input *in, int workers)
{
	return (size_t)workers < in->batches ? workers : (int)in->batches;
}

static void free_workspaces(struct team *team)
{
	for (int i = 0; team->workspaces != NULL && i < team->places; i++)
		mlp_workspace_free(team->workspaces[i]);
	free(team->workspaces);
}

static int make_workspaces(struct team *team)
{
	team->workspaces = calloc((size_t)team->workers, sizeof *team->workspaces);
	if (team->workspaces == NULL)
		return -1;
	for (int i = 0; i < team->workers; i++)
		if ((team->workspaces[i] = mlp_workspace_new(team->in)) == NULL)
			return -1;
	return 0;
}

static int make_barrier(struct team *team, int sharing)
{
	pthread_barrierattr_t attributes;
	int error = pthread_barrierattr_init(&attributes);

	if (error == 0) {
		error = pthread_barrierattr_setpshared(&attributes, sharing);
		if (error == 0)
			error = pthread_barrier_init(&team->barrier, &attributes, (unsigned)team->workers);
		pthread_barrierattr_destroy(&attributes);
	}
	return error == 0 ? 0 : (errno = error, -1);
}

static void meet_at_barrier(struct team *team)
{
	pthread_barrier_wait(&team->barrier);
}

static size_t whole_lines(size_t bytes)
{
	return (bytes + LINE - 1) / LINE * LINE;
}

/* One mapping: the team, parameters, sums, entropies, penalties, each from a cache line's
 * start. `flags`: MAP_SHARED or MAP_PRIVATE. */
static struct team *map_team(const struct mlp_input *in, int workers, int flags)
{
	size_t count = mlp_parameter_count(in->hidden), w = (size_t)workers;
	size_t vector = whole_lines(count * sizeof(float));
	size_t numbers = whole_lines(w * in->epochs * sizeof(double));
	size_t at = whole_lines(sizeof(struct team));
	size_t bytes = at + vector * (w + 1) + numbers + whole_lines(in->epochs * sizeof(double));
	char *base = mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0);
	struct team *team = (struct team *)base;

	if (base == MAP_FAILED)
		return NULL;
	*team = (struct team){.in = in, .workers = workers, .places = workers, .bytes = bytes};
	team->count = count;
	team->stride = vector / sizeof(float);
	team->parameters = (float *)(base + at);
	team->sums = (float *)(base + at + vector);
	team->entropy = (double *)(base + at + vector * (w + 1));
	team->penalty = (double *)(base + at + vector * (w + 1) + numbers);
	memcpy(team->parameters, in->parameters, count * sizeof(float));
	return team;
}

/* team_new: NULL with errno on failure; free with team_free. */
static struct team *team_new(const struct mlp_input *in, int workers, int flags)
{
	int sharing = flags == MAP_SHARED ? PTHREAD_PROCESS_SHARED : PTHREAD_PROCESS_PRIVATE;
	struct team *team = map_team(in, useful_workers(in, workers), flags);
	int error;

	if (team == NULL)
		return NULL;
	if (make_workspaces(team) == 0 && make_barrier(team, sharing) == 0) {
		team->meet = meet_at_barrier;
		pthread_mutex_init(&team->gate, NULL);
		return team;
	}
	error = errno;
	free_workspaces(team);
	munmap(team, team->bytes);
	errno = error;
	return NULL;
}

static void team_free(struct team *team)
{
	/* Do not destroy the barrier: that waits for workers at it, which may have been
	 * killed.  It owns no memory outside the mapping. */
	if (!team->called_off)
		pthread_barrier_destroy(&team->barrier);
	pthread_mutex_destroy(&team->gate);
	free_workspaces(team);
	munmap(team, team->bytes);
}

/* What a worker does. */

static void take_gradients(struct team *team, int me, size_t first, size_t batches)
{
	float *sum = sum_of(team, me);

	if ((size_t)me >= batches)
		return;
	memset(sum, 0, team->count * sizeof *sum);
	for (size_t k = (size_t)me; k < batches; k += (size_t)team->workers)
		mlp_add_gradient(team->in, team->parameters, first + k, team->workspaces[me], sum);
}

/* The step, for this worker's slice of the parameters.  The sums are added up first,
 * in worker 0's array: a step from each of them in turn would be rounded each time. */
static void take_step(struct team *team, int me, size_t batches)
{
	size_t lines = (team->count + LINE_FLOATS - 1) / LINE_FLOATS, workers = (size_t)team->workers;
	size_t from = lines * (size_t)me / workers * LINE_FLOATS;
	size_t end = lines * ((size_t)me + 1) / workers * LINE_FLOATS;
	float *total = sum_of(team, 0);

	if (end > team->count)
		end = team->count;
	/* A worker without a batch has nothing to add. */
	for (int w = 1; w < team->workers && (size_t)w < batches; w++) {
		const float *sum = sum_of(team, w);
		for (size_t i = from; i < end; i++)
			total[i] += sum[i];
	}
	step(team->parameters + from, total + from, end - from, MLP_RATE / (float)batches);
}

/* No barrier is needed after the loss: parameters are next written after the next barrier. */
static void take_loss(struct team *team, int me, size_t epoch)
{
	double entropy = 0;

	for (size_t k = (size_t)me; k < team->in->batches; k += (size_t)team->workers)
		entropy += mlp_cross_entropy(team->in, team->parameters, k, team->workspaces[me]);
	team->entropy[(size_t)me * team->in->epochs + epoch] = entropy;
	if (me == team->workers - 1) /* the last has the fewest batches */
		team->penalty[epoch] = mlp_penalty(team->in, team->parameters);
}

static void work(struct team *team, int me)
{
	const struct mlp_input *in = team->in;

	for (size_t epoch = 0; epoch < in->epochs; epoch++) {
		for (size_t first = 0; first < in->batches; first += batches_in_group(in, first)) {
			size_t batches = batches_in_group(in, first);
			take_gradients(team, me, first, batches);
			team->meet(team);
			take_step(team, me, batches);
			team->meet(team);
		}
		take_loss(team, me, epoch);
	}
}

/* When all workers are done. */
static void hand_over(const struct team *team, struct mlp_output *out)
{
	const struct mlp_input *in = team->in;

	memcpy(out->parameters, team->parameters, team->count * sizeof *out->parameters);
	for (size_t epoch = 0; epoch < in->epochs; epoch++) {
		double entropy = 0;
		for (int w = 0; w < team->workers; w++)
			entropy += team->entropy[(size_t)w * in->epochs + epoch];
		out->loss[epoch] = entropy / images_of(in) + team->penalty[epoch];
	}
}

/* Threads: the caller is worker 0.  Helpers wait at the gate until all have started; if one
 * could not be started, the others exit instead of waiting for it at the barrier. */

struct helper {
	pthread_t thread;
	struct team *team;
	int me;
};

static void *help(void *argument)
{
	struct helper *helper = argument;
	struct team *team = helper->team;

	pthread_mutex_lock(&team->gate);
	pthread_mutex_unlock(&team->gate);
	if (!team->called_off)
		work(team, helper->me);
	return NULL;
}

/* 0, or what went wrong. */
static int train_with_threads(struct team *team, struct helper *helpers)
{
	int started = 1, error = 0;

	pthread_mutex_lock(&team->gate);
	for (; started < team->workers; started++) {
		helpers[started] = (struct helper){.team = team, .me = started};
		error = pthread_create(&helpers[started].thread, NULL, help, &helpers[started]);
		if (error != 0)
			break;
	}
	team->called_off = error != 0;
	pthread_mutex_unlock(&team->gate);
	if (error == 0)
		work(team, 0);
	for (int i = 1; i < started; i++)
		pthread_join(helpers[i].thread, NULL);
	return error;
}

int mlp_threads(const struct mlp_input *in, int workers, struct mlp_output *out)
{
	struct helper *helpers;
	struct team *team;
	int error = ENOMEM;

	if (check_input(in, workers) != 0 || (team = team_new(in, workers, MAP_PRIVATE)) == NULL)
		return -1;
	helpers = calloc((size_t)team->workers, sizeof *helpers);
	if (helpers != NULL)
		error = train_with_threads(team, helpers);
	if (error == 0)
		hand_over(team, out);
	free(helpers);
	team_free(team);
	return error == 0 ? 0 : (errno = error, -1);
}

/* Fork: the caller is worker 0 again, the others are children, which find
 * parameters, sums and barrier in the shared mapping. */

static int reap(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return errno;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : EIO;
}

/* 0, or what went wrong. */
static int train_with_children(struct team *team, pid_t *children)
{
	int started = 1, error = 0;

	for (; started < team->workers; started++) {
		pid_t pid = fork();
		if (pid < 0) {
			error = errno;
			break;
		}
		if (pid == 0) {
			/* Without the parent a child would wait at the barrier for ever. */
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			work(team, started);
			_exit(0);
		}
		children[started] = pid;
	}
	team->called_off = error != 0;
	if (error == 0)
		work(team, 0);
	for (int i = 1; i < started; i++) {
		/* The children that were started wait at the first barrier for one that was
		 * not. */
		if (team->called_off)
			kill(children[i], SIGKILL);
		int end = reap(children[i]);
		if (error == 0)
			error = end;
	}
	return error;
}

int mlp_fork(const struct mlp_input *in, int workers, struct mlp_output *out)
{
	struct team *team;
	pid_t *children;
	int error = ENOMEM;

	if (check_input(in, workers) != 0 || (team = team_new(in, workers, MAP_SHARED)) == NULL)
		return -1;
	children = calloc((size_t)team->workers, sizeof *children);
	if (children != NULL)
		error = train_with_children(team, children);
	if (error == 0)
		hand_over(team, out);
	free(children);
	team_free(team);
	return error == 0 ? 0 : (errno = error, -1);
}

/* OpenMP: its threads are the workers, with its own barrier. */

static void meet_in_openmp(struct team *team)
{
	(void)team;
#pragma omp barrier
}

int mlp_openmp(const struct mlp_input *in, int workers, struct mlp_output *out)
{
	struct team *team;

	if (check_input(in, workers) != 0 || (team = team_new(in, workers, MAP_PRIVATE)) == NULL)
		return -1;
	team->meet = meet_in_openmp;
#pragma omp parallel num_threads(team->workers)
	{
		/* The runtime may give fewer threads than requested; all must know the
		 * number before they divide the work. */
#pragma omp single
		team->workers = omp_get_num_threads();
		work(team, omp_get_thread_num());
	}
	hand_over(team, out);
	team_free(team);
	return 0;
}
