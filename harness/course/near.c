/* near.c - files that were handed in under almost the right name (near.h).
 *
 * Names only: no file is opened, and nothing is renamed.
 */
#include "near.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../base/base.h"

static bool ends_with(const char *text, size_t length, const char *end)
{
	size_t n = strlen(end);

	return length >= n && strncasecmp(text + length - n, end, n) == 0;
}

/* stem_bytes: the name without its ending, and without what a browser or a platform puts before it. */
static size_t stem_bytes(const char *name)
{
	const char *dot = strrchr(name, '.');
	size_t length = dot ? (size_t)(dot - name) : strlen(name), end = length;

	end -= end > 0 && name[end - 1] == ')';
	size_t digits = 0;
	while (digits < end && isdigit((unsigned char)name[end - digits - 1]))
		digits++;
	size_t before = end - digits;
	if (digits > 0 && before > 0 && strchr("-_( ", name[before - 1]))
		length = before - 1;
	while (length > 0 && strchr(" -_(", name[length - 1]))
		length--;
	return ends_with(name, length, "copy") ? length - strlen("copy") : length;
}

/* plain: lower case, only letters and digits of the stem, then the ending. */
static char *plain(const char *name)
{
	const char *dot = strrchr(name, '.');
	size_t length = stem_bytes(name);
	struct text text;
	FILE *to = text_open(&text);

	for (size_t i = 0; i < length; i++)
		if (!strchr(" -_", name[i]))
			fputc(tolower((unsigned char)name[i]), to);
	for (const char *c = dot ? dot : ""; *c; c++)
		fputc(tolower((unsigned char)*c), to);
	return text_close(&text);
}

bool near_same(const char *handed_in, const char *wanted)
{
	char *a = plain(handed_in), *b = plain(wanted);
	bool same = strcmp(a, b) == 0;

	free(a);
	free(b);
	return same;
}

bool near_archive(const char *name)
{
	static const char *const ends[] = {".zip", ".tar", ".gz", ".tgz", ".7z", ".rar", ".xz", ".bz2"};

	for (size_t i = 0; i < ARRAY_LENGTH(ends); i++)
		if (ends_with(name, strlen(name), ends[i]))
			return true;
	return false;
}
