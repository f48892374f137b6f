/* cmd_submission.c - packs exactly the files to hand in, or says what is missing.
 *
 * It collects and compiles as grade does, so that nothing is handed in that grade would
 * refuse.  It runs nothing, and changes none of the files.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../course/handin.h"
#include "../grading/verdict.h"
#include "../report/report.h"
#include "command.h"
#include "pack.h"
#include "work.h"

static const char about[] =
	"Compiles the work, and packs exactly the files to hand in as OUT/EXERCISE.tar.gz.  It\n"
	"refuses if a file is missing or too large, if the work does not compile, or if a\n"
	"TODO(student) is left in it.\n";

static const char unfinished_mark[] = "TODO(student)";

struct packing {
	struct work work;
	const char *out;
	bool unfinished;
	struct handin_folder from;
	char *by_hand; /* the name of the file that was given; or NULL */
	char *to;      /* OUT/EXERCISE */
	int reasons;   /* not to hand it in yet */
};

/* ---- what speaks against it --------------------------------------------------------- */

PRINTF_LIKE(2, 3)
static void object(struct packing *p, const char *format, ...)
{
	va_list arguments;

	p->reasons++;
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
}

/* A comment that begins with the mark; what only mentions it may stay.  In a file that need not
 * be handed in it is only noted. */
static void object_to_todos(struct packing *p, const char *name, const char *text, bool optional)
{
	int number = 1;

	for (const char *line = text; *line; number++) {
		size_t length = strcspn(line, "\n");
		const char *start = line + strspn(line, " \t/*");
		bool left = strncmp(start, unfinished_mark, sizeof unfinished_mark - 1) == 0;
		if (left && optional)
			printf("note: %s:%d: a %s is left\n", name, number, unfinished_mark);
		else if (left)
			object(p, "%s:%d: a %s is left; write that part, and delete the comment", name,
			       number, unfinished_mark);
		line += length + (line[length] == '\n');
	}
}

/* What collecting and compiling found. */
static void object_to_findings(struct packing *p, const struct outcome *o)
{
	int wrong = 0;

	for (size_t i = 0; i < o->finding_count; i++)
		wrong += o->findings[i].verdict != VERDICT_CORRECT &&
		         !verdict_is_pending(o->findings[i].verdict);
	p->reasons += wrong;
	if (wrong > 0)
		terminal_check(o, stdout, terminal_colour(stdout)); /* the answers, too */
	else
		terminal_answers(o, stdout);
}

/* ---- the files ------------------------------------------------------------------------- */

/* take: copy THEIRS to the packed folder as NAME; 1 if it is there, 0 if not, -1: a fault. */
static int take(struct packing *p, const char *theirs, const char *name, bool optional)
{
	char *text = NULL, *to = path_join(p->to, name);
	size_t bytes;
	const char *why;
	enum handin got = p->from.fd < 0
	                          ? HANDIN_ABSENT
	                          : handin_read(&p->from, theirs, p->by_hand != NULL, &text, &bytes, &why);
	int result = got == HANDIN_FAULT ? -1 : got == HANDIN_THERE ? 1 : 0;

	if (result == 1 && file_write(to, text, bytes) != 0)
		result = -1;
	if (result == 1) {
		printf("  %-20s %7zu bytes\n", name, bytes);
		object_to_todos(p, theirs, text, optional);
	}
	free(text);
	free(to);
	return result;
}

static int take_all(struct packing *p)
{
	const struct manifest *m = p->work.job.exercise;
	int failed = folder_make(p->to, 0755);

	for (char **name = m->submit; !failed && *name; name++)
		failed = take(p, p->by_hand && name == m->submit ? p->by_hand : *name, *name,
		              name != m->submit) < 0;
	if (failed || m->question_count == 0)
		return failed ? -1 : 0;
	int answers = take(p, "ANSWERS.md", "ANSWERS.md", true);
	if (answers == 0)
		object(p,
		       "ANSWERS.md is missing; answer the questions of assignments/%s/README.md in it, beside "
		       "%s",
		       m->name, m->submit[0]);
	return answers < 0 ? -1 : 0;
}

static int open_folder(struct packing *p)
{
	const struct work *w = &p->work;
	const char *why, *slash = w->file ? strrchr(w->file, '/') : NULL;
	char *path = w->folder                   ? xstrdup(w->folder)
	             : slash && slash != w->file ? xstrndup(w->file, (size_t)(slash - w->file))
	                                         : xstrdup(slash ? "/" : ".");

	p->by_hand = w->file ? xstrdup(slash ? slash + 1 : w->file) : NULL;
	enum handin opened = handin_open_given(&p->from, path, &why);
	if (opened != HANDIN_THERE && opened != HANDIN_FAULT)
		error_set("%s: %s", path, why);
	free(path);
	return opened == HANDIN_THERE ? 0 : -1;
}

/* 1: packed, 0: there are reasons not to; -1: a fault. */
static int pack(struct packing *p)
{
	p->work.job.unexamined = true;
	p->to = path_join(p->out, p->work.job.exercise->name);
	if (work_run(&p->work, false) != 0 || folder_remove(p->to) != 0 || open_folder(p) != 0 ||
	    take_all(p) != 0)
		return -1;
	object_to_findings(p, pipeline_outcome(p->work.pipeline));
	if (p->reasons > 0 && !p->unfinished)
		return folder_remove(p->to) != 0 ? -1 : 0;
	return pack_folder(p->out, p->work.job.exercise->name) != 0 ? -1 : 1;
}

static int run(struct packing *p)
{
	int packed = pack(p);

	if (packed < 0)
		return command_fault("submission");
	if (packed == 0)
		printf("\nnot packed; --unfinished packs it as it is\n");
	else
		printf("%spacked: %s.tar.gz\n", p->reasons > 0 ? "\nunfinished, but " : "", p->to);
	return packed ? EXIT_WELL : EXIT_FELL_SHORT;
}

int cmd_submission(int argc, char **argv)
{
	struct packing p = {.out = "out/submission", .from.fd = -1};
	const struct option_row own[] = {
		TEXT("out", 'o', "FOLDER", &p.out, "where to put the archive (default: out/submission)"),
		FLAG("unfinished", 0, &p.unfinished,
	             "pack it whatever is missing, but for the files themselves"),
		{0},
	};
	int code;

	if (work_read(&p.work, own, about,
	              "0 packed, 1 something is missing, 2 wrong usage or a fault of the grader", argc, argv,
	              &code))
		code = run(&p);
	handin_close(&p.from);
	free(p.by_hand);
	free(p.to);
	work_free(&p.work);
	return code;
}
