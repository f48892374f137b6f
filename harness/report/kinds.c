/* kinds.c - groups findings into distinct faults (kinds.h).  It compares texts and shows none. */
#include "kinds.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"

static const char expected_word[] = "expected ", got_word[] = ", got ";

/* ---- patterns ------------------------------------------------------------------ */

/* The length of a mode's name at the start of the text; 0: there is none. */
static size_t mode_length(const char *text)
{
	for (int mode = 0; mode < MODE_COUNT; mode++) {
		const char *name = mode_name((enum mode)mode);
		if (strncmp(text, name, strlen(name)) == 0)
			return strlen(name);
	}
	return 0;
}

static bool is_letter(char c)
{
	return isalpha((unsigned char)c) != 0;
}

/* "1 worker" and "2 workers" differ only in their number. */
static bool is_plural(const char *message, const char *c)
{
	return *c == 's' && c > message && is_letter(c[-1]) && !is_letter(c[1]);
}

char *kinds_pattern(const char *message)
{
	struct text pattern;
	FILE *to = text_open(&pattern);
	const char *values = strstr(message, expected_word);

	for (const char *c = message; *c && c != values;) {
		size_t digits = strspn(c, "0123456789"), mode = mode_length(c);
		if (digits > 0)
			fputc('#', to);
		else if (mode > 0)
			fputc('@', to);
		else if (!is_plural(message, c))
			fputc(*c, to);
		c += digits > 0 ? digits : mode > 0 ? mode : 1;
	}
	return text_close(&pattern);
}

/* ---- kinds --------------------------------------------------------------------- */

static bool is_of(const struct kind *kind, const struct finding *f, const char *pattern)
{
	if (kind->first->stage != f->stage || kind->first->verdict != f->verdict)
		return false;
	char *own = kinds_pattern(kind->first->message ? kind->first->message : "");
	bool same = strcmp(own, pattern) == 0;
	free(own);
	return same;
}

static struct kind *kind_for(struct kind **kinds, size_t *count, const struct finding *f)
{
	char *pattern = kinds_pattern(f->message ? f->message : "");
	size_t i = 0;

	while (i < *count && !is_of(&(*kinds)[i], f, pattern))
		i++;
	free(pattern);
	if (i == *count)
		*GROW(*kinds, *count) = (struct kind){.first = f};
	return &(*kinds)[i];
}

struct kind *kinds_of(const struct outcome *o, size_t *count)
{
	struct kind *kinds = NULL;

	*count = 0;
	for (enum stage stage = STAGE_COLLECT; stage < STAGE_COUNT; stage++)
		for (size_t i = 0; i < o->finding_count; i++) {
			const struct finding *f = &o->findings[i];
			if (f->stage != stage || f->verdict == VERDICT_CORRECT)
				continue;
			struct kind *kind = kind_for(&kinds, count, f);
			*GROW(kind->all, kind->count) = f;
			kind->modes |= 1u << f->mode;
		}
	return kinds;
}

void kinds_free(struct kind *kinds, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(kinds[i].all);
	free(kinds);
}

char *kinds_modes(unsigned modes)
{
	struct text text;
	FILE *to = text_open(&text);

	for (int mode = 0; mode < MODE_COUNT; mode++) {
		if (!(modes & 1u << mode))
			continue;
		text_separate(&text, modes >> (mode + 1) ? ", " : " and ");
		fputs(mode_name((enum mode)mode), to);
	}
	return text_close(&text);
}

struct kind_values kinds_values(const char *message)
{
	const char *expected = message ? strstr(message, expected_word) : NULL;
	const char *got = expected ? strstr(expected, got_word) : NULL;

	if (!got)
		return (struct kind_values){0};
	size_t what = (size_t)(expected - message);
	while (what > 0 && strchr(" :", message[what - 1]))
		what--;
	const char *from = expected + strlen(expected_word);
	return (struct kind_values){xstrndup(message, what), xstrndup(from, (size_t)(got - from)),
	                            xstrdup(got + strlen(got_word))};
}

void kinds_values_free(struct kind_values *values)
{
	free(values->what);
	free(values->expected);
	free(values->got);
}
