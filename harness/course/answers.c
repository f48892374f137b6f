/* answers.c - which questions does an ANSWERS.md answer?
 *
 * Understands only headings (#) and fenced code blocks, in which # is no heading.  An
 * unclosed fence is ignored, or it would hide the answers after it.  In doubt, a text
 * counts as an answer: then a person reads it.  Time is linear in the text's length.
 *
 * Never here: what an answer is worth.
 */
#include "answers.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/nearest.h"

enum { LETTERS_MIN = 10, TITLE_BYTES_MAX = 200, FENCE_MIN = 3, INDENT_MAX = 3, REMARKS_MAX = 5 };

struct line {
	const char *at;
	size_t bytes;
};

/* A question's section in the text. */
struct section {
	char *title; /* its name, normalised */
	bool headed; /* its heading was found */
	bool open;   /* the current text belongs to it */
	int level;   /* of the heading that opened it */
	size_t letters;
	char *text;
	size_t bytes, room;
};

struct reading {
	const char *const *questions;
	struct section *sections;
	size_t count;
	const char *no_fence_from; /* fences from here on are not closed; NULL: no such fence */
	const char *fence;         /* the open fence's line; NULL: none */
	char fence_mark;
	size_t fence_length;
	struct answers *answers;
	size_t remarks;
};

/* --- lines ------------------------------------------------------------------ */

static bool next_line(const char **at, const char *end, struct line *line)
{
	if (*at >= end)
		return false;
	*line = (struct line){.at = *at};
	while (*at < end && **at != '\n' && **at != '\r')
		(*at)++;
	line->bytes = (size_t)(*at - line->at);
	*at += *at < end;
	return true;
}

static size_t run_of(const struct line *line, size_t from, char c)
{
	size_t length = 0;

	while (from + length < line->bytes && line->at[from + length] == c)
		length++;
	return length;
}

/* heading_level: 1 to 6, and the position of its title; 0: not a heading. */
static int heading_level(const struct line *line, size_t *title)
{
	size_t indent = run_of(line, 0, ' '), marks = run_of(line, indent, '#');

	*title = indent + marks;
	return indent <= INDENT_MAX && marks >= 1 && marks <= 6 ? (int)marks : 0;
}

/* Characters that word processors use for a space or a hyphen. */
static size_t odd_separator(const unsigned char *at, size_t left)
{
	if (left >= 2 && at[0] == 0xc2 && at[1] == 0xa0)
		return 2;
	return left >= 3 && at[0] == 0xe2 && at[1] == 0x80 && at[2] >= 0x90 && at[2] <= 0x95 ? 3 : 0;
}

/* normalised: lower case, words joined by single hyphens. */
static char *normalised(const char *text, size_t bytes)
{
	char *title = xmalloc(TITLE_BYTES_MAX + 1);
	size_t used = 0;
	bool gap = false;

	for (size_t i = 0; i < bytes && used < TITLE_BYTES_MAX - 1; i++) {
		unsigned char c = (unsigned char)text[i];
		size_t odd = odd_separator((const unsigned char *)text + i, bytes - i);
		if (odd || (c < 0x80 && !isalnum(c))) {
			gap = used > 0;
			i += odd ? odd - 1 : 0;
			continue;
		}
		if (gap)
			title[used++] = '-';
		gap = false;
		title[used++] = (char)(c < 0x80 ? tolower(c) : c);
	}
	title[used] = '\0';
	return title;
}

/* --- remarks ----------------------------------------------------------------- */

PRINTF_LIKE(2, 3)
static void remark(struct reading *r, const char *format, ...)
{
	va_list arguments;

	if (r->remarks++ >= REMARKS_MAX)
		return;
	va_start(arguments, format);
	r->answers->remarks = strv_append(r->answers->remarks, xvasprintf(format, arguments));
	va_end(arguments);
}

/* Note a line that looks like a question's heading but is not one. */
static void note_near_miss(struct reading *r, const struct line *line, size_t from, bool heading)
{
	while (from < line->bytes && (line->at[from] == ' ' || line->at[from] == '\t'))
		from++;
	if (line->bytes - from > TITLE_BYTES_MAX)
		return;
	char *title = normalised(line->at + from, line->bytes - from);
	struct nearest nearest = {.typed = title};
	for (size_t i = 0; i < r->count; i++)
		nearest_offer(&nearest, r->sections[i].title);
	size_t meant = 0;
	while (meant < r->count && r->sections[meant].title != nearest.word)
		meant++;
	int shown = (int)(line->bytes - from);
	if (meant < r->count && !r->sections[meant].headed) {
		if (heading)
			remark(r, "unknown heading '%.*s', did you mean %s?", shown, line->at + from,
			       r->questions[meant]);
		else if (strcmp(title, nearest.word) == 0)
			remark(r, "'%.*s' is not a heading; write ## %s", shown, line->at + from,
			       r->questions[meant]);
	}
	free(title);
}

/* --- sections ---------------------------------------------------------------- */

/* named_in: the question whose name occurs in this title as whole words; the longest of
 * several. */
static size_t named_in(const struct reading *r, const char *title)
{
	size_t best = r->count, longest = 0;

	for (size_t i = 0; i < r->count; i++) {
		const char *name = r->sections[i].title;
		size_t length = strlen(name);
		for (const char *at = title; length > longest && (at = strstr(at, name)) != NULL; at++)
			if ((at == title || at[-1] == '-') && (at[length] == '\0' || at[length] == '-')) {
				best = i;
				longest = length;
			}
	}
	return best;
}

/* A heading with more than the name may be part of an answer: it does not end the section
 * above it. */
static void open_section(struct reading *r, size_t index, int level, bool exactly)
{
	for (size_t i = 0; i < r->count; i++)
		r->sections[i].open &= !exactly && r->sections[i].level < level;
	r->sections[index].headed = r->sections[index].open = true;
	r->sections[index].level = level;
}

static bool read_heading(struct reading *r, const struct line *line)
{
	size_t from;
	int level = heading_level(line, &from);

	if (!level)
		return false;
	char *title = normalised(line->at + from, line->bytes - from);
	size_t index = named_in(r, title);
	if (index < r->count)
		open_section(r, index, level, strcmp(title, r->sections[index].title) == 0);
	free(title);
	return true;
}

static void keep_line(struct section *s, const struct line *line)
{
	if (s->room - s->bytes < line->bytes + 2) {
		s->room = 2 * s->room + line->bytes + 2;
		s->text = xreallocarray(s->text, s->room, 1);
	}
	memcpy(s->text + s->bytes, line->at, line->bytes);
	s->bytes += line->bytes;
	s->text[s->bytes++] = '\n';
	s->text[s->bytes] = '\0';
}

static void read_text(struct reading *r, const struct line *line)
{
	size_t letters = 0;

	for (size_t i = 0; i < line->bytes; i++) {
		unsigned char c = (unsigned char)line->at[i];
		letters += (c < 0x80 && isgraph(c)) ||
		           c >= 0xc0; /* count lead bytes, so that text in other encodings counts too */
	}
	for (size_t i = 0; i < r->count; i++)
		if (r->sections[i].open) {
			r->sections[i].letters += letters;
			keep_line(&r->sections[i], line);
		}
}

/* in_fence: is this line in a code block, or its border? */
static bool in_fence(struct reading *r, const struct line *line)
{
	size_t indent = run_of(line, 0, ' ');
	char mark = indent < line->bytes ? line->at[indent] : '\0';
	size_t length = indent <= INDENT_MAX && (mark == '`' || mark == '~') ? run_of(line, indent, mark) : 0;

	if (r->fence) {
		size_t rest = indent + length;
		bool bare = rest + run_of(line, rest, ' ') == line->bytes;
		if (mark == r->fence_mark && length >= r->fence_length && bare)
			r->fence = NULL;
		return true;
	}
	if (length < FENCE_MIN || (r->no_fence_from && line->at >= r->no_fence_from))
		return false;
	r->fence = line->at;
	r->fence_mark = mark;
	r->fence_length = length;
	return true;
}

static void forget(struct reading *r)
{
	for (size_t i = 0; i < r->count; i++) {
		free(r->sections[i].text);
		r->sections[i] = (struct section){.title = r->sections[i].title};
	}
	r->fence = NULL;
}

/* Read the whole text; afterwards `fence` is an unclosed fence, or NULL. */
static void read_through(struct reading *r, const char *text, size_t bytes)
{
	struct line line;

	forget(r);
	for (const char *at = text; next_line(&at, text + bytes, &line);)
		if (in_fence(r, &line) || !read_heading(r, &line))
			read_text(r, &line);
}

static void look_for_near_misses(struct reading *r, const char *text, size_t bytes)
{
	struct line line;
	size_t from;

	r->fence = NULL;
	for (const char *at = text; r->remarks < REMARKS_MAX && next_line(&at, text + bytes, &line);)
		if (line.bytes > 0 && !in_fence(r, &line)) {
			bool heading = heading_level(&line, &from) != 0;
			note_near_miss(r, &line, heading ? from : 0, heading);
		}
}

/* Without the empty lines around it; takes the section's text. */
static char *trimmed(struct section *s)
{
	size_t from = 0, to = s->bytes;

	while (to > 0 && strchr(" \t\n", s->text[to - 1]))
		to--;
	while (from < to && strchr(" \t\n", s->text[from]))
		from++;
	char *text = xstrndup(s->text ? s->text + from : "", to - from);
	free(s->text);
	return text;
}

void answers_read(struct answers *answers, const char *text, size_t bytes, const char *const *questions,
                  size_t count)
{
	struct reading r = {.questions = questions, .count = count, .answers = answers};

	answers->answered = xcalloc(count + 1, sizeof *answers->answered);
	answers->texts = xcalloc(count + 1, sizeof *answers->texts);
	answers->count = count;
	answers->remarks = xcalloc(1, sizeof *answers->remarks);
	r.sections = xcalloc(count + 1, sizeof *r.sections);
	for (size_t i = 0; i < count; i++)
		r.sections[i].title = normalised(questions[i], strlen(questions[i]));
	if (bytes >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0))
		remark(&r, "it is UTF-16; save it as UTF-8");
	if (bytes >= 3 &&
	    memcmp(text, "\xef\xbb\xbf", 3) == 0) { /* a byte order mark, written by some editors */
		text += 3;
		bytes -= 3;
	}
	read_through(&r, text, bytes);
	if (r.fence) {
		r.no_fence_from = r.fence;
		read_through(&r, text, bytes);
	}
	look_for_near_misses(&r, text, bytes);
	for (size_t i = 0; i < count; i++) {
		answers->answered[i] = r.sections[i].letters >= LETTERS_MIN;
		answers->texts[i] = trimmed(&r.sections[i]);
		free(r.sections[i].title);
	}
	free(r.sections);
}

void answers_free(struct answers *answers)
{
	free(answers->answered);
	for (size_t i = 0; i < answers->count; i++)
		free(answers->texts[i]);
	free(answers->texts);
	if (answers->remarks)
		strv_free(answers->remarks);
	*answers = (struct answers){0};
}
