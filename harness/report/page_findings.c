/* page_findings.c - what was found on a student's page: each distinct fault once, with the
 * modes it concerns and the smallest counter-examples.
 *
 * All text is the stages' own or a submission's; it is escaped, and nothing is added.
 */
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "escape.h"
#include "format.h"
#include "kinds.h"
#include "page.h"

enum { EXAMPLES_SHOWN = 4 };

static void write_heading(FILE *to, const struct kind *kind)
{
	char *modes = kinds_modes(kind->modes);

	fputs("<h3>", to);
	page_verdict(to, kind->first->verdict, false);
	if (kind->first->stage > STAGE_BUILD)
		html_print(to, " in %s", modes);
	html_print(to, " <small>(%s)</small></h3>\n", stage_name(kind->first->stage));
	free(modes);
}

/* ---- counter-examples ---------------------------------------------------------------- */

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool is_same_example(const struct finding *a, const struct finding *b)
{
	return a->workers == b->workers && same_text(a->case_name, b->case_name) &&
	       same_text(a->message, b->message);
}

/* The modes in which this example failed the same way; 0: an earlier one is the same. */
static unsigned modes_of_example(const struct kind *kind, size_t index)
{
	unsigned modes = 0;

	for (size_t i = 0; i < kind->count; i++) {
		if (!is_same_example(kind->all[i], kind->all[index]))
			continue;
		if (i < index)
			return 0;
		modes |= 1u << kind->all[i]->mode;
	}
	return modes;
}

static void write_example(FILE *to, const struct finding *f, unsigned modes)
{
	struct kind_values values = kinds_values(f->message);
	char *names = kinds_modes(modes);

	/* What a phone shows without scrolling comes first. */
	fputs("<tr>", to);
	if (f->workers > 0)
		page_count(to, f->workers);
	else
		page_number(to, "-");
	html_print(to, "<td class=\"n\"><code>%s</code></td>", values.expected);
	html_print(to, "<td class=\"n\"><code>%s</code></td>", values.got);
	html_print(to, "<td class=\"r\">%s</td><td>%s</td><td>%s</td></tr>\n", values.what, names,
	           f->case_name ? f->case_name : "-");
	free(names);
	kinds_values_free(&values);
}

/* The first few, or those that follow them. */
static size_t write_examples(FILE *to, const struct kind *kind, bool further)
{
	static const char *const headers[] = {"workers", "expected", "got", "what", "modes", "case", NULL};
	size_t seen = 0, written = 0;

	for (size_t i = 0; i < kind->count; i++) {
		unsigned modes = modes_of_example(kind, i);
		if (modes == 0 || (seen++ >= EXAMPLES_SHOWN) != further)
			continue;
		if (written++ == 0) {
			if (further)
				page_fold(to, "More counter-examples");
			page_table(to, "counter-examples",
			           further ? NULL : "Counter-examples, the smallest first", headers);
		}
		write_example(to, kind->all[i], modes);
	}
	if (written > 0)
		page_table_end(to);
	if (written > 0 && further)
		page_fold_end(to);
	return written;
}

/* ---- a fault --------------------------------------------------------------------------- */

static void write_place(FILE *to, const struct finding *f)
{
	if (f->stage > STAGE_BUILD)
		html_print(to, "%s", mode_name(f->mode));
	else
		html_print(to, "%s", stage_name(f->stage));
	if (f->case_name)
		html_print(to, ", case %s", f->case_name);
	if (f->workers > 0)
		html_print(to, ", %d worker%s", f->workers, f->workers == 1 ? "" : "s");
}

static void write_words(FILE *to, const struct finding *f)
{
	char *message = f->message ? format_sentence(f->message) : NULL;

	if (message)
		html_print(to, "<p>%s</p>\n", message);
	free(message);
	if (f->detail && *f->detail)
		html_print(to, "<pre tabindex=\"0\">%s</pre>\n", f->detail);
	if (f->hint)
		html_print(to, "<p>Hint: %s</p>\n", f->hint);
	if (f->again)
		html_print(to, "<p>See it yourself: <code>%s</code></p>\n", f->again);
}

/* Where the same was found, a line each. */
static void write_further(FILE *to, const struct kind *kind)
{
	if (kind->count < 2)
		return;
	page_fold(to, "Where else this was found");
	fputs("<ul>\n", to);
	for (size_t i = 1; i < kind->count; i++) {
		fputs("<li>", to);
		write_place(to, kind->all[i]);
		if (kind->all[i]->again)
			html_print(to, ": <code>%s</code>", kind->all[i]->again);
		fputs("</li>\n", to);
	}
	fputs("</ul>\n", to);
	page_fold_end(to);
}

static void write_kind(FILE *to, const struct kind *kind)
{
	struct kind_values values = kinds_values(kind->first->message);

	fputs("<article>\n", to);
	write_heading(to, kind);
	write_words(to, kind->first);
	if (values.what) {
		write_examples(to, kind, false);
		write_examples(to, kind, true);
	} else {
		write_further(to, kind);
	}
	fputs("</article>\n", to);
	kinds_values_free(&values);
}

/* The compiler's warnings, and the parts of ANSWERS.md that were not understood. */
static void write_remarks(FILE *to, const struct outcome *o)
{
	for (size_t i = 0; i < o->finding_count; i++) {
		const struct finding *f = &o->findings[i];
		if (f->verdict != VERDICT_CORRECT || !f->detail)
			continue;
		html_print(to, "<article>\n<h3>Remark <small>(%s)</small></h3>\n", stage_name(f->stage));
		write_words(to, f);
		fputs("</article>\n", to);
	}
}

void page_findings(FILE *to, const struct outcome *o)
{
	size_t right = 0, count;
	struct kind *kinds = kinds_of(o, &count);

	for (size_t i = 0; i < o->finding_count; i++)
		right += o->findings[i].verdict == VERDICT_CORRECT;
	fputs("<h2>Findings</h2>\n", to);
	html_print(to, "<p>%zu of %zu checks found nothing wrong.", right, o->finding_count);
	if (count > 1)
		html_print(to, " The others found %zu different faults.", count);
	fputs("</p>\n", to);
	for (size_t i = 0; i < count; i++)
		write_kind(to, &kinds[i]);
	kinds_free(kinds, count);
	write_remarks(to, o);
}
