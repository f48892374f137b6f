/* witness.c - a second witness beside the sanitizers: Memcheck runs the plain program and sees
 * memory that is read before it was written, which no sanitizer here looks for.
 *
 * It reports to a file that the program cannot reach: valgrind keeps the descriptor for itself.  The
 * modes' calls go one after another to one driver.  Answers are not judged here, and a program
 * that valgrind cannot run (an instruction that it does not know) is not to blame.
 *
 * Its race detectors are not used: among the kernels of tests/recall they find no race that
 * ThreadSanitizer misses, and Helgrind accuses one that is right.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"
#include "call.h"
#include "memcheck_report.h"
#include "worker_counts.h"

enum { LOG_MOST = 1 << 20 };

struct witnessing {
	const struct submission *asked;
	const struct oracle_case *c;
	size_t index; /* of the case */
};

/* The log of a call, from where the one before ended. */
static char *read_log(int fd, off_t from)
{
	struct stat status;
	size_t bytes = fstat(fd, &status) == 0 && status.st_size > from ? (size_t)(status.st_size - from) : 0;

	bytes = bytes < LOG_MOST ? bytes : LOG_MOST;
	char *text = xcalloc(bytes + 1, 1);
	ssize_t got = pread(fd, text, bytes, from);
	text[got > 0 ? got : 0] = '\0';
	return text;
}

static void tell(const struct witnessing *w, const struct call *call, const char *log, struct finding *f)
{
	const struct code *code = &call->program->code[FLAVOUR_PLAIN];
	uint64_t address;
	char *report = memcheck_report(log, code->from, code->to, &address);

	f->verdict = report ? VERDICT_MEMORY_ERROR : VERDICT_CORRECT;
	if (!report)
		return;
	char *line = call_line(call, address);
	f->message = xasprintf(
		"For %s with %d worker%s: what happens%s%s depends on memory that was never written.",
		w->c->args, f->workers, f->workers == 1 ? "" : "s", line ? " at " : "", line ? line : "");
	f->hint = xstrdup(
		"malloc, realloc and local variables start with arbitrary content: set it, or use calloc.");
	f->detail = report;
	char *again = again_command(w->asked, f->mode, (int)w->index + 1, f->workers);
	f->again = xasprintf("%s --thorough", again);
	free(again);
	free(line);
}

static int open_witnessed(const struct witnessing *w, struct submission *sub, struct call *call)
{
	*call = (struct call){
		.sub = sub,
		.program = &sub->program,
		.purpose = CALL_WITNESSED,
		.c = w->c,
		.calls = MODE_COUNT,
		.report_fd = memory_file("memcheck", 0),
	};
	return call->report_fd < 0 ? -1 : call_open(call);
}

static void close_witnessed(struct call *call)
{
	call_close(call);
	if (call->report_fd >= 0)
		close(call->report_fd);
}

/* The next call, of the finding's mode.  -1: the grader failed. */
static int witness_call(const struct witnessing *w, struct call *call, struct finding *f)
{
	off_t before = lseek(call->report_fd, 0, SEEK_END);

	call->mode = f->mode;
	call->workers = f->workers;
	if (call_make(call) != 0)
		return -1;
	char *log = read_log(call->report_fd, before);
	tell(w, call, log, f);
	free(log);
	return 0;
}

/* In a separate box.  -1: the grader failed. */
static int witness_once(void *context, struct submission *sub, struct finding *f)
{
	struct call call;
	int failed =
		open_witnessed(context, sub, &call) != 0 || witness_call(context, &call, f) != 0 ? -1 : 0;

	close_witnessed(&call);
	return failed;
}

static int witness_mode(struct witnessing *w, struct submission *sub, struct call *call, enum mode mode)
{
	struct finding f = {
		.stage = STAGE_SANITIZE,
		.mode = mode,
		.workers = worker_count_sanitized(&sub->job, FLAVOUR_ADDRESS, mode, w->index, false),
	};

	if (witness_call(w, call, &f) != 0)
		return -1;
	if (f.verdict == VERDICT_CORRECT && call->result.end != SESSION_DONE)
		return 0; /* not seen to its end: nothing can be said */
	f.case_name = xstrdup(sub->job.exercise->cases[w->index].name);
	*outcome_add_finding(&sub->outcome) = f;
	return f.verdict == VERDICT_CORRECT ? 0 : cross_check_call(sub, &f, w->c, "", witness_once, w);
}

static bool is_witnessed(const struct submission *sub, enum mode mode)
{
	return mode != MODE_MPI && mode_wanted(sub, mode) &&
	       !outcome_fault_in(&sub->outcome, STAGE_CHECK, mode) && !sanitize_failed(&sub->outcome, mode);
}

/* A call that did not come back ends the box, and the others are not made. */
static int witness_modes(struct witnessing *w, struct submission *sub)
{
	struct call call;
	int failed = open_witnessed(w, sub, &call);

	call.result.end = SESSION_DONE;
	for (int mode = 0; !failed && mode < MODE_COUNT && call.result.end == SESSION_DONE; mode++)
		if (is_witnessed(sub, (enum mode)mode))
			failed = witness_mode(w, sub, &call, (enum mode)mode);
	close_witnessed(&call);
	return failed;
}

/* The first case that is sanitized, which is small. */
static size_t case_of(const struct submission *sub)
{
	const struct manifest *m = sub->job.exercise;
	size_t i = 0;

	while (i < m->case_count && !m->cases[i].sanitize)
		i++;
	return i;
}

int witness_submission(struct submission *sub)
{
	struct oracle_case c;
	struct witnessing w = {.asked = sub, .c = &c, .index = case_of(sub)};

	if (!sub->job.thorough || !sub->workshop->valgrind || w.index == sub->job.exercise->case_count)
		return 0;
	if (oracle_make_case(sub, sub->job.exercise->cases[w.index].args, oracle_seed_of_case(sub, w.index),
	                     &c) != 0)
		return -1;
	int failed = witness_modes(&w, sub);
	oracle_case_free(&c);
	return failed;
}
