/* pool.h - the contract: a pool of workers, and which worker gets which task.
 *
 * There are in->tasks tasks, numbered from 0.  Task i is done by one call of
 * pool_task(in->cost_ns[i], in->value[i]), made once, by one worker; what it returns is
 * result[i].  The results are stored in the order of the tasks, whatever the order of their
 * completion.
 *
 * in->schedule determines who does which task.  With w = workers and n = tasks:
 *   POOL_STATIC    decided beforehand: worker k does the tasks from
 *                  pool_block(n, w, k) up to, not including,
 *                  pool_block(n, w, k + 1), in rising order.  chunk is ignored.
 *   POOL_DYNAMIC   decided at run time: the tasks are cut into chunks of
 *                  in->chunk consecutive ones (the last may be shorter), and
 *                  a free worker takes the next chunk.
 *
 * In addition, span[i] records which worker (0 .. w - 1) did task i, and when, in
 * nanoseconds since your function was called.  Take the two times right before and right
 * after the call of pool_task.
 *
 * Range: tasks from 0, chunk >= 1 (also where it is ignored), workers >= 1,
 * any cost and any value below 2^41.  There may be more workers than tasks.
 *
 * Returns 0, or -1 with errno set: EINVAL for a schedule, a chunk or workers outside the
 * range; EIO in fork mode if a worker process ended before its work was done (killed, for
 * lack of memory perhaps): this must be detected, without a hang; otherwise the errno of
 * the call that failed.  After -1 the contents of *out do not matter.  Either way nothing
 * is left behind: no child unreaped, no thread running, no memory or file kept.
 *
 * `in` is read-only.  `out` is plain private memory: in fork mode what a child
 * writes there stays with the child.
 *
 * Source: a lecture on parallel computing with multiprocessing and IPython; its
 * direct view is the static schedule here, its load-balanced view the dynamic.
 */
#ifndef POOL_H
#define POOL_H

#include <stddef.h>
#include <stdint.h>

enum pool_schedule { POOL_STATIC, POOL_DYNAMIC };

struct pool_input {
	size_t tasks;
	const uint64_t *cost_ns; /* [tasks] */
	const int64_t *value;    /* [tasks] */
	size_t chunk;
	enum pool_schedule schedule;
};

struct pool_span {
	uint64_t worker, start_ns, end_ns;
};

struct pool_output {
	int64_t *result;        /* [tasks] */
	struct pool_span *span; /* [tasks] */
};

/* What you write. */
int pool_fork(const struct pool_input *in, int workers, struct pool_output *out);
int pool_threads(const struct pool_input *in, int workers, struct pool_output *out);

/* Given, in pool_task.c. */

/* pool_task: takes cost_ns nanoseconds, of which 1/32 (at most 1 ms) are spent on a CPU and
 * the rest asleep, and returns 2 * value.  On a busy CPU it may take longer.  Any number of
 * threads may call it at once.  A value of POOL_FATAL kills the process that calls it, if
 * that is a child. */
int64_t pool_task(uint64_t cost_ns, int64_t value);
#define POOL_FATAL (INT64_C(1) << 40)
enum { POOL_COMPUTING_PART = 32, POOL_COMPUTING_NS_MOST = 1000000 };

/* pool_now_ns: nanoseconds since a fixed moment in the past, the same for all processes. */
uint64_t pool_now_ns(void);

/* pool_block: the first task of block k of n tasks, for w workers; for k = w, the end.  The
 * first n mod w blocks hold one task more than the others. */
size_t pool_block(size_t n, int w, int k);

/* pool_serial: one task after the other, by worker 0; your starting point. */
int pool_serial(const struct pool_input *in, struct pool_output *out);

/* pool_calls: the number of calls of pool_task so far, in this process and all its forked
 * children.  For the driver. */
uint64_t pool_calls(void);

/* Given, in pool_make.c: tasks for driver and grader.  Costs are from 0 to longest_ns,
 * reproducible by seed. */
enum pool_kind {
	POOL_RANDOM, /* each cost drawn independently, uniform */
	POOL_RISING, /* rising from almost 0 to longest_ns, with a small random part */
	POOL_FRONT,  /* the first quarter longest_ns each, the others a fortieth of it */
};
void pool_make(enum pool_kind kind, uint64_t longest_ns, uint64_t seed, size_t tasks, uint64_t *cost_ns,
               int64_t *value);

#endif
