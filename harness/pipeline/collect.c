/* collect.c - the first stage: gather what will be built.
 *
 * From the submission it takes only the files that the manifest names, if they are
 * acceptable (course/handin.h) and not too large.  Everything else comes unmodified from
 * the assignment.  A missing or unacceptable file is a finding about the submission; a
 * private folder that cannot be created is the grader's fault.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../course/answers.h"
#include "../course/handin.h"
#include "stages.h"

static bool ends_with(const char *text, const char *end)
{
	size_t a = strlen(text), b = strlen(end);

	return a >= b && strcmp(text + a - b, end) == 0;
}

static bool in_list(char *const *list, const char *name)
{
	for (; list && *list; list++)
		if (strcmp(*list, name) == 0)
			return true;
	return false;
}

static int copy_into(const char *from_folder, const char *name, const char *to_folder)
{
	char *from = path_join(from_folder, name), *to = path_join(to_folder, name);
	int failed = file_copy(from, to, 0644);

	free(from);
	free(to);
	return failed;
}

/* Headers, driver.c and the given files, but not the stub. */
bool is_assignments_own(const struct manifest *m, const char *name)
{
	return (ends_with(name, ".h") || strcmp(name, "driver.c") == 0 || strcmp(name, "driver_mpi.c") == 0 ||
	        in_list(m->given, name)) &&
	       !in_list(m->submit, name);
}

static int copy_assignment(const struct manifest *m, const char *src)
{
	char **names = folder_list(m->folder);
	int failed = names ? 0 : -1;

	for (char **name = names; !failed && *name; name++)
		if (is_assignments_own(m, *name))
			failed = copy_into(m->folder, *name, src);
	strv_free(names);
	return failed;
}

static int copy_kit_headers(const struct workshop *w, const struct manifest *m, const char *src)
{
	static const char *const headers[] = {"kit.h", "bundle.h", "protocol.h", "span.h"};
	char *kit = path_join(w->home, "harness/kit"), *mpi = path_join(kit, "mpi");
	bool has_mpi = manifest_mode(m, MODE_MPI) && w->mpirun;
	int failed =
		has_mpi && (copy_into(mpi, "kit_mpi.h", src) != 0 || copy_into(mpi, "mpi_calls.h", src) != 0)
			? -1
			: 0;

	for (size_t i = 0; !failed && i < ARRAY_LENGTH(headers); i++)
		failed = copy_into(kit, headers[i], src);
	free(mpi);
	free(kit);
	return failed;
}

/* A handout brings the headers of header-only libraries along. */
static int copy_include(const struct workshop *w, const char *src)
{
	char *from = path_join(w->home, "include"), *to = path_join(src, "include");
	int failed = path_is_folder(from) ? folder_copy(from, to, 0755) : 0;

	free(from);
	free(to);
	return failed;
}

int collect_given(struct workshop *w, const struct manifest *m, struct program *program)
{
	char *src;
	int failed;

	program->folder = box_folder();
	if (!program->folder)
		return -1;
	src = path_join(program->folder, "src");
	failed = folder_make(src, 0755) != 0 || copy_assignment(m, src) != 0 ||
	                         copy_kit_headers(w, m, src) != 0 || copy_include(w, src) != 0
	                 ? -1
	                 : 0;
	free(src);
	return failed;
}

void program_free(struct program *program)
{
	if (program->folder)
		folder_remove(program->folder);
	free(program->folder);
	for (int f = 0; f < FLAVOUR_COUNT; f++)
		free(program->built[f]);
	*program = (struct program){0};
}

/* Where students work, the model solution is there without its source. */
static bool has_model_object(const struct manifest *m, const char *name)
{
	char *path = path_join(m->reference, name);
	bool there = path_is_file(path);

	free(path);
	return there;
}

int collect_reference(struct workshop *w, const struct manifest *m, struct program *program)
{
	char *src;
	int failed = m->reference ? 0
	                          : error_set("%s: no model solution in reference/, so nothing can be timed",
	                                      m->name);

	if (failed || collect_given(w, m, program) != 0)
		return -1;
	src = path_join(program->folder, "src");
	if (has_model_object(m, MODEL_OBJECT)) {
		failed = copy_into(m->reference, MODEL_OBJECT, src);
		if (!failed && has_model_object(m, MODEL_OBJECT_MPI))
			failed = copy_into(m->reference, MODEL_OBJECT_MPI, src);
		free(src);
		return failed;
	}
	for (char **name = m->submit; !failed && *name; name++) {
		char *path = path_join(m->reference, *name);
		if (path_is_file(path) || name == m->submit)
			failed = copy_into(m->reference, *name, src);
		free(path);
	}
	free(src);
	return failed;
}

/* --- the student's own files ---------------------------------------------- */

/* It cannot be built: `what` and `why` together form a sentence. */
static void refuse(struct submission *sub, const char *what, const char *why, enum verdict verdict)
{
	struct finding *f = outcome_add_finding(&sub->outcome);

	f->stage = STAGE_COLLECT;
	f->verdict = verdict;
	f->message = sub->job.found ? xasprintf("%s %s.  Found instead: %s.", what, why, sub->job.found)
	                            : xasprintf("%s %s.", what, why);
	f->hint = xasprintf("Hand in %s as a plain file of at most 1 MiB; start from assignments/%s/%s.",
	                    sub->job.exercise->submit[0], sub->job.exercise->name,
	                    sub->job.exercise->submit[0]);
}

static int keep_source(struct submission *sub, const char *name, const char *data, size_t bytes)
{
	char *relative = path_join("src", name), *to = path_join(sub->program.folder, relative);
	int failed = file_write(to, data, bytes);

	if (!failed && chmod(to, 0644) != 0)
		failed = error_errno("%s: permissions", to);
	free(relative);
	free(to);
	return failed;
}

/* take: copy `theirs` to src/NAME, or add a finding.  -1: the grader failed. */
static int take(struct submission *sub, const struct handin_folder *folder, const char *theirs,
                const char *name, bool required)
{
	bool by_hand = sub->job.file != NULL;
	size_t bytes;
	const char *why;
	char *data;
	int failed = 0;

	switch (handin_read(folder, theirs, by_hand, &data, &bytes, &why)) {
	case HANDIN_THERE:
		failed = keep_source(sub, name, data, bytes);
		break;
	case HANDIN_ABSENT:
		if (required)
			refuse(sub, theirs, why, VERDICT_NOT_ATTEMPTED);
		break;
	case HANDIN_UNFIT:
		refuse(sub, theirs, why, VERDICT_DID_NOT_COMPILE);
		break;
	case HANDIN_FAULT:
		failed = -1;
	}
	free(data);
	return failed;
}

/* Text that was not understood costs nothing, but must be shown: this is the stage's only
 * correct finding.  Takes ownership of `lines`; NULL: none. */
static void remark_on_answers(struct submission *sub, char *lines)
{
	struct outcome *o = &sub->outcome;
	struct finding *f = NULL;

	for (size_t i = 0; i < o->finding_count; i++)
		if (o->findings[i].stage == STAGE_COLLECT && o->findings[i].verdict == VERDICT_CORRECT)
			f = &o->findings[i];
	if (!f && !lines)
		return;
	if (!f) {
		f = outcome_add_finding(o);
		*f = (struct finding){.stage = STAGE_COLLECT, .verdict = VERDICT_CORRECT};
		f->message = xstrdup("Not everything in ANSWERS.md was understood.");
		f->hint = xstrdup("Write each answer under a heading with the question's name: ## NAME");
	}
	free(f->detail);
	f->detail = lines;
}

static char *joined(char *const *remarks)
{
	struct text lines;
	FILE *to = text_open(&lines);

	for (; *remarks; remarks++)
		fprintf(to, "%s\n", *remarks);
	return text_close(&lines);
}

static int read_answers(struct submission *sub, const struct handin_folder *folder)
{
	const struct manifest *m = sub->job.exercise;
	const char **names = xcalloc(m->question_count + 1, sizeof *names);
	struct answers answers = {0};
	size_t bytes = 0;
	const char *why;
	char *text = NULL;
	enum handin result = folder->fd < 0 ? HANDIN_ABSENT
	                                    : handin_read(folder, "ANSWERS.md", false, &text, &bytes, &why);

	for (size_t i = 0; i < m->question_count; i++)
		names[i] = m->questions[i].name;
	answers_read(&answers, text ? text : "", bytes, names, m->question_count);
	remark_on_answers(sub, result == HANDIN_UNFIT ? xasprintf("ANSWERS.md %s\n", why)
	                       : *answers.remarks     ? joined(answers.remarks)
	                                              : NULL);
	outcome_forget_answers(&sub->outcome);
	for (size_t i = 0; i < m->question_count; i++)
		if (answers.answered[i])
			*outcome_add_answer(&sub->outcome) =
				(struct answer){xstrdup(names[i]), xstrdup(answers.texts[i])};
	free(sub->answered);
	sub->answered = answers.answered;
	answers.answered = NULL;
	answers_free(&answers);
	free(names);
	free(text);
	return result == HANDIN_FAULT ? -1 : 0;
}

/* The folder and name of a single file from the command line. */
static void split_path(const char *path, char **folder, char **name)
{
	const char *slash = strrchr(path, '/');

	*folder = slash == path ? xstrdup("/")
	          : slash       ? xstrndup(path, (size_t)(slash - path))
	                        : xstrdup(".");
	*name = xstrdup(slash ? slash + 1 : path);
}

enum handin collect_open(const struct pipeline_job *job, struct handin_folder *folder, char **name,
                         const char **why)
{
	char *path;
	enum handin result;

	*name = NULL;
	if (!job->file)
		return job->student ? handin_open_in_class(folder, job->folder, why)
		                    : handin_open_given(folder, job->folder, why);
	split_path(job->file, &path, name);
	result = handin_open_given(folder, path, why);
	free(path);
	return result;
}

int collect_answers(struct submission *sub)
{
	struct handin_folder folder;
	char *name;
	const char *why;
	int failed = collect_open(&sub->job, &folder, &name, &why) == HANDIN_FAULT ? -1 : 0;

	if (!failed)
		failed = read_answers(sub, &folder);
	handin_close(&folder);
	free(name);
	return failed;
}

static int take_all(struct submission *sub, const struct handin_folder *folder, const char *by_hand)
{
	char **names = sub->job.exercise->submit;
	int failed = 0;

	/* A file that was named is the first; the others may be beside it. */
	for (char **name = names; !failed && *name; name++)
		failed = take(sub, folder, by_hand && name == names ? by_hand : *name, *name, name == names);
	return failed;
}

int collect_submission(struct submission *sub)
{
	const char *first = sub->job.exercise->submit[0], *why;
	struct handin_folder folder;
	char *name;

	if (collect_given(sub->workshop, sub->job.exercise, &sub->program) != 0)
		return -1;
	enum handin opened = collect_open(&sub->job, &folder, &name, &why);
	int failed = opened == HANDIN_FAULT ? -1 : read_answers(sub, &folder);
	if (opened == HANDIN_ABSENT)
		refuse(sub, first, why, VERDICT_NOT_ATTEMPTED);
	else if (opened == HANDIN_UNFIT)
		refuse(sub, "The folder", why, VERDICT_DID_NOT_COMPILE);
	else if (!failed)
		failed = take_all(sub, &folder, name);
	handin_close(&folder);
	free(name);
	return failed;
}
