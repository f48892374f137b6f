/* judge.h - the interface between an exercise's oracle.c and the main() of all oracles.
 *
 *   oracle gen SEED KEY=VALUE...      writes the input to fd 4 and the answer's
 *                                     layout to fd 5 (both empty memory files)
 *   oracle check MODE WORKERS KEY=VALUE...
 *                                     judges the answer on fd 5 against the
 *                                     input on fd 4 (both read-only)
 *   oracle table CHART MODE WORKERS KEY=VALUE...
 *                                     writes the lines of a chart's TSV file,
 *                                     from an answer that was judged right
 *   oracle args KEY=VALUE...          says whether it takes such a case: a key that it
 *                                     does not read or a value out of range is a fault
 *   oracle reads KEY=VALUE...         says whether it reads each of these keys when it makes and judges such a
 *                                     case (`parlab selftest`); fd 4 and fd 5 as for gen
 *   oracle serve                      waits for requests on fd 3 and does any of
 *                                     these, each in a child (judge/serve.h)
 *
 * For check and table parlab adds what it observed from outside, which student
 * code cannot change: seen.wall_s (GO to DONE), seen.cpu_s (of the whole box in
 * that time), seen.cpu_grain_s (how much of it may be missing for each process: 0
 * where a control group counts), and, in cases that the manifest marks `observe: true`,
 * seen.processes and seen.threads (created), seen.most_processes and
 * seen.most_threads (alive at one moment, with the first), and seen.worker_cpu_s.0, .1, ...
 * (of each of the first 64 processes created in fork mode, threads in other modes).  To
 * table also seen.usable_cpus.
 *
 * A table is a line of column names and lines of values, all separated by
 * tabs.  A chart may be made from several calls (manifest.h); their rows are put
 * under one header, so `table` prints the same names every time.
 *
 * `check` exits 0: right; 1: wrong, standard output holds the message (first line: what was
 * expected and what came; further lines: a hint); 3: the same, but only by the clock, which
 * a busy machine can do too: the case is called again, and is wrong if that never helps;
 * anything else: the oracle itself failed.  The answer's layout is the one that `gen`
 * wrote; its contents are hostile: any bit pattern, NaN and infinities among them.  A
 * comparison must be written so that NaN is wrong: !(|a - b| <= t).
 *
 * An oracle is independent of the algorithm it judges (another algorithm, a
 * closed form, an invariant) and says its tolerance and why.  Its
 * messages must not reveal more of a hidden case than a student needs to fix the work.
 */
#ifndef PARLAB_JUDGE_H
#define PARLAB_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "../kit/bundle.h"
#include "../kit/protocol.h"

/* The case's arguments, "first=2 last=1000" in the manifest. */
struct judge_case {
	uint64_t seed; /* a new one for every case and every timed round */
	int count;
	char **pairs;   /* "key=value" */
	enum mode mode; /* check and table only */
	int workers;    /* check and table only */
};
/* A key that an oracle reads: its value where a case does not give one, and its range. */
enum judge_kind { JUDGE_UINT, JUDGE_REAL };
struct judge_key {
	const char *name;
	enum judge_kind kind;
	double preset, least, most;
};
/* Value of one of the oracle's keys, or of an observation (0 if there is none).  The names
 * and values in a case are checked against the table before the oracle is called. */
uint64_t judge_uint(const struct judge_case *c, const char *key);
double judge_real(const struct judge_case *c, const char *key);
bool judge_has(const struct judge_case *c, const char *key);

/* judge_wrong: print the message of a wrong answer (printf-like) and return 1. judge_hint:
 * add a line that says what to look at; call it after judge_wrong. */
int judge_wrong(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* judge_late: the same for an answer that is right, but took too long; returns 3. */
int judge_late(const char *format, ...) __attribute__((format(printf, 1, 2)));
void judge_hint(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Defined by oracle.c. */
struct oracle {
	/* keys: all keys that it reads; the last has no name. */
	const struct judge_key *keys;
	/* plan: arrays of input and answer; 0 or -1 with errno. */
	int (*plan)(const struct judge_case *c, struct bundle_plan *input, struct bundle_plan *answer);
	/* fill: the input's contents, a pure function of the case and its seed. */
	int (*fill)(const struct judge_case *c, struct bundle *input);
	/* check: 0 right, what judge_wrong or judge_late returned, or -1: fault with errno. */
	int (*check)(const struct judge_case *c, const struct bundle *input, const struct bundle *answer);
	/* table: print the header and the rows that this answer gives to the chart of that
	 * name; 0, or -1 with errno (EINVAL: no such chart).  The answer was judged right,
	 * but is untrusted all the same.  NULL: no charts. */
	int (*table)(const struct judge_case *c, const char *chart, const struct bundle *input,
	             const struct bundle *answer);
};
extern const struct oracle oracle;

#endif
