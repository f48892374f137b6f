/* answers.h - which questions does an ANSWERS.md answer?
 *
 * An answer is text of at least ten letters (Markdown's headings not counted) below a
 * heading that names the question: "## chunk-size".  Case, decoration and numbers in front
 * do not matter.  Only the questions' headings separate answers: other headings and code
 * blocks are part of the answer around them.
 */
#ifndef PARLAB_ANSWERS_H
#define PARLAB_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>

struct answers {
	bool *answered; /* one for each question */
	char **texts;   /* one for each question, "" without one; in whatever encoding it was written */
	size_t count;
	char **remarks; /* NULL-terminated: sentences about text that was not understood */
};

void answers_read(struct answers *answers, const char *text, size_t bytes, const char *const *questions,
                  size_t count);
void answers_free(struct answers *answers);

#endif
