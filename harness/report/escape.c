/* escape.c - escape text from a submission for its destination.
 *
 * Nothing is dropped silently: a reader must see that something odd was there.
 */
#include "escape.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/digest.h"
#include "../base/utf8.h"

/* As a C escape sequence. */
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

	for (int32_t c; (c = utf8_next(&text)) != 0; at = text) {
		const char *name = entity(c);
		if (name)
			fputs(name, to);
		else if (utf8_is_printable(c) || c == '\n' || c == '\t')
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
			abort(); /* a bug in this program, not in its input */
		}
	}
	va_end(arguments);
}

void escape_base64(FILE *to, const void *bytes, size_t length)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *from = bytes;

	for (size_t i = 0; i < length; i += 3) {
		uint32_t three = (uint32_t)from[i] << 16;
		if (i + 1 < length)
			three |= (uint32_t)from[i + 1] << 8;
		if (i + 2 < length)
			three |= from[i + 2];
		fputc(digits[three >> 18], to);
		fputc(digits[three >> 12 & 63], to);
		fputc(i + 1 < length ? digits[three >> 6 & 63] : '=', to);
		fputc(i + 2 < length ? digits[three & 63] : '=', to);
	}
}

/* ---- LaTeX, Markdown ------------------------------------------------------- */

static const char *latex_for(int32_t character)
{
	static const struct {
		int32_t character;
		const char *latex;
	} known[] = {
		{'\\', "\\textbackslash{}"},
		{'~', "\\textasciitilde{}"},
		{'^', "\\textasciicircum{}"},
		{'<', "$<$"},
		{'>', "$>$"},
		{'|', "$|$"},
		{'&', "\\&"},
		{'%', "\\%"},
		{'$', "\\$"},
		{'#', "\\#"},
		{'_', "\\_"},
		{'{', "\\{"},
		{'}', "\\}"},
		{'"', "''"},
		{'`', "\\textquoteleft{}"},
		{'\n', " "},
		{'\t', " "},
		{0xb2, "$^2$"},
		{0xb3, "$^3$"},
		{0xb5, "$\\mu$"},
		{0xb7, "$\\cdot$"},
		{0xd7, "$\\times$"},
		{0x3c0, "$\\pi$"},
		{0x2013, "--"},
		{0x2014, "---"},
		{0x2018, "`"},
		{0x2019, "'"},
		{0x201c, "``"},
		{0x201d, "''"},
		{0x2026, "\\ldots{}"},
		{0x2212, "$-$"},
		{0x221a, "$\\surd$"},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(known); i++)
		if (known[i].character == character)
			return known[i].latex;
	return NULL;
}

/* Letters that LaTeX composes of a letter and an accent, in its oldest encoding too. */
static bool is_accented(int32_t c)
{
	return c >= 0xc0 && c <= 0xff && c != 0xd0 && c != 0xd7 && c != 0xde && c != 0xf0 && c != 0xf7 &&
	       c != 0xfe;
}

void escape_latex(FILE *to, const char *text)
{
	const char *at = text;

	for (int32_t c; (c = utf8_next(&text)) != 0; at = text) {
		const char *latex = latex_for(c);
		if (latex)
			fputs(latex, to);
		else if ((c >= ' ' && c < 0x7f) || is_accented(c))
			fwrite(at, 1, (size_t)(text - at), to);
		else if (c < 0x100)
			fprintf(to, "\\texttt{0x%02X}", (unsigned)(c < 0 ? (unsigned char)*at : c));
		else
			fprintf(to, "\\texttt{U+%04X}", (unsigned)c);
	}
}

/* "- x", "1. x" and "===" mean something at the beginning of a line only. */
void escape_markdown(FILE *to, const char *text)
{
	const char *at = text;
	bool begins = true;

	for (int32_t c; (c = utf8_next(&text)) != 0; at = text) {
		if (c == '\n' || c == '\t')
			fputc(' ', to);
		else if (c > 0 && c < 0x80 && (strchr("\\`*_[]<>#|&~", c) || (begins && strchr("+-=.)", c))))
			fprintf(to, "\\%c", (char)c);
		else if (utf8_is_printable(c))
			fwrite(at, 1, (size_t)(text - at), to);
		else
			show(to, c, at);
		begins &= (c >= '0' && c <= '9') || c == ' ';
	}
}

/* ---- terminal, CSV, JSON --------------------------------------------------- */

void escape_terminal(FILE *to, const char *text, const char *indent)
{
	const char *at = text;

	for (int32_t c; (c = utf8_next(&text)) != 0; at = text) {
		if (c == '\n' && indent)
			fprintf(to, "\n%s", *text ? indent : "");
		else if (utf8_is_printable(c) || (c == '\t' && indent))
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
	struct text clean;

	if (!text)
		return NULL;
	FILE *to = text_open(&clean);
	const char *at = text;
	for (int32_t c; (c = utf8_next(&text)) != 0; at = text)
		if (c < 0)
			fputs("\xef\xbf\xbd", to); /* U+FFFD */
		else
			fwrite(at, 1, (size_t)(text - at), to);
	return text_close(&clean);
}

/* ---- paths and addresses --------------------------------------------------- */

enum { COMPONENT_MOST = 200 }; /* bytes; file systems allow 255, and siblings may add an ending */

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
	       c == '_' || c == '.';
}

/* Names that parlab uses beside the students' folders. */
static bool is_reserved(const char *name)
{
	return strcmp(name, "index.html") == 0 || strcmp(name, "grades.csv") == 0 ||
	       strcmp(name, "handed-in") == 0 || strncmp(name, "gradebook.db", strlen("gradebook.db")) == 0;
}

/* put: a character as it is, or percent-encoded. */
static void put(FILE *to, char c, bool safe)
{
	fprintf(to, safe ? "%c" : "%%%02X", (unsigned char)c);
}

/* cut: the start of a long name and a digest of it all.  '~' is in no other result,
 * so this cannot clash with one. */
static char *cut(char *whole, const char *name)
{
	int kept = COMPONENT_MOST - 32;
	char *digest = digest_of(name, 16);

	while (kept > 0 && ((unsigned char)whole[kept] & 0xc0) == 0x80)
		kept--; /* do not cut within a character */
	char *result = xasprintf("%.*s~%s", kept, whole, digest);
	free(digest);
	free(whole);
	return result;
}

char *escape_component(const char *name)
{
	bool reserved = is_reserved(name);
	struct text text;
	FILE *to = text_open(&text);

	for (const char *s = name; *s; s++) {
		bool safe = is_word(*s) || (unsigned char)*s >= 0x80 || strchr("+@=, ", *s) != NULL;
		bool first_unsafe = s == name && (reserved || strchr(".- ", *s) != NULL);
		put(to, *s, safe && !first_unsafe);
	}
	char *result = text_close(&text);
	return text.length > COMPONENT_MOST ? cut(result, name) : result;
}

char *escape_url(const char *component)
{
	struct text text;
	FILE *to = text_open(&text);

	for (; *component; component++)
		put(to, *component, is_word(*component));
	return text_close(&text);
}
