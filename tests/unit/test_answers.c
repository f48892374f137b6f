/* objects: course/answers base/base base/nearest */
/* test_answers.c - what counts as an answer, for various ways of typing it. */
#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

#include "../../harness/base/base.h"
#include "../../harness/course/answers.h"

#define SOME_TEXT "Because the chunks are small.\n"

static const char *const questions[] = {"why-dynamic", "chunk-size", "speed"};
static struct answers read_now;

static void read_text(const char *text)
{
	answers_free(&read_now);
	answers_read(&read_now, text, strlen(text), questions, ARRAY_LENGTH(questions));
}

/* answered: for each question, y or n. */
static const char *answered(const char *text)
{
	static char letters[ARRAY_LENGTH(questions) + 1];

	read_text(text);
	for (size_t i = 0; i < ARRAY_LENGTH(questions); i++)
		letters[i] = read_now.answered[i] ? 'y' : 'n';
	return letters;
}

static void tear_down(void)
{
	answers_free(&read_now);
}

TestSuite(answers, .fini = tear_down);

Test(answers, text_below_a_heading)
{
	cr_expect_str_eq(answered("## chunk-size\n" SOME_TEXT), "nyn");
	cr_expect_str_eq(answered("# why-dynamic\n" SOME_TEXT "## speed ##\r\n\r\n" SOME_TEXT), "yny");
	cr_expect_str_eq(answered(""), "nnn");
	cr_expect_str_eq(answered(SOME_TEXT), "nnn", "before the first heading");
	cr_expect_str_eq(answered("## chunk-size\ntoo short"), "nnn");
	cr_expect_str_eq(answered("## chunk-size"), "nnn");
}

Test(answers, headings_may_be_typed_in_many_ways)
{
	cr_expect_str_eq(answered("## Chunk-Size\n" SOME_TEXT), "nyn");
	cr_expect_str_eq(answered("## chunk size\n" SOME_TEXT), "nyn");
	cr_expect_str_eq(answered("## **chunk-size**\n" SOME_TEXT), "nyn");
	cr_expect_str_eq(answered("##chunk-size\n" SOME_TEXT), "nyn");
	cr_expect_str_eq(answered("## 2. `chunk-size`:\n" SOME_TEXT), "nyn");
	cr_expect_str_eq(answered("## chunk-size: which is best?\n" SOME_TEXT), "nyn");
	cr_expect_str_eq(answered("\xef\xbb\xbf## chunk-size\r" SOME_TEXT), "nyn", "a byte order mark");
	cr_expect_str_eq(answered("##\xc2\xa0"
	                          "chunk\xe2\x80\x91size\n" SOME_TEXT),
	                 "nyn", "a space and a hyphen that do not break");
	cr_expect_str_eq(answered("## chunk-sizes\n" SOME_TEXT), "nnn");
}

Test(answers, letters_of_any_script_count)
{
	cr_expect_str_eq(answered("## speed\nПотому что блоки малы\n"), "nny");
	cr_expect_str_eq(answered("## speed\n因为每个块都很小所以开销很大\n"), "nny");
}

Test(answers, only_headings_of_questions_separate_answers)
{
	cr_expect_str_eq(answered("## chunk-size\n### What I measured\n" SOME_TEXT), "nyn");
	cr_expect_str_eq(answered("## chunk-size\n\n```c\n#include <stdio.h>\n```\n" SOME_TEXT), "nyn");
	cr_expect_str_eq(answered("## chunk-size\n#include <stdio.h>\n#define N 1000\n" SOME_TEXT), "nyn");
	cr_expect_str_eq(answered("## chunk-size\n# 42\n" SOME_TEXT "## speed\n"), "nyn");
	cr_expect_str_eq(answered("## why-dynamic\n## chunk-size\n" SOME_TEXT), "nyn",
	                 "an empty answer is none");
	cr_expect_str_eq(answered("## why-dynamic: yes\n## chunk-size: no\n" SOME_TEXT), "nyn");
}

Test(answers, a_heading_in_an_answer_may_contain_a_questions_name)
{
	cr_expect_str_eq(answered("## chunk-size\n### The speed of chunks\n" SOME_TEXT), "nyy");
}

Test(answers, code_blocks_contain_no_headings)
{
	cr_expect_str_eq(answered("## chunk-size\n```sh\n# speed\necho much more than ten\n```\n"), "nyn");
	cr_expect_str_eq(answered("## chunk-size\n~~~~\n```\n# speed\necho more than ten\n~~~\n~~~~\n"),
	                 "nyn");
	cr_expect_str_eq(answered("## chunk-size\n    # speed\n" SOME_TEXT), "nyn", "indented code");
}

Test(answers, an_unclosed_code_fence_is_ignored)
{
	cr_expect_str_eq(answered("## why-dynamic\n```\nint x = 1 + 2 + 3;\n## chunk-size\n" SOME_TEXT),
	                 "yyn");
	cr_expect_str_eq(
		answered(
			"## why-dynamic\n```\n# speed\n```\nlonger than ten\n```\n## chunk-size\n" SOME_TEXT),
		"yyn");
}

Test(answers, a_misspelt_heading_is_reported)
{
	read_text("## Chunk-sise\n" SOME_TEXT);
	cr_assert_eq(strv_length(read_now.remarks), 1);
	cr_expect_str_eq(read_now.remarks[0], "unknown heading 'Chunk-sise', did you mean chunk-size?");
	read_text("**chunk-size**\n" SOME_TEXT);
	cr_assert_eq(strv_length(read_now.remarks), 1);
	cr_expect_str_eq(read_now.remarks[0], "'**chunk-size**' is not a heading; write ## chunk-size");
	read_text("\xff\xfe#\0");
	cr_assert_eq(strv_length(read_now.remarks), 1);
	cr_expect_not_null(strstr(read_now.remarks[0], "UTF-16"));
}

Test(answers, an_unrelated_heading_is_not_reported)
{
	read_text("# Answers\n## chunk-size\n### chunk-sizes\n" SOME_TEXT "## Sources\nspeeds are high\n");
	cr_expect_eq(strv_length(read_now.remarks), 0, "%s", read_now.remarks[0]);
}

/* The time for a text of the worst known kind, to show that it does not grow quadratically. */
static double seconds_for(const char *unit, size_t bytes)
{
	char *text = xmalloc(bytes + 1);
	struct timespec from, to;
	size_t length = strlen(unit);

	for (size_t i = 0; i < bytes; i++)
		text[i] = unit[i % length];
	text[bytes] = '\0';
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
	read_text(text);
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
	free(text);
	return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) * 1e-9;
}

Test(answers, time_is_linear)
{
	static const char *const units[] = {"```a\n",      "#",  "# speed\n", "speed-",
	                                    "~~~\n````\n", "\n", "# spee\n"};

	for (size_t u = 0; u < ARRAY_LENGTH(units); u++) {
		double small = seconds_for(units[u], 1 << 17), large = seconds_for(units[u], 1 << 20);
		cr_expect_lt(large, 24 * small + 0.01, "%s: %g s, then %g s", units[u], small, large);
	}
}
