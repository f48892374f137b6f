/* escape.h - escape text from a submission for its destination.
 *
 * A student chooses folder names, file contents and what a program prints, so every
 * text is hostile: it may be invalid UTF-8, and hold terminal escape sequences,
 * mark-up, spreadsheet formulas or characters that change the reading direction.
 * One function per destination.  base/utf8.h decides what is printable.
 * Nothing here can fail; owned strings are the caller's to free.
 */
#ifndef PARLAB_ESCAPE_H
#define PARLAB_ESCAPE_H

#include <stdio.h>

/* HTML, in text and in quoted attributes.  Line breaks and tabs stay; characters
 * that are not printable show as \x1b, \u{202e}. */
void escape_html(FILE *to, const char *text);
/* html_print: printf for pages, where every %s is escaped.  Only %s,
 * %d, %zu and %% are known. */
void html_print(FILE *to, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* LaTeX, in text: what pdflatex does not know without further packages shows as U+4E2D. */
void escape_latex(FILE *to, const char *text);
/* Markdown (CommonMark), in text: nothing is mark-up, neither Markdown's nor HTML's. */
void escape_markdown(FILE *to, const char *text);

/* Bytes as base64 (RFC 4648), for an address of the form data:image/svg+xml;base64,... */
void escape_base64(FILE *to, const void *bytes, size_t length);

/* A terminal.  Characters that are not printable show as \x1b, \u{202e}.  Line breaks are kept
 * and followed by `indent`; with indent NULL they are shown as \n too. */
void escape_terminal(FILE *to, const char *text, const char *indent);

/* A CSV cell (RFC 4180).  One that a spreadsheet would take for a formula (a
 * leading = + - @ tab or CR) gets an apostrophe in front. */
void escape_csv(FILE *to, const char *text);

/* Valid UTF-8 for JSON: an invalid byte becomes U+FFFD.  NULL gives NULL. */
char *escape_utf8(const char *text);

/* A single path component that is safe on any file system and in a shell, and different for
 * different names: letters, digits, spaces, -_.+@=, and non-ASCII characters stay, all else
 * becomes %XX; so does a leading '.', '-' or space, and the first character of a name that
 * parlab uses; the end of a name that is too long for a file system is replaced with a
 * hash. */
char *escape_component(const char *name);

/* One component of a relative address in an href: percent-encoded (RFC 3986). */
char *escape_url(const char *component);

#endif
