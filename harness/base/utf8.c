/* utf8.c - decodes UTF-8 (RFC 3629) and knows which characters can be shown.
 *
 * Every reader of text from a submission uses it, so there is one definition of a
 * character and one of printable.  It allocates nothing and cannot fail.
 */
#include "utf8.h"

#include "base.h"

int32_t utf8_next(const char **text)
{
	const unsigned char *s = (const unsigned char *)*text;

	if (s[0] == 0)
		return 0;
	(*text)++;
	if (s[0] < 0x80)
		return s[0];
	int more = s[0] >= 0xf0 && s[0] <= 0xf4   ? 3
	           : s[0] >= 0xe0 && s[0] <= 0xef ? 2
	                                          : s[0] >= 0xc2 && s[0] <= 0xdf;
	if (more == 0)
		return -1;
	int32_t character = s[0] & (0x3f >> more);
	for (int i = 1; i <= more; i++) { /* the final NUL is not a continuation byte, so this stops there */
		if ((s[i] & 0xc0) != 0x80)
			return -1;
		character = character << 6 | (s[i] & 0x3f);
	}
	static const int32_t least[] = {0, 0x80, 0x800, 0x10000}; /* overlong forms are invalid */
	if (character < least[more] || character > 0x10ffff || (character >= 0xd800 && character <= 0xdfff))
		return -1;
	*text += more;
	return character;
}

bool utf8_in(int32_t character, const struct utf8_range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (character >= ranges[i].first && character <= ranges[i].last)
			return true;
	return false;
}

bool utf8_is_printable(int32_t character)
{
	static const struct utf8_range hidden[] = {
		{-1, 0x1f},          {0x7f, 0x9f},     {0xad, 0xad},     {0x034f, 0x034f}, {0x061c, 0x061c},
		{0x115f, 0x1160},    {0x17b4, 0x17b5}, {0x180b, 0x180f}, {0x200b, 0x200f}, {0x2028, 0x202e},
		{0x2060, 0x206f},    {0x3164, 0x3164}, {0xe000, 0xf8ff}, {0xfdd0, 0xfdef}, {0xfe00, 0xfe0f},
		{0xfeff, 0xfeff},    {0xffa0, 0xffa0}, {0xfff0, 0xfffb}, {0xfffe, 0xffff}, {0x1d173, 0x1d17a},
		{0xe0000, 0x10ffff},
	};

	return !utf8_in(character, hidden, ARRAY_LENGTH(hidden));
}
