/* escape.c - escape text from a submission for its destination.
 *
 * Everything uses escape_next, so there is one definition of a character.  Nothing is
 * dropped silently: a reader must see that something odd was there.
 */
#include "escape.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"

/* ---- characters ------------------------------------------------------------ */

int32_t escape_next(const char **text)
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
	for (int i = 1; i <= more; i++) { /* the terminating NUL is no continuation, so this stops in time */
		if ((s[i] & 0xc0) != 0x80)
			return -1;
		character = character << 6 | (s[i] & 0x3f);
	}
	static const int32_t least[] = {0, 0x80, 0x800, 0x10000}; /* longer than needed is not valid */
	if (character < least[more] || character > 0x10ffff || (character >= 0xd800 && character <= 0xdfff))
		return -1;
	*text += more;
	return character;
}

bool escape_is_plain(int32_t c)
{
	if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		return false;
	bool turns_direction = c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
	                       (c >= 0x2066 && c <= 0x2069);
	bool breaks_line = c == 0x2028 || c == 0x2029;
	bool unseen = c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
	return !turns_direction && !breaks_line && !unseen;
}

/* As a C programmer would write it. */
static void show(FILE *to, int32_t character, const char *at)
{
	if (character < 0)
		fprintf(to, "\\x%02x", (unsigned char)*at);
	else if (character == '\n' || character == '\t' || character == '\r')
		fprintf(to, "\\%c", character == '\n' ? 'n' : character == '\t' ? 't' : 'r');
	else if (character < 0x100)
		fprintf(to, "\\x%02x", (unsigned)character);
	else
		fprintf(to, "\\u{%x}", (unsigned)character);
}

/* ---- HTML ------------------------------------------------------------------ */

static const char *entity(int32_t character)
{
	switch (character) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void escape_html(FILE *to, const char *text)
{
	const char *at = text;

	for (int32_t c; (c = escape_next(&text)) != 0; at = text) {
		const char *name = entity(c);
		if (name)
			fputs(name, to);
		else if (escape_is_plain(c) || c == '\n' || c == '\t')
			fwrite(at, 1, (size_t)(text - at), to);
		else
			show(to, c, at);
	}
}

void html_print(FILE *to, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	for (const char *f = format; *f; f++) {
		if (*f != '%') {
			fputc(*f, to);
			continue;
		}
		switch (*++f) {
		case 's': {
			const char *text = va_arg(arguments, const char *);
			escape_html(to, text ? text : "");
			break;
		}
		case 'd':
			fprintf(to, "%d", va_arg(arguments, int));
			break;
		case 'z':
			fprintf(to, "%zu", va_arg(arguments, size_t));
			f++;
			break;
		case '%':
			fputc('%', to);
			break;
		default:
			abort(); /* a mistake in this program, not in what it was given */
		}
	}
	va_end(arguments);
}

/* ---- terminal, CSV, JSON --------------------------------------------------- */

void escape_terminal(FILE *to, const char *text, const char *indent)
{
	const char *at = text;

	for (int32_t c; (c = escape_next(&text)) != 0; at = text) {
		if (c == '\n' && indent)
			fprintf(to, "\n%s", *text ? indent : "");
		else if (escape_is_plain(c) || (c == '\t' && indent))
			fwrite(at, 1, (size_t)(text - at), to);
		else
			show(to, c, at);
	}
}

void escape_csv(FILE *to, const char *text)
{
	bool formula = *text && strchr("=+-@\t\r", *text) != NULL;
	bool quoted = strpbrk(text, "\",\r\n") != NULL;

	if (quoted)
		fputc('"', to);
	if (formula)
		fputc('\'', to);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', to);
		fputc(*text, to);
	}
	if (quoted)
		fputc('"', to);
}

char *escape_utf8(const char *text)
{
	if (!text)
		return NULL;
	char *clean = xmalloc(3 * strlen(text) + 1); /* U+FFFD is three bytes long */
	size_t used = 0;
	const char *at = text;
	for (int32_t c; (c = escape_next(&text)) != 0; at = text) {
		const char *from = c < 0 ? "\xef\xbf\xbd" : at;
		size_t bytes = c < 0 ? 3 : (size_t)(text - at);
		memcpy(clean + used, from, bytes);
		used += bytes;
	}
	clean[used] = '\0';
	return clean;
}

/* ---- paths and addresses --------------------------------------------------- */

enum { COMPONENT_MOST = 200 }; /* bytes; file systems allow 255, and siblings may add an ending */

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
	       c == '_' || c == '.';
}

/* Names that parlab itself uses beside the students' folders. */
static bool is_reserved(const char *name)
{
	return strcmp(name, "index.html") == 0 || strcmp(name, "grades.csv") == 0 ||
	       strncmp(name, "gradebook.db", strlen("gradebook.db")) == 0;
}

/* FNV-1a, 64 bits (Fowler, Noll, Vo). */
static uint64_t hash(const char *text)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return h;
}

char *escape_component(const char *name)
{
	char *result = xmalloc(3 * strlen(name) + 32);
	size_t used = 0;
	bool reserved = is_reserved(name);

	for (const char *s = name; *s; s++) {
		bool safe = is_word(*s) || (unsigned char)*s >= 0x80 || strchr("+@=, ", *s) != NULL;
		bool first_unsafe = s == name && (reserved || strchr(".- ", *s) != NULL);
		if (safe && !first_unsafe)
			result[used++] = *s;
		else
			used += (size_t)snprintf(result + used, 4, "%%%02X", (unsigned char)*s);
	}
	if (used > COMPONENT_MOST) { /* '~' is in no other result, so this cannot clash with one */
		used = COMPONENT_MOST - 32;
		while (used > 0 && ((unsigned char)result[used] & 0xc0) == 0x80)
			used--; /* not within a character */
		used += (size_t)snprintf(result + used, 32, "~%016llx", (unsigned long long)hash(name));
	}
	result[used] = '\0';
	return result;
}

char *escape_url(const char *component)
{
	char *result = xmalloc(3 * strlen(component) + 1);
	size_t used = 0;

	for (const char *s = component; *s; s++) {
		if (is_word(*s))
			result[used++] = *s;
		else
			used += (size_t)snprintf(result + used, 4, "%%%02X", (unsigned char)*s);
	}
	result[used] = '\0';
	return result;
}
