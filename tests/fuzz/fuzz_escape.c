/* objects: harness/report/escape harness/base/base harness/base/utf8 harness/base/digest */
/* fuzz_escape.c - arbitrary text, escaped for HTML, a terminal, CSV, JSON, a path and a URL.
 *
 * Each result is parsed as its reader would: nothing may be interpreted as mark-up, an escape
 * sequence, a formula, another cell or another path.  If the format can be decoded, the result
 * must be the original text. */
#include <jansson.h>
#include <stdbool.h>
#include <string.h>

#include "base/base.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "report/escape.h"

/* written: the output of `escape` for this text; freed by the caller. */
static char *written(void (*escape)(FILE *, const char *), const char *text)
{
	char *result = NULL;
	size_t bytes;
	FILE *to = open_memstream(&result, &bytes);

	MUST(to != NULL);
	escape(to, text);
	MUST(fclose(to) == 0 && strlen(result) == bytes);
	return result;
}

/* Only printable characters, and those in `also`. */
static void check_plain(const char *result, const char *also)
{
	for (int32_t c; (c = utf8_next(&result)) != 0;)
		MUST(utf8_is_printable(c) || (c > 0 && c < 0x80 && strchr(also, c) != NULL));
}

static bool is_all_plain(const char *text)
{
	for (int32_t c; (c = utf8_next(&text)) != 0;)
		if (!utf8_is_printable(c))
			return false;
	return true;
}

static void check_html(const char *text)
{
	static const char *const entities[][2] = {
		{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"},
	};
	char *html = written(escape_html, text), *decoded = xstrdup(html), *to = decoded;

	check_plain(html, "\n\t");
	for (const char *h = html; *h; h++) {
		MUST(!strchr("<>\"'", *h));
		if (*h != '&') {
			*to++ = *h;
			continue;
		}
		size_t e = 0;
		while (e < ARRAY_LENGTH(entities) && strncmp(h, entities[e][0], strlen(entities[e][0])) != 0)
			e++;
		MUST(e < ARRAY_LENGTH(entities));
		*to++ = *entities[e][1];
		h += strlen(entities[e][0]) - 1;
	}
	*to = '\0';
	MUST(!is_all_plain(text) || strcmp(decoded, text) == 0);
	free(decoded);
	free(html);
}

static void terminal_indented(FILE *to, const char *text)
{
	escape_terminal(to, text, "  ");
}

static void terminal_line(FILE *to, const char *text)
{
	escape_terminal(to, text, NULL);
}

static void check_terminal(const char *text)
{
	char *lines = written(terminal_indented, text), *line = written(terminal_line, text);

	check_plain(lines, "\n\t");
	check_plain(line, "");
	MUST(!is_all_plain(text) || strcmp(line, text) == 0);
	free(lines);
	free(line);
}

/* Valid by RFC 4180, and not a formula for a spreadsheet. */
static void check_csv(const char *text)
{
	char *cell = written(escape_csv, text), *decoded = xstrdup(cell), *to = decoded;
	bool quoted = cell[0] == '"';
	size_t bytes = strlen(cell);

	MUST(!quoted || (bytes >= 2 && cell[bytes - 1] == '"'));
	for (size_t i = quoted; i < bytes - quoted; i++) {
		MUST(quoted || !strchr("\",\r\n", cell[i]));
		if (cell[i] == '"') {
			i++;
			MUST(i < bytes - 1 && cell[i] == '"');
		}
		*to++ = cell[i];
	}
	*to = '\0';
	MUST(!*decoded || !strchr("=+-@\t\r", *decoded));
	MUST(strcmp(decoded, text) == 0 || (decoded[0] == '\'' && strcmp(decoded + 1, text) == 0));
	free(decoded);
	free(cell);
}

static void check_json(const char *text)
{
	char *clean = escape_utf8(text);
	json_t *string = json_string(clean);

	MUST(string != NULL);
	char *dumped = json_dumps(string, JSON_ENCODE_ANY);
	json_t *loaded = json_loads(dumped, JSON_DECODE_ANY, NULL);
	MUST(loaded != NULL && json_equal(string, loaded));
	for (const char *c = clean; *c;)
		MUST(utf8_next(&c) > 0);
	json_decref(loaded);
	json_decref(string);
	free(dumped);
	free(clean);
}

static void check_url(const char *text)
{
	char *url = escape_url(text), *decoded = xstrdup(url), *to = decoded;

	for (const char *u = url; *u; u++) {
		unsigned value;
		if (*u == '%') {
			MUST(sscanf(u + 1, "%2X", &value) == 1);
			*to++ = (char)value;
			u += 2;
		} else {
			MUST(strspn(u, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") >
			     0);
			*to++ = *u;
		}
	}
	*to = '\0';
	MUST(strcmp(decoded, text) == 0);
	free(decoded);
	free(url);
}

/* Different names give different components, which are safe for a shell and a file system. */
static void check_component(const char *one, const char *other)
{
	char *a = escape_component(one), *b = escape_component(other);

	MUST((strcmp(one, other) == 0) == (strcmp(a, b) == 0));
	MUST(strlen(a) <= 255 && !strchr(a, '/') && (!*one || *a) && *a != '.' && *a != '-' && *a != ' ');
	for (const unsigned char *c = (const unsigned char *)a; *c; c++)
		MUST(*c > ' ' - 1 && *c != 0x7f && !strchr("\\'\"`$&|;<>()*?[]{}!#", *c));
	free(a);
	free(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	char *text = xmalloc(bytes + 2);

	memcpy(text, data, bytes);
	text[bytes] = text[bytes + 1] = '\0';
	/* Two texts: the second begins after the first zero byte, if there is one. */
	const char *other = text + strlen(text) + 1;
	check_html(text);
	check_terminal(text);
	check_csv(text);
	check_json(text);
	check_url(text);
	check_component(text, other);
	free(text);
	return 0;
}
