/* sanitize_findings.c - the findings about calls under a sanitizer that were made in one box.
 *
 * Each call has a finding: by the report that appeared during it, by its end, by its
 * answer, by what it left behind.  Reports after the last call, and a sanitizer that does
 * not report the kit's deliberate error, concern all calls.  It runs nothing.
 */
#include "sanitize_findings.h"

#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../grading/score.h"

const char *sanitizer_name(enum flavour flavour)
{
	return flavour == FLAVOUR_THREAD ? "ThreadSanitizer" : "AddressSanitizer";
}

bool failed_already(const struct flavoured *side, enum mode mode)
{
	return outcome_fault_in(&side->sub->outcome, STAGE_CHECK, mode) != NULL;
}

/* --- findings --------------------------------------------------------------------- */

struct finding *new_finding(struct flavoured *side, enum mode mode, int workers, enum verdict verdict)
{
	struct finding *f = outcome_add_finding(&side->found);

	f->stage = STAGE_SANITIZE;
	f->mode = mode;
	f->workers = workers;
	f->verdict = verdict;
	return f;
}

static struct finding *add_finding(struct flavoured *side, enum mode mode, const struct watched *w,
                                   enum verdict verdict)
{
	struct finding *f = new_finding(side, mode, w->workers, verdict);

	f->case_name = xstrdup(side->sub->job.exercise->cases[w->case_index].name);
	if (verdict != VERDICT_CORRECT)
		f->again = again_command(side->sub, mode, (int)w->case_index + 1, w->workers);
	return f;
}

/* "first=2 last=10 with 3 workers" */
static char *words_for_calls(const struct flavoured *side, const struct watched *w)
{
	const char *args = side->sub->job.exercise->cases[w->case_index].args;

	return w->workers > 1 ? xasprintf("%s with %d workers", args, w->workers) : xstrdup(args);
}

/* Of the first `count` calls of the box: "A, B with 3 workers". */
static char *words_of_calls(const struct flavoured *side, const struct watched_box *box, size_t count)
{
	struct text all;
	FILE *to = text_open(&all);

	for (size_t i = 0; i < count; i++) {
		char *one = words_for_calls(side, &box->calls[i]);
		text_separate(&all, "; ");
		fputs(one, to);
		free(one);
	}
	return text_close(&all);
}

/* Leftovers that no sanitizer looks for: the kit counted them. */
static bool left_behind(const struct session_result *r)
{
	return r->children_left > 0 || r->descriptors_left > 0;
}

static void add_left_behind(struct flavoured *side, enum mode mode, const struct watched *w)
{
	const struct session_result *r = &w->result;
	struct finding *f = add_finding(side, mode, w, VERDICT_LEAK);
	char *children = r->children_left > 0
	                         ? xasprintf("%d child process%s not waited for", r->children_left,
	                                     r->children_left == 1 ? " was" : "es were")
	                         : xstrdup("");
	char *files = r->descriptors_left > 0
	                      ? xasprintf("%d more file descriptor%s open than before", r->descriptors_left,
	                                  r->descriptors_left == 1 ? " is" : "s are")
	                      : xstrdup("");
	char *words = words_for_calls(side, w);

	f->message = xasprintf("For %s: after the call, %s%s%s.", words, children,
	                       *children && *files ? ", and " : "", files);
	f->hint = xstrdup(
		*children ? "Every fork needs its waitpid, on the paths where something fails too."
			  : "Every pipe has two ends: parent and child each close the end they do not use, "
			    "and the other when they are done.");
	free(words);
	free(children);
	free(files);
}

static void add_symptom(struct flavoured *side, enum mode mode, const struct watched_box *box,
                        const struct watched *w)
{
	const struct symptom *symptom = w->report.symptom;
	struct finding *f = add_finding(side, mode, w, symptom->verdict);
	char *words = words_for_calls(side, w);

	/* A crash remains a crash: the sanitizer only adds the place. */
	const struct finding *known = outcome_fault_in(&side->sub->outcome, STAGE_CHECK, mode);

	if (known && known->verdict == VERDICT_CRASHED && symptom->verdict == VERDICT_MEMORY_ERROR)
		f->verdict = VERDICT_CRASHED;
	f->message = xasprintf("For %s: %s.", words, symptom->message);
	f->detail = sanitizer_report_detail(&box->said, &w->report);
	f->hint = xstrdup(symptom->hint);
	free(words);
}

/* A finding about all calls of a box; `message` follows the words for them. */
static void add_for_all(struct flavoured *side, enum mode mode, const struct watched_box *box,
                        enum verdict verdict, const char *message, char *detail, const char *hint)
{
	const struct pipeline_job *job = &side->sub->job;
	char *words = words_of_calls(side, box, box->count);
	struct finding *f;

	if (box->count == 1) {
		f = add_finding(side, mode, &box->calls[0], verdict);
		f->message = xasprintf("For %s: %s.", words, message);
	} else {
		f = new_finding(side, mode, 0, verdict);
		f->message = xasprintf("After calls for %s, in one process: %s.", words, message);
		f->again = again_command(side->sub, mode, job->only_case, job->only_workers);
	}
	f->detail = detail;
	f->hint = xstrdup(hint);
	free(words);
}

static void add_silence(struct flavoured *side, enum mode mode, const struct watched_box *box)
{
	char *message = xasprintf("a deliberate error at the end was not reported by %s, so it had been "
	                          "silenced, and nothing can be ruled out",
	                          sanitizer_name(side->flavour));

	add_for_all(
		side, mode, box, VERDICT_SILENCED, message, NULL,
		"Leave standard error open, print less than 4 MiB, and do not call or define anything of the "
		"sanitizers'.");
	free(message);
}

/* The call was not completed, or its answer is wrong. */
void add_bad_call(struct flavoured *side, enum mode mode, const struct watched *w)
{
	struct finding *f = add_finding(side, mode, w, w->verdict);
	char *words = words_for_calls(side, w);

	f->message = xasprintf("For %s, under %s: %s", words, sanitizer_name(side->flavour), w->message);
	f->hint = w->hint ? xstrdup(w->hint) : NULL;
	free(words);
}

/* It went wrong after other calls, and right when it was called first. */
static void add_bad_again(struct flavoured *side, enum mode mode, const struct watched_box *box)
{
	const struct pipeline_job *job = &side->sub->job;
	const struct watched *w = &box->calls[box->count - 1];
	struct finding *f = new_finding(side, mode, w->workers, w->limited ? VERDICT_LEAK : w->verdict);
	char *before = words_of_calls(side, box, box->count - 1), *words = words_for_calls(side, w);

	f->case_name = xstrdup(side->sub->job.exercise->cases[w->case_index].name);
	char *message = xasprintf("For %s, under %s: %s", words, sanitizer_name(side->flavour), w->message);
	called_again_words(f, message, before);
	free(message);
	f->again = again_command(side->sub, mode, job->only_case, job->only_workers);
	free(words);
	free(before);
}

/* --- the kit's own breach of the rules ------------------------------------------- */

static bool leak_reported(const struct watched_box *box)
{
	bool heard = false;

	for (int i = 0; i < PROTOCOL_LEAKS && !heard; i++) {
		char *leak = xasprintf("leak of %llu byte",
		                       (unsigned long long)PROTOCOL_LEAK_BYTES(box->sequence) + i);
		heard = strstr(box->said.text, leak) != NULL;
		free(leak);
	}
	return heard;
}

/* Words that identify the report of the kit's error: its size was drawn after the last
 * call. */
char *own_words(enum flavour flavour, uint64_t sequence)
{
	return flavour == FLAVOUR_THREAD
	               ? xasprintf("heap block of size %llu ",
	                           (unsigned long long)PROTOCOL_RACE_BYTES(sequence))
	               : xasprintf("%llu-byte region", (unsigned long long)PROTOCOL_OVERRUN_BYTES(sequence));
}

static bool own_reported(const struct flavoured *side, const struct watched_box *box)
{
	return strstr(box->said.text, box->said.own) &&
	       (side->flavour == FLAVOUR_THREAD || leak_reported(box));
}

/* --- which report is whose ---------------------------------------------------------- */

/* The report in a section of the output. */
static struct sanitizer_report report_between(const struct watched_box *box, size_t from, size_t to)
{
	struct sanitizer_text part = box->said;

	to = to < part.bytes ? to : part.bytes;
	from = from < to ? from : to;
	part.text += from;
	part.bytes = to - from;
	return sanitizer_report_find(&part);
}

/* Each call's is what appeared before the next; the last call's goes up to its DONE.  A
 * report that these borders divide is attributed to all calls. */
void find_reports(struct watched_box *box)
{
	bool any = false;

	for (size_t i = 0; i < box->count; i++) {
		struct watched *w = &box->calls[i];
		bool last = i + 1 == box->count;
		w->report = report_between(box, w->result.output_from,
		                           last ? w->result.output_to : w[1].result.output_from);
		any |= w->report.symptom != NULL;
	}
	box->report = report_between(box, box->calls[box->count - 1].result.output_to, SIZE_MAX);
	if (!any && !box->report.symptom)
		box->report = sanitizer_report_find(&box->said);
}

/* --- what is told of it ---------------------------------------------------------------- */

static void tell_call(struct flavoured *side, const struct watched_box *box, const struct watched *w)
{
	enum mode mode = box->call.mode;
	const struct symptom *symptom = w->report.symptom;
	bool failed = failed_already(side, mode);

	/* A wrong answer hides a blemish, and nothing else; what failed in check already is not told again. */
	if (symptom &&
	    (failed || w->verdict == VERDICT_CORRECT || !score_is_blemish(STAGE_SANITIZE, symptom->verdict)))
		add_symptom(side, mode, box, w);
	else if (!failed && w->verdict != VERDICT_CORRECT)
		add_bad_call(side, mode, w);
	else if (!failed && left_behind(&w->result))
		add_left_behind(side, mode, w);
	else
		add_finding(side, mode, w, VERDICT_CORRECT);
}

/* A finding about all calls replaces a clean last one. */
static bool tell_all(struct flavoured *side, const struct watched_box *box)
{
	enum mode mode = box->call.mode;
	const struct symptom *symptom = box->report.symptom;
	bool failed = failed_already(side, mode), grave;

	if (!box->ended && !symptom)
		return false;
	grave = symptom && (failed || !score_is_blemish(STAGE_SANITIZE, symptom->verdict));
	if (!grave && !failed && box->ended && !own_reported(side, box))
		add_silence(side, mode, box);
	else if (symptom)
		add_for_all(side, mode, box, symptom->verdict, symptom->message,
		            sanitizer_report_detail(&box->said, &box->report), symptom->hint);
	else
		return false;
	return true;
}

/* *again: its last call went wrong after others, which must be seen in a fresh box. */
void tell_box(struct flavoured *side, const struct watched_box *box, bool *again)
{
	const struct watched *last = &box->calls[box->count - 1];

	*again = last->verdict != VERDICT_CORRECT && !last->report.symptom && box->count > 1 &&
	         !failed_already(side, box->call.mode);
	for (size_t i = 0; i + 1 < box->count; i++)
		tell_call(side, box, &box->calls[i]);
	bool quiet = last->verdict == VERDICT_CORRECT && !last->report.symptom && !left_behind(&last->result);
	bool told = tell_all(side, box);
	if (!*again && !(told && quiet))
		tell_call(side, box, last);
}

/* Was the call that went wrong in the box before right when it came first? */
void tell_again(struct flavoured *side, const struct watched_box *before, const struct watched_box *box)
{
	if (before->count > 0 && box->calls[0].verdict == VERDICT_CORRECT)
		add_bad_again(side, box->call.mode, before);
}
