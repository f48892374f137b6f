/* stages.h - private to the stages.
 *
 * Each stage uses the results of earlier ones in `struct submission` and adds to its
 * outcome.  -1 means that the grader failed; any failure of a submission is a finding.
 */
#ifndef PARLAB_STAGES_H
#define PARLAB_STAGES_H

#include "../box/box.h"
#include "../box/session.h"
#include "../course/handin.h"
#include "../judge/serve.h"
#include "../measure/host.h"
#include "../measure/lock.h"
#include "pipeline.h"

/* For mpi mode alone: FLAVOUR_MPI, linked with Open MPI, and FLAVOUR_SMPI, for SimGrid's simulator; the
 * others are for all other modes. */
enum flavour {
	FLAVOUR_PLAIN,
	FLAVOUR_ADDRESS,
	FLAVOUR_THREAD,
	FLAVOUR_MPI,
	FLAVOUR_SMPI,
	FLAVOUR_COUNT,
};
bool flavour_is_mpi(enum flavour flavour);
const char *flavour_name(enum flavour flavour);

struct workshop {
	char *home;  /* holds assignments/, reference/, build/ */
	char *tools; /* private folder: oracles and libraries that boxes are shown */
	struct host host;
	struct box_host box_host;
	char *compiler;  /* "gcc 12.2.0" */
	bool archer;     /* there is an OpenMP runtime that tells ThreadSanitizer of barriers */
	char *mpirun;    /* Open MPI's, which boxes are shown; NULL: mpi mode cannot be built or run here */
	char *valgrind;  /* NULL: not here, and nothing is looked at by a second witness */
	char *simulator; /* SimGrid's smpimain; NULL: nothing is simulated */
	char *platform;  /* the file that describes the simulated cluster */
	char *doctor;    /* how fit this host is for timing, in one line (measure/fitness.h) ... */
	int64_t watched_at;                /* ... when it was last examined; 0: not yet */
	struct cross_checks *cross_checks; /* cross_check.c */
	struct givens *givens;             /* given.c */
	struct digests *digests;           /* fingerprint.c: of the tools */
};
struct digests *digests_new(void);
void digests_free(struct digests *digests);

/* workshop_watch: the same, with a look (of two seconds, alone on the machine) at
 * what else is going on; a look of the last ten minutes will do.  The workshop's. */
const char *workshop_watch(struct workshop *workshop);

/* A folder of sources and what was built from it. */
struct program {
	char *folder;               /* private; src/ kit/ and the programs lie in it */
	char *built[FLAVOUR_COUNT]; /* paths, or NULL */
	/* Where what was handed in lies in each, [from, to). */
	struct code {
		uint64_t from, to;
	} code[FLAVOUR_COUNT];
};

/* A case: its input and its answer's layout, as the oracle made them. */
struct oracle_case {
	char *args;
	uint64_t seed;
	int input_fd, layout_fd;
	const void *input;
	size_t input_bytes;
	const void *layout;
	size_t answer_bytes;
};

struct judgement {
	bool right, late; /* late: right apart from the time it took */
	char *message, *hint;
};

/* Observations of a call from outside, for the oracle (judge/judge.h). */
struct sightings {
	double wall_s, cpu_s;
	bool observed; /* the rest is known */
	int processes, threads, most_processes, most_threads;
	const double *worker_cpu_s; /* of each process in fork mode, else thread; at most OBSERVED_EACH */
	int worker_count;
};

/* A submission in the pipeline. */
struct submission {
	struct workshop *workshop;
	struct pipeline_job job;
	struct program program;
	struct outcome outcome;
	struct oracle_pool *oracles;
	bool *answered;        /* per question of the manifest */
	size_t earlier_series; /* of earlier runs of the grader, which this result continues */
};

/* The mark of results that were timed without the lock (measure/lock.h). */
#define TIMED_WITHOUT_LOCK "timed without the lock that graders share"

/* State that the measuring stage keeps between series. */
struct measuring {
	struct program reference; /* built by the first series */
	double timed_s;           /* wall time of all series of this run */
};

/* collect.c */
int collect_submission(struct submission *sub);
/* collect_open: open the folder of the work, as handin_open_...; *name is the file's name if
 * it was given by hand, caller frees. */
enum handin collect_open(const struct pipeline_job *job, struct handin_folder *folder, char **name,
                         const char **why);
/* collect_answers: find which questions are answered, without the rest of the stage. */
int collect_answers(struct submission *sub);
/* is_assignments_own: is it a file of the assignment that is built with every submission? */
bool is_assignments_own(const struct manifest *exercise, const char *name);
/* The model solution's sources, or its object files where it came without them. */
#define MODEL_OBJECT "model.o"
#define MODEL_OBJECT_MPI "model_mpi.o"
int collect_reference(struct workshop *workshop, const struct manifest *exercise, struct program *program);
/* collect_given: the assignment's own sources and the kit's headers, without a submission. */
int collect_given(struct workshop *workshop, const struct manifest *exercise, struct program *program);
void program_free(struct program *program);
/* given.c: given_objects: the archive with the objects of driver.c and the given files, to be shown to
 * boxes; caller frees the path.  NULL with error_text(): they do not compile, or the sandbox failed. */
struct givens *givens_new(void);
void givens_free(struct givens *givens); /* accepts NULL */
char *given_objects(struct workshop *workshop, const struct manifest *exercise, enum flavour flavour);
/* build.c: -1 only if the grader failed; *said is what the compiler said (caller frees), *good whether there is a program. */
int build_program(struct workshop *workshop, const struct manifest *exercise, struct program *program,
                  enum flavour flavour, bool *good, char **said);
/* build_model: the same for a model solution, with the program of mpi mode, if there is that mode here. */
int build_model(struct workshop *workshop, const struct manifest *exercise, struct program *program,
                bool *good, char **said);
/* build_tell: what the compiler said of a submission's plain build becomes a finding. */
void build_tell(struct submission *sub, bool good, const char *said);
/* build_mpi_submission (build_mpi.c): the program of mpi mode.  That there is none is a finding of that
 * mode alone. */
int build_mpi_submission(struct submission *sub);
/* oracle_pool.c: boxes in which the oracle of a submission waits for requests.
 * oracle_pool_ask may be called by several threads, each of which gets a box; -1: no
 * oracle, or it did not reply. oracle_pool_close ends the waiting ones; a later request
 * opens another. */
struct oracle_pool *oracle_pool_new(void);
int oracle_pool_ask(struct submission *sub, char *const *words, const int files[SERVE_FILES],
                    struct serve_reply *reply);
void oracle_pool_close(struct oracle_pool *pool);
void oracle_pool_free(struct oracle_pool *pool); /* accepts NULL */
/* oracle.c */
/* oracle_accepts: -1 with error_text() if the oracle refuses a case of the manifest. */
int oracle_accepts(struct submission *sub);
/* oracle_reads: -1 with error_text() if it reads one of these keys nowhere (pipeline/selftest.h). */
int oracle_reads(struct submission *sub, const char *args);
/* oracle_changed_args: those that make this invalid input; caller frees. */
char *oracle_changed_args(const struct manifest_error *error);
int oracle_make_case(struct submission *sub, const char *args, uint64_t seed, struct oracle_case *made);
int oracle_judge(struct submission *sub, const struct oracle_case *c, int answer_fd, enum mode mode,
                 int workers, const struct sightings *seen, struct judgement *judgement);
/* oracle_table: the rows (TSV with a header line; caller frees) that an answer, judged right before, gives to a chart. */
int oracle_table(struct submission *sub, const char *chart, const struct oracle_case *c, int answer_fd,
                 enum mode mode, int workers, const struct sightings *seen, char **table);
void oracle_case_free(struct oracle_case *c);
void judgement_free(struct judgement *judgement);
/* oracle_seed_of_case: drawn (secret_draw.h), so the same in all gradings with the same secret. */
uint64_t oracle_seed_of_case(const struct submission *sub, size_t case_index);
/* All calls of a mode together are limited to this multiple of one call's limit, or a
 * program that is slow in each call could hold up a class.  WATCHED_...: under all
 * sanitizers together, as much as one such call may take. */
enum { CALLS_STRETCH = 10, WATCHED_CALLS_STRETCH = 10 };
/* cross_check.c: has the model solution passed what a submission failed?  -1: it has not, or the
 * grader failed; the submission is not to blame.  A cross_check_run makes the same call of the
 * model solution, `after` the same others in the same process ("": it comes first); it fills
 * in a finding as the call's own stage would. */
typedef int cross_check_run(void *context, struct submission *model, struct finding *finding);
struct cross_checks *cross_checks_new(void);
void cross_checks_free(struct cross_checks *cross_checks); /* accepts NULL */
int cross_check_build(struct submission *sub);
int cross_check_call(struct submission *sub, const struct finding *asked, const struct oracle_case *c,
                     const char *after, cross_check_run *run, void *context);
/* check.c, sanitize.c, census.c, measure.c */
int check_submission(struct submission *sub);
int simulate_submission(struct submission *sub); /* simulate.c */
int sanitize_submission(struct submission *sub);
int witness_submission(struct submission *sub); /* witness.c: where the job is thorough */
int robust_submission(struct submission *sub);  /* robust.c */
int census_submission(struct submission *sub);
/* measure_submission: a series of all that is open, and one to confirm what would cost points. */
int measure_submission(struct submission *sub, struct measuring *kept);
/* measure_unsettled: would a further series help, and is there time for one? */
bool measure_unsettled(const struct submission *sub, const struct measuring *kept);
/* charts.c, chart_sizes.c: problems go to the outcome's chart and are neither verdict nor fault */
void chart_submission(struct submission *sub);
void size_submission(struct submission *sub);
bool sizes_possible(const struct submission *sub); /* serial and another mode were right */

/* The results of a mode so far. */
bool mode_wanted(const struct submission *sub, enum mode mode);
bool mode_is_built(const struct submission *sub, enum mode mode); /* there is a program for it */
bool sanitize_failed(const struct outcome *o, enum mode mode);    /* with more than a leak or a limit */
bool mode_is_timed(const struct submission *sub, enum mode mode);
bool mode_was_right(const struct submission *sub,
                    enum mode mode); /* check, sanitize (but for leaks) and census */

#endif
