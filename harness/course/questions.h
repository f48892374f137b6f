/* questions.h - the text of a written question in an exercise's handout. */
#ifndef PARLAB_QUESTIONS_H
#define PARLAB_QUESTIONS_H

/* question_text: what the handout (README.md) says in the list item that begins with
 * "- **NAME**", as one line of plain text; NULL: there is none.  Caller frees. */
char *question_text(const char *handout, const char *name);

#endif
