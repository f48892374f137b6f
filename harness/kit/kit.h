/* kit.h - the interface between an exercise's driver.c and the kit.
 *
 * The same main() (kit_main.c) serves people (`factorization fork -w 4 -n 1000`) and
 * parlab, which speaks protocol.h. driver.c turns bytes into a typed call, and shows a
 * result to a person. parlab trusts nothing here.
 */
#ifndef PARLAB_KIT_H
#define PARLAB_KIT_H

#include <stdint.h>
#include <stdio.h>

#include "bundle.h"
#include "protocol.h"

/* A parameter of a run by hand, e.g. {"last", 'n', KIT_WHOLE, "500000", 2, 4294967295.0, "last number"}.
 * On the command line: -n VALUE, or --last VALUE, or --last=VALUE. */
enum kit_kind { KIT_WHOLE, KIT_REAL };
struct kit_parameter {
	const char *name;
	char letter; /* 0: only the long form; 'w' and 'h' are taken by the kit */
	enum kit_kind kind;
	const char *preset; /* the default, as text */
	double least, most; /* inclusive */
	const char *help;   /* a few words, with the unit */
};

struct kit_arguments; /* the parsed command line */
uint64_t kit_whole(const struct kit_arguments *arguments, const char *name);
double kit_real(const struct kit_arguments *arguments, const char *name);
int kit_workers(const struct kit_arguments *arguments);
enum mode kit_mode(const struct kit_arguments *arguments);

struct kit_exercise {
	const char *name;
	const char *summary;                    /* one line for --help */
	unsigned modes;                         /* bit 1u << MODE_... for each mode offered */
	const struct kit_parameter *parameters; /* ends with a NULL name */

	/* plan: the arrays of input and answer for a run by hand. */
	int (*plan)(const struct kit_arguments *arguments, struct bundle_plan *input,
	            struct bundle_plan *answer);
	/* fill: the input's contents for a run by hand. */
	int (*fill)(const struct kit_arguments *arguments, struct bundle *input);
	/* call: run one mode; returns what the student's function returned
	 * (0, or -1 with errno).  EPROTO if the bundles lack an array. */
	int (*call)(enum mode mode, int workers, const struct bundle *input, struct bundle *answer);
	/* print: the result for people. */
	void (*print)(const struct bundle *input, const struct bundle *answer, FILE *to);
};

/* Defined by driver.c. */
extern const struct kit_exercise kit_exercise;

/* The two ways to run (kit_cli.c, kit_driver.c); main() picks one.  In mpi mode they run in
 * rank 0, and a call is one of all ranks (mpi/kit_mpi.c); `ranks` NULL: mpirun has not started
 * this process. */
typedef int kit_call(enum mode mode, int workers, const struct bundle *input, struct bundle *answer);
struct kit_ranks {
	int count;
	kit_call *call;
};
int kit_cli(int argc, char **argv, const struct kit_ranks *ranks);
int kit_driver(kit_call *call);
/* What a process does before its calls, and before each (PROTOCOL_FILL). */
void kit_fill_heap(void);
void kit_fill_stack(void);

/* kit_launch (kit_launch.c): become mpirun with this number of ranks of `program`.  Returns only if
 * that is impossible, with errno. */
void kit_launch(int ranks, const char *program, char *const *arguments);
/* kit_is_rank: mpirun, or another launcher, has started this process. */
int kit_is_rank(void);
/* kit_become_ranks: run the mpi program beside this one, which is linked with Open MPI, by mpirun
 * if this is no rank.  Returns only if that is impossible, with errno; ENOENT: one of the two is
 * not there. */
void kit_become_ranks(int ranks, char **argv);

#endif
