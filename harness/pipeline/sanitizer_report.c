/* sanitizer_report.c - finds a sanitizer's reports about a student's files.
 *
 * Reports and the program's own output come through one pipe, so the text
 * between two reports, and within one, may be anything.  What is believed:
 *
 *   mark      the words that a report begins with, anywhere in a line, since
 *             what was printed before may have no newline at its end
 *   place     "pool.c:12": in a report it makes the report theirs; outside it may be
 *             the program's own debugging output
 *   frame     "#1 0x55d0 in work /src/pool.c:12" (gcc) or
 *             "#1 work pool.c:12:3 (driver+0xd01e6)" (clang): no program prints
 *             that by chance
 *   address   "(driver+0xd01e6)" at the end of a frame: in the student's code or not,
 *             whatever file name the compiler was told
 *   SUMMARY   of a sanitizer: the report is over
 *
 * Nobody can take a report back, but it can be torn apart: by children that
 * report at the same time, or by a thread that prints forged marks and
 * summaries between two lines of it.  A sanitizer by itself always writes mark,
 * frames, SUMMARY, in this order.  Any other order is disorder, and then the
 * gravest mark counts, wherever the frames stand.  A forged report can only make
 * things worse for who forged it, since the gravest counts in order, too.
 *
 * Each line is looked at once, for a fixed number of things, and nothing is kept
 * but a few positions.
 */
#include "sanitizer_report.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"

enum { DETAIL_LINES = 14, DETAIL_LINE_BYTES = 400, PARAGRAPH_BYTES = 8192 };

static const char race_message[] =
	"two workers touch the same memory at the same time, and at least one writes";
static const char race_hint[] =
	"Give each worker its own copy and add them up at the end, or guard it with a mutex or an atomic operation.";

/* A longer mark comes before one that it begins with. */
static const struct symptom symptoms[] = {
	{": runtime error: ", VERDICT_MEMORY_ERROR, "undefined behaviour",
         "The report names the operation and the line."},
	{"WARNING: ThreadSanitizer: data race", VERDICT_RACE, race_message, race_hint},
	{"ERROR: AddressSanitizer: heap-buffer-overflow", VERDICT_MEMORY_ERROR,
         "an element outside a block from malloc is read or written",
         "The report says how large the block is, where it was allocated, and which line uses it: compare "
         "its size with the largest index."},
	{"ERROR: AddressSanitizer: stack-buffer-overflow", VERDICT_MEMORY_ERROR,
         "an element outside a local array is read or written",
         "Compare the array's length with the largest index, for many workers too."},
	{"ERROR: AddressSanitizer: dynamic-stack-buffer-overflow", VERDICT_MEMORY_ERROR,
         "an element outside a local array is read or written",
         "Compare the array's length with the largest index, for many workers too."},
	{"ERROR: AddressSanitizer: global-buffer-overflow", VERDICT_MEMORY_ERROR,
         "an element outside a global array is read or written",
         "Compare the array's length with the largest index, for many workers too."},
	{"ERROR: AddressSanitizer: heap-use-after-free", VERDICT_MEMORY_ERROR,
         "memory is used after it was freed",
         "The report says which line uses it, and which freed it: wait for all workers before that."},
	{"ERROR: AddressSanitizer: stack-use-after-", VERDICT_MEMORY_ERROR,
         "a local variable is used after its function or block has ended",
         "Does a thread still use the variables of who started it? Join it before they go away."},
	{"ERROR: AddressSanitizer: attempting double-free", VERDICT_MEMORY_ERROR, "memory is freed twice",
         "The report says which two lines free it."},
	{"ERROR: AddressSanitizer: attempting free", VERDICT_MEMORY_ERROR,
         "something is freed that malloc did not return",
         "Free the pointer that malloc returned, unchanged."},
	{"ERROR: AddressSanitizer: SEGV", VERDICT_MEMORY_ERROR, "an address that does not exist is used",
         "Is the pointer NULL, or was it never set? The topmost line in your file says where."},
	{"ERROR: AddressSanitizer: stack-overflow", VERDICT_MEMORY_ERROR, "the stack is full",
         "Put large arrays on the heap; does a function call itself without end?"},
	{"ERROR: AddressSanitizer", VERDICT_MEMORY_ERROR, "memory is used that must not be",
         "The first line of the report says how; the topmost line in your file says where."},
	{"WARNING: ThreadSanitizer: heap-use-after-free", VERDICT_MEMORY_ERROR,
         "memory is used after it was freed", "Join every worker before what it uses goes away."},
	{"ERROR: LeakSanitizer", VERDICT_LEAK, "memory is never freed",
         "Every malloc needs its free, on the paths where something fails too."},
	{"WARNING: ThreadSanitizer: thread leak", VERDICT_LEAK, "a thread is never joined",
         "Every pthread_create needs its pthread_join."},
	/* Reports of other kinds are not judged, but they are reports. */
	{"WARNING: ThreadSanitizer: ", VERDICT_CORRECT, NULL, NULL},
};
enum { SYMPTOMS = ARRAY_LENGTH(symptoms), UNDEFINED = 0, NO_SYMPTOM = SYMPTOMS };

struct line {
	const char *at;
	size_t bytes;
};

static bool next_line(const char **at, const char *end, struct line *line)
{
	if (*at >= end)
		return false;
	const char *newline = memchr(*at, '\n', (size_t)(end - *at));
	*line = (struct line){*at, (size_t)((newline ? newline : end) - *at)};
	*at = newline ? newline + 1 : end;
	return true;
}

static const char *find(const char *from, const char *end, const char *words)
{
	return from < end ? memmem(from, (size_t)(end - from), words, strlen(words)) : NULL;
}

/* --- lines ------------------------------------------------------------------ */

static bool is_name_character(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '.';
}

/* find_place: NAME:NUMBER in [from, end), where NAME is one of the files, with or without a folder. */
static const char *find_place(const struct sanitizer_text *said, const char *from, const char *end)
{
	for (char *const *name = said->files; name && *name; name++) {
		size_t length = strlen(*name);
		for (const char *at = from; (at = find(at, end, *name)) != NULL; at += length)
			if ((at == said->text || !is_name_character(at[-1])) &&
			    end - at > (ptrdiff_t)length + 1 && at[length] == ':' &&
			    isdigit((unsigned char)at[length + 1]))
				return at;
	}
	return NULL;
}

/* find_frame: what stands behind "#NUMBER " of a stack frame; of gcc's, if it is so asked. */
static const char *find_frame(const char *from, const char *end, bool gcc)
{
	for (const char *at = from; (at = memchr(at, '#', (size_t)(end - at))) != NULL;) {
		const char *digit = ++at;
		while (at < end && isdigit((unsigned char)*at))
			at++;
		if (at > digit && end - at > 3 && (gcc ? memcmp(at, " 0x", 3) == 0 : *at == ' '))
			return at;
	}
	return NULL;
}

/* Does a frame end with an address in their code, "(driver+0x24a1)"? */
static bool has_their_address(const struct sanitizer_text *said, const char *from, const char *end)
{
	static const char module[] = "(driver+0x";
	uint64_t address = 0;
	int digits = 0;

	from = find(from, end, module);
	for (const char *at = from ? from + strlen(module) : end;
	     at < end && isxdigit((unsigned char)*at) && digits < 16; at++, digits++)
		address = address * 16 +
		          (uint64_t)(isdigit((unsigned char)*at) ? *at - '0' : tolower(*at) - 'a' + 10);
	return digits > 0 && address >= said->code_from && address < said->code_to;
}

/* Is it a stack frame in one of the student's files, or in their code? */
static bool is_their_frame(const struct sanitizer_text *said, const struct line *line)
{
	const char *end = line->at + line->bytes, *gcc = find_frame(line->at, end, true);

	if (gcc && find_place(said, gcc, end))
		return true;
	const char *clang = find_frame(line->at, end, false);
	if (clang && has_their_address(said, clang, end))
		return true;
	const char *place = clang ? find_place(said, clang, end) : NULL;
	return place && find(place, end, "+0x");
}

/* Back over ":NUMBER"; NULL if there is none. */
static const char *back_over_number(const char *from, const char *end)
{
	const char *at = end;

	while (at > from && isdigit((unsigned char)at[-1]))
		at--;
	return at < end && at > from && at[-1] == ':' ? at - 1 : NULL;
}

/* UBSan's first line begins with the place, FILE:LINE:COLUMN: runtime error:, and
 * what was printed before it may hold the same words. */
static bool has_place(const struct sanitizer_text *said, const struct line *line, const char *mark,
                      bool *theirs)
{
	const char *column = back_over_number(line->at, mark);
	const char *number = column ? back_over_number(line->at, column) : NULL;

	for (char *const *name = said->files; number && name && *name; name++) {
		size_t length = strlen(*name);
		const char *at = number - length;
		if ((size_t)(number - line->at) >= length && memcmp(at, *name, length) == 0 &&
		    (at == line->at || !is_name_character(at[-1])))
			*theirs = true;
	}
	return number != NULL;
}

/* find_mark: the index of the symptom whose mark stands in the line; *theirs if its place is theirs. */
static size_t find_mark(const struct sanitizer_text *said, const struct line *line, bool *theirs)
{
	const char *end = line->at + line->bytes;

	*theirs = false;
	for (size_t i = 0; i < SYMPTOMS; i++) {
		bool found = false;
		for (const char *at = line->at;
		     !(found && i != UNDEFINED) && (at = find(at, end, symptoms[i].mark)) != NULL; at++)
			found |= i != UNDEFINED || has_place(said, line, at, theirs);
		if (found)
			return i;
	}
	return NO_SYMPTOM;
}

static bool is_summary(const struct line *line)
{
	const char *end = line->at + line->bytes, *at = find(line->at, end, "SUMMARY: ");

	return at && find(at, end, "Sanitizer: ");
}

/* --- reports ---------------------------------------------------------------- */

/* The gravest report so far. */
struct reading {
	const struct sanitizer_text *said;
	struct sanitizer_report mine; /* of those about the student's files ... */
	struct sanitizer_report any;  /* ... and of all but those that were provoked on purpose */
	size_t kind;                  /* of the last mark */
	const char *at;               /* its line; NULL: no report yet */
	bool own, theirs;             /* what is known of its report */
	bool over;                    /* its SUMMARY was seen */
	bool named, disorder;         /* a file of theirs was named, somewhere */
};

static int gravity(const struct symptom *symptom)
{
	return !symptom || !symptom->message ? 0 : symptom->verdict == VERDICT_LEAK ? 1 : 2;
}

static void keep_the_gravest(struct sanitizer_report *kept, const struct sanitizer_report *report)
{
	if (gravity(report->symptom) > gravity(kept->symptom))
		*kept = *report;
}

/* The report that began at r->at ends before `end`. */
static void end_report(struct reading *r, const char *end)
{
	struct sanitizer_report report = {&symptoms[r->kind], r->at, end};

	if (!r->at || r->own)
		return;
	keep_the_gravest(&r->any, &report);
	if (r->theirs)
		keep_the_gravest(&r->mine, &report);
}

static void read_line(struct reading *r, const struct line *line)
{
	bool theirs;
	size_t kind = find_mark(r->said, line, &theirs);

	if (kind != NO_SYMPTOM) {
		/* UBSan writes no SUMMARY. */
		r->disorder |= r->at && !r->over && r->kind != UNDEFINED;
		end_report(r, line->at);
		r->kind = kind;
		r->at = line->at;
		r->own = r->over = false;
		r->theirs = theirs;
		r->named |= theirs;
	} else if (is_summary(line)) {
		r->disorder |= !r->at || r->over;
		r->over = true;
	} else if (r->at &&
	           (find_place(r->said, line->at, line->at + line->bytes) || is_their_frame(r->said, line))) {
		r->named = true;
		r->theirs |= !r->over;
		r->disorder |= r->over && is_their_frame(r->said, line);
	}
	r->own |= r->said->own && find(line->at, line->at + line->bytes, r->said->own);
}

struct sanitizer_report sanitizer_report_find(const struct sanitizer_text *said)
{
	struct reading r = {.said = said};
	const char *at = said->text, *end = said->text + said->bytes;
	struct line line;

	while (next_line(&at, end, &line))
		read_line(&r, &line);
	end_report(&r, end);
	return r.disorder && r.named ? r.any : r.mine;
}

/* --- what is shown ----------------------------------------------------------- */

/* A paragraph of a report, until it is known whether it is the student's. */
struct paragraph {
	char *text;
	size_t bytes;
	int lines;
	bool leak, theirs;
};

static bool worth_showing(const struct sanitizer_text *said, const struct line *line)
{
	return line->bytes > 0 && !(line->bytes >= 5 && memcmp(line->at, "=====", 5) == 0) &&
	       (!find_frame(line->at, line->at + line->bytes, false) || is_their_frame(said, line));
}

static void append_line(struct paragraph *p, const struct line *line)
{
	const char *end = line->at + line->bytes, *folder = find(line->at, end, "/src/");
	size_t before = folder ? (size_t)(folder - line->at) : line->bytes;
	char text[DETAIL_LINE_BYTES];
	int length = snprintf(text, sizeof text, "%.*s%.*s", (int)before, line->at,
	                      (int)(folder ? end - folder - 5 : 0), folder ? folder + 5 : "");
	size_t bytes = (size_t)length < sizeof text ? (size_t)length : sizeof text - 1;

	if (p->bytes + bytes + 1 > PARAGRAPH_BYTES)
		return;
	memcpy(p->text + p->bytes, text, bytes);
	p->bytes += bytes;
	p->text[p->bytes++] = '\n';
	p->lines++;
}

/* Leaks that are not the student's (the kit makes some on purpose) are left out. */
static void end_paragraph(struct paragraph *p, FILE *out, int *lines)
{
	if (!p->leak || p->theirs) {
		fwrite(p->text, 1, p->bytes, out);
		*lines += p->lines;
	}
	*p = (struct paragraph){.text = p->text};
}

char *sanitizer_report_detail(const struct sanitizer_text *said, const struct sanitizer_report *report)
{
	struct text text;
	FILE *out = text_open(&text);
	struct paragraph p = {.text = xmalloc(PARAGRAPH_BYTES)};
	struct line line;
	int lines = 0;

	for (const char *at = report->at;
	     lines + p.lines < DETAIL_LINES && next_line(&at, report->end, &line);) {
		if (line.bytes == 0)
			end_paragraph(&p, out, &lines);
		if (is_summary(&line) || (line.bytes == 0 && report->symptom == &symptoms[UNDEFINED]))
			break;
		p.leak |= find(line.at, line.at + line.bytes, " leak of ") != NULL;
		p.theirs |= is_their_frame(said, &line);
		if (worth_showing(said, &line))
			append_line(&p, &line);
	}
	end_paragraph(&p, out, &lines);
	free(p.text);
	return text_close(&text);
}
