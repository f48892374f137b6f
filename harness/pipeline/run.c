/* run.c - one call to a driver: its request, and the message for how it ended. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/file.h"
#include "stages.h"

/* A sanitizer's shadow, quarantine and threads come on top of what the manifest allows. */
enum { SANITIZER_TIME = 10, SANITIZER_MEMORY_MIB = 4096, SANITIZER_PROCESSES = 64, STACK_MIB = 8 };

/* Sanitizers report and continue: the report is judged, not the exit code.  GCC's
 * AddressSanitizer finds source lines by itself; ThreadSanitizer needs a symbolizer.
 * (addr2line would start faster, but finds no line for some races, and then they
 * cannot be attributed.) */
#define SYMBOLIZER "/llvm-symbolizer"
#define COMMON_ENVIRONMENT \
	"PATH=/usr/bin:/bin", "HOME=/tmp", "LANG=C.UTF-8", "OMP_WAIT_POLICY=passive", "OPENBLAS_NUM_THREADS=1"
static char *const plain_environment[] = {COMMON_ENVIRONMENT, NULL};
static char *const address_environment[] = {
	COMMON_ENVIRONMENT,
	"ASAN_OPTIONS=detect_leaks=1:exitcode=0:detect_stack_use_after_return=1:strict_string_checks=1",
	"UBSAN_OPTIONS=print_stacktrace=1",
	"LSAN_OPTIONS=exitcode=0",
	NULL,
};
static char *const thread_environment[] = {
	COMMON_ENVIRONMENT,
	"TSAN_OPTIONS=external_symbolizer_path=" SYMBOLIZER ":exitcode=0:halt_on_error=0:"
	"ignore_noninstrumented_modules=1:report_signal_unsafe=0:history_size=4",
	NULL,
};
static char *const *const environments[FLAVOUR_COUNT] = {plain_environment, address_environment,
                                                         thread_environment};

struct session_request run_request(const struct manifest *m, const char *driver, const struct oracle_case *c,
                                   enum flavour flavour)
{
	bool sanitizer = flavour != FLAVOUR_PLAIN;
	double stretch = sanitizer ? SANITIZER_TIME : 1;
	struct box_view *views = xcalloc(2, sizeof *views);
	static char *const argv[] = {"/driver", "--driver", NULL};

	views[0] = (struct box_view){driver, "/driver"};
	views[1] = (struct box_view){"/usr/bin/llvm-symbolizer", SYMBOLIZER};
	return (struct session_request){
		.box =
			{
				.argv = argv,
				.environment = environments[flavour],
				.views = views,
				.view_count = flavour == FLAVOUR_THREAD ? 2 : 1,
				.tracing_inside = flavour == FLAVOUR_ADDRESS,
				.fixed_addresses = flavour == FLAVOUR_THREAD,
				.limits =
					{
						.wall_s = m->limits.wall_s * stretch,
						.cpu_s = m->limits.cpu_s * stretch,
						.memory_bytes = ((size_t)m->limits.memory_mib +
	                                                         (sanitizer ? SANITIZER_MEMORY_MIB : 0))
	                                                        << 20,
						.processes = m->limits.processes +
	                                                     (sanitizer ? SANITIZER_PROCESSES : 0),
						.file_bytes = (size_t)m->limits.memory_mib << 20,
						.tmp_bytes = (size_t)64 << 20,
					},
			},
		.input_bytes = c->input_bytes,
		.answer_bytes = c->answer_bytes,
		.output_bytes = sanitizer ? 4 << 20 : (size_t)m->limits.output_kib << 10,
	};
}

void run_request_free(struct session_request *request)
{
	free((void *)request->box.views);
	request->box.views = NULL;
}

static const char *signal_words(int number)
{
	switch (number) {
	case SIGSEGV:
		return "SIGSEGV: it touched memory that is not its own";
	case SIGFPE:
		return "SIGFPE: an integer division by zero, perhaps";
	case SIGABRT:
		return "SIGABRT: abort() or a failed assertion";
	case SIGBUS:
		return "SIGBUS: it touched memory that is not there";
	case SIGXFSZ:
		return "SIGXFSZ: it wrote a file that is too large";
	default:
		return strsignal(number);
	}
}

/* The function came back: what it returned. */
static enum verdict returned_verdict(const struct session_result *r, const struct manifest *m, enum mode mode,
                                     char **message, char **hint)
{
	if (r->child_returned) {
		*message = xstrdup("a forked child came back from the function as if it were the parent.");
		*hint = xstrdup(
			"End every child with _exit(): otherwise all that follows runs once for each child.");
		return VERDICT_WRONG_ANSWER;
	}
	if (r->returned == 0)
		return VERDICT_CORRECT;
	if (r->error == ENOSYS) {
		*message = xasprintf("%s_%s is not written yet.", m->name, mode_name(mode));
		*hint = xasprintf("Look for TODO(student) in %s.", m->submit[0]);
		return VERDICT_NOT_ATTEMPTED;
	}
	*message = xasprintf("%s_%s returned %d: %s.", m->name, mode_name(mode), r->returned,
	                     strerror(r->error));
	*hint = r->process_limit_hit
	                ? xasprintf("More than %u processes and threads were asked for.", m->limits.processes)
	                : NULL;
	return r->process_limit_hit ? VERDICT_TOO_MANY_PROCESSES : VERDICT_WRONG_ANSWER;
}

enum verdict run_verdict(const struct session_result *r, const struct manifest *m, enum mode mode,
                         double wall_s, char **message, char **hint)
{
	*message = *hint = NULL;
	if (r->end == SESSION_DONE)
		return returned_verdict(r, m, mode, message, hint);
	if (r->process_limit_hit) {
		*message =
			xasprintf("more than %u processes and threads were started, and it did not finish.",
		                  m->limits.processes);
		*hint = xstrdup("Start as many workers as are asked for, once, not one for each task.");
		return VERDICT_TOO_MANY_PROCESSES;
	}
	switch (r->end) {
	case SESSION_TIMED_OUT:
		*message = xasprintf("no answer within %g s; it was stopped.", wall_s);
		*hint = xstrdup(
			"Does somebody wait for what nobody sends? In fork mode: close the ends of a pipe that a "
			"process does not use, else its reader never sees the end.");
		return VERDICT_TIMED_OUT;
	case SESSION_CPU_EXHAUSTED:
		*message =
			xasprintf("more than %g s of CPU time were used; it was stopped.", m->limits.cpu_s);
		return VERDICT_TIMED_OUT;
	case SESSION_OUT_OF_MEMORY:
		*message = xasprintf("more than %u MiB of memory were used; it was stopped.",
		                     m->limits.memory_mib);
		return VERDICT_OUT_OF_MEMORY;
	case SESSION_CRASHED:
		*message = xasprintf("crashed (%s).", signal_words(r->code));
		return VERDICT_CRASHED;
	case SESSION_BROKEN:
		*message = xstrdup("the program wrote to the grader's own channel; that is not an answer.");
		return VERDICT_EXITED_EARLY;
	default:
		*message = xasprintf("the process exited (code %d) before %s_%s returned.", r->code, m->name,
		                     mode_name(mode));
		*hint = xstrdup(
			"The function must return to its caller: only a forked child may call _exit().");
		return VERDICT_EXITED_EARLY;
	}
}

char *again_command(const struct submission *sub, enum mode mode, int case_number, int workers)
{
	const struct manifest *m = sub->job.exercise;
	/* `check` looks at the stub's place when no file is named. */
	char *usual = path_join(m->folder, m->submit[0]);
	char *file = sub->job.file && strcmp(sub->job.file, usual) != 0 ? shell_quoted(sub->job.file) : NULL;
	char *what = file ? xasprintf(" %s", file) : xstrdup("");
	char *which = case_number > 0 ? xasprintf(" --case %d", case_number) : xstrdup("");
	char *many = workers > 0 && mode != MODE_SERIAL ? xasprintf(" --workers %d", workers) : xstrdup("");
	char *command =
		xasprintf("parlab check %s%s --mode %s%s%s", m->name, what, mode_name(mode), which, many);

	free(usual);
	free(file);
	free(what);
	free(which);
	free(many);
	return command;
}
