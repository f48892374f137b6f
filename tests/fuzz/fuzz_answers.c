/* objects: harness/course/answers harness/base/base harness/base/nearest */
/* fuzz_answers.c - an ANSWERS.md of arbitrary bytes.
 *
 * A question counts as answered only with a heading and enough text.  Case, line ends and a byte
 * order mark do not matter. */
#include <ctype.h>
#include <string.h>

#include "base/base.h"
#include "course/answers.h"
#include "fuzz.h"

enum { LETTERS_MIN = 10, REMARKS_MAX = 5 };

static const char *const questions[] = {"why-dynamic", "a", "speed-2", "speed"};

/* read_again: parse `before` and the text, optionally in upper case or with other line ends. */
static struct answers read_again(const char *before, const uint8_t *data, size_t bytes, bool upper, bool crlf)
{
	struct answers answers;
	size_t used = strlen(before);
	char *text = xmalloc(used + 2 * bytes + 1);

	memcpy(text, before, used);
	for (size_t i = 0; i < bytes; i++) {
		if (crlf && data[i] == '\n')
			text[used++] = '\r';
		text[used++] = (char)(upper && data[i] < 0x80 ? toupper(data[i]) : data[i]);
	}
	/* Allocate the exact size, so that reading past the end is a finding. */
	char *exact = xmalloc(used ? used : 1);
	memcpy(exact, text, used);
	answers_read(&answers, exact, used, questions, ARRAY_LENGTH(questions));
	free(exact);
	free(text);
	return answers;
}

static void same_answered(struct answers *answers, const bool *answered)
{
	MUST(memcmp(answers->answered, answered, ARRAY_LENGTH(questions) * sizeof *answered) == 0);
	MUST(strv_length(answers->remarks) <= REMARKS_MAX);
	answers_free(answers);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct answers answers = read_again("", data, bytes, false, false);
	bool answered[ARRAY_LENGTH(questions)];
	bool marked = bytes >= 2 && data[0] >= 0xef; /* a byte order mark, perhaps */

	memcpy(answered, answers.answered, sizeof answered);
	for (size_t i = 0; i < ARRAY_LENGTH(questions); i++)
		MUST(!answered[i] || (memchr(data, '#', bytes) && bytes > LETTERS_MIN));
	same_answered(&answers, answered);
	answers = read_again("", data, bytes, true, false);
	same_answered(&answers, answered);
	answers = read_again("", data, bytes, false, true);
	same_answered(&answers, answered);
	answers = read_again(marked ? "" : "\xef\xbb\xbf", data, bytes, false, false);
	same_answered(&answers, answered);
	return 0;
}
