/* key.c - names of students and files as keys: printable, and different for different names.
 *
 * It never repairs a name and never opens a file.
 */
#include "key.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/digest.h"
#include "../base/utf8.h"

enum {
	KEY_BYTES_KEPT = 96,  /* of a longer name, followed by a digest of it all */
	KEY_HASH_DIGITS = 24, /* hexadecimal */
};

static bool is_space(int32_t character)
{
	static const struct utf8_range spaces[] = {
		{0x09, 0x0d},     {0x20, 0x20},     {0x85, 0x85},     {0xa0, 0xa0},
		{0x1680, 0x1680}, {0x2000, 0x200b}, {0x2028, 0x2029}, {0x202f, 0x202f},
		{0x205f, 0x205f}, {0x3000, 0x3000}, {0xfeff, 0xfeff},
	};

	return utf8_in(character, spaces, ARRAY_LENGTH(spaces));
}

static bool is_blank(const char *name)
{
	while (*name)
		if (!is_space(utf8_next(&name)))
			return false;
	return true;
}

/* escape: a name as printable UTF-8, different for different names; cut after
 * `most` bytes (at a character) and then *whole is false.  Freed by the caller.
 * A backslash is doubled, so no two names give the same text; a space at either
 * end would be lost in a table, so it is escaped.  In a key, so are a slash and a leading dot. */
static char *escape(const char *name, size_t most, bool key, bool *whole)
{
	char piece[4 * 4 + 1]; /* a character has at most four bytes, and \\xHH is four long */
	struct text text;
	FILE *to = text_open(&text);
	size_t used = 0;

	*whole = true;
	for (const char *at = name, *next = name; *at && *whole; at = next) {
		int32_t c = utf8_next(&next);
		bool at_end = at == name || *next == '\0';
		bool no_name = key && (c == '/' || (at == name && c == '.'));
		bool plain = utf8_is_printable(c) && c != '\\' && !no_name && !(at_end && is_space(c));
		int bytes = 0;
		if (plain || c == '\\')
			bytes = snprintf(piece, sizeof piece, "%s%.*s", plain ? "" : "\\", (int)(next - at),
			                 at);
		else
			for (const char *byte = at; byte < next; byte++)
				bytes += snprintf(piece + bytes, 5, "\\x%02X", (unsigned char)*byte);
		used += (size_t)bytes;
		*whole = used <= most;
		if (*whole)
			fputs(piece, to);
	}
	return text_close(&text);
}

char *key_shown(const char *name)
{
	bool whole;

	return escape(name, SIZE_MAX, false, &whole);
}

/* Keys become file names, so a long one is cut.  Escaping never produces "\\~",
 * so a cut key never equals another student's. */
char *key_of(const char *name, bool *cut, bool *blank)
{
	bool whole;
	char *key = escape(name, KEY_BYTES_MAX, true, &whole);

	*cut = !whole;
	*blank = is_blank(name);
	if (whole)
		return key;
	free(key);
	char *start = escape(name, KEY_BYTES_KEPT, true, &whole), *rest = digest_of(name, KEY_HASH_DIGITS);
	key = xasprintf("%s\\~%s", start, rest);
	free(start);
	free(rest);
	return key;
}
