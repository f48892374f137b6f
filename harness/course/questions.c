/* questions.c - finds a question in a handout (questions.h).  It knows as much Markdown as
 * the handouts use, and reads no file.
 */
#include "questions.h"

#include <stdlib.h>
#include <string.h>

#include "../base/base.h"

/* The item's lines are indented; anything else ends it. */
static const char *end_of_item(const char *at)
{
	for (;;) {
		const char *line = strchr(at, '\n');
		if (!line)
			return at + strlen(at);
		at = line + 1;
		if (*at != ' ')
			return line;
	}
}

char *question_text(const char *handout, const char *name)
{
	struct text text;
	char *item = xasprintf("\n- **%s**", name);
	const char *at = strstr(handout, item);

	if (at)
		at += strlen(item);
	free(item);
	if (!at)
		return NULL;
	FILE *to = text_open(&text);
	const char *end = end_of_item(at);
	for (at += strspn(at, " "); at < end; at++) {
		if (*at == '*' || *at == '`')
			continue;
		fputc(*at == '\n' ? ' ' : *at, to);
		if (*at == '\n')
			at += strspn(at + 1, " ");
	}
	return text_close(&text);
}
