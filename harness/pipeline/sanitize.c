/* sanitize.c - races, memory errors and leaks, untimed, with the student's own
 * source lines.
 *
 * Every mode runs under AddressSanitizer with UBSan; modes whose workers share
 * memory run under ThreadSanitizer too.  (It cannot see races between
 * processes.)  The sanitizers' words come through the same channel as what the
 * program prints, so a submission could forge a report against itself; it
 * cannot take one back, since what was written is kept as it came.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "stages.h"

enum { SANITIZE_WORKERS = 3, DETAIL_LINES = 14, CLOSE_WAIT_S = 30 };

/* What a report begins with, and what it means. */
struct symptom {
	const char *mark;
	enum verdict verdict;
	const char *message, *hint;
};
static const struct symptom address_symptoms[] = {
	{"ERROR: AddressSanitizer", VERDICT_MEMORY_ERROR, "memory is used that must not be",
	 "The first line of the report says how; the topmost line in your file says where."},
	{"runtime error:", VERDICT_MEMORY_ERROR, "undefined behaviour", "The report names the operation and the line."},
	{"ERROR: LeakSanitizer", VERDICT_LEAK, "memory is never freed",
	 "Every malloc needs its free, on the paths where something fails too."},
};
static const struct symptom thread_symptoms[] = {
	{"WARNING: ThreadSanitizer: data race", VERDICT_RACE,
	 "two workers touch the same memory at the same time, and at least one writes",
	 "Give each worker its own copy and add them up at the end, or guard it with a mutex or an atomic operation."},
	{"WARNING: ThreadSanitizer: heap-use-after-free", VERDICT_MEMORY_ERROR, "memory is used after it was freed",
	 "Join every worker before what it uses goes away."},
	{"WARNING: ThreadSanitizer: thread leak", VERDICT_LEAK, "a thread is never joined",
	 "Every pthread_create needs its pthread_join."},
	{"WARNING: ThreadSanitizer: data race on vptr", VERDICT_RACE, "two workers touch the same memory", NULL},
};

/* Where does the report that starts at `at` end? */
static const char *report_end(const char *at)
{
	const char *summary = strstr(at, "SUMMARY:"), *rule = strstr(at + 1, "\n==================");
	const char *end = summary ? strchr(summary, '\n') : NULL;

	if (!end)
		end = rule ? rule : at + strlen(at);
	return end;
}

/* Does a line between the two name one of the student's files? */
static bool names_submission(const struct manifest *m, const char *from, const char *to)
{
	for (char **name = m->submit; *name; name++) {
		char *mark = xasprintf("/src/%s:", *name);
		const char *found = strstr(from, mark);
		size_t skip = 5;
		if (!found) {
			found = strstr(from, mark + skip);   /* UBSan names it without the folder */
		}
		free(mark);
		if (found && found < to)
			return true;
	}
	return false;
}

static bool worth_showing(const struct manifest *m, const char *line, size_t length)
{
	char *text = xstrndup(line, length);
	bool frame = strstr(text, "    #") != NULL;
	bool good = length > 0 && strncmp(text, "=====", 5) != 0 &&
	            (!frame || names_submission(m, text, text + length)) && !strstr(text, "SUMMARY:");

	free(text);
	return good;
}

/* The lines of a report that speak of the student's code, without our folder. */
static char *detail_of(const struct manifest *m, const char *from, const char *to)
{
	char *text = NULL;
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);
	int lines = 0;

	while (from < to && lines < DETAIL_LINES) {
		const char *end = memchr(from, '\n', (size_t)(to - from));
		size_t length = end ? (size_t)(end - from) : (size_t)(to - from);
		if (worth_showing(m, from, length)) {
			char *line = xstrndup(from, length), *folder = strstr(line, "/src/");
			if (folder)
				memmove(folder, folder + 5, strlen(folder + 5) + 1);
			fprintf(out, "%s\n", line);
			free(line);
			lines++;
		}
		from += length + 1;
	}
	fclose(out);
	return text;
}

/* The first report that concerns the student's own file; races elsewhere are not theirs. */
static const struct symptom *first_symptom(const struct manifest *m, const struct symptom *symptoms, size_t count,
                                           const char *said, const char **at)
{
	const struct symptom *first = NULL;

	for (size_t i = 0; i < count; i++)
		for (const char *mark = said; (mark = strstr(mark, symptoms[i].mark)) != NULL; mark++) {
			const char *line = mark;
			while (line > said && line[-1] != '\n')
				line--;
			if (!names_submission(m, line, report_end(mark)))
				continue;
			if (!first || line < *at) {
				first = &symptoms[i];
				*at = line;
			}
			break;
		}
	return first;
}

static void add_finding(struct pipeline *p, enum mode mode, size_t case_index, int workers,
                        const struct symptom *symptom, const char *at)
{
	const struct manifest *m = p->job.exercise;
	struct finding *f = outcome_add_finding(&p->outcome);

	f->stage = STAGE_SANITIZE;
	f->mode = mode;
	f->workers = workers;
	f->case_name = xstrdup(m->cases[case_index].name);
	f->verdict = symptom ? symptom->verdict : VERDICT_CORRECT;
	if (!symptom)
		return;
	/* A crash remains a crash: the sanitizer only says where. */
	const struct finding *known = outcome_fault_in(&p->outcome, STAGE_CHECK, mode);
	if (known && known->verdict == VERDICT_CRASHED && symptom->verdict == VERDICT_MEMORY_ERROR)
		f->verdict = VERDICT_CRASHED;
	f->message = workers > 1 ? xasprintf("For %s with %d workers: %s.", m->cases[case_index].args, workers, symptom->message)
	                         : xasprintf("For %s: %s.", m->cases[case_index].args, symptom->message);
	f->detail = detail_of(m, at, report_end(strstr(at, symptom->mark)));
	f->hint = xstrdup(symptom->hint);
	f->again = again_command(p, mode, (int)case_index + 1, workers);
}

/* Run one case under one sanitizer; *symptom is NULL if it had nothing to say. */
static int run_under(struct pipeline *p, enum flavour flavour, size_t case_index, const struct oracle_case *c,
                     enum mode mode, enum verdict *verdict)
{
	const struct manifest *m = p->job.exercise;
	int workers = mode == MODE_SERIAL ? 1 : SANITIZE_WORKERS;
	struct session_request request = run_request(p->workshop, m, p->program.built[flavour], c, flavour);
	struct session *session = session_start(&request, false);
	struct session_call call = {
		.mode = mode, .workers = workers, .input = c->input, .input_bytes = c->input_bytes,
		.layout = c->layout, .answer_bytes = c->answer_bytes, .wall_s = request.box.limits.wall_s,
	};
	struct session_result result;
	struct box_result end;
	const char *at = NULL;
	int failed = session ? session_call(session, &call, &result) : -1;

	if (!failed && result.end == SESSION_DONE)
		session_close(session, CLOSE_WAIT_S, &end);
	if (!failed) {
		bool thread = flavour == FLAVOUR_THREAD;
		const struct symptom *symptom =
			first_symptom(m, thread ? thread_symptoms : address_symptoms,
		                  thread ? ARRAY_LENGTH(thread_symptoms) : ARRAY_LENGTH(address_symptoms),
		                  session_output(session), &at);
		add_finding(p, mode, case_index, workers, symptom, at);
		*verdict = symptom ? symptom->verdict : VERDICT_CORRECT;
	}
	session_free(session);
	run_request_free(&request);
	return failed;
}

static bool shares_memory(enum mode mode)
{
	return mode == MODE_THREADS || mode == MODE_OPENMP;
}

/* A mode that hangs or is not there has nothing to show here; one that is wrong or crashes may. */
static bool worth_running(const struct pipeline *p, enum mode mode)
{
	const struct finding *fault = outcome_fault_in(&p->outcome, STAGE_CHECK, mode);

	return mode_wanted(p, mode) &&
	       (!fault || fault->verdict == VERDICT_WRONG_ANSWER || fault->verdict == VERDICT_CRASHED);
}

static int sanitize_case(struct pipeline *p, enum flavour flavour, size_t i, const struct oracle_case *c)
{
	for (int mode = 0; mode < MODE_COUNT; mode++) {
		enum verdict v;
		if (!worth_running(p, (enum mode)mode) || (flavour == FLAVOUR_THREAD && !shares_memory((enum mode)mode)) ||
		    outcome_fault_in(&p->outcome, STAGE_SANITIZE, (enum mode)mode))
			continue;
		if (run_under(p, flavour, i, c, (enum mode)mode, &v) != 0)
			return -1;
	}
	return 0;
}

static int sanitize_flavour(struct pipeline *p, enum flavour flavour)
{
	const struct manifest *m = p->job.exercise;
	bool good;
	char *said;
	int failed = build_program(p->workshop, m, &p->program, flavour, &good, &said);

	if (!failed && !good) {
		/* The plain flavour compiled: what only this compiler refuses is not held against anybody. */
		struct finding *f = outcome_add_finding(&p->outcome);
		f->stage = STAGE_BUILD;
		f->verdict = VERDICT_CORRECT;
		f->message = xasprintf("%s does not build for the %s sanitizer, so that one was not run.", m->submit[0],
		                       flavour_name(flavour));
		f->detail = xstrdup(said);
	}
	free(said);
	for (size_t i = 0; !failed && good && i < m->case_count; i++) {
		struct oracle_case c;
		if (!m->cases[i].sanitize || (p->job.only_case && (size_t)p->job.only_case != i + 1))
			continue;
		failed = oracle_make_case(p->workshop, m, m->cases[i].args, oracle_seed_of_case(m, i), &c);
		if (!failed) {
			failed = sanitize_case(p, flavour, i, &c);
			oracle_case_free(&c);
		}
	}
	return failed;
}

int sanitize_submission(struct pipeline *p)
{
	bool any = false, shared = false;

	for (int mode = 0; mode < MODE_COUNT; mode++) {
		any |= worth_running(p, (enum mode)mode);
		shared |= worth_running(p, (enum mode)mode) && shares_memory((enum mode)mode);
	}
	if (shared && sanitize_flavour(p, FLAVOUR_THREAD) != 0)
		return -1;
	return any ? sanitize_flavour(p, FLAVOUR_ADDRESS) : 0;
}
