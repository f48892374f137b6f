/* manifest.h - an exercise's assignment.yaml, read and checked.
 *
 * The table of keys is in manifest_keys.c.  An unknown or missing key, a wrong
 * type, a value out of range, points that do not add up or an unknown mode is an
 * error that names file, line and remedy.
 */
#ifndef PARLAB_MANIFEST_H
#define PARLAB_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>

#include "../kit/protocol.h"

/* assignment.yaml:
 *
 *   title: Counting distinct prime factors
 *   points: 20                  # must be the sum of all points below
 *   submit: [factorization.c]   # the first is required, others are optional; mpi mode's ends in _mpi.c
 *   given: [factorize.c]        # sources in the folder, linked with student and reference (may be [])
 *   flags: [-O3]                # optional: added to the compiler's line, after -O2
 *   libraries: [m]              # optional: linked as -lm
 *   modes:
 *     - {mode: serial, correct: 3, clean: 1}
 *     - {mode: fork, correct: 2, clean: 1, speed: 3}   # clean, speed: optional, 0; no speed in serial mode
 *     - {mode: threads, correct: 2, clean: 1, robust: 0.5, speed: 2.5}   # robust: optional, 0; see errors
 *     - {mode: mpi, correct: 2, speed: 2}   # neither clean nor robust; driver_mpi.c calls it
 *   cases:
 *     - name: smallest
 *       args: first=2 last=2    # for the oracle
 *       workers: [1, 2, 7, 16]  # optional; serial mode always uses 1; default: 1, 2, 3, 7 and a drawn one
 *       observe: false          # optional: watch processes and threads from outside, for the oracle
 *       sanitize: true          # optional: also run under the sanitizers; at least one case must
 *   errors:                     # optional: inputs outside the contract, which must fail with EINVAL in modes
 *     - args: first=2 last=10   # with points for being robust; for the oracle ...
 *       change: first=1         # ... and then the first element of this array of the input is replaced
 *   census: {args: first=2 last=200000, workers: 3}
 *   measure: {args: first=2 last=3000000 jitter=1000}   # absent: nothing is timed
 *   open_method: true           # optional: the handout leaves the method open, so a speedup that no sharing
 *                               # of the work explains may be earned (up to a point); default: false
 *   limits: {wall_s: 10, cpu_s: 20, memory_mib: 512, processes: 64, output_kib: 64}
 *   bands:                      # falling gain and share; required if any mode has speed points
 *     - {gain: 0.8, share: 1.0}
 *     - {gain: 0.4, share: 0.5}
 *   questions:                  # optional
 *     - {name: why-dynamic, points: 1}
 *   charts:                     # optional: what is shown beside speedup; it earns no points
 *     - name: gantt             # the script is gantt.gp in this folder; it reads FOLDER/gantt.tsv
 *       title: Who did which task when
 *       runs:                   # calls whose answers the oracle turns into rows of the table
 *         - args: schedule=0 tasks=100   # for the oracle
 *           modes: [fork, threads]       # optional: the first of these that was right is run; default: all
 *           workers: [8]                 # optional: a call for each; default: the usable CPUs; serial: 1
 *   sizes:                      # optional: time against size and break-even, serial mode against each other
 *     args: n=@                 # @ stands for the size
 *     values: [1000, 10000, 100000]
 *     unit: elements            # of a size, for the axis
 *
 * Names are plain words, [a-z0-9-]; files are plain names in the exercise's
 * folder; args are KEY=VALUE words.  Worker counts stay below limits.processes,
 * the census has at least 2.  A run whose modes were all wrong is left out; all
 * calls of a chart use one seed, the same for everybody.  The char ** lists may be empty, not NULL.
 */
struct manifest_mode {
	enum mode mode;
	double correct, clean, robust, speed;
};
struct manifest_case {
	char *name, *args;
	unsigned *workers;
	size_t worker_count; /* 0: any (pipeline/worker_counts.h) */
	bool sanitize, observe;
};
/* An input outside the contract: a legal one in which the first element of an array is replaced. */
struct manifest_error {
	char *args, *change;
};
struct manifest_limits {
	double wall_s, cpu_s;
	unsigned memory_mib, processes, output_kib;
};
struct manifest_band {
	double gain, share;
};
struct manifest_question {
	char *name;
	double points;
};
struct manifest_run {
	char *args;
	enum mode *modes;
	size_t mode_count; /* at least 1, in order of preference */
	unsigned *workers;
	size_t worker_count; /* 0 of them: the usable CPUs */
};
struct manifest_chart {
	char *name, *title;
	struct manifest_run *runs;
	size_t run_count;
};
/* Values ascend. */
struct manifest_sizes {
	char *args, *unit;
	unsigned *values;
	size_t value_count;
};

/* Words for the oracle, and where they stand: only the oracle knows what they may be. */
struct manifest_args {
	char *path; /* "cases[2].args" */
	size_t line;
	const char *text; /* belongs to the case, census, ... */
};

struct manifest {
	char *name;      /* the folder's name: the exercise */
	char *folder;    /* assignments/NAME */
	char *reference; /* reference/NAME, or NULL where it is not there */
	char *title;
	double points;
	char **submit; /* NULL-terminated lists */
	char **given;
	char **flags;
	char **libraries;
	struct manifest_mode *modes;
	size_t mode_count;
	struct manifest_case *cases;
	size_t case_count;
	struct manifest_error *errors;
	size_t error_count;
	char *census_args;
	int census_workers;
	char *measure_args; /* NULL: nothing is timed */
	bool open_method;
	struct manifest_limits limits;
	struct manifest_band *bands;
	size_t band_count;
	struct manifest_question *questions;
	size_t question_count;
	struct manifest_chart *charts;
	size_t chart_count;
	struct manifest_sizes sizes; /* args NULL: there are none */
	struct manifest_args *args;  /* all there are */
	size_t args_count;
	char *problem; /* NULL, or why it was refused: then nothing but name, folder and title is there */
};

/* manifest_load: from assignments/NAME/assignment.yaml; free with manifest_free. */
struct manifest *manifest_load(const char *assignment_folder, const char *reference_folder);
/* manifest_broken: stands for one that manifest_load refused, for those who list and report. */
struct manifest *manifest_broken(const char *assignment_folder, const char *problem);
void manifest_free(struct manifest *manifest);
/* NULL: not offered */

/* manifest_size_args: sizes.args with the size in it; caller frees. */
char *manifest_size_args(const struct manifest *manifest, unsigned size);

/* manifest_is_mpi: does this source belong to the program of mpi mode alone?  Its name ends in
 * _mpi.c; the other sources are in both programs. */
bool manifest_is_mpi(const char *source);
/* manifest_file: the submitted file that this mode's function is in; NULL: mpi mode has none. */
const char *manifest_file(const struct manifest *manifest, enum mode mode);

/* manifest_mode: NULL if the exercise does not offer this mode. */
static inline const struct manifest_mode *manifest_mode(const struct manifest *manifest, enum mode mode)
{
	for (size_t i = 0; i < manifest->mode_count; i++)
		if (manifest->modes[i].mode == mode)
			return &manifest->modes[i];
	return NULL;
}

#endif
