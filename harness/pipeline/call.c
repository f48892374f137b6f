/* call.c - one seam for every call to a driver.
 *
 * Every box has a deadline in addition to those of its calls, so that a program cannot
 * block the grader through its channel.
 */
#include "call.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../base/base.h"
#include "../base/file.h"
#include "call_command.h"
#include "compiler.h"
#include "mpi_words.h"

/* A sanitizer's shadow, quarantine and threads come on top of what the manifest allows. */
enum { SANITIZER_TIME = 10, SANITIZER_MEMORY_MIB = 4096, SANITIZER_PROCESSES = 64 };
/* So do Open MPI's launcher, and in each rank its buffers and threads. */
enum {
	SIMULATOR_MEMORY_MIB = 1024,
	MPI_MEMORY_MIB = 256,
	MPI_PROCESSES = 16,
	RANK_MEMORY_MIB = 64,
	RANK_THREADS = 4,
	RANK_TMP_MIB = 8
};
/* Being traced takes time; and sizes that are worth timing are larger than those that are checked. */
enum { TRACED_TIME = 4, TIMED_TIME = 4 };
/* On a machine that is overloaded, a program that computes is waited for longer (session.h). */
enum { STARVED_TIME = 4 };
enum { LATER_LOOKS = 20, LATER_NS = 5000000 };
enum { READY_S = 20, TMP_MIB = 64, SANITIZER_OUTPUT_KIB = 4096 };
/* Beyond its calls a box lives for starting, judging in between, and ending. */
static const double spare_life_s = 60, spare_life_for_a_call_s = 5;

/* Sanitizers report and continue: their reports are judged, not the program's exit. */
#define COMMON_ENVIRONMENT \
	"PATH=/usr/bin:/bin", "HOME=/tmp", "LANG=C.UTF-8", "OMP_WAIT_POLICY=passive", "OPENBLAS_NUM_THREADS=1"
/* A frame includes the address in the program, because the student can choose its file
 * name. */
#define FRAMES "stack_trace_format='    #%n %p %F %S %M'"
static char *const plain_environment[] = {COMMON_ENVIRONMENT, NULL};
static char *const filled_environment[] = {COMMON_ENVIRONMENT, PROTOCOL_FILL_VARIABLE "=1", NULL};
static char *const address_environment[] = {
	COMMON_ENVIRONMENT,
	"ASAN_OPTIONS=detect_leaks=1:exitcode=0:detect_stack_use_after_return=1:strict_string_checks=1:" FRAMES,
	"UBSAN_OPTIONS=print_stacktrace=1:" FRAMES,
	"LSAN_OPTIONS=exitcode=0:" FRAMES,
	NULL,
};
static char *const thread_environment[] = {
	COMMON_ENVIRONMENT,
	"TSAN_OPTIONS=exitcode=0:halt_on_error=0:ignore_noninstrumented_modules=1:report_signal_unsafe=0:history_size=4"
	":atexit_sleep_ms=0",
	NULL,
};
static char *const *const environments[FLAVOUR_COUNT] = {plain_environment, address_environment,
                                                         thread_environment, plain_environment};

/* Filling takes time. */
static bool fills_memory(const struct call *call)
{
	return environments[call->flavour] == plain_environment && !call->unfilled &&
	       (call->purpose == CALL_CHECKED || call->purpose == CALL_TRACED);
}

static bool at_rest(const struct call *call)
{
	return call->purpose == CALL_TIMED || call->purpose == CALL_REPEATED;
}

/* A sanitizer or valgrind slows the program down and takes memory of its own. */
static bool is_slowed(const struct call *call)
{
	return call->purpose == CALL_SANITIZED || call->purpose == CALL_WITNESSED;
}

static struct call_limits limits_of(const struct call *call)
{
	const struct manifest_limits *m = &call->sub->job.exercise->limits;
	bool sanitizer = is_slowed(call);
	double stretch = sanitizer                      ? SANITIZER_TIME
	                 : call->purpose == CALL_TRACED ? TRACED_TIME
	                 : at_rest(call)                ? TIMED_TIME
	                                                : 1;

	bool is_simulated = call->purpose == CALL_SIMULATED; /* all ranks in one process */
	unsigned ranks = call->mode == MODE_MPI && !is_simulated ? (unsigned)call->workers : 0;

	return (struct call_limits){
		.wall_s = m->wall_s * stretch,
		.cpu_s = m->cpu_s * stretch,
		.memory_mib = m->memory_mib + (sanitizer ? SANITIZER_MEMORY_MIB : 0) +
	                      (ranks ? MPI_MEMORY_MIB + ranks * RANK_MEMORY_MIB : 0) +
	                      (is_simulated ? SIMULATOR_MEMORY_MIB : 0),
		.processes = m->processes + (sanitizer ? SANITIZER_PROCESSES : 0) +
	                     (ranks ? MPI_PROCESSES + ranks * RANK_THREADS : 0),
	};
}

static struct box_limits box_limits_of(const struct call *call)
{
	const struct manifest_limits *m = &call->sub->job.exercise->limits;
	double calls = call->calls > 1 ? call->calls : 1;
	size_t tmp_mib = TMP_MIB + (call->mode == MODE_MPI ? (size_t)call->workers * RANK_TMP_MIB : 0);

	return (struct box_limits){
		.wall_s =
			spare_life_s + calls * (STARVED_TIME * call->limits.wall_s + spare_life_for_a_call_s),
		.cpu_s = calls * call->limits.cpu_s,
		.memory_bytes = (size_t)call->limits.memory_mib << 20,
		.processes = call->limits.processes,
		.file_bytes = (size_t)m->memory_mib << 20,
		.tmp_bytes = tmp_mib << 20,
	};
}

/* CPUs to pin it to.  Ranks that wait for a message keep looking for it, but leave their CPU to those
 * that compute: all on one CPU, the CPU time of each is what it has worked.  So it is in checked calls,
 * too, or a rank could tell by its CPUs when it is counted.  A timed call gets as many as it has
 * workers, those that the probes beside it look at: on a virtual machine each CPU can be slowed
 * independently. */
static size_t cpus_of(const struct call *call)
{
	switch (call->purpose) {
	case CALL_CHECKED:
	case CALL_TRACED:
		return call->mode == MODE_MPI ? 1 : 0;
	case CALL_TIMED:
		return (size_t)call->workers;
	case CALL_REPEATED:
	case CALL_CHARTED:
		return (size_t)call->sub->workshop->host.usable;
	default:
		return 0;
	}
}

static size_t output_bytes_of(const struct call *call)
{
	unsigned kib = call->purpose == CALL_SANITIZED ? SANITIZER_OUTPUT_KIB
	                                               : call->sub->job.exercise->limits.output_kib;

	return ((size_t)kib << 10) * (call->calls > 1 ? call->calls : 1);
}

int call_open(struct call *call)
{
	const bool is_mpi = call->mode == MODE_MPI;
	struct call_command command;

	if (is_mpi)
		call->flavour = call->purpose == CALL_SIMULATED ? FLAVOUR_SMPI : FLAVOUR_MPI;
	call_command_make(call, &command);
	call->limits = limits_of(call);
	struct session_request request = {
		.box =
			{
				.argv = command.argv,
				.environment =
					fills_memory(call) ? filled_environment : environments[call->flavour],
				.views = command.views,
				.view_count = command.view_count,
				.tracing_inside = call->flavour == FLAVOUR_ADDRESS,
				.fixed_stderr =
					!is_mpi, /* in all flavours with a sanitizer, and so in plain */
				.loopback = is_mpi && call->purpose != CALL_SIMULATED,
				.fixed_addresses = call->flavour == FLAVOUR_THREAD,
				.limits = box_limits_of(call),
				.cpus = call->sub->workshop->host.cpus,
				.cpu_count = cpus_of(call),
			},
		.input_bytes = call->input_room ? call->input_room : call->c->input_bytes,
		.answer_bytes = call->answer_room ? call->answer_room : call->c->answer_bytes,
		.ready_s = call->limits.wall_s < READY_S ? call->limits.wall_s : READY_S,
		.report = {call->report_fd, call->purpose == CALL_WITNESSED ? REPORT_FD : 0},
		.output_bytes = output_bytes_of(call),
	};
	call->session = session_start(&request, at_rest(call));
	return call->session ? 0 : -1;
}

static bool is_impatient(const struct call *call)
{
	return call->patience_s > 0 && call->patience_s < call->limits.wall_s;
}

/* A sanitizer stretches the time that computing takes, not that of waiting. */
static struct session_call session_call_of(const struct call *call)
{
	bool slowed = is_slowed(call);
	double most_s = is_impatient(call) ? call->patience_s : call->limits.wall_s;

	return (struct session_call){
		.mode = call->mode,
		.workers = call->workers,
		.input = call->c->input,
		.input_bytes = call->c->input_bytes,
		.layout = call->c->layout,
		.answer_bytes = call->c->answer_bytes,
		.wall_s = slowed ? fmin(most_s, call->sub->job.exercise->limits.wall_s) : most_s,
		.longest_s = slowed                                ? most_s
	                     : is_impatient(call) || at_rest(call) ? 0
	                                                           : STARVED_TIME * most_s,
		.slowed = slowed,
		/* Nothing looks at a timed call. */
		.cpu_s = call->purpose == CALL_TIMED ? 0 : call->limits.cpu_s,
	};
}

int call_make(struct call *call)
{
	struct session_call wanted = session_call_of(call);
	uint64_t began = clock_ns();
	int failed = session_call(call->session, &wanted, &call->result);

	call->spent_s += (double)(clock_ns() - began) * 1e-9;
	call->too_slow = is_impatient(call) && call->result.end == SESSION_TIMED_OUT &&
	                 call->result.limit_s >= call->patience_s;
	return failed;
}

/* A detached thread that has given its last signal still has to end: what runs on a little later
 * is left behind. */
static void look_again(struct observer *observer, const struct call *call, struct observed *seen)
{
	for (int look = 0; look < LATER_LOOKS && seen->left_running > 0; look++) {
		struct observed later;
		nanosleep(&(struct timespec){.tv_nsec = LATER_NS}, NULL);
		observe_look(observer, call->workers, 0, &later);
		seen->left_running = later.left_running;
		seen->left_zombies = later.left_zombies;
	}
}

/* A driver that has ended, or that lets another process answer, cannot be observed; how
 * it ended is what there is to say. */
int call_make_observed(struct call *call, double share, const struct failing *failing, struct observed *seen)
{
	struct session_call wanted = session_call_of(call);
	struct observer *observer = NULL;
	bool gone = false;
	int failed = session_prepare(call->session, &wanted);

	*seen = (struct observed){0};
	if (!failed) {
		observer = observe_start(box_first_pid(session_box(call->session)),
		                         session_answer_inode(call->session), failing, call->mode == MODE_MPI,
		                         &gone);
		failed = observer || gone ? call_make(call) : -1;
	}
	bool answered = !failed && call->result.end == SESSION_DONE;
	if (answered && gone) {
		call->result.end = SESSION_EXITED;
	} else if (answered) {
		observe_look(observer, call->workers, share, seen);
		if (call->mode != MODE_MPI) /* ranks live on */
			look_again(observer, call, seen);
	}
	/* The observer ends with the processes that it observes. */
	box_kill(session_box(call->session));
	observe_end(observer);
	return failed;
}

bool call_hit_limit(const struct call *call, enum verdict verdict)
{
	static const int refused[] = {EAGAIN, ENOMEM, EMFILE, ENFILE, ENOSPC};
	const struct session_result *r = &call->result;

	for (size_t i = 0; i < ARRAY_LENGTH(refused); i++)
		if (r->end == SESSION_DONE && r->returned != 0 && r->error == refused[i])
			return true;
	return verdict == VERDICT_TOO_MANY_PROCESSES || verdict == VERDICT_OUT_OF_MEMORY;
}

char *call_printed(const struct call *call)
{
	const char *all = session_output(call->session);
	size_t most = strlen(all);
	size_t from = call->result.output_from < most ? call->result.output_from : most;
	size_t to = call->result.output_to < most ? call->result.output_to : most;

	return to > from ? xstrndup(all + from, to - from) : NULL;
}

struct sightings call_seen(const struct call *call)
{
	return (struct sightings){.wall_s = (double)call->result.elapsed_ns * 1e-9,
	                          .cpu_s = call->result.cpu_s};
}

void call_close(struct call *call)
{
	session_free(call->session);
	call->session = NULL;
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
static enum verdict returned_verdict(const struct call *call, char **message, char **hint)
{
	const struct session_result *r = &call->result;
	const struct manifest *m = call->sub->job.exercise;

	if (r->child_returned) {
		*message = xstrdup("a forked child came back from the function as if it were the parent.");
		*hint = xstrdup(
			"End every child with _exit(): otherwise all that follows runs once for each child.");
		return VERDICT_WRONG_ANSWER;
	}
	if (r->returned == 0)
		return VERDICT_CORRECT;
	if (r->error == ENOSYS) {
		*message = xasprintf("%s_%s is not written yet.", m->name, mode_name(call->mode));
		*hint = xasprintf("Look for TODO(student) in %s.", manifest_file(m, call->mode));
		return VERDICT_NOT_ATTEMPTED;
	}
	*message = xasprintf("%s_%s returned %d: %s.", m->name, mode_name(call->mode), r->returned,
	                     strerror(r->error));
	*hint = r->process_limit_hit ? xasprintf("More than %u processes and threads were asked for.",
	                                         call->limits.processes)
	                             : NULL;
	return r->process_limit_hit ? VERDICT_TOO_MANY_PROCESSES : VERDICT_WRONG_ANSWER;
}

static bool was_handed_in(const struct call *call, const char *name)
{
	for (char **file = call->sub->job.exercise->submit; *file; file++)
		if (strcmp(*file, name) == 0)
			return true;
	return false;
}

/* The program is untrusted, so addr2line reads it in a box.  What it says is believed only if it
 * is a line of a file that was handed in. */
static char *line_of(void *context, const uint64_t counters[PROGRAM_COUNTERS])
{
	const struct call *call = context;
	const struct box_view program = {call->program->built[call->flavour], "/driver"};
	char *sources = path_join(call->program->folder, "src"), *line = NULL, said[4096] = "", name[128];
	struct compiled compiled;
	struct text script;
	FILE *to = text_open(&script);
	unsigned number;

	fputs("addr2line -s -e \"$4\"", to);
	for (size_t i = 0; i < PROGRAM_COUNTERS && counters[i]; i++)
		fprintf(to, " %#lx", (unsigned long)counters[i]);
	fputs(" >&3", to);
	char *command = text_close(&script);
	if (compiler_run(call->sub->workshop, command, sources, &program, 1, &compiled) == 0 && compiled.good)
		pread(compiled.outputs[0], said, sizeof said - 1, 0);
	for (char *at = said; *at && !line; at += strcspn(at, "\n"), at += *at == '\n')
		if (sscanf(at, "%127[^:\n]:%u", name, &number) == 2 && number > 0 &&
		    was_handed_in(call, name))
			line = xasprintf("%s:%u", name, number);
	compiled_free(&compiled);
	free(command);
	free(sources);
	return line;
}

char *call_line(const struct call *call, uint64_t address)
{
	return line_of((void *)call, (const uint64_t[PROGRAM_COUNTERS]){address});
}

/* Ranks that wait for a message look for it all the time, as if they computed. */
static char *ranks_words(const struct call *call, char **hint)
{
	const uint64_t *counters = call->result.standing.counters[STANDING_CHILDREN][STANDING_COMPUTES];
	char *line = counters[0] ? line_of((void *)call, counters) : NULL;
	char *words = line ? xasprintf("a rank computed or waited for a message (%s)", line) : NULL;

	free(line);
	*hint = xstrdup("Do all ranks call the same collectives in the same order, and has every receive its "
	                "send, with the same rank, tag and communicator? Does a loop never end?");
	return words;
}

/* It was stopped: who was where?  Takes ownership of `message`. */
static char *stopped_words(char *message, const struct call *call, char **hint)
{
	char *where = call->mode == MODE_MPI
	                      ? ranks_words(call, hint)
	                      : standing_words(&call->result.standing, line_of, (void *)call, hint);

	if (!*hint)
		*hint = xstrdup("Does a loop never end, or does somebody wait for what nobody sends?");
	if (!where)
		return message;
	char *longer = xasprintf("%s At that moment %s.", message, where);
	free(where);
	free(message);
	return longer;
}

/* Open MPI ends all ranks when one of them ends. */
static enum verdict rank_left_verdict(const struct call *call, char **message, char **hint)
{
	*message = xasprintf("a rank ended (code %d) before %s_%s had returned in every rank.",
	                     call->result.code, call->sub->job.exercise->name, mode_name(call->mode));
	*hint = xstrdup(
		"Every rank must return from the function: exit(), MPI_Abort and MPI_Finalize end them all.");
	return VERDICT_EXITED_EARLY;
}

/* A rank in which MPI has refused a call says so, and aborts (kit/mpi/kit_mpi.c). */
static char *crash_words(const struct call *call)
{
	char *printed = call->mode == MODE_MPI ? call_printed(call) : NULL;
	char *refused = printed ? mpi_refusal(printed) : NULL;
	char *words = refused ? xasprintf("MPI refused a call in %s.", refused)
	                      : xasprintf("crashed (%s).", signal_words(call->result.code));

	free(printed);
	free(refused);
	return words;
}

/* The function did not come back. */
static enum verdict ended_verdict(const struct call *call, char **message, char **hint)
{
	const struct session_result *r = &call->result;

	switch (r->end) {
	case SESSION_TIMED_OUT:
		*message = stopped_words(xasprintf("no answer within %g s; it was stopped.", r->limit_s),
		                         call, hint);
		return VERDICT_TIMED_OUT;
	case SESSION_CPU_EXHAUSTED:
		*message = stopped_words(xasprintf("more than %g s of CPU time were used; it was stopped.",
		                                   call->limits.cpu_s),
		                         call, hint);
		return VERDICT_TIMED_OUT;
	case SESSION_OUT_OF_MEMORY:
		*message = xasprintf("more than %u MiB of memory were used; it was stopped.",
		                     call->limits.memory_mib);
		return VERDICT_OUT_OF_MEMORY;
	case SESSION_CRASHED:
		*message = crash_words(call);
		return VERDICT_CRASHED;
	case SESSION_BROKEN:
		*message = xstrdup("the program wrote to the grader's own channel; that is not an answer.");
		return VERDICT_EXITED_EARLY;
	case SESSION_CLOSED:
		*message = xstrdup(
			"the program closed the grader's own channel and went on, so no answer could come; it was stopped.");
		*hint = xstrdup("Close only the files that you have opened yourself.");
		return VERDICT_EXITED_EARLY;
	default:
		if (call->mode == MODE_MPI)
			return rank_left_verdict(call, message, hint);
		*message = xasprintf("the process exited (code %d) before %s_%s returned.", r->code,
		                     call->sub->job.exercise->name, mode_name(call->mode));
		*hint = xstrdup(
			"The function must return to its caller: only a forked child may call _exit().");
		return VERDICT_EXITED_EARLY;
	}
}

enum verdict call_verdict(const struct call *call, char **message, char **hint)
{
	const struct session_result *r = &call->result;

	*message = *hint = NULL;
	if (r->end == SESSION_DONE)
		return returned_verdict(call, message, hint);
	if (!r->process_limit_hit)
		return ended_verdict(call, message, hint);
	*message = xasprintf("more than %u processes and threads were started, and it did not finish.",
	                     call->limits.processes);
	*hint = xstrdup("Start as many workers as are asked for, once, not one for each task.");
	return VERDICT_TOO_MANY_PROCESSES;
}

void called_again_words(struct finding *f, const char *message, const char *calls)
{
	size_t length = strlen(message);
	bool sentence = length > 0 && strchr(".!?", message[length - 1]);

	f->message = xasprintf(
		"%s%s As the first call of a process it is right; this was seen after other calls in "
		"the same process (%s).",
		message, sentence ? "" : ".", calls);
	f->hint = xstrdup(
		"A function may be called many times in one process: what does it keep from one call to the "
		"next (static variables, locks, open files, threads)? If it keeps nothing, it is right only "
		"by luck.");
}

char *again_command(const struct submission *sub, enum mode mode, int case_number, int workers)
{
	const struct manifest *m = sub->job.exercise;
	/* `check` looks at the stub's place when no file is named. */
	char *usual = path_join(m->folder, m->submit[0]);
	char *file = sub->job.file && strcmp(sub->job.file, usual) != 0 ? shell_quoted(sub->job.file) : NULL;
	struct text command;
	FILE *to = text_open(&command);

	fprintf(to, "parlab check %s", m->name);
	if (file)
		fprintf(to, " %s", file);
	fprintf(to, " --mode %s", mode_name(mode));
	if (case_number > 0)
		fprintf(to, " --case %d", case_number);
	if (workers > 0 && mode != MODE_SERIAL)
		fprintf(to, " --workers %d", workers);
	if (sub->job.tell_secret)
		fprintf(to, " --seed %s", sub->job.secret);
	free(usual);
	free(file);
	return text_close(&command);
}
