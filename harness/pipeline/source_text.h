/* source_text.h - a C source reduced to what matters to a compiler. */
#ifndef PARLAB_SOURCE_TEXT_H
#define PARLAB_SOURCE_TEXT_H

#include <stddef.h>

/* source_text: the text without comments, blank lines and indentation: two
 * sources for which it is the same compile to the same program (but for the
 * line numbers in messages).  Pure; caller frees. */
char *source_text(const char *text, size_t bytes);

#endif
