/* objects: course/questions base/base */
/* test_questions.c - a question's text is found in a handout, as plain text. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "course/questions.h"

static const char handout[] = "## Questions\n\nAnswer **why** in a file.\n\n"
			      "- **why** (1 point). Cut it into *one*\n  slice, with `x`.\n"
			      "- **why-not** (half).\n"
			      "  Say it.\n\nThe end.\n";

static void is(const char *name, const char *wanted)
{
	char *text = question_text(handout, name);

	cr_assert(text, "%s", name);
	cr_expect_str_eq(text, wanted);
	free(text);
}

Test(questions, each_has_its_text)
{
	is("why", "(1 point). Cut it into one slice, with x.");
	is("why-not", "(half). Say it.");
}

Test(questions, what_is_not_there_is_not_found)
{
	cr_expect_null(question_text(handout, "wh"));
	cr_expect_null(question_text("", "why"));
	char *last = question_text("\n- **a** b", "a");
	cr_expect_str_eq(last, "b");
	free(last);
}
