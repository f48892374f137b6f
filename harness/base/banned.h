/* banned.h - library functions the harness must not use, as compile errors.
 *
 * They write without a bound, keep hidden state between calls, or turn invalid text into 0.
 * Use xasprintf, snprintf, memcpy and parse_uint64.  Declaring them unavailable works
 * whatever the order of system headers; a macro or `#pragma GCC poison` would not.
 */
#ifndef PARLAB_BANNED_H
#define PARLAB_BANNED_H

#include <stdarg.h>
#include <stddef.h>

#define BANNED(instead) __attribute__((unavailable("banned in the harness; use " instead)))

char *strcpy(char *to, const char *from) BANNED("xstrdup or memcpy");
char *strcat(char *to, const char *from) BANNED("xasprintf");
char *strncpy(char *to, const char *from, size_t n) BANNED("xstrndup or memcpy");
char *strncat(char *to, const char *from, size_t n) BANNED("xasprintf");
char *strtok(char *text, const char *separators) BANNED("strtok_r or strcspn");
char *gets(char *to) BANNED("getline");
int sprintf(char *to, const char *format, ...) BANNED("snprintf or xasprintf");
int vsprintf(char *to, const char *format, va_list arguments) BANNED("vsnprintf or xvasprintf");
/* stdlib.h may define these inline. gcc, which builds the harness, can still forbid them
 * afterwards; clang cannot. */
#ifndef __clang__
int atoi(const char *text) BANNED("parse_uint64");
long atol(const char *text) BANNED("parse_uint64");
double atof(const char *text) BANNED("parse_double");
#endif

#undef BANNED

#endif
