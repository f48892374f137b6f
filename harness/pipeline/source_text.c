/* source_text.c - a C source without comments, so that sources that differ only in comments
 * compare equal.
 *
 * Follows the standard's translation phases: lines that end in a backslash are joined, then
 * comments become a space.  White space becomes one space, and line breaks stay only at the
 * end of a preprocessor directive.  It never checks whether the text is valid C.
 */
#include "source_text.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>

#include "../base/base.h"

struct writer {
	char *text;
	size_t length;
	bool space;      /* a space is due before the next character */
	bool line_start; /* nothing but white space on this line so far */
	bool directive;  /* in a preprocessor directive */
};

static char *join_lines(const char *text, size_t bytes, size_t *length)
{
	char *joined = xmalloc(bytes + 1);

	*length = 0;
	for (size_t i = 0; i < bytes; i++)
		if (text[i] == '\\' && i + 1 < bytes && text[i + 1] == '\n')
			i++;
		else
			joined[(*length)++] = text[i];
	joined[*length] = 0;
	return joined;
}

static void put(struct writer *w, char c)
{
	if (w->space && w->length > 0 && w->text[w->length - 1] != '\n')
		w->text[w->length++] = ' ';
	w->space = false;
	w->text[w->length++] = c;
}

static void put_blank(struct writer *w, char c)
{
	if (c == '\n' && w->directive) {
		w->text[w->length++] = '\n';
		w->directive = false;
		w->space = false;
	}
	w->space = true;
	w->line_start |= c == '\n';
}

static void put_visible(struct writer *w, char c)
{
	if (c == '#' && w->line_start) {
		w->directive = true;
		if (w->length > 0 && w->text[w->length - 1] != '\n')
			w->text[w->length++] = '\n';
	}
	w->line_start = false;
	put(w, c);
}

/* Copy a string or character constant unchanged; returns its end. */
static const char *put_quoted(struct writer *w, const char *at)
{
	char quote = *at;

	put_visible(w, *at++);
	while (*at && *at != '\n') {
		put(w, *at);
		if (*at == '\\' && at[1] && at[1] != '\n')
			put(w, *++at);
		else if (*at == quote)
			return at + 1;
		at++;
	}
	return at;
}

/* The end of the comment that begins here, or NULL if none does. */
static const char *comment_end(const char *at)
{
	if (at[0] != '/' || (at[1] != '/' && at[1] != '*'))
		return NULL;
	bool line = at[1] == '/';
	for (at += 2; *at; at++)
		if (line ? *at == '\n' : at[0] == '*' && at[1] == '/')
			return line ? at : at + 2;
	return at;
}

char *source_text(const char *text, size_t bytes)
{
	size_t length;
	char *joined = join_lines(text, bytes, &length);
	struct writer w = {.text = xmalloc(2 * length + 2), .line_start = true};

	for (const char *at = joined, *end; *at;) {
		if ((end = comment_end(at)) != NULL) {
			w.space = true;
			at = end;
		} else if (*at == '"' || *at == '\'') {
			at = put_quoted(&w, at);
		} else if (isspace((unsigned char)*at)) {
			put_blank(&w, *at++);
		} else {
			put_visible(&w, *at++);
		}
	}
	w.text[w.length] = 0;
	free(joined);
	return w.text;
}
