/* utf8.h - the characters of a text that may be hostile: decoded strictly, and which
 * of them can be shown as they are. */
#ifndef PARLAB_UTF8_H
#define PARLAB_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* utf8_next: the next character of *text, which is advanced past it.  0 at the end;
 * -1 for a byte that is not part of a valid character (*text advances by one byte). */
int32_t utf8_next(const char **text);

/* utf8_is_printable: false for -1, for control characters, and for characters that are
 * invisible, that combine with their neighbours or that change the reading direction:
 * with them, two different names could look the same. */
bool utf8_is_printable(int32_t character);

struct utf8_range {
	int32_t first, last;
};
/* utf8_in: is the character in one of these ranges? */
bool utf8_in(int32_t character, const struct utf8_range *ranges, size_t count);

#endif
