/* objects: harness/pipeline/sanitizer_report harness/base/base */
/* fuzz_sanitizer_report.c - the output of a program under a sanitizer: reports, torn and forged
 * ones, arbitrary text.
 *
 * Input bytes from 0xe0 on are replaced by parts of reports.  The result must equal that of a slow
 * parser, which copies every line and uses regular expressions. */
#include <ctype.h>
#include <regex.h>
#include <stdbool.h>
#include <string.h>

#include "base/base.h"
#include "fuzz.h"
#include "pipeline/sanitizer_report.h"

enum { WORDS_FROM = 0xe0, SHOWN_LINES = 14, SHOWN_BYTES = 16384 };

static char *files[] = {"work.c", "work_mpi.c", NULL};
static const char own[] = "heap block of size 4711 ";
static const char *const words[0x100 - WORDS_FROM] = {
	"\n",
	"==12==ERROR: AddressSanitizer: heap-use-after-free\n",
	"==12==ERROR: LeakSanitizer: detected memory leaks\n",
	"WARNING: ThreadSanitizer: data race (pid=1)\n",
	"WARNING: ThreadSanitizer: thread leak (pid=1)\n",
	"WARNING: ThreadSanitizer: heap-use-after-free (pid=1)\n",
	"WARNING: ThreadSanitizer: double lock of a mutex (pid=1)\n",
	"work.c:12:3: runtime error: signed integer overflow\n",
	"kit.h:12:3: runtime error: signed integer overflow\n",
	": runtime error: ",
	"    #0 0x55d0 in work /src/work.c:12\n",
	"    #1 work work.c:12:3 (driver+0xd01e6)\n",
	"    #0 0x55d0 in kit kit_main.c:12\n",
	"SUMMARY: AddressSanitizer: heap-use-after-free\n",
	"SUMMARY: ThreadSanitizer: data race\n",
	"SUMMARY: ",
	"Sanitizer: ",
	"work.c:",
	"work_mpi.c:7",
	"#3 ",
	"#3 0x",
	" (driver+0x12)",
	"heap block of size 4711 ",
	"Direct leak of 40 byte(s)\n",
	"\n\n",
	"/src/",
	"==================\n",
	"12",
	"ERROR: ",
	"WARNING: ",
	":",
	" in f ",
};

/* --- the slow parser --------------------------------------------------------- */

static regex_t place, gcc_frame, clang_frame, undefined, their_undefined;

static void compile(regex_t *expression, const char *text)
{
	MUST(regcomp(expression, text, REG_EXTENDED | REG_NOSUB) == 0);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
#define BEFORE "(^|[^A-Za-z0-9_.-])"
#define NAME "work(_mpi)?\\.c"
	compile(&place, BEFORE NAME ":[0-9]");
	compile(&gcc_frame, "#[0-9]+ 0x(.*[^A-Za-z0-9_.-])?" NAME ":[0-9]");
	compile(&clang_frame, "#[0-9]+ (.*[^A-Za-z0-9_.-])?" NAME ":[0-9].*\\+0x");
	compile(&undefined, ":[0-9]+:[0-9]+: runtime error: ");
	compile(&their_undefined, BEFORE NAME ":[0-9]+:[0-9]+: runtime error: ");
	return 0;
}

static bool is(const regex_t *expression, const char *line)
{
	return regexec(expression, line, 0, NULL, 0) == 0;
}

struct mark {
	const char *words;
	enum verdict verdict; /* correct: not judged */
};
/* The beginnings of the marks that sanitizer_report.c tells apart. */
static const struct mark marks[] = {
	{": runtime error: ", VERDICT_MEMORY_ERROR},
	{"WARNING: ThreadSanitizer: data race", VERDICT_RACE},
	{"ERROR: AddressSanitizer", VERDICT_MEMORY_ERROR},
	{"WARNING: ThreadSanitizer: heap-use-after-free", VERDICT_MEMORY_ERROR},
	{"ERROR: LeakSanitizer", VERDICT_LEAK},
	{"WARNING: ThreadSanitizer: thread leak", VERDICT_LEAK},
	{"WARNING: ThreadSanitizer: ", VERDICT_CORRECT},
};

static const struct mark *mark_in(const char *line)
{
	for (size_t i = 0; i < ARRAY_LENGTH(marks); i++)
		if (strstr(line, marks[i].words) &&
		    (strcmp(marks[i].words, ": runtime error: ") != 0 || is(&undefined, line)))
			return &marks[i];
	return NULL;
}

struct slow {
	const struct mark *mark;
	size_t at;
	bool own, theirs;
};

static int grave(const struct slow *report, bool theirs)
{
	if (!report->mark || report->own || (theirs && !report->theirs))
		return 0;
	return report->mark->verdict == VERDICT_CORRECT ? 0 : report->mark->verdict == VERDICT_LEAK ? 1 : 2;
}

static struct slow read_slowly(const char *text)
{
	struct slow *reports = NULL;
	size_t count = 0, at = 0;
	bool over = false, named = false, disorder = false;

	while (text[at]) {
		size_t length = strcspn(text + at, "\n");
		char *line = xstrndup(text + at, length);
		const struct mark *mark = mark_in(line);
		const char *summary = strstr(line, "SUMMARY: ");
		if (mark) {
			disorder |= count > 0 && !over &&
			            strcmp(reports[count - 1].mark->words, ": runtime error: ") != 0;
			*GROW(reports, count) = (struct slow){mark, at, false, is(&their_undefined, line)};
			named |= reports[count - 1].theirs && !strcmp(mark->words, ": runtime error: ");
			reports[count - 1].theirs &= !strcmp(mark->words, ": runtime error: ");
			over = false;
		} else if (summary && strstr(summary, "Sanitizer: ")) {
			disorder |= count == 0 || over;
			over = true;
		} else if (count > 0 && is(&place, line)) {
			named = true;
			reports[count - 1].theirs |= !over;
			disorder |= over && (is(&gcc_frame, line) || is(&clang_frame, line));
		}
		if (count > 0)
			reports[count - 1].own |= strstr(line, own) != NULL;
		at += length + (text[at + length] == '\n');
		free(line);
	}
	struct slow best = {0};
	for (size_t i = 0; i < count; i++)
		if (grave(&reports[i], !(disorder && named)) > grave(&best, false))
			best = reports[i];
	free(reports);
	return best;
}

/* ------------------------------------------------------------------------------ */

static char *expand(const uint8_t *data, size_t bytes)
{
	char *text = NULL;
	size_t length;
	FILE *to = open_memstream(&text, &length);

	MUST(to != NULL);
	for (size_t i = 0; i < bytes; i++)
		if (data[i] >= WORDS_FROM)
			fputs(words[data[i] - WORDS_FROM], to);
		else
			fputc(data[i] && data[i] < 0x80 ? data[i] : '?', to);
	fclose(to);
	return text;
}

static void check_detail(const struct sanitizer_text *said, const struct sanitizer_report *report)
{
	char *detail = sanitizer_report_detail(said, report);
	int lines = 0;

	for (const char *c = detail; *c; c++)
		lines += *c == '\n';
	MUST(lines <= SHOWN_LINES && strlen(detail) <= SHOWN_BYTES);
	free(detail);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	char *text = expand(data, bytes);
	/* Allocate the exact size, so that reading past the end is a finding. */
	size_t length = strlen(text);
	char *exact = xmalloc(length ? length : 1);
	struct sanitizer_text said = {
		.text = memcpy(exact, text, length), .bytes = length, .files = files, .own = own};
	struct sanitizer_report report = sanitizer_report_find(&said);
	struct slow slow = read_slowly(text);

	MUST(!report.symptom == !slow.mark);
	if (report.symptom) {
		MUST(report.symptom->verdict == slow.mark->verdict &&
		     strncmp(report.symptom->mark, slow.mark->words, strlen(slow.mark->words)) == 0);
		MUST(report.at == exact + slow.at && report.end > report.at && report.end <= exact + length);
		check_detail(&said, &report);
	}
	free(exact);
	free(text);
	return 0;
}
